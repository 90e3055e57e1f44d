"""The same article at each address of its outlet (docs/outlets.md#rewrite-rules)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from crawler.errors import BadAddress
from crawler.model import HostKind, Rewrite
from crawler.url import canonical_url
from crawler.url.parts import Parts, split, without_dots

if TYPE_CHECKING:
    from crawler.model import Outlet, OutletHost

FOLLOWS_TWIN = frozenset({HostKind.MAIN, HostKind.SUCCESSOR, HostKind.WEB_MIRROR})
"""Kinds of which the name with ``www.`` and the one without are the same site. Others are exactly what they say."""
ID_RUN = re.compile(r"(?<![0-9])[0-9]{5,18}(?![0-9])")
ENDING = re.compile(r"\.[A-Za-z]{2,5}\Z")
DAY = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])\Z")
ID_NAMES = frozenset({"id", "p", "article", "articleid", "newsid", "storyid"})


def host_at(outlet: Outlet, url: str) -> OutletHost | None:
    """Return the address of *outlet* that *url* belongs to; None when it belongs to none, or is no address."""
    found = _place(outlet, url)
    return found[0] if found else None


def address_at(outlet: Outlet, host: OutletHost, url: str) -> str | None:
    """Return where what *url* names stands at *host*, another address of *outlet*.

    None when *url* is at no address of the outlet, or when an address at *host* cannot be made: of `Rewrite.ID_ONLY` an
    address can be read but not made, neither at it nor from it.
    """
    found = _place(outlet, url)
    if found is None or Rewrite.ID_ONLY in {host.rewrite, found[0].rewrite}:
        return None
    if found[0] == host and found[0].rewrite is not Rewrite.FRAGMENT:
        # Asked for where it stands: as it is written, only without what a server never sees.
        return url.partition("#")[0]
    origin = f"{host.scheme}://{host.host}"
    match host.rewrite:
        case Rewrite.IDENTITY:
            return origin + found[1]
        case Rewrite.PREFIX:
            return origin + host.prefix + found[1]
        case _:
            return f"{origin}{host.prefix or '/'}#{found[1]}"


def path_key(outlet: Outlet, url: str) -> str | None:
    """Return what names the same article at every address of *outlet*; None when *url* is at none of them.

    It is the path and query at the main host, in their one spelling and without tracking parameters. An outlet with an
    address of `Rewrite.ID_ONLY` is keyed by the number in the address where there is one, at all its addresses.
    """
    found = _place(outlet, url)
    if found is None:
        return None
    try:
        key = canonical_url("http://x" + found[1]).removeprefix("http://x")
    except BadAddress:
        return None
    number = article_id(key) if any(host.rewrite is Rewrite.ID_ONLY for host in outlet.hosts) else None
    return number or key


def article_id(target: str) -> str | None:
    """Return the number that names an article in a path and query: five digits or more, no day.

    A whole segment goes before a number at the edge of a slug, and that before a parameter such as ``id``.

    >>> article_id("/Detail/2016/10/20/489901/Canal-20161020-reopens"), article_id("/story-4711000.html")
    ('489901', '4711000')
    >>> article_id("/detail.aspx?id=96218"), article_id("/2016/10/20/canal")
    ('96218', None)
    """
    path, _, query = target.partition("?")
    segments = [ENDING.sub("", segment) for segment in path.split("/")]
    whole = [segment for segment in segments if _is_id(segment)]
    if whole:
        return whole[-1]
    edges = [part for segment in segments for part in (*segment.split("-", 1)[:1], segment.rsplit("-", 1)[-1])]
    runs = [run for edge in edges for run in ID_RUN.findall(edge) if _is_id(run)]
    if runs:
        return str(runs[-1])
    named = [value for name, value in parse_qsl(query) if name.lower() in ID_NAMES]
    return next((value for value in named if ID_RUN.fullmatch(value)), None)


def _is_id(text: str) -> bool:
    return ID_RUN.fullmatch(text) is not None and DAY.match(text) is None


def _place(outlet: Outlet, url: str) -> tuple[OutletHost, str] | None:
    """Return the host of *outlet* that *url* is at, and its path and query at the main host."""
    try:
        parts = split(url)
    except BadAddress:
        return None
    authority = f"{parts.host}:{parts.port}" if parts.port else parts.host
    # The longest prefix first: a bucket beside the outlet's own pages on one host is still the bucket.
    hosts = sorted(outlet.hosts, key=lambda host: -len(host.prefix))
    for is_same in (_is_it, _is_twin):
        for host in hosts:
            if is_same(host, authority):
                target = _plain(host, parts)
                if target is not None:
                    return host, target
    return None


def _is_it(host: OutletHost, authority: str) -> bool:
    return host.host == authority


def _is_twin(host: OutletHost, authority: str) -> bool:
    follows = host.kind in FOLLOWS_TWIN and host.rewrite is Rewrite.IDENTITY
    return follows and host.host.removeprefix("www.") == authority.removeprefix("www.")


def _plain(host: OutletHost, parts: Parts) -> str | None:
    """Undo the rule of *host*; None when the address is not one that the rule makes."""
    path = without_dots(parts.path or "/")
    if host.rewrite is Rewrite.FRAGMENT:
        if path != (host.prefix or "/") or not (parts.fragment or "").startswith("/"):
            return None
        return _target(*_cut(parts.fragment or ""))
    if host.rewrite is Rewrite.PREFIX:
        if path != host.prefix and not path.startswith(f"{host.prefix}/"):
            return None
        path = path[len(host.prefix) :] or "/"
    return _target(path, parts.query)


def _cut(fragment: str) -> tuple[str, str | None]:
    path, mark, query = fragment.partition("?")
    return without_dots(path), query if mark else None


def _target(path: str, query: str | None) -> str:
    return path if query is None else f"{path}?{query}"
