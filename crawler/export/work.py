"""What an export has written so far: under a name of its own until it is whole, and known so well that it goes on.

Beside the target there is a folder ``.NAME.part`` while it lasts. A checkpoint makes durable what was written, then
says in ``state.json`` how long each file is and how far the export is; what stands behind that is cut off when the same
export is begun again. Only what is whole gets the target's name.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from crawler.archive.places.lock import locked
from crawler.errors import ArchiveError, ArchiveUnwritable, BadSetting, NoPage, reason_of
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WHOLE = "whole"
"""The file, or folder, that becomes the target."""
STATE = "state.json"


class Work:
    """One export on its way to *target*. Made by `begun`."""

    def __init__(self, target: Path, folder: Path, question: dict[str, Any]) -> None:
        self.target = target
        self.folder = folder
        self._question = question
        self._files: dict[str, IO[bytes]] = {}
        saved = _saved(folder / STATE)
        self._sizes: dict[str, int] = saved["sizes"] if saved and saved["question"] == question else {}
        self.state: dict[str, Any] = saved["state"] if saved and saved["question"] == question else {}
        """What the last checkpoint said; empty for an export that begins."""
        self.is_resumed = bool(self.state)
        if not self.is_resumed:
            _empty(folder)

    @property
    def whole(self) -> Path:
        """Where the target is made."""
        return self.folder / WHOLE

    def file(self, name: str) -> IO[bytes]:
        """Return the file *name* of the work folder, for reading and writing, at its end as the checkpoint knew it."""
        if name not in self._files:
            path = self.folder / name
            file = path.open("r+b" if path.exists() else "w+b")
            file.truncate(self._sizes.get(name, 0))
            file.seek(0, os.SEEK_END)
            self._files[name] = file
        return self._files[name]

    def checkpoint(self, state: dict[str, Any]) -> None:
        """Make all files durable, then say that the export is as far as *state* (JSON) tells. Raises OSError."""
        for name, file in self._files.items():
            file.flush()
            os.fsync(file.fileno())
            self._sizes[name] = file.tell()
        said = {"question": self._question, "sizes": self._sizes, "state": state}
        fresh = self.folder / f"{STATE}.new"
        with fresh.open("wb") as target:
            target.write(json.dumps(said).encode())
            target.flush()
            os.fsync(target.fileno())
        fresh.rename(self.folder / STATE)
        sync_folder(self.folder)
        self.state = state

    def finish(self) -> None:
        """Give what was made the name of the target, durably. Raises OSError."""
        for file in self._files.values():
            file.flush()
            os.fsync(file.fileno())
        if self.target.exists():  # it came while this was made
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), self.target)
        self.whole.rename(self.target)
        sync_folder(self.target.parent)
        shutil.rmtree(self.folder, ignore_errors=True)  # what is left of it harms nobody

    def close(self) -> None:
        for file in self._files.values():
            file.close()


def nothing(unit: str) -> NoPage:
    """Return what is raised when there is no *unit*, such as a capture, to export."""
    return NoPage(f"nothing to export: no {unit} is in what was asked for")


@contextmanager
def begun(target: Path, question: dict[str, Any], *, option: str = "--to") -> Iterator[Work]:
    """Yield the work on *target*: what an export of the same *question* has left, or a new one.

    Raises `BadSetting`, which names *option*, when the target is there, `ArchiveError` when another export to it is
    running, and `ArchiveUnwritable` in place of any OSError inside. What was written is left for the same export to go
    on with.
    """
    if target.exists():
        raise BadSetting(option, f"{target} is there already; remove it, or give another name")
    folder = target.with_name(f".{target.name}.part")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as err:
        raise ArchiveUnwritable(target, reason_of(err)) from err
    lock = locked(folder / "lock")
    if lock is None:
        raise ArchiveError(f"another export to {target} is running")
    work: Work | None = None
    try:
        work = Work(target, folder, question)
        yield work
    except NoPage:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except OSError as err:
        raise ArchiveUnwritable(target, reason_of(err)) from err
    finally:
        if work is not None:
            _close_quietly(work)
        os.close(lock)


def _close_quietly(work: Work) -> None:
    """Close the files; what could not be written there was told of already, and is cut off by the next checkpoint."""
    try:
        work.close()
    except OSError:
        return


def _saved(path: Path) -> dict[str, Any] | None:
    """Return what the last checkpoint wrote; None when there is none that can be read."""
    try:
        said = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    is_state = isinstance(said, dict) and {"question", "sizes", "state"} <= said.keys()
    return said if is_state else None


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name == "lock":
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
