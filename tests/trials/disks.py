"""Worse disks than the real one, over the real one: they fail, or forget what was not made durable."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from crawler.warc.file import Disk

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")


class CountingDisk(Disk):
    """Calls `before` and `after` around each thing that is asked of it, with its number and its name."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def before(self, number: int, what: str) -> None:
        """Nothing."""

    def after(self, number: int, what: str) -> None:
        """Nothing."""

    def _ask(self, what: str, do: Callable[[], Answer]) -> Answer:
        number = len(self.asked)
        self.asked.append(what)
        self.before(number, what)
        answer = do()
        self.after(number, what)
        return answer

    def create(self, path: Path) -> int:
        return self._ask("create", lambda: super(CountingDisk, self).create(path))

    def write(self, fd: int, data: bytes | memoryview) -> int:
        return self._ask("write", lambda: super(CountingDisk, self).write(fd, data))

    def fsync(self, fd: int) -> None:
        self._ask("fsync", lambda: super(CountingDisk, self).fsync(fd))

    def truncate(self, fd: int, size_bytes: int) -> None:
        self._ask("truncate", lambda: super(CountingDisk, self).truncate(fd, size_bytes))

    def rename(self, old: Path, new: Path) -> None:
        self._ask("rename", lambda: super(CountingDisk, self).rename(old, new))

    def unlink(self, path: Path) -> None:
        self._ask("unlink", lambda: super(CountingDisk, self).unlink(path))

    def make_folder(self, folder: Path) -> None:
        self._ask("make_folder", lambda: super(CountingDisk, self).make_folder(folder))

    def sync_folder(self, folder: Path) -> None:
        self._ask("sync_folder", lambda: super(CountingDisk, self).sync_folder(folder))


class FailingDisk(CountingDisk):
    """Fails with *error* at call number *at*, and at *calls* - 1 calls behind it. Half of what is to be written is."""

    def __init__(self, at: int, error: int, calls: int = 1) -> None:
        super().__init__()
        self.failing, self.error = range(at, at + calls), error

    def before(self, number: int, what: str) -> None:
        if number in self.failing:
            raise OSError(self.error, os.strerror(self.error))

    def write(self, fd: int, data: bytes | memoryview) -> int:
        if len(self.asked) in self.failing:
            os.write(fd, data[: len(data) // 2])
        return super().write(fd, data)


class PowerCut(BaseException):
    """The machine is off: no code that tidies up may go on."""


class ForgetfulDisk(CountingDisk):
    """Goes off at call number *at*; `restore` then gives the folder as the disk holds it.

    A file has the bytes of its last fsync; a folder has the names of its last fsync.
    """

    def __init__(self, root: Path, at: int) -> None:
        super().__init__()
        self.root, self.at = root, at
        self.bytes_of: dict[int, bytes] = {}
        """By inode."""
        self.names_in: dict[int, dict[str, int]] = {}
        """Inode of the folder, then name and inode of what is in it."""
        self.is_folder: set[int] = {root.stat().st_ino}
        self.index: dict[str, bytes] | None = None
        """The files of SQLite when the power went."""

    def before(self, number: int, what: str) -> None:
        if number >= self.at:
            # SQLite makes its own commits durable, and they are not ours to try; none is under way now.
            self.index = self.index or self._index_now()
            raise PowerCut

    def fsync(self, fd: int) -> None:
        super().fsync(fd)
        self.bytes_of[os.fstat(fd).st_ino] = Path(f"/proc/self/fd/{fd}").read_bytes()

    def sync_folder(self, folder: Path) -> None:
        super().sync_folder(folder)
        self.names_in[folder.stat().st_ino] = {entry.name: entry.stat().st_ino for entry in folder.iterdir()}
        self.is_folder |= {entry.stat().st_ino for entry in folder.iterdir() if entry.is_dir()}

    def restore(self, target: Path, left: Callable[[bytes, bytes], bytes]) -> None:
        """Lay out at *target* what is left of the folder.

        *left* gives the bytes of a file: from the durable ones, and all that were written.
        """
        written = {path.stat().st_ino: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        self._restore(self.root.stat().st_ino, target, written, left)
        archive = target / "archive"
        for path in archive.glob("index.sqlite*"):
            path.unlink()
        if archive.is_dir():
            for name, data in (self._index_now() if self.index is None else self.index).items():
                (archive / name).write_bytes(data)

    def _index_now(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.root / "archive").glob("index.sqlite*")}

    def _restore(
        self, inode: int, target: Path, written: dict[int, bytes], left: Callable[[bytes, bytes], bytes]
    ) -> None:
        target.mkdir()
        for name, found in self.names_in.get(inode, {}).items():
            if found in self.is_folder:
                self._restore(found, target / name, written, left)
            else:
                durable = self.bytes_of.get(found, b"")
                (target / name).write_bytes(left(durable, written.get(found, durable)))


def clear(folder: Path) -> Path:
    """Return *folder*, made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
