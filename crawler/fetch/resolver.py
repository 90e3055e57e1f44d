"""A resolver for whom every host is this machine: for crawling saved sites under their own names, never for the web."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import succeed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred

LOOPBACK = "127.0.0.1"


class LoopbackResolver(CachingThreadedResolver):
    """Set ``TWISTED_DNS_RESOLVER = "crawler.fetch.resolver.LoopbackResolver"``; nothing is asked of any name server."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002  # Twisted's
        return succeed(LOOPBACK)
