"""Compressed files unpacked to a plain one, as far as they are whole; no more in memory than a piece."""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE_BYTES = 1 << 18
ZSTD_PIECE_BYTES = 4_096
"""All that comes out of a piece is held at once."""
DICTIONARY = b"\x5d\x2a\x4d\x18"
"""The frame before the first record that holds the dictionary of all others (WARC zstd, 1.0)."""
ZSTD = b"\x28\xb5\x2f\xfd"
MOST_DICTIONARY_BYTES = 64 << 20


class Damaged(Exception):
    """The rest of a file cannot be unpacked. It never leaves this room."""


def gzip_pieces(path: Path) -> Iterator[bytes]:
    """Yield what all members of *path* hold, one behind the other. Raises `Damaged` behind what could be had."""
    with path.open("rb") as file:
        member = zlib.decompressobj(wbits=31)
        begun = False
        while fed := file.read(PIECE_BYTES):
            while fed:
                try:
                    piece = member.decompress(fed, PIECE_BYTES)
                except zlib.error as err:
                    raise Damaged(f"gzip: {err}") from err
                begun = True
                if piece:
                    yield piece
                fed = member.unconsumed_tail
                if member.eof:
                    fed = member.unused_data.lstrip(b"\0")  # some writers fill up the file with zeros
                    member, begun = zlib.decompressobj(wbits=31), False
        if begun:
            raise Damaged("gzip: the file ends within a member")


def zstd_pieces(path: Path) -> Iterator[bytes]:
    """Yield what all frames of *path* hold, with the file's own dictionary where it has one. Raises `Damaged`."""
    with path.open("rb") as file:
        try:
            decompressor = zstandard.ZstdDecompressor(dict_data=_dictionary(file))
            frame = decompressor.decompressobj()
            begun = False
            while fed := file.read(ZSTD_PIECE_BYTES):
                while fed:
                    piece = frame.decompress(fed)
                    begun = True
                    if piece:
                        yield piece
                    fed = b""
                    if frame.eof:
                        fed, begun = frame.unused_data, False
                        frame = decompressor.decompressobj()
        except (zstandard.ZstdError, MemoryError) as err:
            raise Damaged(f"zstd: {err}") from err
    if begun:
        raise Damaged("zstd: the file ends within a frame")


def _dictionary(file: IO[bytes]) -> zstandard.ZstdCompressionDict | None:
    """Return the dictionary that *file* begins with; the file then stands at its first record."""
    head = file.read(8)
    if not head.startswith(DICTIONARY) or len(head) < 8:
        file.seek(0)
        return None
    (size_bytes,) = struct.unpack("<I", head[4:])
    if size_bytes > MOST_DICTIONARY_BYTES:
        raise Damaged(f"zstd: a dictionary of {size_bytes} bytes")
    data = file.read(size_bytes)
    if data.startswith(ZSTD):
        with zstandard.ZstdDecompressor().stream_reader(data) as packed:
            data = packed.read(MOST_DICTIONARY_BYTES)
    return zstandard.ZstdCompressionDict(data)
