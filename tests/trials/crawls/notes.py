"""What the process of a crawl writes down about itself, so that its trial knows it after a kill."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crawler.fetch.frontier.scheduler import FrontierScheduler
from crawler.warc.file import Disk
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.config import ArchiveConfig


class Notes:
    """The notes of one crawl, in files beside *said*."""

    def __init__(self, said: Path) -> None:
        self._under_way = said.with_name(said.name + "-under-way")
        self._durable = said.with_name(said.name + "-durable")

    def take(self) -> None:
        """Take them from now on; called in the process of the crawl."""
        self._note_under_way()
        self._note_durable()

    @property
    def under_way(self) -> int:
        """How many requests its engine had taken and not seen to their end at the last commit of the journal.

        They are on the wire, or answered and wait to be read. Killed in a commit, it may have been the one before.
        """
        return max(map(int, _text(self._under_way).split()), default=0)

    def lose_power(self, settings: ArchiveConfig) -> None:
        """Take from each WARC file that nobody writes any more what was not made durable."""
        durable = dict(line.split() for line in _text(self._durable).splitlines())
        for path in settings.warc_folder.rglob(f"*{OPEN_SUFFIX}"):
            size_bytes = int(durable.get(str(path.stat().st_ino), 0))
            os.truncate(path, min(size_bytes, path.stat().st_size))

    def _note_under_way(self) -> None:
        original, before = FrontierScheduler._commit, 0
        fd = os.open(self._under_way, os.O_WRONLY | os.O_CREAT, 0o644)

        def told(scheduler: FrontierScheduler) -> None:
            nonlocal before
            now = len(scheduler._under_way())
            os.pwrite(fd, f"{before:8} {now:8}".encode(), 0)
            before = now
            original(scheduler)

        FrontierScheduler._commit = told  # type: ignore[assignment,method-assign]  # in the trial's own process

    def _note_durable(self) -> None:
        original = Disk.fsync
        notes = os.open(self._durable, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

        def told(disk: Disk, fd: int) -> None:
            original(disk, fd)
            stat = os.fstat(fd)
            os.write(notes, f"{stat.st_ino} {stat.st_size}\n".encode())

        Disk.fsync = told  # type: ignore[assignment,method-assign]  # in the trial's own process


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""
