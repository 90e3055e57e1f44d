"""What is asked when a person wants to know how the addresses of an outlet fare. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.mirrors.places import name_of, place_at
from crawler.model import HostKind, Rewrite
from crawler.outlets import address_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.model import Outlet

UNMADE = frozenset({Rewrite.FRAGMENT, Rewrite.ID_ONLY})
"""No address can be made there that a server would understand."""


def probes_of(outlet: Outlet, articles: Iterable[str], *, has_proxy: bool) -> list[str]:
    """Return what to ask: at each address the home page, and one article, so that there is something to compare.

    *articles* are addresses of the outlet's articles, the newest last; the newest from a main host is asked for at all
    addresses. *has_proxy* tells whether onion hosts can be reached. I2P hosts are never asked.
    """
    article = _newest(outlet, articles)
    found = []
    for host in outlet.hosts:
        if host.kind is HostKind.I2P or (host.kind is HostKind.ONION and not has_proxy):
            continue
        path = host.prefix if host.rewrite is Rewrite.FRAGMENT else f"{host.prefix}/"
        found.append(f"{host.scheme}://{host.host}{path or '/'}")
        if article is not None and host.rewrite not in UNMADE:
            copy = address_at(outlet, host, article)
            found += [copy] if copy is not None else []
    return list(dict.fromkeys(found))


def _newest(outlet: Outlet, articles: Iterable[str]) -> str | None:
    main = {name_of(host) for host in outlet.hosts if host.kind is HostKind.MAIN}
    newest = None
    for url in articles:
        if place_at(outlet, url) in main:
            newest = url
    return newest
