"""Content that is still on its way: read from where it is as it is asked for, and kept for whoever asks again."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from crawler.http.content import PIECE_BYTES, Spool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.model import Content


class Arriving:
    """Content of which no more is read than somebody asks for; what has come is in a temporary file once it is large.

    May be shared by threads. Reading raises what its source raised, then and each time after: see `has_failed`.
    """

    __slots__ = ("_failure", "_kept", "_lock", "_source", "_told_bytes")

    def __init__(self, source: Iterator[bytes], size_bytes: int | None = None) -> None:
        """*size_bytes*: what comes from *source* in all, where that is known before it has come."""
        self._source: Iterator[bytes] | None = source
        self._told_bytes = size_bytes
        self._kept = Spool()
        self._failure: Exception | None = None
        self._lock = threading.Lock()

    @property
    def size_bytes(self) -> int:
        """How many bytes there are; where nobody knew, all of them are read to tell."""
        return self.finish() if self._told_bytes is None else self._told_bytes

    @property
    def told_bytes(self) -> int | None:
        """The size, as far as it is known without reading on."""
        return self._told_bytes

    @property
    def has_failed(self) -> bool:
        """Whether the rest of it will never come."""
        return self._failure is not None

    def finish(self) -> int:
        """Have it all; return how many bytes there are."""
        with self._lock:
            self._read_until(None)
            return self._kept.size_bytes

    def exceeds(self, size_bytes: int) -> bool:
        """Return whether there are more than *size_bytes* bytes, reading no more of them than that takes."""
        if self._told_bytes is not None:
            return self._told_bytes > size_bytes
        with self._lock:
            self._read_until(size_bytes + 1)
            return self._kept.size_bytes > size_bytes

    def chunks(self) -> Iterator[bytes]:
        return self.pieces(0, None)

    def pieces(self, start: int, stop: int | None) -> Iterator[bytes]:
        """Yield the bytes from *start* up to *stop*, or to the end, in pieces of at most 64 KiB."""
        while piece := self._piece(start, start + PIECE_BYTES if stop is None else min(stop, start + PIECE_BYTES)):
            start += len(piece)
            yield piece

    def _piece(self, start: int, stop: int) -> bytes:
        with self._lock:
            self._read_until(stop)
            return b"".join(self._kept.pieces(start, stop))

    def _read_until(self, size_bytes: int | None) -> None:
        """Have the first *size_bytes* bytes, or all. To be called with the lock held."""
        if self._failure is not None and (size_bytes is None or size_bytes > self._kept.size_bytes):
            raise self._failure
        try:
            while self._source is not None and (size_bytes is None or self._kept.size_bytes < size_bytes):
                piece = next(self._source, None)
                if piece is None:
                    self._source = None
                    self._told_bytes = self._kept.size_bytes
                else:
                    self._kept.append(piece)
        except Exception as err:
            self._source, self._failure = None, err
            raise


def gathered(pieces: Iterator[bytes], block: Content, *, size_bytes: int | None = None) -> Content:
    """Return *pieces*, made of what is in *block*, as content: one that arrives where *block* does.

    *size_bytes*: what they come to in all, where that is known. It comes to its end only with all of *block*, so that
    what is wrong with that is told.
    """
    if isinstance(block, Arriving):
        return Arriving(_to_the_end(pieces, block), size_bytes)
    spool = Spool()
    for piece in pieces:
        spool.append(piece)
    return spool.settled()


def _to_the_end(pieces: Iterator[bytes], block: Arriving) -> Iterator[bytes]:
    yield from pieces
    block.finish()
