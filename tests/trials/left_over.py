"""An archive as a killed writer leaves it: one file closed, one open with rows missing and a record cut in half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trials.making import Acknowledged, article, config, exchange, write_one

from crawler.archive import Archive
from crawler.warc import read_records

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.config import ArchiveConfig

ROTATE_BYTES = 3_000


def left_over(folder: Path) -> tuple[ArchiveConfig, Acknowledged, bytes]:
    """Make it in *folder*; return where it is, what was acknowledged, and the half-written bytes at its end.

    Its open file ends with records that are whole, durable or not, and in no index: a capture and an article.
    """
    settings = config(folder, warc_max_bytes=ROTATE_BYTES)
    archive, acknowledged = Archive.open(settings, spider="gazette"), Acknowledged()
    archive.on_kept = acknowledged.note
    for number in range(5):
        write_one(archive, number)
        archive.commit()
        archive.commit_if_due()
    capture = archive.keep(exchange(5))
    assert capture is not None
    archive.keep_article(article(capture))
    # What a kill does to this process: the file is let go as it is, and nothing is committed.
    archive._writer.abandon()
    archive._index.close()
    (path,) = settings.warc_folder.rglob("*.open")
    last = list(read_records(path))[-1]
    tail = path.read_bytes()[last.offset : last.offset + last.length * 2 // 3]
    with path.open("ab") as file:
        file.write(tail)
    return settings, acknowledged, tail
