"""The gate that every request passes right before it is sent: one by one for each server, at its pace."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import DeferredLock

from crawler.errors import ArchiveError
from crawler.fetch.polite.ending import LEFT, LeftForLater
from crawler.fetch.polite.pace import pace_s
from crawler.fetch.polite.patience import BUSY, backoff_s
from crawler.index.pace import MemoryBook, Seen

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy import Request
    from twisted.internet.defer import Deferred

    from crawler.fetch.polite.shared import Servers
    from crawler.index.pace import Budget
    from crawler.index.pace.store import Book
    from crawler.model import Hours

    Names = tuple[str, ...]
    Budgets = dict[str, Budget]

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
SECOND_US = 1_000_000
SLICE_S = 1.0
"""So often somebody who waits looks up, to see whether the crawl is over."""
HELD_SLICE_S = 0.05
"""So often, while another process has the turn: it is over in no time."""
SAID_FROM_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a crawl promises by itself, and how far a server may slow it down."""

    delay_s: float
    """Seconds between two requests to one server that the settings or the outlet promise."""
    longest_delay_s: float
    """A robots.txt may ask for up to so many, and a server that fails is given up to so many."""
    longest_rest_s: float
    """A server may ask to be left alone for so long."""
    hours: Hours | None = None
    """When anything is asked at all; None: at any time."""


@dataclass(slots=True, kw_only=True)
class Hands:
    """The effects that a gate needs."""

    in_thread: Callable[[Callable[[], Result]], Awaitable[Result]]
    """Do something off the reactor's thread; one thing at a time."""
    sleep: Callable[[float], Awaitable[None]]
    draw: Callable[[], float]
    """A random number from 0 to 1."""
    is_over: Callable[[float], bool]
    """Whether the crawl is to end before somebody has waited for so many more seconds."""
    is_shut: Callable[[], bool] = lambda: False
    """Be told that it is outside of the hours; return whether the crawl ends for that, and nobody waits."""
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    spare: Callable[[], Book] = MemoryBook
    """A book for this crawl alone, when the one that is shared cannot be used."""


class Pass:
    """The turn of one request. `sent` is called whatever becomes of it; the next one waits for that."""

    def __init__(self, gate: Gate, names: Names, delay_s: float, holder: int) -> None:
        self._gate = gate
        self._names = names
        self._delay_s = delay_s
        self._holder = holder
        self._sending: Deferred[None] | None = None

    def sent(self) -> None:
        """Be told that the request is on its way, or will never be. Later calls do nothing."""
        if self._holder and self._sending is None:
            self._sending = self._gate.give_back(self._names, self._delay_s, self._holder)

    async def failed(self) -> None:
        """Be told that the server gave no answer."""
        await self._settled()
        if self._delay_s:
            await self._gate.learn(self._names, Seen.failed)

    async def answered(self, status: int, *, answer_s: float, rest_s: float | None = None) -> None:
        """Be told what came and after how long, and for how long the server asks to be left alone."""
        await self._settled()
        if status in BUSY:
            await self._gate.rest(self._names, rest_s, delay_s=self._delay_s)
        elif self._delay_s:
            learn = Seen.failed if status >= 500 else lambda seen: seen.answered(answer_s)
            await self._gate.learn(self._names, learn)

    async def _settled(self) -> None:
        self.sent()
        if self._sending is not None:
            await maybe_deferred_to_future(self._sending)


@dataclass(slots=True)
class _Line:
    """Those who wait for one server in this process, in their order."""

    lock: DeferredLock = field(default_factory=DeferredLock)
    is_looked_at: bool = False
    """Whether the book was asked about it and had nothing against it, which is enough where no pace is kept."""
    rests_until_s: float = 0.0


class Gate:
    """Lets requests pass. What it knows of a server stands in a book that other crawls of the archive share."""

    def __init__(self, book: Callable[[], Book], servers: Servers, limits: Limits, hands: Hands) -> None:
        """*book* opens the book, in the thread, when it is needed first."""
        self.servers = servers
        self.hands = hands
        self._open = book
        self._book: Book | None = None
        self._limits = limits
        self._asked: dict[str, dict[str, float]] = {}
        """What robots.txt files ask for: seconds, by the name of the server and the origin."""
        self._lines: dict[Names, _Line] = {}
        self._is_told = False
        """Whether it was said that it is outside of the hours."""

    def slow_down(self, host: str, origin: str, delay_s: float | None) -> None:
        """Keep what the robots.txt of *origin* asks for; None: nothing."""
        for name in self.servers.known(host):
            asked = self._asked.setdefault(name, {})
            asked.pop(origin, None)
            if delay_s is not None:
                asked[origin] = delay_s

    def promised_s(self, names: Names) -> float:
        """Return the pace that the server of *names* is promised."""
        asked = [delay_s for name in names for delay_s in self._asked.get(name, {}).values()]
        return max([self._limits.delay_s, *asked])

    async def enter(self, request: Request) -> Pass:
        """Return when *request* may be sent. Raises `LeftForLater` when the crawl ends first."""
        host = urlparse_cached(request).hostname or ""
        names = await self.servers.names(request.url, host)
        line = self._lines.get(names) or self._lines.setdefault(names, _Line())
        await self._opened(request)
        if self._is_free(names, line):
            return Pass(self, names, 0.0, 0)
        await maybe_deferred_to_future(line.lock.acquire())
        if self._is_free(names, line):  # who stood before has looked for all who came together
            line.lock.release()
            return Pass(self, names, 0.0, 0)
        try:
            holder = await self._take(request, names, line)
        except BaseException:
            line.lock.release()
            raise
        return Pass(self, names, self.promised_s(names), holder)

    def give_back(self, names: Names, delay_s: float, holder: int) -> Deferred[None]:
        """Note that *holder* has sent its request, and let the next one try. Never fails."""
        return deferred_from_coro(self._give_back(names, delay_s, holder))

    async def learn(self, names: Names, how: Callable[[Seen], Seen]) -> None:
        """Note what an answer shows, or that none came."""

        def note(budgets: Budgets, _: int) -> tuple[Budgets, None]:
            return {name: replace(each, seen=how(each.seen)) for name, each in budgets.items()}, None

        await self._change(names, note)

    async def rest(self, names: Names, asked_s: float | None, *, delay_s: float) -> None:
        """Leave the server alone, as it wished: for *asked_s*, or when it did not say, ever longer."""
        longest_s = self._limits.longest_rest_s
        if asked_s is not None:
            self._hold(names, min(asked_s, longest_s))  # at once: the book is written in a thread

        def note(budgets: Budgets, now_us: int) -> tuple[Budgets, float]:
            busy = _seen(budgets).was_busy()
            left_s = asked_s
            if left_s is None:
                left_s = backoff_s(busy.busy, pace_s=delay_s, longest_s=longest_s, draw=self.hands.draw)
            left_s = min(left_s, longest_s)
            until_us = now_us + round(left_s * SECOND_US)
            return {name: replace(each, seen=busy).rests(until_us) for name, each in budgets.items()}, left_s

        self._rests(names, await self._change(names, note), asked_s=asked_s)

    async def close(self) -> None:
        if self._book is not None:
            await self.hands.in_thread(self._book.close)

    def _hold(self, names: Names, left_s: float) -> None:
        line = self._lines.setdefault(names, _Line())
        line.rests_until_s = max(line.rests_until_s, self.hands.clock() + left_s)

    def _rests(self, names: Names, left_s: float, *, asked_s: float | None) -> None:
        self._hold(names, left_s)
        if asked_s is not None and asked_s > left_s:
            logger.warning(
                "%s asks to be left alone for %.0f s; %.0f s are kept (ARCHIVE_LONGEST_RETRY_AFTER_S)",
                _told(names), asked_s, left_s,
            )  # fmt: skip
        level = logging.WARNING if left_s >= SAID_FROM_S else logging.INFO
        logger.log(level, "%s says: not now. It is left alone for %.1f s", _told(names), left_s)

    def _is_free(self, names: Names, line: _Line) -> bool:
        """Whether the server may be asked without a look into the book."""
        return line.is_looked_at and line.rests_until_s <= self.hands.clock() and not self.promised_s(names)

    async def _take(self, request: Request, names: Names, line: _Line) -> int:
        """Return the number of the turn, once it is ours."""
        holder = uuid4().int >> 66

        def take(budgets: Budgets, now_us: int) -> tuple[Budgets, tuple[int, bool]]:
            # As promised now: a robots.txt may have been read while this waited.
            wanted_s = pace_s(self.promised_s(names), _seen(budgets), longest_s=self._limits.longest_delay_s)
            wanted_us = round(wanted_s * SECOND_US)
            longest_us = round(self._limits.longest_rest_s * SECOND_US)
            sane = {name: each.as_of(now_us, longest_rest_us=longest_us) for name, each in budgets.items()}
            wait_us = max(each.wait_us(now_us, wanted_us) for each in sane.values())
            if wait_us:
                mended = {name: each for name, each in sane.items() if each != budgets[name]}
                return mended, (wait_us, any(each.is_held(now_us) for each in sane.values()))
            return {name: each.taken(now_us, wanted_us, holder) for name, each in sane.items()}, (0, False)

        while True:
            await self._opened(request)
            wait_us, is_held = await self._change(names, take)
            if not wait_us:
                line.is_looked_at = True
                return holder
            await self._wait(request, HELD_SLICE_S if is_held else wait_us / SECOND_US)

    async def _opened(self, request: Request) -> None:
        """Return when it is within the hours."""
        hours = self._limits.hours
        while hours is not None and not hours.is_open(self.hands.now()):
            now = self.hands.now()
            opens_at = hours.opens_at(now)
            if self.hands.is_shut():
                raise self._left(request)
            if not self._is_told:
                self._is_told = True
                local = opens_at.astimezone(hours.zone)
                logger.warning("Outside of the hours (%s): fetching waits until %s", hours.text, f"{local:%F %H:%M %Z}")
            await self._wait(request, (opens_at - now).total_seconds())
        self._is_told = False

    async def _wait(self, request: Request, wait_s: float) -> None:
        until_s = self.hands.clock() + wait_s
        while (left_s := until_s - self.hands.clock()) > 0:
            if self.hands.is_over(left_s):
                raise self._left(request)
            await self.hands.sleep(min(left_s, SLICE_S))

    def _left(self, request: Request) -> LeftForLater:
        request.meta[LEFT] = True
        return LeftForLater(f"the crawl came to its end before the turn of {request.url}")

    async def _give_back(self, names: Names, delay_s: float, holder: int) -> None:
        def give_back(budgets: Budgets, now_us: int) -> tuple[Budgets, None]:
            wanted_s = pace_s(delay_s, _seen(budgets), longest_s=self._limits.longest_delay_s)
            wanted_us = round(wanted_s * SECOND_US)
            return {name: each.sent(now_us, wanted_us, holder) for name, each in budgets.items()}, None

        try:
            await self._change(names, give_back)
        finally:
            self._lines[names].lock.release()

    async def _change(self, names: Names, how: Callable[[Budgets, int], tuple[Budgets, Result]]) -> Result:
        def change() -> Result:
            if self._book is None:
                self._book = self._open()
            return self._book.change(names, how)

        try:
            return await self.hands.in_thread(change)
        except ArchiveError as err:
            # A guest keeps its promise also when the disk is full; other crawls then know nothing of this one.
            logger.warning("The pace is kept by this crawl alone from now on: %s", err)
            self._book = self.hands.spare()
            return await self.hands.in_thread(change)


def _seen(budgets: Budgets) -> Seen:
    """Return the worst that is known under any of the names."""
    seen = Seen()
    for each in budgets.values():
        seen = seen.worse(each.seen)
    return seen


def _told(names: Names) -> str:
    return ", ".join(name.partition(" ")[2] for name in names)
