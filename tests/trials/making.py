"""Exchanges and articles by number, and the proof that an archive kept them: for the trials of the archive."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, warc_files
from crawler.archive.places import WarcFiles
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.http import Bytes, whole
from crawler.index import CaptureKind, Index
from crawler.model import Article, Exchange

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.archive.archive import Kept
    from crawler.model import Capture

SAME_PAGE = {4: 1, 5: 3}
"""By the number modulo 8: so many numbers before it is an exchange with the same page."""
AT = datetime(2026, 11, 24, 15, 16, 37, 123456, UTC)


def config(folder: Path, **changes: Any) -> ArchiveConfig:
    """Return the configuration of an archive at *folder* whose groups are committed only when asked for."""
    values: dict[str, Any] = {"folder": folder / "archive", "group_s": 3_600.0}
    return ArchiveConfig(**values | changes)


def exchange(number: int) -> Exchange:
    """Return exchange *number*: always the same, of a size of its own; each seventh has no answer.

    Some have the page of another one, so that they are kept as a revisit of it where it was kept.
    """
    page = number - SAME_PAGE.get(number % 8, 0)
    body = f"<p>Page {page} of the Trial Gazette.</p>\n".encode() * (1 + page * 37 % 50)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    return Exchange(
        url=f"http://gazette.example/{number}",
        request=Bytes(b"GET /%d HTTP/1.1\r\nHost: gazette.example\r\n\r\n" % number),
        response=None if number % 7 == 6 else Bytes(head + body),
        started_at=AT + timedelta(seconds=number),
        ended_at=AT + timedelta(seconds=number, milliseconds=250),
        ip_address="192.0.2.7",
        spider="gazette",
    )


def article(capture: Capture) -> Article:
    return Article(url=capture.url, record_id=capture.record_id, reader="trial 1", headline=f"About {capture.url}")


@dataclass(slots=True)
class Acknowledged:
    """What an archive has acknowledged; its `note` is an `Archive.on_kept`."""

    captures: set[str] = field(default_factory=set)
    """Addresses."""
    articles: set[str] = field(default_factory=set)
    """Addresses."""

    def note(self, group: Kept) -> None:
        self.captures |= {row.url for row in group.captures}
        self.articles |= {each.url for each in group.articles}


def write_one(archive: Archive, number: int) -> None:
    """Keep exchange *number*, and an article of each second one that was answered."""
    capture = archive.keep(exchange(number))
    if capture is not None and number % 2 == 0:
        archive.keep_article(article(capture))


def open_again(settings: ArchiveConfig) -> Archive:
    """Open the archive for writing as the next crawl would, which recovers it."""
    return Archive.open(settings, spider="gazette")


def proof(settings: ArchiveConfig, acknowledged: Acknowledged) -> list[str]:
    """Return what is wrong with a recovered archive: something acknowledged is gone or changed, or readers disagree."""
    wrong = [str(flaw) for flaw in verify(settings).flaws]
    with Index.open(settings.index_address) as index:
        rows = {row.url: row for row in index.captures()}
        stored = {each.url for each in index.articles()}
        files = WarcFiles(settings, index)
        there = {
            url: files.record(row.file_name, row.offset) for url, row in rows.items() if files.holds(row.file_name, 1)
        }
    for url, record in there.items():  # `verify` has named the files that are not there
        row = rows[url]
        original = exchange(int(url.rpartition("/")[2]))
        block = whole(record.block)
        expected = whole(original.response or original.request)
        if row.kind is CaptureKind.REVISIT:  # `verify` proves where the rest is
            expected = expected.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        if block != expected:
            wrong.append(f"changed: {url}")
    wrong += [f"lost: {url}" for url in sorted(acknowledged.captures - set(rows))]
    wrong += [f"lost: article of {url}" for url in sorted(acknowledged.articles - stored)]
    return wrong + flaws_of_files(settings)


def flaws_of_files(settings: ArchiveConfig) -> list[str]:
    """Return what other programs find wrong with the WARC files."""
    return [text for path in warc_files(settings) for text in _other_readers(path)]


def _other_readers(path: Path) -> list[str]:
    wrong = []
    try:
        with path.open("rb") as file:
            seen = [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(file)]
        with path.open("rb") as file:
            fast = [record.record_id for record in FastIterator(file, parse_http=False)]
        if seen != fast:
            wrong.append(f"{path.name}: warcio sees {len(seen)} records, fastwarc {len(fast)}")
    except Exception as err:  # noqa: BLE001  # whatever another reader says is what is wrong
        wrong.append(f"{path.name}: another reader: {type(err).__name__}")
    if subprocess.run(["gzip", "-t", path], check=False, capture_output=True).returncode:
        wrong.append(f"{path.name}: gzip -t")
    return wrong


def copied(settings: ArchiveConfig, folder: Path) -> ArchiveConfig:
    """Return the configuration of a copy of the archive at *folder*."""
    shutil.copytree(settings.folder, folder / "archive")
    return config(folder)


def tails(settings: ArchiveConfig) -> list[bytes]:
    """Return what was cut off, file by file."""
    return [path.read_bytes() for path in sorted(settings.warc_folder.rglob("*.tail*"))]
