"""Any list a site offers, recognised by what it is and not by its address or content type."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.fetch.discovery.feed import json_feed, xml_feed
from crawler.fetch.discovery.listed import BrokenListing, Limits, Listed
from crawler.fetch.discovery.sitemap import text_sitemap, xml_sitemap
from crawler.fetch.discovery.unpacking import HTML_START, NotGzip, TooLarge, head_of, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Reader = Callable[[Iterable[bytes], str], Iterator[Listed | BrokenListing]]

# The first tag that is neither declaration nor instruction, without its prefix: <rdf:RDF …> gives "RDF".
ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)")
JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
"""The version that every JSON Feed must name begins so; much of what scripts ask for has a list of items too."""
MARGIN = re.compile(rb"(?:\s|(\xef\xbb\xbf))*")
READERS: dict[str, Reader] = {
    "urlset": xml_sitemap,
    "sitemapindex": xml_sitemap,
    "rss": xml_feed,
    "rdf": xml_feed,
    "feed": xml_feed,
}


def read_listing(data: bytes, url: str, limits: Limits | None = None) -> Iterator[Listed | BrokenListing]:
    """Yield what the feed or sitemap *data* found at *url* lists, in its order.

    Never raises for bad data: what cannot be read is one `BrokenListing` at the end, after what could be.
    """
    limits = limits or Limits()
    entries = 0
    try:
        reader = _reader(head_of(data) or _first(pieces(data, limits.max_bytes)))
        if isinstance(reader, BrokenListing):
            yield reader
            return
        for listed in reader(_without_margin(pieces(data, limits.max_bytes)), url):
            if entries == limits.max_entries and not (isinstance(listed, Listed) and listed.language):
                yield BrokenListing(f"more than {limits.max_entries} entries; the rest was not read")
                return
            # Of a page in ten languages nine stand beside it: the protocol's limit is on pages that are listed.
            entries += isinstance(listed, Listed) and listed.language is None
            yield listed
    except (NotGzip, TooLarge) as err:
        yield BrokenListing(str(err))


def is_listing(data: bytes) -> bool:
    """Return whether *data* begins like an XML feed or sitemap, or is JSON that says it is a feed."""
    head = head_of(data)
    return _root(head) in READERS or (head.startswith("{") and JSON_FEED.search(data) is not None)


def _reader(head: str) -> Reader | BrokenListing:
    if not head:
        return BrokenListing("it is empty")
    if HTML_START.match(head):
        return BrokenListing("an HTML page, not a feed or sitemap")
    if head.startswith("{"):
        return json_feed
    if head.startswith(("http://", "https://")):
        return text_sitemap
    root = _root(head)
    if root is None:
        return BrokenListing("neither XML nor JSON nor a list of addresses")
    return READERS.get(root) or BrokenListing(f"XML, but neither feed nor sitemap: its root is <{root[:40]}>")


def _first(given: Iterable[bytes]) -> str:
    """What has no head is empty, or gzip that says here what is wrong with it."""
    return next(iter(given), b"").decode("utf-8", "replace").strip()


def _root(head: str) -> str | None:
    found = ROOT.search(head) if head.startswith("<") else None
    return found[1].lower() if found else None


def _without_margin(given: Iterable[bytes]) -> Iterator[bytes]:
    """White space before an XML declaration is forbidden and common, and so are marks of UTF-8 one behind the other."""
    at_start = True
    for piece in given:
        if at_start:
            piece = MARGIN.sub(_mark, piece, count=1)  # noqa: PLW2901  # the same piece, without its margin
        if piece:
            at_start = False
            yield piece


def _mark(margin: re.Match[bytes]) -> bytes:
    return margin[1] or b""
