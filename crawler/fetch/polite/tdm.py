"""The list in which a site reserves rights to text and data mining (TDMRep), asked for once for each host."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.config import ArchiveConfig
from crawler.http import decoded
from crawler.model import Outlet
from crawler.outlets import host_at
from crawler.page.wishes import TDM, reserved_by_list

if TYPE_CHECKING:
    from urllib.parse import ParseResult, SplitResult

    from scrapy.crawler import Crawler

    from crawler.http.head import ResponseHead
    from crawler.model import Content

logger = logging.getLogger(__name__)

PATH = "/.well-known/tdmrep.json"


class SiteLists:
    """What the lists that came in this crawl reserve."""

    def __init__(self) -> None:
        self._by_origin: dict[str, bytes] = {}

    def opt_outs(self, url: str, block: Content, head: ResponseHead) -> tuple[str, ...]:
        """Return what the list of the site of *url* says of it; *block* is the answer from there, *head* its head.

        An answer that is such a list is kept in mind.
        """
        # On the path of every page, and for nearly every crawl there is nothing to be told.
        if PATH in url and head.status == 200 and urlsplit(url).path == PATH:
            self._by_origin[_origin(urlsplit(url))] = decoded(block).data
        if not self._by_origin:
            return ()
        found = self._by_origin.get(_origin(urlsplit(url)))
        return (TDM,) if found is not None and reserved_by_list(found, url) else ()


class TdmMiddleware:
    """Asks for the list before the first page of a host, so that it can be recorded with each."""

    def __init__(self, crawler: Crawler, outlet: Outlet) -> None:
        self._crawler = crawler
        self._outlet = outlet
        self._asked: set[str] = set()
        self._waiting: dict[str, list[Deferred[None]]] = {}
        """Those who wait for a list that is being asked for, by its origin."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `NotConfigured` when it is turned off, or the spider is that of no outlet."""
        outlet = getattr(crawler.spider, "entry", None)
        if not ArchiveConfig.from_settings(crawler.settings).tdmrep or not isinstance(outlet, Outlet):
            raise NotConfigured  # with a reason Scrapy would warn of it in every crawl
        return cls(crawler, outlet)

    async def process_request(self, request: Request) -> None:
        origin = _origin(urlparse_cached(request))
        if request.meta.get("dont_obey_robotstxt") or request.url.endswith(PATH):
            return
        if origin in self._waiting:
            told: Deferred[None] = Deferred()
            self._waiting[origin].append(told)
            await maybe_deferred_to_future(told)
        elif origin not in self._asked and host_at(self._outlet, request.url) is not None:
            self._asked.add(origin)
            self._waiting[origin] = []
            await self._ask(origin)
            for told in self._waiting.pop(origin):
                told.callback(None)

    async def _ask(self, origin: str) -> None:
        assert self._crawler.engine is not None
        try:
            await self._crawler.engine.download_async(Request(origin + PATH, callback=NO_CALLBACK))
        except Exception as err:  # noqa: BLE001  # the boundary to the network; a site without a list reserves nothing
            logger.info("No list of reservations at %s: %s", origin, err)


def _origin(parts: SplitResult | ParseResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
