"""Which addresses of an outlet may be asked in the place of another, and in which order. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model import HostKind, Rewrite
from crawler.outlets import address_at, host_at

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from crawler.fetch.failover.health import Health
    from crawler.model import Outlet, OutletHost

RANKS = {
    HostKind.MAIN: 0,
    HostKind.SUCCESSOR: 1,
    HostKind.WEB_MIRROR: 2,
    HostKind.CDN: 3,
    HostKind.BUCKET: 4,
    HostKind.ONION: 5,
}
"""Kinds that can be asked, the most like the outlet's own first. I2P is none of them: it needs a router of its own."""
UNMADE = frozenset({Rewrite.FRAGMENT, Rewrite.ID_ONLY})
"""A fragment never reaches a server, and where only a number is known no address can be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The addresses of one outlet, for asking."""

    outlet: Outlet
    usable: tuple[OutletHost, ...]
    """Those that may stand in for others: the first one, and all that are confirmed."""

    @classmethod
    def of(cls, outlet: Outlet, *, today: date, has_proxy: bool) -> Routes | None:
        """Return the routes of *outlet*; None when there is nowhere to go but where a request goes anyway.

        *has_proxy* tells whether onion hosts can be reached. What ended before *today* is not asked.
        """
        usable = tuple(
            host
            for number, host in enumerate(outlet.hosts)
            if (host.confirmed or number == 0)
            and host.kind in RANKS
            and host.rewrite not in UNMADE
            and (host.kind is not HostKind.ONION or has_proxy)
            and (host.until_day is None or host.until_day >= today)
        )
        if not any(host.confirmed for host in usable):
            return None
        return cls(outlet=outlet, usable=usable)

    @property
    def first(self) -> str:
        """The name of the outlet's own address."""
        return name_of(self.outlet.hosts[0])

    def place(self, url: str) -> str | None:
        """Return the name under which the address of *url* is known here; None when it is not the outlet's."""
        host = host_at(self.outlet, url)
        return None if host is None else name_of(host)

    def next(self, url: str, *, tried: Collection[str], health: Health) -> tuple[str, str] | None:
        """Return the name of the best address not *tried* yet, and where what *url* names stands there.

        Those that failed last come after those that did not; of these the kind decides, then the order of the outlet.
        """
        waiting = [
            (health.failures(name) > 0, RANKS[host.kind], number, name, host)
            for number, host in enumerate(self.usable)
            if (name := name_of(host)) not in tried and not health.rests(name)
        ]
        for *_, name, host in sorted(waiting, key=lambda each: each[:3]):
            address = address_at(self.outlet, host, url)
            if address is not None and address != url:
                return name, address
        return None


def name_of(host: OutletHost) -> str:
    """Return what tells *host* from the outlet's others: buckets of one host are told apart by their prefix."""
    return host.host + host.prefix
