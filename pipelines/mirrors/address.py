"""Addresses printed in text, with and without a scheme, defanged, internationalised, and what their paths tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import BadAddress
from crawler.url import canonical_url, host_of, is_public_host

if TYPE_CHECKING:
    from collections.abc import Iterator

DOT = r"(?:\.|\s?\[\s?\.\s?\]\s?|\s?\(\s?\.\s?\)\s?|\s?\{\.\}\s?|\s?\[\s?dot\s?\]\s?|\s?\(\s?dot\s?\)\s?)"
# East Asian text has no space before an address; labels in those scripts are only read from links.
WIDE = "\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef"
LABEL = rf"(?:(?![{WIDE}])[\w-]){{1,63}}"
PRINTED = re.compile(
    rf"(?<![^\W{WIDE}])(?<![@./-])(?P<scheme>h(?:tt|xx)ps?(?:://|\[://\]|:\[//\]))?"
    rf"(?P<host>{LABEL}(?:{DOT}{LABEL}){{1,6}})(?P<port>:[0-9]{{2,5}})?(?P<path>/[^\s<>\"'«»“”{WIDE}、。]{{0,500}})?(?![^\W{WIDE}])(?!@)",
    re.IGNORECASE,
)
ADDRESSED = re.compile(r"[.\[(](?:(?<=\.)(?:\s?[\])}]|[^\W\d_]{2}|i2p)|(?<!\.)\s?(?:dot|\.))", re.IGNORECASE)
"""What an address in text has: "[.]", ".org", "(dot)"; most text without one has not, and is passed over quickly."""
DEFANGED = re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?", re.IGNORECASE)
TRAILING = ".,;:!?)]}…。，、；：！？）》」』،؛؟'\"”’»|*"
ONION = re.compile(r"(?:[a-z0-9-]+\.)*(?:[a-z2-7]{56}|[a-z2-7]{16})\.onion\Z")
RESERVED = re.compile(r"[a-z0-9]\.(?:example|test)\Z")
"""Endings that are kept for examples (RFC 2606)."""
I2P = re.compile(r"(?:[a-z0-9-]+\.)+i2p\Z")
HOME = re.compile(r"(?:/[a-z]{2,3})?/?(?:index\.\w{2,5}|home)?", re.IGNORECASE)
"""Paths of home pages, those of an edition too."""
ROOTS = frozenset({"", "/"})
PAGE_FILE = re.compile(r"(?:/index)?\.(?:html?|php|aspx?)\Z", re.IGNORECASE)
FEED_FILE = re.compile(r"(?:\A|[/.])(?:rss|feed|atom)/?\Z|\.xml\Z|/rss\b", re.IGNORECASE)
LEAST_SLUG_CHARS = 6
INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """An address as it stands in text."""

    text: str
    """As printed."""
    url: str
    """Absolute and normalised; http where no scheme is printed."""
    host: str
    start: int
    end: int


def addresses_in(text: str) -> Iterator[Printed]:
    """Yield the addresses printed in *text*; only full host names below a public suffix, onion and I2P names count.

    >>> [one.url for one in addresses_in("see www.news.example.org, or news[.]org/a.")]
    ['http://www.news.example.org/', 'http://news.org/a']
    """
    if not may_hold_address(text):
        return
    for match in PRINTED.finditer(text):
        printed = match[0].rstrip(TRAILING)
        if not printed:
            continue
        plain = DEFANGED.sub(".", INVISIBLE.sub("", printed))
        plain = re.sub(r"\Ahxxp", "http", plain, flags=re.IGNORECASE).replace("[://]", "://").replace(":[//]", "://")
        found = address_of(plain if "://" in plain else f"http://{plain}")
        if found is not None:
            yield Printed(
                text=printed, url=found[0], host=found[1], start=match.start(), end=match.start() + len(printed)
            )


def may_hold_address(text: str) -> bool:
    """Return whether *text* has what every printed address has."""
    return ("." in text or "[" in text or "(" in text) and ADDRESSED.search(text) is not None


def address_of(url: str) -> tuple[str, str] | None:
    """Return the normalised address and host of *url*; None when it names no host of the public web, Tor or I2P."""
    try:
        address, host = canonical_url(url), host_of(url)
    except BadAddress:
        return None
    if ONION.match(host) or I2P.match(host) or RESERVED.search(host):
        return address + _route(url), host
    return (address + _route(url), host) if is_public_host(host) and not host.endswith(".onion") else None


def is_same_page(url: str, page_url: str) -> bool:
    """Return whether the path of *url* is that of the page, or ends in the same name."""
    path, own = (PAGE_FILE.sub("", urlsplit(one).path).strip("/") for one in (url, page_url))
    slug = own.rsplit("/", 1)[-1]
    fragment = PAGE_FILE.sub("", urlsplit(url).fragment).strip("/!")
    if not own:
        return False
    same = own in {path, fragment} or path.endswith(f"/{own}") or fragment.endswith(f"/{own}")
    return same or (len(slug) >= LEAST_SLUG_CHARS and slug in {path.rsplit("/", 1)[-1], fragment.rsplit("/", 1)[-1]})


def _route(url: str) -> str:
    """The fragment where it is the path of a page, as in ``/x#/feature/2026``."""
    fragment = url.partition("#")[2]
    return f"#{fragment}" if fragment.startswith(("/", "!")) else ""
