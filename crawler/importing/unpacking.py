"""Compressed files unpacked to a plain one, as far as they are whole; no more in memory than a piece."""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

import zstandard

from crawler.warc.members import Damage, GzipMember, next_member

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILLING_BYTES = 4_096
ZSTD_PIECE_BYTES = 4_096
"""All that comes out of a piece is held at once."""
DICTIONARY = b"\x5d\x2a\x4d\x18"
"""The frame before the first record that holds the dictionary of all others (WARC zstd, 1.0)."""
ZSTD = b"\x28\xb5\x2f\xfd"
MOST_DICTIONARY_BYTES = 64 << 20


class Damaged(Exception):
    """The rest of a file cannot be unpacked. It never leaves this room."""


def gzip_pieces(path: Path, on_damage: Callable[[str], None], *, is_begun: Callable[[bytes], bool]) -> Iterator[bytes]:
    """Yield what all members of *path* hold, one behind the other.

    Of a damaged one that is yielded which could be had; reading goes on at the next that begins with a record, as
    *is_begun* tells (`next_member`), and *on_damage* is told right before it. Raises `Damaged` where there is none.
    """
    with path.open("rb") as file:
        at: int | None = behind_zeros(file, 0)
        while at is not None:
            member = GzipMember(file, at)
            try:
                yield from member.pieces()
            except Damage as err:
                at = None if err.search_from is None else next_member(file, err.search_from, is_begun=is_begun)
                if at is None:
                    raise Damaged(f"gzip: {err}") from err
                yield b"\r\n"  # the next record begins a line
                on_damage(f"gzip: {err}")
            else:
                assert member.end is not None
                at = behind_zeros(file, member.end)


def behind_zeros(file: IO[bytes], at: int) -> int | None:
    """Return where the next byte stands that is not zero, with which some writers fill up the file; None at its end."""
    file.seek(at)
    while piece := file.read(FILLING_BYTES):
        if left := piece.lstrip(b"\0"):
            return file.tell() - len(left)
    return None


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
