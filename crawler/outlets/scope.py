"""What an entry says to a crawl: where to start, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import HostKind, Rewrite, Scope, Seed

if TYPE_CHECKING:
    from crawler.model import Outlet, OutletHost

OWN = frozenset({HostKind.MAIN, HostKind.SUCCESSOR})


def scope_of(outlet: Outlet) -> Scope:
    """Return the scope that follows the outlet's accepted addresses.

    Accepted are its main hosts and successors, and web mirrors that are confirmed and carry nothing but the outlet.
    ``www.`` is taken off, so that ``sport.news.example`` is covered by an entry that names ``www.news.example``.
    """
    hosts = [_name(host).removeprefix("www.") for host in outlet.hosts if _is_accepted(host)]
    return Scope(hosts=tuple(dict.fromkeys(hosts)))


def seeds_of(outlet: Outlet) -> tuple[Seed, ...]:
    """Return where to start: the entry's seeds, or else the home page of its first host."""
    return outlet.seeds or (Seed(url=home_of(outlet)),)


def home_of(outlet: Outlet) -> str:
    """Return the address of the home page at the outlet's first host."""
    first = outlet.hosts[0]
    return f"{first.scheme}://{first.host}{first.prefix}/"


def _is_accepted(host: OutletHost) -> bool:
    if host.rewrite is not Rewrite.IDENTITY:
        return False
    return host.kind in OWN or (host.kind is HostKind.WEB_MIRROR and host.confirmed)


def _name(host: OutletHost) -> str:
    """The host without its port, of which a scope knows nothing."""
    bracket = host.host.rpartition("]")
    return bracket[0] + bracket[1] if bracket[1] else host.host.partition(":")[0]
