"""The sitemaps that a robots.txt names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.fetch.discovery.unpacking import looks_like_html
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

# RFC 9309, section 2.5, asks for at least 500 KiB; what follows after that is not read.
MAX_BYTES = 512_000
MAX_SITEMAPS = 500
BOM = "\ufeff"


def robots_sitemaps(data: bytes, url: str) -> list[str]:
    """Return the absolute addresses behind ``Sitemap:`` in the robots.txt *data* found at *url*, each once, in order.

    The lines belong to no user agent. A relative address is against the protocol but common, and is resolved. An
    HTML page served in place of robots.txt names none.
    """
    if looks_like_html(data):
        return []
    found: dict[str, None] = {}
    for written in _written(data[:MAX_BYTES].decode("utf-8", "replace").removeprefix(BOM)):
        address = resolve(url, written)
        if address is not None:
            found[address] = None
        if len(found) == MAX_SITEMAPS:
            break
    return list(found)


def _written(text: str) -> Iterator[str]:
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip().lower() == "sitemap":
            # A comment needs white space before it: "#" may be part of an address.
            value = value.partition(" #")[0].strip()
            if value:
                yield value
