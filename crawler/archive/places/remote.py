"""A WARC file in a store, read in ranges; what was read is kept for a while."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.archive.places.store import Store

BLOCK_BYTES = 128 << 10
KEPT_BLOCKS = 256
"""32 MiB of a process: the pages of an hour of reading, and none of a film."""
MOST_BLOCKS = 32
"""A file that is read on and on is fetched in ranges that grow to 4 MiB."""
MOST_KEPT_BLOCKS = 8
"""Of a longer range nothing is kept: a film would push all else out."""


class Ranges:
    """Blocks of files in a store. Closed WARC files never change, so that what is kept is never out of date.

    May be shared by threads.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def blocks(self, url: str, size_bytes: int, first: int, count: int) -> bytes:
        """Return *count* blocks from number *first* on, fewer at the end; only the first one when that is kept."""
        with self._lock:
            kept = self._kept.get((url, first))
            if kept is not None:
                self._kept.move_to_end((url, first))
                return kept
        start = first * BLOCK_BYTES
        data = self.store.read(url, start, min(start + count * BLOCK_BYTES, size_bytes))
        if count <= MOST_KEPT_BLOCKS:
            self._keep(url, first, data)
        return data

    def _keep(self, url: str, first: int, data: bytes) -> None:
        with self._lock:
            for number, at in enumerate(range(0, len(data), BLOCK_BYTES), start=first):
                self._kept[url, number] = data[at : at + BLOCK_BYTES]
            while len(self._kept) > KEPT_BLOCKS:
                self._kept.popitem(last=False)


class RemoteWarc:
    """A closed WARC file at *url*, *size_bytes* long. *local* is where it was written, or would be."""

    __slots__ = ("_ranges", "local", "size_bytes", "url")

    def __init__(self, ranges: Ranges, url: str, *, size_bytes: int, local: Path) -> None:
        self._ranges = ranges
        self.url = url
        self.size_bytes = size_bytes
        self.local = local

    @property
    def name(self) -> str:
        return self.local.name

    def open(self, mode: Literal["rb"], /) -> io.BufferedReader:  # noqa: ARG002  # as a path is opened
        """Return the file; reading raises `StoreFailed` when the store cannot be reached."""
        return io.BufferedReader(_Reading(self._ranges, self.url, self.size_bytes))

    def anew(self) -> RemoteWarc:
        """Return the file as the store has it now: nothing of it is taken from what was kept."""
        return RemoteWarc(Ranges(self._ranges.store), self.url, size_bytes=self.size_bytes, local=self.local)

    def beside(self, suffix: str) -> bytes | None:
        """Return the small file whose name is this one's and *suffix*; None when there is none."""
        return self._ranges.store.content(self.url + suffix)

    def __str__(self) -> str:
        return self.url


def size_of(place: Path | RemoteWarc) -> int:
    """Return the size of a WARC file in bytes: in a store, as it was when it was closed; 0 when it is gone."""
    if isinstance(place, RemoteWarc):
        return place.size_bytes
    try:
        return place.stat().st_size
    except FileNotFoundError:
        return 0


class _Reading(io.RawIOBase):
    """A file in a store, open for reading."""

    def __init__(self, ranges: Ranges, url: str, size_bytes: int) -> None:
        super().__init__()
        self._ranges = ranges
        self._url = url
        self._size_bytes = size_bytes
        self._at = 0
        self._window = b""
        self._window_at = 0
        self._count = 1

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size_bytes}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer is one
        if self._at >= self._size_bytes:
            return 0
        if not self._window_at <= self._at < self._window_at + len(self._window):
            self._fetch()
        start = self._at - self._window_at
        piece = self._window[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _fetch(self) -> None:
        block = self._at // BLOCK_BYTES
        goes_on = bool(self._window) and block * BLOCK_BYTES == self._window_at + len(self._window)
        self._count = min(self._count * 2, MOST_BLOCKS) if goes_on else 1
        self._window = self._ranges.blocks(self._url, self._size_bytes, block, self._count)
        self._window_at = block * BLOCK_BYTES
