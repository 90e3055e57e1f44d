"""One pace for one server: hosts of an outlet that resolve to the same address share a slot of the downloader."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.error import DNSLookupError

from crawler.model import Outlet
from crawler.outlets import host_at

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

SLOT = "download_slot"


class SharedPaceMiddleware:
    """Puts requests for hosts of one server into one slot, named after the first of them that was met."""

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet
        self._slots: dict[str, str] = {}
        """By host name."""
        self._slot_of_address: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `NotConfigured` when the spider's outlet has one host only."""
        outlet = getattr(crawler.spider, "entry", None)
        if not isinstance(outlet, Outlet) or len(outlet.hosts) < 2:
            raise NotConfigured  # with a reason Scrapy would warn of it in every crawl
        return cls(outlet)

    async def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        if host not in self._slots and host_at(self._outlet, request.url) is not None:
            self._slots[host] = await self._slot(host)
        if host in self._slots:
            request.meta[SLOT] = self._slots[host]
        elif request.meta.get(SLOT) in self._slots:
            # Copied from a request that was redirected to here.
            del request.meta[SLOT]

    async def _slot(self, host: str) -> str:
        # A reactor is installed when it is imported: not before Scrapy has chosen one.
        from twisted.internet import reactor

        if host.endswith(".onion"):
            return host  # no name server is to hear of it
        resolving: Any = reactor  # Twisted's hints lack the types of its own default arguments
        try:
            address: str = await maybe_deferred_to_future(resolving.resolve(host))
        except (DNSLookupError, OSError):
            return host  # who asks for it learns the same
        slot = self._slot_of_address.setdefault(address, host)
        if slot != host:
            logger.info("%s and %s are one server and share one pace", host, slot)
        return slot
