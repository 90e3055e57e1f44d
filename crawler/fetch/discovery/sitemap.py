"""Sitemaps (sitemaps.org): lists of pages, news sitemaps, lists of sitemaps, and plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetch.discovery.dates import when
from crawler.fetch.discovery.listed import BrokenListing, Listed
from crawler.fetch.discovery.markup.utf8 import Utf8
from crawler.fetch.discovery.markup.xml import elements, local_name, text_of
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from lxml import etree

ENTRY_NAMES = ("url", "sitemap")
LONGEST_LINE_BYTES = 8_192


def xml_sitemap(pieces: Iterable[bytes], url: str) -> Iterator[Listed | BrokenListing]:
    """Yield what the sitemap or sitemap index found at *url* lists, in its order."""
    for element in elements(pieces, ENTRY_NAMES):
        if isinstance(element, BrokenListing):
            yield element
        else:
            yield from _entry(element, url)


def text_sitemap(pieces: Iterable[bytes], url: str) -> Iterator[Listed | BrokenListing]:
    """Yield the addresses of a text sitemap, one a line; other lines are left out."""
    utf8 = Utf8()
    for line in _lines(utf8.encoded(pieces)):
        written = line.decode("utf-8", "replace").strip()
        address = resolve(url, written) if written.startswith(("http://", "https://")) else None
        if address is not None:
            yield Listed(url=address)
    if utf8.flaw is not None:
        yield BrokenListing(utf8.flaw)


def _entry(element: etree._Element, url: str) -> Iterator[Listed]:
    """Yield the page, then what the entry names as the same in other languages.

    Only direct children count: an image's ``image:loc`` has the same local name as the page's ``loc``.
    """
    written = ""
    dates: list[datetime | None] = []
    others: dict[str, str] = {}
    for child in element:
        name = local_name(child)
        if name == "loc":
            written = written or text_of(child)
        elif name == "lastmod":
            dates.append(when(text_of(child)))
        elif name == "news":
            dates.extend(when(text_of(part)) for part in child if local_name(part) == "publication_date")
        elif name == "link" and (child.get("rel") or "").lower() == "alternate" and child.get("hreflang"):
            others[child.get("href") or ""] = child.get("hreflang") or ""
    changed_at = max((date for date in dates if date is not None), default=None)
    address = resolve(url, written) if written else None
    if address is not None:
        yield Listed(url=address, changed_at=changed_at, is_list=local_name(element) == "sitemap")
    for href, language in others.items():
        other = resolve(url, href) if href else None
        if other is not None and other != address:
            yield Listed(url=other, changed_at=changed_at, language=language)


def _lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).splitlines(keepends=True) or [b""]
        yield from whole
        # A finished last line waits for the next piece too. A line without end is no address and is not gathered.
        rest = rest[:LONGEST_LINE_BYTES]
    yield rest
