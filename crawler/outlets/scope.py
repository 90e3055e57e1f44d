"""What an entry says to a crawl: where to start, and what belongs to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.model import HostKind, Rewrite, Scope, Seed
from crawler.outlets.rewrite import host_at
from crawler.url import covers

if TYPE_CHECKING:
    from crawler.model import Outlet, OutletHost

FOLLOWED = frozenset({HostKind.MAIN, HostKind.SUCCESSOR, HostKind.WEB_MIRROR})


def scope_of(outlet: Outlet) -> Scope:
    """Return the scope that follows the outlet's accepted addresses.

    Accepted are its main hosts and successors, and web mirrors that are confirmed and carry nothing but the outlet.
    ``www.`` is taken off, so that ``sport.news.example`` is covered by an entry that names ``www.news.example``.
    A host that is named with a port is that port alone.
    """
    hosts = [host.host.removeprefix("www.") for host in outlet.hosts if _is_accepted(host)]
    return Scope(hosts=tuple(dict.fromkeys(hosts)))


def is_own_address(outlet: Outlet, scope: Scope, url: str) -> bool:
    """Return whether what is at *url* is taken for the outlet's: at one of its own or confirmed addresses, or *scope*.

    What only a page or a list claims is not, nor what is below it, also where a person has it asked.
    """
    host = host_at(outlet, url)
    if host is not None:
        return host.is_own
    strange = (each.host for each in outlet.hosts if not each.is_own)
    return covers(replace(scope, exclude_hosts=(*scope.exclude_hosts, *strange)), url)


def seeds_of(outlet: Outlet) -> tuple[Seed, ...]:
    """Return where to start: the entry's seeds, or else the home page of its first host."""
    return outlet.seeds or (Seed(url=home_of(outlet)),)


def home_of(outlet: Outlet) -> str:
    """Return the address of the home page at the outlet's first host."""
    first = outlet.hosts[0]
    return f"{first.scheme}://{first.host}{first.prefix}/"


def _is_accepted(host: OutletHost) -> bool:
    return host.is_own and host.kind in FOLLOWED and host.rewrite is Rewrite.IDENTITY
