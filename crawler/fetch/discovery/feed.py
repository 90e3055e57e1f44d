"""Feeds: RSS 0.9 to 2.0, RDF, Atom and JSON Feed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.fetch.discovery.dates import when
from crawler.fetch.discovery.listed import BrokenListing, Listed
from crawler.fetch.discovery.markup.xml import elements, local_name, text_of
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml import etree

ENTRY_NAMES = ("item", "entry")
DATE_NAMES = frozenset({"pubDate", "published", "updated", "modified", "issued", "created", "date"})
PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})
"""An Atom entry may offer a sound file or a PDF as an alternate too."""
# Sources of the address, the best first: the publisher's own one before that of a redirecting service.
LINK_NAMES = ("origLink", "link", "guid", "about")
WHOLE = ("http://", "https://")


def xml_feed(pieces: Iterable[bytes], url: str) -> Iterator[Listed | BrokenListing]:
    """Yield what the RSS, RDF or Atom feed found at *url* lists, in its order."""
    for element in elements(pieces, ENTRY_NAMES):
        listed = element if isinstance(element, BrokenListing) else _entry(element, url)
        if listed is not None:
            yield listed


def json_feed(pieces: Iterable[bytes], url: str) -> Iterator[Listed | BrokenListing]:
    """Yield what the JSON Feed (jsonfeed.org, version 1.1) found at *url* lists."""
    try:
        feed = json.loads(b"".join(pieces))
    except (ValueError, RecursionError) as err:
        yield BrokenListing(f"not JSON: {err}")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        yield BrokenListing("JSON, but not a JSON Feed: it has no list of items")
        return
    for item in items:
        listed = _item(item, url) if isinstance(item, dict) else None
        if listed is not None:
            yield listed


def _entry(element: etree._Element, url: str) -> Listed | None:
    links: dict[str, str] = {}
    dates: list[datetime | None] = []
    for name, value in element.attrib.items():
        if str(name).rpartition("}")[2] == "about":
            links["about"] = str(value)
    for child in element:
        name = local_name(child)
        if name in DATE_NAMES:
            dates.append(when(text_of(child)))
        elif name in LINK_NAMES and name not in links:
            link = _link(child, name)
            if link:
                links[name] = link
    written = next((links[name] for name in LINK_NAMES if name in links), None)
    return _listed(written, _base(element, url), dates)


def _link(child: etree._Element, name: str) -> str | None:
    if name == "guid":
        text = text_of(child)
        # isPermaLink is true when it is not given (RSS 2.0), yet many write a bare number there.
        permanent = (child.get("isPermaLink") or "true").lower() == "true"
        return text if permanent and text.startswith(WHOLE) else None
    if child.get("href") is not None:
        is_page = (child.get("type") or "text/html").partition(";")[0].strip().lower() in PAGE_TYPES
        is_alternate = (child.get("rel") or "alternate").strip().lower() == "alternate"
        return child.get("href") if is_alternate and is_page else None
    return text_of(child)


def _base(element: etree._Element, url: str) -> str:
    """xml:base (RFC 4287, section 2) where a feed has it: against the address of the feed, when it is relative."""
    return (resolve(url, element.base) if element.base else None) or url


def _item(item: dict[str, Any], url: str) -> Listed | None:
    named = str(item.get("id") or "")
    # An id may be anything; many are a bare number.
    given = (item.get("url"), item.get("external_url"), named if named.startswith(WHOLE) else None)
    written = next((text for text in given if isinstance(text, str) and text.strip()), None)
    dates = [when(item[name]) for name in ("date_modified", "date_published") if isinstance(item.get(name), str)]
    return _listed(written, url, dates)


def _listed(written: str | None, url: str, dates: list[datetime | None]) -> Listed | None:
    address = resolve(url, written) if written else None
    if address is None:
        return None
    return Listed(url=address, changed_at=max((date for date in dates if date is not None), default=None))
