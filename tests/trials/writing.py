"""Writers for the trials: one that does everything once, and processes that write until they are killed."""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING

from trials.making import Acknowledged, write_one

from crawler.archive import Archive
from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.archive.archive import Kept
    from crawler.config import ArchiveConfig
    from crawler.warc.file import Disk

EXCHANGES = 8
GROUP_WITHIN_S = 60.0
ROTATE_BYTES = 3_000
"""So that `write_all` closes a file in the middle."""


def write_all(settings: ArchiveConfig, disk: Disk, on_kept: Callable[[Kept], None]) -> None:
    """Keep `EXCHANGES` exchanges in groups of three, with a rotation between, and close. An error ends its own step only."""
    try:
        archive = Archive.open(settings, spider="gazette", disk=disk)
    except ArchiveError:
        return
    archive.on_kept = on_kept
    try:
        for number in range(EXCHANGES):
            with suppress(ArchiveError):
                write_one(archive, number)
            with suppress(ArchiveError):
                (archive.commit if number % 3 == 2 else archive.commit_if_due)()
        with suppress(ArchiveError):
            archive.close()
    finally:
        archive._index.close()  # a power cut leaves it open, and this process goes on


def write_on(settings: ArchiveConfig, first: int, seed: int, on_kept: Callable[[Kept], None]) -> None:
    """Keep exchanges from number *first* on, in small groups, until the process gets SIGTERM; then close."""
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stop.append(number))
    chance = random.Random(seed)
    archive = Archive.open(settings, spider="gazette")
    archive.on_kept = on_kept
    number, parent = first, os.getppid()
    while not stop and os.getppid() == parent:  # it does not write on for ever when its trial is gone
        write_one(archive, number)
        if chance.random() < 0.3:
            archive.commit()
        archive.commit_if_due()
        number += 1
    archive.close()


class Child:
    """A process that runs *work*; what it acknowledges is known to this one whatever happens to it."""

    def __init__(self, note: Path, work: Callable[[Callable[[Kept], None]], None]) -> None:
        self._note = note
        note.touch()
        self.pid = os.fork()
        if self.pid == 0:
            self._run(work)

    def end(self, number: int | None = None) -> int:
        """Send signal *number*, wait for the end, and return the signal that ended it; 0 when it ended by itself."""
        if number is not None:
            os.kill(self.pid, number)
        _, status = os.waitpid(self.pid, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            raise RuntimeError(self._note.read_text("utf-8"))
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def wait_for_a_group(self) -> None:
        """Wait until it has acknowledged one, however busy the machine is."""
        until = time.monotonic() + GROUP_WITHIN_S
        while self._note.stat().st_size == 0:
            if time.monotonic() > until:
                raise TimeoutError("no group was acknowledged")
            time.sleep(0.001)

    def acknowledged(self, so_far: Acknowledged | None = None) -> Acknowledged:
        """Return what it has acknowledged, added to *so_far*."""
        known = Acknowledged() if so_far is None else so_far
        for line in self._note.read_text("utf-8").splitlines(keepends=True):
            if line.endswith("\n"):  # the kill may have cut the last one
                said = json.loads(line)
                known.captures |= set(said[0])
                known.articles |= set(said[1])
        return known

    def _run(self, work: Callable[[Callable[[Kept], None]], None]) -> None:
        fd = os.open(self._note, os.O_WRONLY | os.O_APPEND)
        try:
            work(lambda group: _say(fd, group))
        except BaseException:  # noqa: BLE001  # whatever it is, it must be told to the parent, and end here
            os.write(fd, traceback.format_exc().encode())
            os._exit(1)
        os._exit(0)


def _say(fd: int, group: Kept) -> None:
    said = [[row.url for row in group.captures], [each.url for each in group.articles]]
    os.write(fd, json.dumps(said).encode() + b"\n")
