"""The downloader middleware that goes on to an outlet's next address when one fails.

Each try is a request of its own, archived under the address it was sent to; `Exchange.requested_url` says which one was
wanted. It stands behind Scrapy's retries and redirects: an address is given up when they have done what they can.
"""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import NotConfigured

from crawler.config import ArchiveConfig
from crawler.fetch.failover.cause import HARMLESS, Cause, cause_of_answer, cause_of_error
from crawler.fetch.failover.health import Health
from crawler.fetch.failover.routes import Routes
from crawler.fetch.handler import CAPTURE, REQUESTED
from crawler.fetch.incremental.asking import is_archived
from crawler.fetch.polite.busy import TIMES
from crawler.model import Capture, CaptureState, Outlet

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

TRIED = "failover_tried"
"""The key of ``request.meta`` under which the names of the addresses stand that were given up for this request."""
FAILED = "failover_failed"
"""The key under which stands that one of them failed, and did not merely lack the page."""
OF_ONE_TRY = frozenset(
    {CAPTURE, "retry_times", "redirect_times", "redirect_ttl", "redirect_urls", "redirect_reasons", "download_slot"}
    | {"download_latency", TIMES}
)
"""What other parts of the crawl note of one address, and what must not be held against the next."""


class FailoverMiddleware:
    """Asks the outlet's other addresses, each once for a request."""

    def __init__(self, routes: Routes, health: Health, stats: StatsCollector) -> None:
        self._routes = routes
        self._health = health
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `NotConfigured` when it is turned off or the spider's outlet has nowhere else to go."""
        config = ArchiveConfig.from_settings(crawler.settings)
        if not config.failover:
            # With a reason Scrapy would warn of it in every crawl.
            raise NotConfigured
        outlet = getattr(crawler.spider, "entry", None)
        routes = None
        if isinstance(outlet, Outlet):
            routes = Routes.of(outlet, today=datetime.now(UTC).date(), has_proxy=config.socks_proxy is not None)
        if routes is None:
            raise NotConfigured
        health = Health(most_failures=config.failover_after, rest_s=config.failover_rest_s, clock=time.monotonic)
        assert crawler.stats is not None
        return cls(routes, health, crawler.stats)

    def process_request(self, request: Request) -> Request | None:
        """Send a request for a host that rests straight on to the next."""
        place = self._place(request)
        if place is None or not self._health.rests(place):
            return None
        return self._next(request, place, failed=True)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        place = self._place(request)
        if place is None or is_archived(response):
            return response
        capture = request.meta.get(CAPTURE)
        state = capture.state if isinstance(capture, Capture) else CaptureState.OK
        cause = cause_of_answer(response.status, state, stands_in=self._stands_in(request, place))
        if cause is None:
            self._health.worked(place)
            if REQUESTED in request.meta:
                self._stats.inc_value("archive/failover/answered")
            return response
        return self._give_up(request, place, cause) or response

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        place = self._place(request)
        if place is None:
            return None
        cause = cause_of_error(exception, stands_in=self._stands_in(request, place))
        return None if cause is None else self._give_up(request, place, cause)

    def _place(self, request: Request) -> str | None:
        """Return the outlet's address that *request* is for; a redirect out of it is laid at its door.

        None for what is not the outlet's, and for robots.txt, which is each host's own.
        """
        if request.meta.get("dont_obey_robotstxt") or request.url.endswith("/robots.txt"):
            return None
        addresses = [request.url, *reversed(request.meta.get("redirect_urls", ()))]
        return next((place for url in addresses if (place := self._routes.place(url)) is not None), None)

    def _stands_in(self, request: Request, place: str) -> bool:
        """Whether what is missing at *place* may be there elsewhere: only the first address has the last word."""
        return REQUESTED in request.meta or place != self._routes.first

    def _give_up(self, request: Request, place: str, cause: Cause) -> Request | None:
        """Return the request for the next address; None when there is none."""
        self._stats.inc_value(f"archive/failover/cause/{cause}")
        if cause not in HARMLESS and self._health.failed(place):
            self._stats.inc_value("archive/failover/rested")
            logger.warning("%s rests: it failed again and again (last: %s)", place, cause)
        failed = bool(request.meta.get(FAILED)) or cause is not Cause.MISSING
        following = self._next(request, place, failed=failed)
        if following is None and not failed:
            logger.debug("Missing at every address: %s", request.url)
        elif following is None:
            self._stats.inc_value("archive/failover/exhausted")
            logger.warning("No other address has %s (%s: %s)", _wanted(request, self._routes), place, cause)
        else:
            logger.info("%s failed for %s (%s); next: %s", place, request.url, cause, following.url)
        return following

    def _next(self, request: Request, place: str, *, failed: bool) -> Request | None:
        wanted = _wanted(request, self._routes)
        tried = dict.fromkeys([*request.meta.get(TRIED, ()), place, self._routes.place(wanted)])
        found = self._routes.next(wanted, tried=tried, health=self._health)
        if found is None:
            return None
        meta: dict[str, Any] = {name: value for name, value in request.meta.items() if name not in OF_ONE_TRY}
        meta |= {REQUESTED: wanted, TRIED: [name for name in tried if name is not None], FAILED: failed}
        self._stats.inc_value("archive/failover/tried")
        # The duplicate filter knows the address wanted; where it stands elsewhere is no new page.
        return request.replace(url=found[1], meta=meta, dont_filter=True)


def _wanted(request: Request, routes: Routes) -> str:
    """Return the address that was wanted at first, before redirects and other tries."""
    wanted = request.meta.get(REQUESTED)
    if wanted is not None:
        return str(wanted)
    addresses = [*request.meta.get("redirect_urls", ()), request.url]
    return str(next((url for url in addresses if routes.place(url) is not None), request.url))
