"""What the bytes of a fuzzer stand for: WARC files that are mostly whole, and content that comes in any pieces."""

from __future__ import annotations

import re
import tempfile
import time
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY_DISK = Path("/dev/shm")  # a disk in memory: thousands of small files are made on it
LONGEST_S = 5.0
"""CPU seconds that one input may take, most of them for counting what it reaches."""
MOST_BYTES = 1 << 16
"""An input that asks to be repeated grows up to this."""

# The first byte of an input that stands for a file.
AS_GZIP, AS_PLAIN, PACKED, JOINED = range(4)
REPEATED = 0xFC
"""All these bits: few inputs ask for it, since each takes a hundred times as long."""
_RECORD_START = re.compile(rb"(?<=\r\n\r\n)(?=WARC/)")
_LENGTH = re.compile(rb"(?im)^Content-Length:[ 0-9]*")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Content that comes in pieces of *piece_bytes*."""

    data: bytes
    piece_bytes: int

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), self.piece_bytes):
            yield self.data[start : start + self.piece_bytes]


def file_of(data: bytes) -> tuple[str, bytes]:
    """Return the name and the bytes of the WARC file that *data* stands for.

    Its first byte says how: the rest as it is, or taken for records. Their lengths are then put right, and each is made a
    gzip member or not: otherwise hardly a change would get past lengths and checksums.
    """
    mode, rest = (data[0], data[1:]) if data else (AS_GZIP, b"")
    if mode & REPEATED == REPEATED and rest:
        rest *= max(1, MOST_BYTES // len(rest))
    kind = mode & 3
    if kind in (AS_GZIP, AS_PLAIN):
        return ("x.warc.gz" if kind == AS_GZIP else "x.warc"), rest
    records = [_with_length(part) for part in _RECORD_START.split(rest) if part]
    if kind == JOINED:
        return "x.warc", b"".join(records)
    return "x.warc.gz", b"".join(zlib.compress(record, 1, wbits=31) for record in records)


def records_in(file: bytes, mode: int) -> bytes:
    """Return the input that stands for the gzipped *file* with its records taken apart."""
    records = b""
    while file:
        decoder = zlib.decompressobj(31)
        records += decoder.decompress(file)
        file = decoder.unused_data
    return bytes([mode]) + records


@contextmanager
def within_bounds() -> Iterator[None]:
    """Raise AssertionError when what is done inside takes too long. Memory is bounded by the process."""
    started_s = time.process_time()
    yield
    took_s = time.process_time() - started_s
    assert took_s < LONGEST_S, f"took {took_s:.1f} s"


@contextmanager
def folder() -> Iterator[Path]:
    """Give an empty folder, in memory where that can be had."""
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK if MEMORY_DISK.is_dir() else None) as name:
        yield Path(name)


def _with_length(record: bytes) -> bytes:
    head, end, block = record.partition(b"\r\n\r\n")
    block = block.removesuffix(b"\r\n\r\n")
    head = _LENGTH.sub(b"Content-Length: %d" % len(block), head, count=1)
    return head + end + block + b"\r\n\r\n"
