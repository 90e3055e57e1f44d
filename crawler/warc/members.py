"""Where records begin and end in a file: gzip members, or stretches of a file that is not compressed."""

from __future__ import annotations

import io
import os
import re
from typing import IO, TYPE_CHECKING

from isal import isal_zlib

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.warc.record import WarcSource

PIECE_BYTES = 16_384
GZIP_MAGIC = b"\x1f\x8b\x08"
WARC_MAGIC = b"WARC/"
BEHIND_BYTES = 9

_HEADER_START = re.compile(rb"WARC/[0-9]{1,3}\.[0-9]{1,3}\r?\n[^\r\n:]{1,200}:")
_HEADER_START_BYTES = 256
_GZIP_WINDOW = 31
_WINDOW_BYTES = 1 << 16


class Damage(Exception):
    """What is wrong at one place of a file. It never leaves this room: the reader makes a `BadRecord` of it."""

    def __init__(self, why: str, *, search_from: int | None) -> None:
        """*search_from* is where to look for the next record; None when the rest of the file belongs to the damage."""
        super().__init__(why)
        self.why = why
        self.search_from = search_from


class GzipMember:
    """The member at *offset*; `end` is known once `pieces` has come to its end, and its checksum was then right."""

    __slots__ = ("_file", "end", "offset")

    def __init__(self, file: IO[bytes], offset: int) -> None:
        self._file = file
        self.offset = offset
        self.end: int | None = None

    def pieces(self) -> Iterator[bytes]:
        """Yield what the member holds, unpacked, in pieces of at most 16 KiB. Raises `Damage`."""
        decoder = isal_zlib.decompressobj(wbits=_GZIP_WINDOW)
        # igzip misreads optional header fields that are split between two calls; none is as long as the first piece.
        self._file.seek(self.offset)
        at = self.offset
        has_content = False
        while fed := self._file.read(PIECE_BYTES):
            at += len(fed)
            while True:
                piece = self._decompress(decoder, fed)
                if piece:
                    has_content = True
                    yield piece
                if decoder.eof:
                    self.end = at - len(decoder.unused_data)
                    return
                fed = decoder.unconsumed_tail
                if not fed and len(piece) < PIECE_BYTES:
                    break
        # A file that was being written when the writer died ends like this. What looks like a record behind this place
        # is content of the member: a page may well hold a WARC file of its own. Only where nothing at all came out, a
        # damaged gzip header has swallowed the members that follow.
        raise Damage("the gzip member is cut short", search_from=None if has_content else self.offset + 1)

    def _decompress(self, decoder: isal_zlib.Decompress, fed: bytes) -> bytes:
        try:
            return decoder.decompress(fed, PIECE_BYTES)
        except isal_zlib.error as err:
            raise Damage("the gzip member is damaged", search_from=self.offset + 1) from err


def plain_pieces(file: IO[bytes], offset: int) -> Iterator[bytes]:
    """Yield the bytes from *offset* to the end of the file."""
    file.seek(offset)
    while piece := file.read(PIECE_BYTES):
        yield piece


def read_at(file: IO[bytes], offset: int) -> bytes:
    """Return nine bytes from *offset* on, fewer at the end of the file; where it is read next stays as it is.

    So many tell the end of a record and the beginning of another.
    """
    try:
        return os.pread(file.fileno(), BEHIND_BYTES, offset)
    except io.UnsupportedOperation:  # it is not on this disk
        at = file.tell()
        file.seek(offset)
        found = file.read(BEHIND_BYTES)
        file.seek(at)
        return found


def is_gzip(path: WarcSource, file: IO[bytes]) -> bool:
    """Return whether *file* is made of gzip members: as its first bytes say, or else its name."""
    file.seek(0)
    start = file.read(len(WARC_MAGIC))
    if start.startswith(GZIP_MAGIC) or start == WARC_MAGIC:
        return start != WARC_MAGIC
    return path.name.removesuffix(".open").endswith(".gz")


def starts_member(file: IO[bytes], offset: int) -> bool:
    """Return whether a gzip member begins at *offset*."""
    file.seek(offset)
    return file.read(len(GZIP_MAGIC)) == GZIP_MAGIC


def begins_record(start: bytes) -> bool:
    """Return whether a WARC record begins with *start*."""
    return start.startswith(WARC_MAGIC)


def next_member(file: IO[bytes], start: int, *, is_begun: Callable[[bytes], bool] = begins_record) -> int | None:
    """Return the offset of the first gzip member at or after *start* that holds a record; None when there is none.

    *is_begun* tells of up to 16 KiB whether a record begins with them.
    """
    return next((at for at in _places(file, start, GZIP_MAGIC) if is_begun(_first_piece(file, at))), None)


def next_plain(file: IO[bytes], start: int) -> int | None:
    """Return the offset of the first place at or after *start* that begins a record; None when there is none.

    A line does that looks like a version; anywhere else a version and a field behind it, for what stands before may be
    a record that was cut off in the middle of a line, or filling.
    """
    return next((at for at in _places(file, start, WARC_MAGIC) if _begins_header(file, at)), None)


def _begins_header(file: IO[bytes], at: int) -> bool:
    if at == 0:
        return True
    file.seek(at - 1)
    before, *_ = found = file.read(1 + _HEADER_START_BYTES)
    return before == 0x0A or _HEADER_START.match(found, 1) is not None


def _places(file: IO[bytes], start: int, mark: bytes) -> Iterator[int]:
    """Yield each offset at or after *start* where *mark* stands."""
    at = start
    while True:
        file.seek(at)
        window = file.read(_WINDOW_BYTES)
        found = window.find(mark)
        while found >= 0:
            yield at + found
            found = window.find(mark, found + 1)
        if len(window) < _WINDOW_BYTES:
            return
        at += len(window) - len(mark) + 1


def _first_piece(file: IO[bytes], offset: int) -> bytes:
    try:
        return next(GzipMember(file, offset).pieces(), b"")
    except Damage:
        return b""
