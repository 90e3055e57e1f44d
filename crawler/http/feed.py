"""Lines and counted runs of bytes out of a stream of pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE_LIMIT_BYTES = 65_536
"""The longest line that is believed to be one."""


class Feed:
    """A stream that is taken from the front; at most one line and one piece are held."""

    __slots__ = ("_at", "_buffer", "_pieces", "_taken_bytes")

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._buffer = b""
        self._at = 0
        self._taken_bytes = 0

    @property
    def taken_bytes(self) -> int:
        """How many bytes were taken as lines and runs."""
        return self._taken_bytes

    def line(self, *, limit_bytes: int = LINE_LIMIT_BYTES) -> bytes | None:
        """Return the next line with its end; None, taking nothing, when there is none within *limit_bytes*."""
        looked_at = self._at
        while (end := self._buffer.find(b"\n", looked_at)) < 0:
            if len(self._buffer) - self._at > limit_bytes:
                return None
            looked_at = len(self._buffer) - self._at
            if not self._more():
                return None
        size_bytes = end + 1 - self._at
        return self._cut(size_bytes) if size_bytes <= limit_bytes else None

    def take(self, size_bytes: int) -> Iterator[bytes]:
        """Yield the next *size_bytes* bytes, fewer at the end of the stream."""
        while size_bytes and (self._at < len(self._buffer) or self._more()):
            piece = self._cut(size_bytes)
            size_bytes -= len(piece)
            yield piece

    def rest(self) -> bytes:
        """Return what is held and not yet taken."""
        return self._buffer[self._at :]

    def everything(self) -> Iterator[bytes]:
        """Yield all that is left."""
        if self._at < len(self._buffer):
            yield self._cut(len(self._buffer))
        for piece in self._pieces:
            self._taken_bytes += len(piece)
            yield piece

    def _cut(self, size_bytes: int) -> bytes:
        piece = self._buffer[self._at : self._at + size_bytes]
        self._at += len(piece)
        self._taken_bytes += len(piece)
        return piece

    def _more(self) -> bool:
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return True
