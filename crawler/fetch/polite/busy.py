"""Requests that a server answered with "not now" (429, 503) are asked again, when the gate lets them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import NotConfigured

from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.fetch.polite.patience import BUSY

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

TIMES = "busy_times"
"""The key of ``request.meta`` under which stands how often the server said so to this request."""
NO_MORE = 1 << 20
"""More than any number of retries: Scrapy's middleware, which would try 503 again at once, then lets it go."""


class BusyMiddleware:
    """Gives such requests tries of their own. How long they wait is not decided here, but where all wait."""

    def __init__(self, most: int, stats: StatsCollector | None) -> None:
        self._most = most
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        if not crawler.settings.getbool("RETRY_ENABLED"):
            raise NotConfigured
        return cls(ArchiveConfig.from_settings(crawler.settings).busy_tries, crawler.stats)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if response.status not in BUSY or request.meta.get("dont_retry"):
            return response
        self._count("archive/polite/busy")
        times = request.meta.get(TIMES, 0) + 1
        if times > self._most:
            self._count("archive/polite/busy_too_often")
            logger.info("%s answered %s %s", request.url, response.status, counted(times, "time"))
            request.meta["retry_times"] = NO_MORE
            return response
        again = request.copy()
        again.meta[TIMES] = times
        again.dont_filter = True
        return again

    def _count(self, stat: str) -> None:
        if self._stats is not None:
            self._stats.inc_value(stat)
