"""The rule itself, as a value with a short memory. It looks nothing up and connects to nothing."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.fetch.guard.refused import Refused
from crawler.url import ip_of, is_private

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.config import Network

PORTS = {"http": 80, "https": 443}


class Guard:
    """Tells which addresses a crawl may connect to.

    Public ones; those in the *allowed* networks; and for a host and port that a person named (as a seed), whatever
    that host resolves to. The last ends for a host name that has resolved to a public address once: a site on the
    public network that moves to a private address in mid-crawl does it to get at our neighbours (DNS rebinding).
    """

    def __init__(self, *, named: Iterable[str] = (), allowed: Iterable[Network] = ()) -> None:
        """*named* are the addresses (URLs) of seeds."""
        self._named = {place for url in named if (place := place_of(url)) is not None}
        self._named_hosts = {host for host, _ in self._named}
        self._allowed = tuple(allowed)
        self._seen_public: set[str] = set()
        self._is_allowed = lru_cache(maxsize=4096)(self._is_in_allowed)

    def check(self, host: str, port: int, address: str) -> None:
        """Raise `Refused` unless *address*, to which *host* resolved, may be connected to at *port*."""
        host = _clean(host)
        if not _is_private(address):
            if host in self._named_hosts:
                self._seen_public.add(host)
            return
        if (host, port) in self._named and host not in self._seen_public:
            return
        if not self._is_allowed(address):
            raise Refused(host, port, address)

    def check_spelling(self, host: str, port: int) -> None:
        """Raise `Refused` when *host* itself spells an address, in whatever way, that may not be connected to."""
        host = _clean(host)
        if _ends_in_number(host):
            # What ends in a number but is no address comes out as it is, and is refused: what a resolver or a proxy
            # would make of it cannot be known.
            self.check(host, port, host)

    def check_url(self, url: str) -> None:
        """Raise `Refused` for what can be told from *url* alone, where somebody else (a proxy) resolves its host."""
        place = place_of(url)
        if place is None:
            return
        host, port = place
        self.check_spelling(host, port)
        if host == "localhost" or host.endswith(".localhost"):
            self.check(host, port, "127.0.0.1")

    def _is_in_allowed(self, address: str) -> bool:
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        inner = getattr(ip, "ipv4_mapped", None)
        return any(found in network for network in self._allowed for found in (ip, inner) if found is not None)


def place_of(url: str) -> tuple[str, int] | None:
    """Return host and port of *url*; None when it has none.

    >>> place_of("http://127.1:8000/"), place_of("https://News.example/a")
    (('127.0.0.1', 8000), ('news.example', 443))
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (_clean(parts.hostname), port) if parts.hostname and port else None


# The same few hosts and addresses are asked about at every request.
_is_private = lru_cache(maxsize=4096)(is_private)


@lru_cache(maxsize=4096)
def _ends_in_number(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2][:1].isdigit()


@lru_cache(maxsize=4096)
def _clean(host: str) -> str:
    """Lower case without brackets and last dot, a spelled address in its usual form."""
    host = host.strip("[]").lower().removesuffix(".")
    try:
        return ip_of(f"[{host}]" if ":" in host else host) or host
    except ValueError:
        return host
