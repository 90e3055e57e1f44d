"""A resolver that knows no name: a crawl over an archive must not even ask where a host is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import fail
from twisted.internet.error import DNSLookupError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred


class NoResolver(CachingThreadedResolver):
    """Every look-up fails at once."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002  # Twisted's
        return fail(DNSLookupError(f"{name} is not looked up: the crawl runs over an archive"))
