"""The order of requests: fair between hosts as Scrapy has it, the best first for each host, most of it on disk only."""

from __future__ import annotations

import heapq
import logging
from typing import TYPE_CHECKING, Any, cast

from scrapy.pqueues import DownloaderAwarePriorityQueue, ScrapyPriorityQueue
from scrapy.squeues import LifoMemoryQueue

from crawler.fetch.frontier.journal import Place
from crawler.fetch.frontier.request_text import request_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from crawler.fetch.frontier.journal import Journal

logger = logging.getLogger(__name__)

MOST_IN_MEMORY = 2_048
"""So many requests wait in memory, for all hosts together; one takes about 2 kB."""
BEFORE_ALL = (-(1 << 62), 0)


class FrontierQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue with a `HostQueue` for each host, and a note of what was taken and is not settled yet."""

    def __init__(
        self, crawler: Crawler, journal: Journal, spider: Spider, *, most_in_memory: int = MOST_IN_MEMORY
    ) -> None:
        # The base class never makes a queue of the class it is given here: `pqfactory` does not ask for one.
        super().__init__(crawler, cast("Any", LifoMemoryQueue), key="")
        self.journal = journal
        self.spider = spider
        self.taken: dict[Place, Request] = {}
        """Requests that were handed out and whose end is not in the journal yet."""
        self._most_in_memory = most_in_memory
        for host, count in journal.hosts().items():
            self.pqueues[host] = self._host_queue(host, count)

    @property
    def window(self) -> int:
        """How many requests of one host may wait in memory now."""
        return max(2, self._most_in_memory // max(1, len(self.pqueues)))

    def pqfactory(self, slot: str, startprios: Iterable[int] = ()) -> ScrapyPriorityQueue:  # noqa: ARG002  # Scrapy's signature
        return self._host_queue(slot, 0)

    def unreadable(self, place: Place, text: str, err: ValueError) -> None:
        """Tell of a request that the journal holds and the spider cannot take any more."""
        logger.warning("Not fetched: %s: %s", text[:200], err)
        assert self.crawler.stats is not None
        self.crawler.stats.inc_value("archive/fetch/failed")
        self.journal.settle([place])

    def _host_queue(self, host: str, on_disk: int) -> ScrapyPriorityQueue:
        # It has what the base class calls: push, pop, close and a length.
        return cast("ScrapyPriorityQueue", HostQueue(host, self, on_disk))


class HostQueue:
    """What waits for one host. All that is in memory goes before all that is on disk only."""

    def __init__(self, host: str, frontier: FrontierQueue, on_disk: int) -> None:
        self._host = host
        self._frontier = frontier
        self._head: list[tuple[int, int, Request]] = []
        """A heap of (rank, number, request); the numbers differ, so requests are never compared."""
        self._on_disk = on_disk
        self._edge = BEFORE_ALL
        """While something is on disk only: what goes before this (rank, number) is in memory, the rest is not."""

    def __len__(self) -> int:
        return len(self._head) + self._on_disk

    def push(self, request: Request) -> None:
        """Journal *request*. Raises ValueError when it cannot be written as text."""
        text = text_of(request, self._frontier.spider)
        place = self._frontier.journal.add(self._host, -request.priority, text)
        if self._on_disk and place[1:] >= self._edge:
            self._on_disk += 1
            return
        heapq.heappush(self._head, (place.rank, place.number, request))
        if len(self._head) > self._frontier.window:
            self._shorten()

    def pop(self) -> Request | None:
        if not self._head:
            self._load()
        if not self._head:
            return None
        rank, number, request = heapq.heappop(self._head)
        self._frontier.taken[Place(self._host, rank, number)] = request
        return request

    def close(self) -> None:
        """Nothing: the journal is closed by whoever opened it."""

    def _shorten(self) -> None:
        """Leave the latter half to the disk, where it is anyway."""
        self._head.sort()
        count = max(1, self._frontier.window // 2)
        self._edge = self._head[count][:2]
        self._on_disk += len(self._head) - count
        del self._head[count:]

    def _load(self) -> None:
        waiting = self._next_on_disk(max(1, self._frontier.window // 2))
        self._on_disk = self._on_disk - len(waiting) if waiting else 0
        for place, text in waiting:
            try:
                request = request_of(text, self._frontier.spider)
            except ValueError as err:
                self._frontier.unreadable(place, text, err)
                continue
            self._head.append((place.rank, place.number, request))

    def _next_on_disk(self, count: int) -> list[tuple[Place, str]]:
        """Return some of what waits beyond the edge, and move the edge behind it."""
        while found := self._frontier.journal.load(self._host, self._edge, count):
            last, _ = found[-1]
            self._edge = (last.rank, last.number + 1)
            waiting = [(place, text) for place, text in found if place not in self._frontier.taken]
            if waiting:
                return waiting
        return []
