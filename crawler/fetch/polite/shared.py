"""One pace for one server: which hosts are one, and that they share a slot of the downloader."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no hints

from crawler.config import ArchiveConfig, SharedAddress
from crawler.fetch.polite.server import server_names
from crawler.model import Outlet
from crawler.outlets import host_at

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)

SLOT = "download_slot"


class Servers:
    """Knows by which names the budget of each host's server is kept. A host is looked up once in a crawl."""

    def __init__(self, outlet: Outlet | None, shared: SharedAddress) -> None:
        self._outlet = outlet
        self._shared = shared
        self._names: dict[str, tuple[str, ...]] = {}
        """By host name."""
        self._slots: dict[str, str] = {}
        """By the name of a server: the host that was met first there."""

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        outlet = getattr(crawler.spider, "entry", None)
        shared = ArchiveConfig.from_settings(crawler.settings).pace_by_address
        return cls(outlet if isinstance(outlet, Outlet) else None, shared)

    async def names(self, url: str, host: str) -> tuple[str, ...]:
        """Return the names of the server of *host*, which is that of *url*."""
        if host not in self._names:
            outlet = self._outlet if self._outlet is not None and host_at(self._outlet, url) is not None else None
            address = await _address_of(host) if self._is_looked_up(host, outlet) else None
            self._names[host] = server_names(host, address=address, outlet=outlet, shared=self._shared)
            self._tell(host)
        return self._names[host]

    def known(self, host: str) -> tuple[str, ...]:
        """Return the names of the server of *host* when it was met before; else none."""
        return self._names.get(host, ())

    def slot(self, host: str) -> str:
        """Return the name of the downloader's slot for *host*, once its server is known."""
        slots = [self._slots[name] for name in self._names[host] if name in self._slots]
        slot = slots[0] if slots else host
        for name in self._names[host]:
            self._slots.setdefault(name, slot)
        return slot

    def _is_looked_up(self, host: str, outlet: Outlet | None) -> bool:
        """Whether the address of *host* says anything about its pace. No name server is to hear of an onion host."""
        if host.endswith(".onion") or self._shared is SharedAddress.NONE:
            return False
        return self._shared is SharedAddress.ALL or (outlet is not None and len(outlet.hosts) > 1)

    def _tell(self, host: str) -> None:
        slot = self.slot(host)
        if slot != host:
            logger.info("%s and %s are one server and share one pace", host, slot)


class SharedPaceMiddleware:
    """Puts requests for hosts of one server into one slot, named after the first of them that was met."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `NotConfigured` when nothing keeps the pace."""
        gate = gate_of(crawler)
        if gate is None:
            raise NotConfigured  # with a reason Scrapy would warn of it in every crawl
        return cls(gate.servers)

    async def process_request(self, request: Request) -> None:
        host = urlparse_cached(request).hostname or ""
        await self._servers.names(request.url, host)
        # Also when it was copied from a request that was redirected to here.
        request.meta[SLOT] = self._servers.slot(host)


def gate_of(crawler: Crawler) -> Any:
    """Return the `Gate` that an extension of *crawler* offers; None when none does."""
    extensions = crawler.extensions.middlewares if crawler.extensions is not None else ()
    return next((found for each in extensions if (found := getattr(each, "gate", None)) is not None), None)


async def _address_of(host: str) -> str | None:
    # A reactor is installed when it is imported: not before Scrapy has chosen one.
    from twisted.internet import reactor

    names: Any = reactor  # Twisted's hints lack its own attribute
    found = _Addresses()
    names.nameResolver.resolveHostName(found, host)
    return await maybe_deferred_to_future(found.first)


@implementer(IResolutionReceiver)
class _Addresses:
    """Receives what a host resolves to; `first` becomes one address, the same whichever order they come in."""

    def __init__(self) -> None:
        self.first: Deferred[str | None] = Deferred()
        self._found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:
        """Nothing is to be done before an address comes."""

    def addressResolved(self, address: Any) -> None:
        self._found.append(address.host)

    def resolutionComplete(self) -> None:
        # An IPv4 address where there is one. Without any, who asks for the host learns the same.
        self.first.callback(min(self._found, key=lambda text: (":" in text, text), default=None))
