"""The pace of one crawl: makes its gate, and tells it what robots.txt files ask for."""

from __future__ import annotations

import logging
import random
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy import signals
from scrapy.utils.asyncio import call_later
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from crawler.config import ArchiveConfig, OutsideHours
from crawler.fetch.polite.ending import is_closing, is_stopped
from crawler.fetch.polite.gate import Gate, Hands, Limits
from crawler.fetch.polite.robots import rules_known
from crawler.fetch.polite.shared import Servers
from crawler.index.pace import MemoryBook, PaceBook, pace_address
from crawler.model import Outlet

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawler.fetch.polite.rules import Rules
    from crawler.index.pace.store import Book

logger = logging.getLogger(__name__)

Result = TypeVar("Result")
OUTSIDE_HOURS = "outside_hours"
"""Why a crawl ended, as Scrapy's stat ``finish_reason`` says it."""


class PaceExtension:
    """Offers the `gate` that the download handlers of its crawl let every request pass."""

    def __init__(self, crawler: Crawler, config: ArchiveConfig) -> None:
        self._crawler = crawler
        self._config = config
        self._pool: ThreadPool | None = None
        self._closing: Any = None
        outlet = getattr(crawler.spider, "entry", None)
        pace_s, hours = (outlet.pace_s or 0.0, outlet.hours) if isinstance(outlet, Outlet) else (0.0, None)
        limits = Limits(
            delay_s=max(crawler.settings.getfloat("DOWNLOAD_DELAY"), pace_s),
            longest_delay_s=config.longest_crawl_delay_s,
            longest_rest_s=config.longest_retry_after_s,
            hours=config.hours or hours,
        )
        hands = Hands(
            in_thread=self._in_thread, sleep=_sleep, draw=random.random, is_over=self._is_over, is_shut=self._is_shut
        )
        self.gate = Gate(self._open_book, Servers.of(crawler), limits, hands)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        extension = cls(crawler, ArchiveConfig.from_settings(crawler.settings))
        crawler.signals.connect(extension.rules_known, rules_known)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    def rules_known(self, rules: Rules, request: Request) -> None:
        """Keep the pace that a robots.txt asks for, as far as we go along."""
        parts = urlparse_cached(request)
        origin = f"{parts.scheme}://{parts.netloc}"
        delay_s, longest_s = rules.delay_s, self._config.longest_crawl_delay_s
        if delay_s is not None and delay_s > longest_s:
            logger.warning(
                "%s asks for %s s between requests; %s s are kept (ARCHIVE_LONGEST_CRAWL_DELAY_S)",
                origin, delay_s, longest_s,
            )  # fmt: skip
            delay_s = longest_s
        elif delay_s is not None:
            logger.info("%s asks for %s s between requests", origin, delay_s)
        self.gate.slow_down(parts.hostname or "", origin, delay_s)

    async def engine_stopped(self) -> None:
        await self.gate.close()
        if self._pool is not None:
            self._pool.stop()

    def _open_book(self) -> Book:
        if not self._crawler.settings.getbool("ARCHIVE_ENABLED", True):
            return MemoryBook()
        return PaceBook.open(pace_address(self._config.folder, self._config.index_address))

    async def _in_thread(self, do: Callable[[], Result]) -> Result:
        # A reactor is installed when it is imported: not before Scrapy has chosen one.
        from twisted.internet import reactor

        if self._pool is None:
            # A thread of our own: those that look up names may all be busy for a minute.
            self._pool = ThreadPool(0, 1, name="pace")
            self._pool.start()
        done: Any = deferToThreadPool(reactor, self._pool, do)
        result: Result = await maybe_deferred_to_future(done)
        return result

    def _is_over(self, wait_s: float) -> bool:
        """A person who ends a crawl waits for nobody; a crawl that ends by itself gives each its turn in good time."""
        crawler = self._crawler
        return is_stopped(crawler) or (is_closing(crawler) and wait_s > self._config.longest_crawl_delay_s)

    def _is_shut(self) -> bool:
        """End the crawl outside of its hours, when that is what a person wants."""
        if self._config.outside_hours is OutsideHours.WAIT:
            return False
        engine = self._crawler.engine
        if self._closing is None and engine is not None and engine.spider is not None:
            logger.warning("Outside of the hours: the crawl ends (ARCHIVE_OUTSIDE_HOURS)")
            self._closing = deferred_from_coro(engine.close_spider_async(reason=OUTSIDE_HOURS))
        return True


def _sleep(delay_s: float) -> Awaitable[None]:
    done: Deferred[None] = Deferred()
    call_later(delay_s, done.callback, None)
    return maybe_deferred_to_future(done)
