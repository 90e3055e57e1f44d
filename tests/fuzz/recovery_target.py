"""The law of recovery, for any bytes that a writer may have left behind what it had acknowledged."""

from __future__ import annotations

import zlib
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from fuzz.inputs import AS_GZIP, PACKED, REPEATED, file_of, folder, records_in, within_bounds
from trials.making import Acknowledged, article, config, exchange, tails, write_one

from crawler.archive import Archive
from crawler.archive.recover import recover
from crawler.archive.reindex import reindex
from crawler.http import whole
from crawler.index import Index
from crawler.warc import read_record, read_records

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.config import ArchiveConfig

ACKNOWLEDGED = 4
BEHIND = 3
"""So many exchanges more were written whole, and not acknowledged."""


class Left(NamedTuple):
    """What a killed writer has left: its file up to where it was acknowledged, what stood behind, and the index."""

    file_name: str
    acknowledged: bytes
    behind: bytes
    database: bytes
    known: Acknowledged


def recovery(data: bytes) -> None:
    """An open file of a dead writer: acknowledged records, and any bytes behind them."""
    left = left_behind()
    _, behind = file_of(bytes([data[0] & ~1]) + data[1:] if data else b"")
    with folder() as place, within_bounds():
        settings = config(place)
        path = settings.warc_folder / left.file_name
        path.parent.mkdir(parents=True)
        path.write_bytes(left.acknowledged + behind)
        (settings.folder / "index.sqlite").write_bytes(left.database)
        with Index.open(settings.index_address) as index:
            (done,) = recover(settings, index)
            assert recover(settings, index) == ()
            assert done.failure is None
            _nothing_is_lost(settings, index, left, behind)
            rows = list(index.dump())
        reindexed = list(_reindexed(settings))
        assert rows == reindexed, "a new index differs from the recovered one"


def seeds() -> list[bytes]:
    """Return tails: of our own writer, cut, changed, and taken apart."""
    behind = left_behind().behind
    return [
        bytes([AS_GZIP]),
        bytes([AS_GZIP]) + behind,
        bytes([AS_GZIP]) + behind[: len(behind) * 2 // 3],
        bytes([AS_GZIP]) + behind[:50] + b"\0" * 30 + behind[80:],
        bytes([AS_GZIP]) + zlib.compress(b"WARC/1.1\r\n", 1, wbits=31) + behind,
        records_in(behind, PACKED),
        records_in(behind[-2_000:], PACKED | REPEATED) if behind[-2_000:].startswith(b"\x1f\x8b") else b"",
    ]


@cache
def left_behind() -> Left:
    """Return what the writer of the trials leaves when it is killed behind its first group."""
    with folder() as place:
        settings = config(place)
        archive, known = Archive.open(settings, spider="gazette"), Acknowledged()
        archive.on_kept = known.note
        for number in range(ACKNOWLEDGED):
            write_one(archive, number)
        archive.commit()
        (path,) = settings.warc_folder.rglob("*.open")
        acknowledged = path.read_bytes()
        for number in range(ACKNOWLEDGED, ACKNOWLEDGED + BEHIND):
            capture = archive.keep(exchange(number))
            if capture is not None:
                archive.keep_article(article(capture))
        # What a kill does to this process: the file is let go as it is, and nothing is committed.
        archive._writer.abandon()
        archive._index.close()
        everything = path.read_bytes()
        database = (settings.folder / "index.sqlite").read_bytes()
        name = str(path.relative_to(settings.warc_folder))
    return Left(name, acknowledged, everything[len(acknowledged) :], database, known)


def _nothing_is_lost(settings: ArchiveConfig, index: Index, left: Left, behind: bytes) -> None:
    (path,) = settings.warc_folder.rglob("*.warc.gz")
    kept = path.read_bytes()
    assert kept.startswith(left.acknowledged), "an acknowledged byte has changed"
    assert kept + b"".join(tails(settings)) == left.acknowledged + behind, "a byte was thrown away"
    # Bytes behind may say that they are of the same address: what was acknowledged is known by its place.
    rows = {row.url: row for row in index.captures() if row.offset < len(left.acknowledged)}
    assert left.known.captures <= set(rows)
    assert left.known.articles <= {each.url for each in index.articles()}
    for url in left.known.captures:
        original = exchange(int(url.rpartition("/")[2]))
        block = read_record(settings.warc_folder / rows[url].file_name, rows[url].offset).block
        assert whole(block) == whole(original.response or original.request)
    list(read_records(path, on_damage=lambda _: None))


def _reindexed(settings: ArchiveConfig) -> Iterator[dict[str, Any]]:
    reindex(settings)
    with Index.open(settings.index_address) as index:
        yield from index.dump()
