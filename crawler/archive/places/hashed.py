"""A file that is hashed while it is read, so that nobody reads it again for that."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.archive.places.remote import RemoteWarc

PIECE_BYTES = 1 << 20


class HashedFile:
    """The file at *place*, to be read as a WARC file. Each byte is hashed once, in order, however often it is read."""

    def __init__(self, place: Path | RemoteWarc) -> None:
        self._place = place
        self._digest = hashlib.sha256()
        self._hashed_bytes = 0
        """So much of the file, from its beginning, is in the digest."""

    @property
    def name(self) -> str:
        return self._place.name

    def __str__(self) -> str:
        return str(self._place)

    def open(self, mode: Literal["rb"], /) -> io.BufferedReader:
        return _Watched(self._place.open(mode).detach(), self)

    def take(self, at: int, piece: bytes) -> None:
        """Add *piece*, which stands *at* this offset, as far as it is new."""
        if at > self._hashed_bytes:
            self._catch_up(at)
        self._add(piece[self._hashed_bytes - at :])

    def sha256(self) -> str:
        """Return the SHA-256 of the whole file in lower-case hexadecimal."""
        self._catch_up(None)
        return self._digest.hexdigest()

    def _catch_up(self, until: int | None) -> None:
        """Read what was passed over, to the offset *until* or to the end."""
        with self._place.open("rb") as file:
            file.seek(self._hashed_bytes)
            while until is None or self._hashed_bytes < until:
                left = PIECE_BYTES if until is None else min(PIECE_BYTES, until - self._hashed_bytes)
                piece = file.read(left)
                if not piece:
                    return
                self._add(piece)

    def _add(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._hashed_bytes += len(piece)


class _Watched(io.BufferedReader):
    def __init__(self, file: io.RawIOBase, hashed: HashedFile) -> None:
        super().__init__(file)
        self._hashed = hashed

    def read(self, size: int | None = -1, /) -> bytes:
        at = self.tell()
        piece = super().read(size)
        self._hashed.take(at, piece)
        return piece
