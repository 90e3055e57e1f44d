"""One WARC file that is being written: it grows by whole groups of records or not at all."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import logging
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveUnwritable, reason_of
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


class Disk:
    """What a writer asks of the operating system. Tests hand in one that fails, dies or forgets."""

    def create(self, path: Path) -> int:
        """Return a descriptor of the new, empty file *path*."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)

    def write(self, fd: int, data: bytes | memoryview) -> int:
        return os.write(fd, data)

    def fsync(self, fd: int) -> None:
        os.fsync(fd)

    def truncate(self, fd: int, size_bytes: int) -> None:
        os.ftruncate(fd, size_bytes)

    def rename(self, old: Path, new: Path) -> None:
        old.rename(new)

    def unlink(self, path: Path) -> None:
        path.unlink(missing_ok=True)

    def make_folder(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)

    def sync_folder(self, folder: Path) -> None:
        """Make the names in *folder* durable."""
        sync_folder(folder)


DISK = Disk()


class WarcFile:
    """A new file, locked while it lives; `close` gives it its own name."""

    __slots__ = (
        *("_broken", "_disk", "_durable", "_fd", "_sha256", "_waiting"),
        *("open_path", "path", "record_count", "size_bytes"),
    )

    def __init__(self, path: Path, disk: Disk = DISK) -> None:
        """Create *path* with ``.open`` after its name, and its folders. Raises `ArchiveUnwritable`."""
        self.path = path
        self.open_path = path.with_name(path.name + OPEN_SUFFIX)
        self.size_bytes = 0
        self.record_count = 0
        self._sha256 = hashlib.sha256()
        self._waiting: list[bytes] = []
        self._broken = False
        self._disk = disk
        self._durable = self._state()
        try:
            self._fd = _create(self.open_path, path, disk)
        except OSError as err:
            raise ArchiveUnwritable(self.open_path, reason_of(err)) from err

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

    @property
    def is_broken(self) -> bool:
        """Whether it takes no more: there may be bytes behind its last record. `sync` still holds for those before."""
        return self._broken

    def sync(self) -> None:
        """Make what was appended durable.

        Raises `ArchiveUnwritable`; what was appended since the last time is then taken out, and the file takes no more.
        """
        try:
            self._disk.fsync(self._fd)
        except OSError as err:
            # The kernel may have dropped the pages it could not write, and a second fsync would not tell.
            self._broken = True
            self._cut_back(self._durable)
            raise ArchiveUnwritable(self.open_path, reason_of(err)) from err
        self._durable = self._state()

    def close(self) -> None:
        """Make the file durable and give it its own name. Raises `ArchiveUnwritable`; the file then stays open."""
        self._refuse_if_broken()
        self.sync()
        try:
            self._disk.rename(self.open_path, self.path)
            self._disk.sync_folder(self.path.parent)
        except OSError as err:
            raise ArchiveUnwritable(self.path, reason_of(err)) from err
        os.close(self._fd)

    def abandon(self) -> None:
        """Let go of the file without renaming it; remove it when it holds nothing."""
        if self.size_bytes == 0:
            with suppress(OSError):  # an empty file that stays is found and removed by the next writer
                self._disk.unlink(self.open_path)
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
            left = left[self._disk.write(self._fd, left) :]

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        self._refuse_if_broken()
        good = self._state()
        try:
            yield
        except BaseException as err:
            self._waiting.clear()
            self._cut_back(good)
            if isinstance(err, OSError):
                raise ArchiveUnwritable(self.open_path, reason_of(err)) from err
            raise

    def _state(self) -> tuple[int, int, Any]:
        return self.size_bytes, self.record_count, self._sha256.copy()

    def _cut_back(self, state: tuple[int, int, Any]) -> None:
        self.size_bytes, self.record_count, self._sha256 = state
        try:
            self._disk.truncate(self._fd, self.size_bytes)
            os.lseek(self._fd, self.size_bytes, os.SEEK_SET)
        except OSError as err:
            self._broken = True
            logger.error("%s cannot be cut back to its last whole record: %s", self.open_path, reason_of(err))

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


def make_folder(folder: Path, disk: Disk = DISK) -> None:
    """Make *folder* and those above it, each durable in the one above. Raises OSError.

    One that is there may have been made just now, by a process that was killed before it was durable. So its name is
    made durable too; those above it are, or it could not have been made.
    """
    if folder.is_dir():
        with suppress(PermissionError):  # where we may not look we have made nothing
            disk.sync_folder(folder.parent)
        return
    if folder.exists():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    make_folder(folder.parent, disk)
    disk.make_folder(folder)
    disk.sync_folder(folder.parent)


def _create(open_path: Path, path: Path, disk: Disk) -> int:
    make_folder(path.parent, disk)
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    while True:
        fd = disk.create(open_path)
        try:
            # It waits: somebody may be looking whether the file is held, and lets go at once.
            fcntl.flock(fd, fcntl.LOCK_EX)
            disk.sync_folder(path.parent)
            if os.fstat(fd).st_nlink:
                return fd
        except OSError:
            os.close(fd)
            with suppress(OSError):
                disk.unlink(open_path)
            raise
        # Between the two lines it looked like the empty file of a dead writer, and was cleaned away.
        os.close(fd)
