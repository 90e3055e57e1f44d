"""The disk guard: fetching pauses while there is too little room, and goes on when there is more."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from crawler.errors import ArchiveError, reason_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.config import MinFree

TICK_S = 1.0
SAID_EVERY_S = 60.0
MORE_TO_GO_ON = 1.05
"""Room must be more than the floor by so much again, lest fetching stop and go at every page."""

logger = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class DiskGuard:
    """Whether something may be fetched, and what waits to be written.

    A write that failed is held and tried again at each `tick`, until all that is held is written and committed. After
    `wait_s` without success it is given up for good.
    """

    room: Callable[[bool], str | None]
    """Return what is too little about the disk, None when there is room; told whether fetching is paused."""
    commit: Callable[[], None]
    """Make durable what was written. Raises `ArchiveError`."""
    is_stopped: Callable[[], bool]
    """Whether a person wants the crawl to end."""
    is_closing: Callable[[], bool]
    """Whether the crawl fetches nothing more."""
    on_over: Callable[[ArchiveError], None]
    """Told once when it is given up."""
    wait_s: float
    all_at_once: bool = False
    """Requests that waited go on at once, not one at each tick: the servers need no pace."""
    clock: Callable[[], float] = time.monotonic
    failure: ArchiveError | None = None
    """Why nothing can be written now."""
    over: ArchiveError | None = None
    """Why it was given up."""
    _held: deque[tuple[Callable[[], Any], Deferred[Any]]] = field(default_factory=deque)
    _waiters: deque[Deferred[None]] = field(default_factory=deque)
    _settling: list[Deferred[None]] = field(default_factory=list)
    _failed_at: float = 0.0
    _paused_at: float | None = None
    _said_at: float = 0.0

    async def ready(self) -> None:
        """Return when something may be fetched: at once as a rule. Raises `ArchiveError` when it never may."""
        while self.failure is not None or self._paused_at is not None:
            self._refuse_if_over()
            waiter: Deferred[None] = Deferred()
            self._waiters.append(waiter)
            await maybe_deferred_to_future(waiter)
        self._refuse_if_over()

    def failed(self, err: ArchiveError) -> None:
        """Note that a write failed."""
        if self.failure is None:
            self._failed_at = self.clock()
        self.failure = err
        self._pause(str(err))

    def hold(self, write: Callable[[], Any]) -> Deferred[Any]:
        """Return what *write* will return once it succeeds; its error when it is given up."""
        done: Deferred[Any] = Deferred()
        self._held.append((write, done))
        if self.over is not None:
            self._drop(self.over)
        return done

    async def settled(self) -> None:
        """Return when all that was kept is written and committed, or given up."""
        if self.over is None:
            self._write_held()
        if self.failure is not None and self.over is None:
            done: Deferred[None] = Deferred()
            self._settling.append(done)
            await maybe_deferred_to_future(done)

    def tick(self) -> None:
        """Try again what failed, look at the room there is, and pause or go on."""
        if self.over is not None:
            return
        if self.failure is not None or self._held:
            self._write_held()
        if self.failure is not None and (self.is_stopped() or self.clock() - self._failed_at >= self.wait_s):
            self._give_up(self.failure)
            return
        why = str(self.failure) if self.failure is not None else self.room(self._paused_at is not None)
        if why is not None:
            self._pause(why)
        else:
            self._go_on()
        if self._waiters and self._paused_at is not None and self.is_closing():
            self._release(ArchiveError("the crawl ended while this waited for room on the disk"))

    def _write_held(self) -> None:
        """Write and commit what is held; `failure` then says whether that worked."""
        try:
            while self._held:
                self._write_first()
            self.commit()
        except ArchiveError as err:
            self.failed(err)
            return
        self.failure = None
        self._settle()

    def _write_first(self) -> None:
        write, done = self._held[0]
        try:
            result = write()
        except OSError as err:
            # It cannot be read any more: no room will help.
            self._held.popleft()
            done.errback(err)
            return
        self._held.popleft()
        done.callback(result)

    def _pause(self, why: str) -> None:
        now = self.clock()
        if self._paused_at is None:
            self._paused_at = self._said_at = now
            most = f", {self.wait_s:,.0f} s at most" if self.failure is not None else ""
            # An error, though all may yet be well: somebody has to do something, and the demo shows nothing less.
            logger.error("Fetching pauses: %s. It waits until that is over%s; Ctrl-C ends the crawl", why, most)
        elif now - self._said_at >= SAID_EVERY_S:
            self._said_at = now
            logger.error("Fetching still pauses, for %.0f s now: %s", now - self._paused_at, why)

    def _go_on(self) -> None:
        if self._paused_at is not None:
            logger.warning("Fetching goes on, after %.0f s", self.clock() - self._paused_at)
            self._paused_at = None
        if self._waiters and not self.all_at_once:
            self._waiters.popleft().callback(None)
        elif self._waiters:
            self._release(None)

    def _give_up(self, err: ArchiveError) -> None:
        self.over = err
        self.on_over(err)
        self._drop(err)
        self._release(err)
        self._settle()

    def _drop(self, err: ArchiveError) -> None:
        while self._held:
            self._held.popleft()[1].errback(err)

    def _release(self, err: ArchiveError | None) -> None:
        waiters, self._waiters = self._waiters, deque()
        for waiter in waiters:
            waiter.callback(None) if err is None else waiter.errback(err)

    def _settle(self) -> None:
        settling, self._settling = self._settling, []
        for done in settling:
            done.callback(None)

    def _refuse_if_over(self) -> None:
        if self.over is not None:
            raise self.over


def too_little_room(folder: Path, min_free: MinFree, *, is_paused: bool) -> str | None:
    """Return that the disk of *folder* has less free than it must, or is gone, in words; None when it has room."""
    try:
        disk = os.statvfs(folder)
    except OSError as err:
        return f"the disk of {folder} cannot be asked how much is free: {reason_of(err)}"
    free_bytes = disk.f_bavail * disk.f_frsize
    floor_bytes = min_free.of(disk.f_blocks * disk.f_frsize)
    if free_bytes >= floor_bytes * (MORE_TO_GO_ON if is_paused else 1):
        return None
    free_mib, floor_mib = free_bytes / (1 << 20), floor_bytes / (1 << 20)
    return f"{free_mib:,.0f} MiB are free at {folder}, {floor_mib:,.0f} MiB must stay free (ARCHIVE_MIN_FREE)"
