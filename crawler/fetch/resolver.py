"""Where hosts are: at addresses of both families; and, for crawling saved sites under their own names, on this machine.

The latter is never for the web.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.resolver import CachingHostnameResolver, CachingThreadedResolver, HostResolution
from twisted.internet.defer import succeed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred

LOOPBACK = "127.0.0.1"


class BothFamiliesResolver(CachingHostnameResolver):
    """Gives the addresses of a host in IPv4 and IPv6; which of them answers first is connected to (RFC 8305)."""

    def resolveHostName(self, receiver: Any, name: str, *asked: Any, **named: Any) -> Any:  # type: ignore[override]  # hands on
        """*asked* and *named* are a port and a kind of addresses, as Twisted gives them."""
        try:
            name.encode("idna")
        except UnicodeError:
            # The look-up would raise what Twisted does not catch, and whoever asked would wait without end.
            receiver.resolutionBegan(HostResolution(name))
            receiver.resolutionComplete()
            return receiver
        is_of_one_kind = any(isinstance(each, list) for each in asked)
        # Scrapy's cache would hand on the addresses of one kind as all that there are.
        answer: Any = self.original_resolver.resolveHostName if is_of_one_kind else super().resolveHostName
        return answer(receiver, name, *asked, **named)


class LoopbackResolver(CachingThreadedResolver):
    """Set ``TWISTED_DNS_RESOLVER = "crawler.fetch.resolver.LoopbackResolver"``; nothing is asked of any name server."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: ARG002  # Twisted's
        return succeed(LOOPBACK)
