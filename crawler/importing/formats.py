"""What a file is, by its first bytes."""

from __future__ import annotations

import zlib
from contextlib import suppress
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from crawler.errors import NoPage
from crawler.http.feed import Feed
from crawler.importing.arc import DESCRIPTION
from crawler.importing.unpacking import Damaged, behind_zeros, zstd_pieces
from crawler.warc.members import WARC_MAGIC, Damage, GzipMember, next_member
from crawler.warc.reader import HEADER_LIMIT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x2a\x4d\x18"
"""Behind one byte of 0x50 to 0x5f: a frame that holds something else, such as a dictionary (RFC 8878, 3.1.2)."""
LINE_START = b"\n" + WARC_MAGIC


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
            if next(zstd_pieces(path), b"").startswith(WARC_MAGIC):
                return Format.WARC_ZSTD
    elif start.startswith(GZIP):
        inside = _inflated(start)
        if inside.startswith(DESCRIPTION):
            return Format.ARC_GZ
        if inside.startswith(WARC_MAGIC):
            return Format.WARC_WHOLE_GZ if _holds_several(path) else Format.WARC_GZ
    elif start.startswith(WARC_MAGIC):
        return Format.WARC
    elif start.startswith(DESCRIPTION):
        return Format.ARC
    raise NoPage(f"{named or path}: neither WARC nor ARC nor WACZ")


def is_package(path: Path) -> bool:
    """Return whether the file at *path* is a WACZ. Raises OSError."""
    with path.open("rb") as file:
        return file.read(len(ZIP)) == ZIP


def _inflated(start: bytes) -> bytes:
    """Return the first bytes that the members at *start* hold; some writers begin with one that holds nothing."""
    inside = b""
    with suppress(zlib.error):
        while start and not inside:
            member = zlib.decompressobj(wbits=31)
            inside = member.decompress(start, 64)
            start = member.unused_data
    return inside


def _holds_several(path: Path) -> bool:
    """Return whether a gzip member holds more than one record: only the first could be read at its place then.

    All are looked at, as far as they are whole: files of several writers may stand behind one another in one, and
    reading goes on behind what is damaged.
    """
    damage: list[Damage] = []
    with path.open("rb") as file:
        at = behind_zeros(file, 0)
        while at is not None:
            member = GzipMember(file, at)
            if _is_followed(Feed(_as_far_as_whole(member, damage.append))):
                return True
            if member.end is not None:
                at = behind_zeros(file, member.end)
            else:
                from_here = damage.pop().search_from
                at = None if from_here is None else next_member(file, from_here)
    return False


def _is_followed(feed: Feed) -> bool:
    """Return whether a record begins behind the first one of *feed*, whose length may be wrong; all is taken."""
    for _piece in feed.take(_length_of_header(feed) or 0):
        pass
    return _holds_start(chain([b"\n"], feed.everything()))


def _holds_start(pieces: Iterator[bytes]) -> bool:
    """Return whether a line of *pieces* begins as a record does; all are taken."""
    found, held = False, b""
    for piece in pieces:
        found = found or LINE_START in held + piece
        held = piece[-len(LINE_START) :]
    return found


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


def _as_far_as_whole(member: GzipMember, on_damage: Callable[[Damage], None]) -> Iterator[bytes]:
    try:
        yield from member.pieces()
    except Damage as err:
        on_damage(err)
