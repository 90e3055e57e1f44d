"""gzip and deflate undone, within bounds; nothing is raised for what a server sent.

gzip is known by its first bytes: what does not begin so is falsely labelled and comes back as it is. deflate without
its zlib header has no such mark: when it does not end well and less came out than went in, the label was false.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from isal import isal_zlib

from crawler.http.room import CUT, DAMAGED, TRAILING, Out, Room, Undone, as_it_is, undo_in_turn

if TYPE_CHECKING:
    from isal.isal_zlib import Decompress

GZIP_MAGIC = b"\x1f\x8b"
PIECE_BYTES = 1 << 20
"""Asked for at a time: nearly every page is one piece, and that is not copied."""
FINE_PIECE_BYTES = 64
"""Asked for at a time when a damaged stream is read again; at most so many bytes before the damage are lost."""

_ZLIB, _RAW, _GZIP = 15, -15, 31


def undo_gzip(data: bytes, room: Room) -> Undone:
    """Undo gzip; several members in a row are one stream (RFC 1952, 2.2), zeros after them are padding."""
    return undo_in_turn(data, Out(room), magic=GZIP_MAGIC, undo_one=_member, padding=b"\0")


def undo_deflate(data: bytes, room: Room) -> Undone:
    """Undo deflate, with the zlib header that RFC 9110 asks for or without it, as some servers send it."""
    out = Out(room)
    if not data:
        return out.undone()
    if _has_zlib_header(data):
        end, trouble = _inflate(data, 0, _ZLIB, out)
        if trouble != DAMAGED or out.size_bytes:
            return out.undone(trouble, TRAILING if end < len(data) else None)
    end, trouble = _inflate(data, 0, _RAW, out)
    if trouble and out.size_bytes < len(data):
        return as_it_is(data)
    return out.undone(trouble, TRAILING if end < len(data) else None)


def _has_zlib_header(data: bytes) -> bool:
    """RFC 1950, 2.2: method 8, and the first two bytes are a multiple of 31."""
    return len(data) >= 2 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0


def _member(data: bytes, start: int, out: Out) -> tuple[int, str | None]:
    return _inflate(data, start, _GZIP, out)


def _inflate(data: bytes, start: int, window: int, out: Out) -> tuple[int, str | None]:
    """Add the stream that starts at *start* to *out*; return where it ends and what was wrong with it."""
    before = out.size_bytes
    try:
        return _inflate_with(isal_zlib.decompressobj(wbits=window), data, start, out)
    except isal_zlib.error:
        out.back_to(before)
    # A decoder that fails drops what it had decoded in the same call; asking for little, little is lost.
    try:
        return _inflate_with(zlib.decompressobj(window), data, start, out, piece_bytes=FINE_PIECE_BYTES)
    except zlib.error:
        return len(data), DAMAGED


def _inflate_with(
    decoder: Decompress | zlib._Decompress, data: bytes, start: int, out: Out, *, piece_bytes: int = PIECE_BYTES
) -> tuple[int, str | None]:
    at = start
    while at < len(data):
        fed = data[at : at + piece_bytes]
        at += len(fed)
        while True:
            piece = decoder.decompress(fed, piece_bytes)
            if not out.add(piece):
                return len(data), None
            if decoder.eof:
                return at - len(decoder.unused_data), None
            fed = decoder.unconsumed_tail
            if not fed and len(piece) < piece_bytes:
                break
    return len(data), CUT
