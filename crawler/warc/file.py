"""One WARC file that is being written: it grows by whole groups of records or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from crawler.errors import ArchiveUnwritable
from crawler.warc.naming import OPEN_SUFFIX
from crawler.warc.packing import packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from crawler.warc.record import NewRecord

logger = logging.getLogger(__name__)

WAITING_BYTES = 65_536
WAITING_PIECES = 16
"""A larger piece is written at once, and so are many pieces: what waits is copied once more."""


class WarcFile:
    """A new file, locked while it lives; `close` gives it its own name."""

    __slots__ = ("_broken", "_fd", "_sha256", "_waiting", "open_path", "path", "record_count", "size_bytes")

    def __init__(self, path: Path) -> None:
        """Create *path* with ``.open`` after its name, and its folders. Raises `ArchiveUnwritable`."""
        self.path = path
        self.open_path = path.with_name(path.name + OPEN_SUFFIX)
        self.size_bytes = 0
        self.record_count = 0
        self._sha256 = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._broken = False
        try:
            self._fd = _create(self.open_path, path)
        except OSError as err:
            raise ArchiveUnwritable(self.open_path, _why(err)) from err

    @property
    def sha256(self) -> str:
        """Of all bytes so far, in lower-case hexadecimal."""
        return self._sha256.hexdigest()

    def append(self, records: Sequence[NewRecord]) -> list[tuple[int, int]]:
        """Write all *records*; return offset and length of each.

        When one cannot be written the file is as it was before, and `ArchiveUnwritable` is raised.
        """
        with self._all_or_nothing():
            places = [self._add(record) for record in records]
            self._flush()
        return places

    def sync(self) -> None:
        """Make what was appended durable. Raises `ArchiveUnwritable`."""
        self._refuse_if_broken()
        try:
            os.fsync(self._fd)
        except OSError as err:
            # The kernel may have dropped the pages it could not write; a second fsync would not tell.
            self._broken = True
            raise ArchiveUnwritable(self.open_path, _why(err)) from err

    def close(self) -> None:
        """Make the file durable and give it its own name. Raises `ArchiveUnwritable`; the file then stays open."""
        self.sync()
        try:
            self.open_path.rename(self.path)
            sync_folder(self.path.parent)
        except OSError as err:
            raise ArchiveUnwritable(self.path, _why(err)) from err
        os.close(self._fd)

    def abandon(self) -> None:
        """Let go of the file without renaming it; remove it when it holds nothing."""
        if self.size_bytes == 0:
            self.open_path.unlink(missing_ok=True)
        os.close(self._fd)

    def _add(self, record: NewRecord) -> tuple[int, int]:
        """Small records of a group wait for each other: one call to the system writes them all."""
        offset = self.size_bytes
        for piece in packed(record):
            self._waiting.append(piece)
            self.size_bytes += len(piece)
            if len(piece) > WAITING_BYTES or len(self._waiting) > WAITING_PIECES:
                self._flush()
        self.record_count += 1
        return offset, self.size_bytes - offset

    def _flush(self) -> None:
        """Python retries after a signal by itself (PEP 475); a short write is followed by another."""
        data = b"".join(self._waiting)
        self._waiting.clear()
        self._sha256.update(data)
        left = memoryview(data)
        while left:
            left = left[os.write(self._fd, left) :]

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._refuse_if_broken()
        good = (self.size_bytes, self.record_count, self._sha256.copy())
        try:
            yield
        except BaseException as err:
            self.size_bytes, self.record_count, self._sha256 = good
            self._waiting.clear()
            self._cut_back()
            if isinstance(err, OSError):
                raise ArchiveUnwritable(self.open_path, _why(err)) from err
            raise

    def _cut_back(self) -> None:
        try:
            os.ftruncate(self._fd, self.size_bytes)
            os.lseek(self._fd, self.size_bytes, os.SEEK_SET)
        except OSError:
            self._broken = True
            logger.exception("%s cannot be cut back to its last whole record", self.open_path)

    def _refuse_if_broken(self) -> None:
        if self._broken:
            raise ArchiveUnwritable(self.open_path, "an earlier write failed and could not be undone")


def sync_folder(folder: Path) -> None:
    """Make the names in *folder* durable."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _create(open_path: Path, path: Path) -> int:
    _make_folder(path.parent)
    if path.exists():
        raise FileExistsError(17, "File exists", str(path))
    fd = os.open(open_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        sync_folder(path.parent)
    except OSError:
        os.close(fd)
        open_path.unlink(missing_ok=True)
        raise
    return fd


def _make_folder(folder: Path) -> None:
    """Make *folder* and those above it, each durable in the one above."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def _why(err: OSError) -> str:
    return err.strerror or str(err)
