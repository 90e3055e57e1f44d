"""The archive as replay sees it: which capture answers an address, and what is in it."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from crawler.archive.referrals import Referrals
from crawler.errors import BadRecord, StoreFailed
from crawler.http import Arriving, entity_behind, gathered, is_chunked, read_head, span
from crawler.index import CaptureKind
from crawler.replay.headers import MEDIA_TYPE
from crawler.replay.timestamps import middle, timestamp
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

TYPES_BYTES = 1_000
"""Where a media type is looked for."""
UNKNOWN_TYPES = frozenset({"unknown/unknown", "application/unknown"})
"""They name no type (WHATWG MIME Sniffing, 7)."""
TYPE_END = re.compile(r"[ \t;(]")
REDIRECTS = frozenset({301, 302, 303, 307, 308})
"""What browsers follow (WHATWG Fetch, 2.2.6)."""
MOST_REDIRECTS = 20
"""Browsers follow no more."""
LARGE_KEPT = 4
"""So many large records stay in temporary files, as far as they were unpacked: a film is asked for in many parts."""


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
    """Media type as browsers read what the server gave, lower case, without parameters; empty when it gave none."""
    status: int | None

    @property
    def size_bytes(self) -> int:
        """Bytes of the payload: chunk framing undone, content codings kept. `told_bytes` does not read it to tell."""
        return self.content.size_bytes - self.start

    @property
    def told_bytes(self) -> int | None:
        """The size; None while it is not known, which is so of a large one that was sent in chunks."""
        told = self.content.told_bytes if isinstance(self.content, Arriving) else self.content.size_bytes
        return None if told is None else told - self.start

    def exceeds(self, size_bytes: int) -> bool:
        """Return whether the payload is larger than that."""
        if isinstance(self.content, Arriving):
            return self.content.exceeds(self.start + size_bytes)
        return self.size_bytes > size_bytes

    def payload(self, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
        """Yield the payload, or its bytes from *start* up to *stop*, in pieces. Raises `BadRecord`, `StoreFailed`."""
        if stop is not None:
            return span(self.content, self.start + start, self.start + stop)
        if isinstance(self.content, Arriving):
            return self.content.pieces(self.start + start, None)
        return span(self.content, self.start + start, self.content.size_bytes)

    def header(self, name: bytes) -> bytes | None:
        return None if self.head is None else self.head.first(name)

    @property
    def location(self) -> str | None:
        """Where a redirect leads, absolute http(s) address with its fragment; None for other answers."""
        if self.status not in REDIRECTS:
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
        self._referrals = Referrals(index, files, arriving=True)
        self._large: OrderedDict[str, Loaded] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, url: str, at: datetime | None) -> CaptureRow | None:
        """Return the capture that answers *url* at *at*; the newest without *at*."""
        return self.index.find(url, at=at)

    def open(self, url: str, at: datetime | None) -> Loaded | None:
        """Return what answers *url* at *at*. Raises `BadRecord` when the index knows it and it cannot be read.

        A redirect that leads back to itself, at once (from http to https) or over other addresses, is passed over when
        there is more: a browser that follows it would be led round and round.
        """
        row = self.find(url, at)
        if row is None:
            return None
        loaded = self.load(row)
        if not self._way_round(loaded):
            return loaded
        row = self.index.find(url, at=at, settled=True)
        return loaded if row is None else self.load(row)

    def leads_round(self, loaded: Loaded) -> bool:
        """Return whether who follows the redirect *loaded* comes back to it, and the archive has no other way to go."""
        return bool(way := self._way_round(loaded)) and all(self.index.find(url, settled=True) is None for url in way)

    def _way_round(self, loaded: Loaded) -> list[str]:
        """Return the addresses by which the redirect *loaded* leads back to itself; none when that is not known."""
        start, way = loaded.row, list[str]()
        while loaded.location is not None and len(way) < MOST_REDIRECTS:
            way.append(loaded.location)
            row = self.find(loaded.location, middle(timestamp(loaded.row.captured_at)))
            if row is None or row.status is None or not 300 <= row.status < 400:
                return []
            if row.record_id == start.record_id:
                return way
            try:
                loaded = self.load(row)
            except (BadRecord, StoreFailed):
                return []  # told where it is shown
        return []

    def load(self, row: CaptureRow) -> Loaded:
        """Return what the record of *row* holds. Raises `BadRecord`."""
        with self._lock:
            found = self._large.get(row.record_id)
            if found is not None and not _has_failed(found):
                self._large.move_to_end(row.record_id)
                return found
        loaded = self._read(row)
        if isinstance(loaded.content, Arriving):
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

    def record(self, row: CaptureRow, *, arriving: bool = False) -> Record:
        """Return the WARC record of *row*; *arriving*: as `WarcFiles.arriving` does. Raises `BadRecord`."""
        path = self.file_of(row)
        if arriving:
            record = self._files.arriving(row.file_name, row.offset, row.length)
        else:
            record = self._files.record(row.file_name, row.offset)
        if record.record_id != row.record_id:
            raise BadRecord(path, row.offset, f"another record stands there than {row.record_id}")
        return record

    def _read(self, row: CaptureRow) -> Loaded:
        record = self.record(row, arriving=True)
        if row.kind is CaptureKind.RESOURCE or record.type == "resource":
            mime = named_type(record.content_type)
            return Loaded(row=row, head=None, content=record.block, start=0, mime=mime, status=row.status)
        if row.kind is CaptureKind.REVISIT:
            referred = self._referrals.of(row.refers_to, row.payload_digest)
            if not needs_referred(record) and referred is not None:
                # Not modified: what the reader had was the answer that this one confirms.
                return _opened(row, capture_of(referred).block)
            return _opened(row, capture_of(record, referred=referred).block)
        return _opened(row, capture_of(record).block)


def named_type(value: str) -> str:
    """Return the media type that a Content-Type names, of several the last one, as browsers do; empty when none is.

    >>> named_type("Text/HTML charset=utf-8"), named_type("text/html,charset=utf-8"), named_type("a/b, c/d; e=f, */*")
    ('text/html', 'text/html', 'c/d')
    >>> named_type("html"), named_type("unknown/unknown")
    ('', '')
    """
    members = [TYPE_END.split(member.strip(), maxsplit=1)[0].lower() for member in value[:TYPES_BYTES].split(",")]
    named = [member for member in members if MEDIA_TYPE.match(member) and member not in UNKNOWN_TYPES]
    return named[-1] if named else ""


def _opened(row: CaptureRow, block: Content) -> Loaded:
    head, body_at = read_head(block)
    types = b",".join(head.all(b"content-type")) if head else b""
    content, start = block, body_at
    if head is not None and is_chunked(head.fields):
        content, start = gathered(entity_behind(head.fields, body_at, block), block), 0
    return Loaded(
        row=row,
        head=head,
        content=content,
        start=start,
        mime=named_type(types.decode("latin-1")),
        status=head.status if head else row.status,
    )


def _has_failed(loaded: Loaded) -> bool:
    return isinstance(loaded.content, Arriving) and loaded.content.has_failed
