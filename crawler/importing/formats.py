"""What a file is, by its first bytes."""

from __future__ import annotations

import zlib
from contextlib import suppress
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.errors import NoPage
from crawler.http.feed import Feed
from crawler.importing.unpacking import Damaged, zstd_pieces
from crawler.warc.members import Damage, GzipMember
from crawler.warc.reader import HEADER_LIMIT_BYTES, RECORD_END

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x2a\x4d\x18"
"""Behind one byte of 0x50 to 0x5f: a frame that holds something else, such as a dictionary (RFC 8878, 3.1.2)."""
WARC, ARC = b"WARC/", b"filedesc://"
LOOKED_AT = 4
"""Gzip members."""


class Format(StrEnum):
    """How the records of a file are packed."""

    WARC = "WARC"
    WARC_GZ = "WARC, a gzip member for each record"
    WARC_WHOLE_GZ = "WARC, gzip as a whole"
    WARC_ZSTD = "WARC, zstd"
    ARC = "ARC"
    ARC_GZ = "ARC, gzip"
    WACZ = "WACZ"

    @property
    def is_seekable(self) -> bool:
        """Whether a record can be read at its offset, so that the file can be kept as it is."""
        return self in (Format.WARC, Format.WARC_GZ)


def format_of(path: Path, *, named: str | None = None) -> Format:
    """Return what the file at *path* is. Raises `NoPage` for what is none of them, which it calls *named*; OSError."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(ZIP):
        return Format.WACZ
    if start.startswith(ZSTD) or start[1:4] == SKIPPABLE:
        with suppress(Damaged):
            if next(zstd_pieces(path), b"").startswith(WARC):
                return Format.WARC_ZSTD
    elif start.startswith(GZIP):
        inside = _inflated(start)
        if inside.startswith(ARC):
            return Format.ARC_GZ
        if inside.startswith(WARC):
            return Format.WARC_WHOLE_GZ if _holds_several(path) else Format.WARC_GZ
    elif start.startswith(WARC):
        return Format.WARC
    elif start.startswith(ARC):
        return Format.ARC
    raise NoPage(f"{named or path}: neither WARC nor ARC nor WACZ")


def _inflated(start: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(start, 64)
    except zlib.error:
        return b""


def _holds_several(path: Path) -> bool:
    """Return whether a gzip member holds more than one record; the first ones tell, for writers keep to one way."""
    with path.open("rb") as file:
        at = 0
        for _ in range(LOOKED_AT):
            member = GzipMember(file, at)
            feed = Feed(_as_far_as_whole(member))
            length = _length_of_header(feed)
            if length is not None:
                for _piece in feed.take(length + len(RECORD_END)):
                    pass
                if (feed.line(limit_bytes=len(WARC)) or feed.rest()).startswith(WARC):
                    return True
            for _piece in feed.everything():
                pass
            if member.end is None:
                return False
            at = member.end
    return False


def _length_of_header(feed: Feed) -> int | None:
    """Return the Content-Length of the record that *feed* begins with, once its header is read; None without one."""
    length = None
    while line := feed.line(limit_bytes=HEADER_LIMIT_BYTES):
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
        if not line.strip():
            break
    return length


def _as_far_as_whole(member: GzipMember) -> Iterator[bytes]:
    with suppress(Damage):
        yield from member.pieces()
