"""What tells one address of an outlet from another: its full host, with a prefix where many share the host. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.model import HostKind, MirrorKind, MirrorScope, Outlet, OutletHost, Rewrite
from crawler.model.outlet import CLAIMED
from crawler.outlets import host_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.model import MirrorAddress, SeenClaim

SITES = {
    MirrorKind.WEB_MIRROR: HostKind.WEB_MIRROR,
    MirrorKind.SUCCESSOR: HostKind.SUCCESSOR,
    MirrorKind.ONION: HostKind.ONION,
    MirrorKind.I2P: HostKind.I2P,
    MirrorKind.CDN: HostKind.CDN,
    MirrorKind.BUCKET: HostKind.BUCKET,
}
"""Kinds of claims of which the whole site can be asked for; the others are apps, channels and short links."""
ITS_PAGES = "its pages"
"""The source of an outlet that no outlets.toml names."""


def name_of(host: OutletHost) -> str:
    """Return what *host* is called in tables."""
    return host.host + host.prefix


def place_at(outlet: Outlet, url: str) -> str | None:
    """Return the name of the address of *outlet* that *url* is at; None when it is at none."""
    host = host_at(outlet, url)
    return None if host is None else name_of(host)


def place_of_claim(outlet: Outlet, claim: MirrorAddress) -> str:
    """Return the name of the address that *claim* names: one of *outlet*'s, the address itself, or an app's name."""
    if claim.address is None:
        return " ".join((claim.name or claim.printed or "").split())
    if _is_site(claim):
        known = place_at(outlet, claim.address)
        if known is not None:
            return known
    return claim.address.partition("://")[2].rstrip("/")


def with_claimed(outlet: Outlet, claims: Iterable[SeenClaim]) -> Outlet:
    """Return *outlet* with a host for each address that only pages claim, in an order of their own."""
    found: dict[tuple[str, str], Counter[tuple[HostKind, str]]] = {}
    for seen in claims:
        claim = seen.claim
        if claim.address is None or not _is_site(claim) or host_at(outlet, claim.address) is not None:
            continue
        parts = urlsplit(claim.address)
        prefix = "" if claim.scope == MirrorScope.ARTICLE else _prefix(parts.path)
        kind = SITES[MirrorKind(claim.kind)]
        found.setdefault((parts.netloc.rpartition("@")[2].lower(), prefix), Counter())[kind, parts.scheme] += 1
    hosts = []
    for (host, prefix), told in sorted(found.items()):
        kind, scheme = min(told, key=lambda one: (-told[one], one))
        rewrite = Rewrite.PREFIX if prefix else Rewrite.IDENTITY
        hosts.append(
            OutletHost(
                host=host, kind=kind, scheme=scheme, rewrite=rewrite, prefix=prefix, source=CLAIMED
            )
        )  # fmt: skip
    return replace(outlet, hosts=(*outlet.hosts, *hosts))


def outlet_of_pages(name: str, claims: Iterable[SeenClaim]) -> Outlet | None:
    """Return an outlet that no outlets.toml knows: its hosts are those of the pages that make *claims*.

    The one with most pages is the first. One that is itself claimed is none of them, as long as there is another.
    """
    listed = list(claims)
    claimed = {seen.claim.host for seen in listed}
    pages = Counter((parts.netloc, parts.scheme) for parts in map(urlsplit, {seen.url for seen in listed}))
    order = sorted(pages, key=lambda one: (-pages[one], one))
    own = [each for each in order if each[0].partition(":")[0] not in claimed] or order[:1]
    schemes = dict(reversed(own))
    hosts = (OutletHost(host=host, scheme=schemes[host], source=ITS_PAGES) for host in dict.fromkeys(dict(own)))
    return Outlet(key=name, name=name, hosts=tuple(hosts), source=ITS_PAGES) if own else None


def _is_site(claim: MirrorAddress) -> bool:
    is_whole = claim.scope in (MirrorScope.SITE, MirrorScope.ARTICLE)
    is_folder = claim.kind == MirrorKind.BUCKET and claim.scope == MirrorScope.ARTICLE
    return claim.kind in SITES and is_whole and not is_folder


def _prefix(path: str) -> str:
    """Return the folder that *path* names, without a page's name at its end."""
    folder, _, last = path.rpartition("/")
    return folder.rstrip("/") if "." in last or not last else path.rstrip("/")
