"""The archive as replay sees it: which capture answers an address, and what is in it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from crawler.archive.referrals import Referrals
from crawler.errors import BadRecord
from crawler.http import Bytes, Spool, entity_behind, is_chunked, read_head, span
from crawler.index import CaptureKind
from crawler.index.captures import key_of
from crawler.url import resolve
from crawler.warc import capture_of, needs_referred

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from crawler.archive.places import WarcFiles
    from crawler.http import ResponseHead
    from crawler.index import CaptureRow, Index
    from crawler.model import Content
    from crawler.warc import Record, WarcSource

LARGE_KEPT = 4
"""So many large records stay unpacked in temporary files: a film is asked for in many parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What one capture holds."""

    row: CaptureRow
    head: ResponseHead | None
    """None for a record without an HTTP head."""
    content: Content
    start: int
    """Where in *content* the payload begins; it goes to the end."""
    mime: str
    """Media type as the server gave it, lower case, without parameters; empty when it gave none."""
    status: int | None

    @property
    def size_bytes(self) -> int:
        """Bytes of the payload: chunk framing undone, content codings kept."""
        return self.content.size_bytes - self.start

    def payload(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the payload, or its bytes from *start* up to *stop*, in pieces."""
        size = self.size_bytes
        return span(self.content, self.start + start, self.start + (size if stop is None else min(stop, size)))

    def header(self, name: bytes) -> bytes | None:
        return None if self.head is None else self.head.first(name)

    @property
    def location(self) -> str | None:
        """Where a redirect leads, absolute http(s) address with its fragment; None for other answers."""
        if self.status is None or not 300 <= self.status < 400 or self.status == 304:
            return None
        value = self.header(b"location")
        # Browsers read the bytes as UTF-8.
        return None if value is None else resolve(self.row.url, value.decode("utf-8", "replace"))


class Source:
    """Looks captures up and reads them. May be shared by threads.

    Every method raises `ArchiveError` when the index cannot answer.
    """

    def __init__(self, index: Index, files: WarcFiles) -> None:
        self.index = index
        self._files = files
        self._referrals = Referrals(index, files)
        self._large: OrderedDict[str, Loaded] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, url: str, at: datetime | None) -> CaptureRow | None:
        """Return the capture that answers *url* at *at*; the newest without *at*."""
        return self.index.find(url, at=at)

    def open(self, url: str, at: datetime | None) -> Loaded | None:
        """Return what answers *url* at *at*. Raises `BadRecord` when the index knows it and it cannot be read.

        A redirect to another spelling of the same address, such as from http to https, is passed over when there is
        more: a browser that follows it would be led to it again.
        """
        row = self.find(url, at)
        if row is None:
            return None
        loaded = self.load(row)
        if loaded.location is None or key_of(loaded.location) != key_of(url):
            return loaded
        row = self.index.find(url, at=at, settled=True)
        return loaded if row is None else self.load(row)

    def load(self, row: CaptureRow) -> Loaded:
        """Return what the record of *row* holds. Raises `BadRecord`."""
        with self._lock:
            found = self._large.get(row.record_id)
            if found is not None:
                self._large.move_to_end(row.record_id)
                return found
        loaded = self._read(row)
        if isinstance(loaded.content, Spool) and not loaded.content.in_memory:
            with self._lock:
                self._large[row.record_id] = loaded
                while len(self._large) > LARGE_KEPT:
                    self._large.popitem(last=False)
        return loaded

    def file_of(self, row: CaptureRow) -> WarcSource:
        """Return the WARC file of *row*. Raises `BadRecord` for a name that leads out of the archive, or to nothing."""
        name = PurePosixPath(row.file_name)
        if name.is_absolute() or ".." in name.parts or "\\" in row.file_name or "\0" in row.file_name:
            raise BadRecord(name, row.offset, "the index names a file outside the archive")
        path = self._files.at(row.file_name)
        if isinstance(path, Path) and not path.is_file():
            raise BadRecord(path, row.offset, "the WARC file is not there")
        return path

    def record(self, row: CaptureRow) -> Record:
        """Return the WARC record of *row*. Raises `BadRecord`."""
        path = self.file_of(row)
        record = self._files.record(row.file_name, row.offset)
        if record.record_id != row.record_id:
            raise BadRecord(path, row.offset, f"another record stands there than {row.record_id}")
        return record

    def _read(self, row: CaptureRow) -> Loaded:
        record = self.record(row)
        if row.kind is CaptureKind.RESOURCE or record.type == "resource":
            mime = record.content_type.partition(";")[0].strip().lower()
            return Loaded(row=row, head=None, content=record.block, start=0, mime=mime, status=row.status)
        if row.kind is CaptureKind.REVISIT:
            referred = self._referrals.of(row.refers_to, row.payload_digest)
            if not needs_referred(record) and referred is not None:
                # Not modified: what the reader had was the answer that this one confirms.
                return _opened(row, capture_of(referred).block)
            return _opened(row, capture_of(record, referred=referred).block)
        return _opened(row, capture_of(record).block)


def _opened(row: CaptureRow, block: Content) -> Loaded:
    head, body_at = read_head(block)
    mime = (head.first(b"content-type") or b"") if head else b""
    content, start = block, body_at
    if head is not None and is_chunked(head.fields):
        content, start = _gathered(entity_behind(head.fields, body_at, block), block), 0
    return Loaded(
        row=row,
        head=head,
        content=content,
        start=start,
        mime=mime.partition(b";")[0].strip().lower().decode("latin-1"),
        status=head.status if head else row.status,
    )


def _gathered(pieces: Iterator[bytes], block: Content) -> Content:
    if isinstance(block, Bytes):
        return Bytes(b"".join(pieces))
    spool = Spool()
    for piece in pieces:
        spool.append(piece)
    return spool.settled()
