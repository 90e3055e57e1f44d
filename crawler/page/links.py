"""Links of a page, and the feeds it announces."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from crawler.url import resolve

if TYPE_CHECKING:
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
TEXT_CHARS = 300
TEXT_NODES = 64
"""So many nodes below a link are looked at for its text; links that are never closed nest without end."""


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


def links_of(tree: HtmlElement, base_url: str) -> tuple[Link, ...]:
    """Return links in document order; of several to one address the first, with the first text that is not empty."""
    found: dict[str, Link] = {}
    for element in tree.iter("a", "area"):
        href = element.get("href")
        if not href or href.startswith("#"):
            continue
        url = resolve(base_url, href)
        if url is None:
            continue
        known = found.get(url)
        if known is None or not known.text:
            rel = known.rel if known else tuple((element.get("rel") or "").lower().split())
            found[url] = Link(url=url, text=_text_of(element), rel=rel, href=known.href if known else href)
    return tuple(found.values())


def feeds_of(tree: HtmlElement, base_url: str) -> tuple[str, ...]:
    """Return the addresses of announced RSS, Atom and JSON feeds, without repeats."""
    found: dict[str, None] = {}
    for element in tree.iter("link"):
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        if kind in FEED_TYPES and "alternate" in (element.get("rel") or "").lower().split():
            url = resolve(base_url, element.get("href") or "")
            if url is not None:
                found.setdefault(url)
    return tuple(found)


def _text_of(element: HtmlElement) -> str:
    pieces: list[str] = []
    for node in islice(element.iter(), TEXT_NODES):
        if isinstance(node.tag, str) and node.tag not in {"script", "style"}:
            pieces.append(node.text or "")
        if node is not element:
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())[:TEXT_CHARS]
