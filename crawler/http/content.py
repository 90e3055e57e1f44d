"""Bytes that can be read again and again: small ones in memory, large ones in a temporary file."""

from __future__ import annotations

import errno
import os
import tempfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.http.coding import Unpacked
    from crawler.model import Content

PIECE_BYTES = 65_536
SPOOL_AT_BYTES = 1_048_576
"""Above this size the bytes move from memory to an unnamed temporary file."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """Content held in memory."""

    data: bytes
    unpacked: list[Unpacked] = field(default_factory=list, init=False, repr=False, compare=False)
    """Its body unpacked, once somebody has asked for it (`decoded`): several ask for the same page in turn."""

    @property
    def size_bytes(self) -> int:
        return len(self.data)

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.data), PIECE_BYTES):
            yield self.data[start : start + PIECE_BYTES]


class Spool:
    """Content that grows by `append`; an unnamed temporary file holds it once it is large.

    The file has no name, so that nothing is left behind when the process is killed. `append` raises `OSError` when the
    temporary file cannot be written; the content is then as it was before.
    """

    __slots__ = ("_fd", "_folder", "_memory", "_size")

    def __init__(self, folder: Path | None = None) -> None:
        """*folder* is where the temporary file lives; None means the system's own."""
        # A bare descriptor: a file object that is dropped while open warns, in whatever order the two are dropped.
        self._fd: int | None = None
        self._memory: bytes | bytearray = b""
        """What came in one piece, as most pages do, is never copied."""
        self._folder = folder
        self._size = 0

    def __del__(self) -> None:
        if self._fd is not None:
            os.close(self._fd)

    @property
    def size_bytes(self) -> int:
        return self._size

    def append(self, data: bytes) -> None:
        if self._fd is None and self._size + len(data) > SPOOL_AT_BYTES:
            self._fd = self._to_file()
        if self._fd is not None:
            _write(self._fd, data, self._size)
        elif not self._memory:
            self._memory = data
        else:
            if not isinstance(self._memory, bytearray):
                self._memory = bytearray(self._memory)
            self._memory += data
        self._size += len(data)

    def truncate(self, size_bytes: int) -> None:
        """Drop everything after the first *size_bytes* bytes."""
        if size_bytes >= self._size:
            return
        self._size = size_bytes
        if self._fd is None:
            self._memory = self._memory[:size_bytes]
        else:
            os.ftruncate(self._fd, size_bytes)

    def chunks(self) -> Iterator[bytes]:
        if self._fd is None:
            yield from Bytes(bytes(self._memory)).chunks()
        else:
            yield from self._read(0, None)

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the bytes from *start* up to *stop*, in pieces of at most 64 KiB."""
        if self._fd is None:
            yield from Bytes(bytes(self._memory[start:stop])).chunks()
        else:
            yield from self._read(start, stop)

    def _read(self, at: int, stop: int | None) -> Iterator[bytes]:
        assert self._fd is not None
        while at < (end := self._size if stop is None else min(stop, self._size)):
            piece = os.pread(self._fd, min(PIECE_BYTES, end - at), at)
            if not piece:
                raise OSError(errno.EIO, "the temporary file is shorter than what was written to it")
            at += len(piece)
            yield piece

    def settled(self) -> Content:
        """Return the content as it is now; what was in memory is then plain bytes, read without further copies."""
        return Bytes(bytes(self._memory)) if self._fd is None else self

    def _to_file(self) -> int:
        with tempfile.TemporaryFile(dir=self._folder) as file:
            fd = os.dup(file.fileno())
        try:
            _write(fd, self._memory, 0)
        except OSError:
            os.close(fd)
            raise
        self._memory = b""
        return fd


def _write(fd: int, data: bytes | bytearray, at: int) -> None:
    left = memoryview(data)
    while left:
        written = os.pwrite(fd, left, at)
        left, at = left[written:], at + written


@runtime_checkable
class _InPieces(Protocol):
    """Content of which a part can be had without the rest."""

    def pieces(self, start: int, stop: int) -> Iterator[bytes]: ...


def span(content: Content, start: int, stop: int) -> Iterator[bytes]:
    """Yield the bytes of *content* from *start* up to *stop*, without holding what stands before."""
    if isinstance(content, _InPieces):
        return content.pieces(start, stop)
    return Bytes(whole(content)[start:stop]).chunks()


def whole(content: Content) -> bytes:
    """Return all bytes of *content* at once."""
    if isinstance(content, Bytes):
        return content.data
    return b"".join(content.chunks())


def start_of(content: Content, size_bytes: int) -> bytes:
    """Return the first *size_bytes* bytes of *content*, or all when there are fewer."""
    start = bytearray()
    for piece in content.chunks():
        start += piece[: size_bytes - len(start)]
        if len(start) == size_bytes:
            break
    return bytes(start)
