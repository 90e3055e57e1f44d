"""Links of a page, and the feeds it announces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.tree import texts_in
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json+feed",
    }
)
MORE_ATTRIBUTES = (
    *("data-next-url", "data-next-page-url", "data-next-page", "data-next", "data-next-href"),
    *("data-load-more-url", "data-loadmore-url", "data-load-more", "data-more-url", "data-ajax-url"),
    *("data-infinite-url", "data-infinite-scroll-url", "data-pagination-url", "hx-get"),
)
"""Where pages with endless lists write what is asked for next."""
TEXT_CHARS = 300
TEXT_PIECES = 64
"""So many pieces of a link's text are looked at; links that are never closed nest without end."""


FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navigation|navbar|menu|footer|breadcrumbs?|topbar|masthead|share|social)(?:$|[\s_-])"
)
LEVELS = 12
"""So many elements above a link are asked where it stands."""


class LinkPlace(StrEnum):
    """Where on its page a link stands."""

    TEXT = "text"
    """Anywhere else."""
    HEADLINE = "headline"
    """In a heading, or around one."""
    FURNITURE = "furniture"
    """In a menu, a footer, a trail of breadcrumbs, a bar of share buttons."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link of the page to an http(s) address."""

    url: str
    """Absolute."""
    text: str
    """White space collapsed; may be empty, as with a linked picture."""
    rel: tuple[str, ...] = ()
    """Lower case."""
    href: str = ""
    """As written in the page."""
    place: LinkPlace = LinkPlace.TEXT
    """Of the first of several links to the address."""


def links_of(elements: Iterable[HtmlElement], base_url: str) -> tuple[Link, ...]:
    """Return the links that *elements*, <a> and <area>, are.

    Of several to one address the first, with the first text that is not empty.
    """
    found: dict[str, Link] = {}
    places: dict[HtmlElement, LinkPlace | None] = {}
    for element in elements:
        href = element.get("href")
        if not href or href.startswith("#"):
            continue
        url = resolve(base_url, href)
        if url is None:
            continue
        known = found.get(url)
        if known is None or not known.text:
            rel = known.rel if known else tuple((element.get("rel") or "").lower().split())
            place = known.place if known else _place_of(element, places)
            found[url] = Link(
                url=url, text=link_text(element), rel=rel, href=known.href if known else href, place=place
            )
    return tuple(found.values())


def feeds_of(elements: Iterable[HtmlElement], base_url: str) -> tuple[str, ...]:
    """Return the addresses of RSS, Atom and JSON feeds that *elements*, <link>, announce, without repeats."""
    found: dict[str, None] = {}
    for element in elements:
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if kind in FEED_TYPES and "alternate" in (element.get("rel") or "").lower().split():
            url = resolve(base_url, element.get("href") or "")
            if url is not None:
                found.setdefault(url)
    return tuple(found)


def own_address(elements: Iterable[HtmlElement], base_url: str) -> str | None:
    """Return the address in the first ``rel=canonical`` of *elements*, <link>; None without one that can be had."""
    for element in elements:
        if "canonical" in (element.get("rel") or "").lower().split():
            url = resolve(base_url, element.get("href") or "")
            if url is not None:
                return url
    return None


def alternates_of(elements: Iterable[HtmlElement], base_url: str) -> tuple[str, ...]:
    """Return where the page says that it stands in other languages (``link rel=alternate hreflang``)."""
    found: dict[str, None] = {}
    for element in elements:
        if element.get("hreflang") and "alternate" in (element.get("rel") or "").lower().split():
            url = resolve(base_url, element.get("href") or "")
            if url is not None:
                found.setdefault(url)
    return tuple(found)


def more_of(tree: HtmlElement, base_url: str) -> tuple[str, ...]:
    """Return where the page says that its list goes on: the next page, and what a "load more" button asks for.

    The former by ``rel=next``, the latter by attributes that scripts of such buttons read. Only whole addresses and
    paths count: a number is for the script to make an address of.
    """
    found: dict[str, None] = {}
    for element in tree.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split() and element.get("href"):
            found.setdefault(resolve(base_url, element.get("href") or "") or "")
    named = tree.xpath(f"//*[{' or '.join(f'@{name}' for name in MORE_ATTRIBUTES)}]")
    for element in named if isinstance(named, list) else ():
        for name in MORE_ATTRIBUTES:
            written = (element.get(name) or "").strip()
            if written.startswith(("/", "?", "http://", "https://")):
                found.setdefault(resolve(base_url, written) or "")
    return tuple(url for url in found if url)


def _place_of(element: HtmlElement, known: dict[HtmlElement, LinkPlace | None]) -> LinkPlace:
    if len(element) and next(element.iter("h1", "h2", "h3", "h4"), None) is not None:
        return LinkPlace.HEADLINE
    # The nearest element above that says where it stands decides.
    for above in islice(element.iterancestors(), LEVELS):
        if above not in known:
            known[above] = _place_below(above)
        if (place := known[above]) is not None:
            return place
    return LinkPlace.TEXT


def _place_below(element: HtmlElement) -> LinkPlace | None:
    """Return where *element* says that what is in it stands; None when it says nothing."""
    tag = element.tag
    if tag in ("body", "main", "article"):
        return LinkPlace.TEXT
    if tag in ("h1", "h2", "h3", "h4"):
        return LinkPlace.HEADLINE
    told = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()
    return LinkPlace.FURNITURE if tag in ("nav", "footer") or FURNITURE.search(told) else None


def link_text(element: HtmlElement) -> str:
    """Return the text of a link, white space collapsed, as far as it is looked at: see `TEXT_PIECES`."""
    pieces = islice(texts_in(element), TEXT_PIECES) if len(element) else [element.text or ""]
    return " ".join("".join(pieces).split())[:TEXT_CHARS]
