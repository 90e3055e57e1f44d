"""Addresses of an archived page as addresses of replay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.replay.address import PREFIX
from crawler.replay.timestamps import timestamp
from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

EDGES = "".join(map(chr, range(33)))
DATA = re.compile(
    r"data:(?:image/|font/|audio/|video/|application/(?:x-)?font|(?:(?:application|binary)/octet-stream|text/plain)?[;,])",
    re.IGNORECASE,
)
"""Also what its page named wrongly or not at all: browsers look at the bytes of images and fonts."""
CANDIDATE = re.compile(r"[\t\n\f\r ,]*+([^\t\n\f\r ]++)")
DESCRIPTORS = re.compile(r"(?>(?:[^,(]|\([^)]{0,200}+\)|\()*),?")
_SEGMENTS = (
    r"(?>(?:/(?!\.|%2[eE])[A-Za-z0-9._~!$&'()*+,;=:@%-]*+)+)"
    r"(?>(?:\?[A-Za-z0-9._~!$&()*+,;=:@%/?-]*+)?)(?>(?:#[A-Za-z0-9._~!$&()*+,;=:@%/?-]*+)?)\Z"
)
PLAIN = re.compile(r"https?://(?>(?:[a-z0-9_-]{1,63}\.)+)[a-z][a-z0-9-]{1,62}" + _SEGMENTS)
PLAIN_PATH = re.compile(r"(?!//)" + _SEGMENTS)
"""Addresses that are already as browsers write them: most of a page. No segment begins with a dot (or ``%2e``)."""
LONGEST_CHARS = 8_192
"""Longer addresses are none that a browser would have been answered."""


class Links:
    """Turns what stands in one page into addresses of replay at the page's own moment."""

    def __init__(self, url: str, at: datetime | str, *, parts: str = PREFIX) -> None:
        """*url* is the page's address, *at* its moment (aware, or 14 digits).

        *parts*: how the addresses of images, styles and frames begin; those of links begin with `PREFIX`.
        """
        self._page = url.partition("#")[0]
        self._at = at if isinstance(at, str) else timestamp(at)
        self._parts = parts
        self._base = url
        self._origin = _origin(url)
        self._known: dict[tuple[str, str], str | None] = {}

    def within(self) -> Links:
        """Return those of a page within this one (``srcdoc``): they begin at this one's base and may get their own."""
        return Links(self._base, self._at, parts=self._parts)

    def set_base(self, href: str) -> None:
        """Take what the page calls its base, as browsers do: an address that is none changes nothing."""
        base = resolve(self._page, href)
        if base is not None:
            self._base = base
            self._origin = _origin(base)
            self._known.clear()

    def page(self, href: str) -> str | None:
        """Return where a link leads: in the archive or, for a place in the page itself, there. None: nowhere."""
        key = (href, "")
        if key not in self._known:
            self._known[key] = self._led(href.strip(EDGES))
        return self._known[key]

    def part(self, href: str, modifier: str) -> str | None:
        """Return where an image, style sheet, frame or the like of the page is; None when it is nowhere.

        What a page carries in itself (``data:``) stays, unless it could be a page of its own.
        """
        key = (href, modifier)
        if key not in self._known:
            self._known[key] = self._part(href.strip(EDGES), modifier)
        return self._known[key]

    def image(self, href: str) -> str | None:
        """Return the archived address of an image of the page; None when it has none, as what a page carries itself."""
        path = self.part(href, "im_")
        begin = f"{self._parts}{self._at}im_/"
        return path[len(begin) :] if path is not None and path.startswith(begin) else None

    def srcset(self, value: str, modifier: str = "im_") -> str | None:
        """Return a list of images with their sizes, as ``srcset`` has it."""
        found = ((self.part(url, modifier), descriptors) for url, descriptors in sizes_of(value))
        return joined((path, descriptors) for path, descriptors in found if path is not None)

    def _led(self, href: str) -> str | None:
        if href.startswith("#"):
            return href
        url = self._absolute(href)
        if url is None:
            return None
        before, mark, fragment = url.partition("#")
        return f"#{fragment}" if mark and before == self._page else f"{PREFIX}{self._at}/{url}"

    def _part(self, href: str, modifier: str) -> str | None:
        if not href:
            return None
        if href.startswith("#"):
            return href
        if href[:5].lower() == "data:":
            return href if DATA.match(href) and modifier in {"im_", "oe_"} else None
        url = self._absolute(href)
        return None if url is None else f"{self._parts}{self._at}{modifier}/{url}"

    def _absolute(self, href: str) -> str | None:
        if len(href) > LONGEST_CHARS:
            return None
        if PLAIN.match(href):
            return href
        return self._origin + href if PLAIN_PATH.match(href) else resolve(self._base, href)


def sizes_of(value: str) -> Iterator[tuple[str, str]]:
    """Yield address and descriptors of each image in the value of a ``srcset`` (WHATWG HTML, 4.8.4.4)."""
    at = 0
    while (match := CANDIDATE.match(value, at)) is not None:
        url, at = match[1], match.end()
        descriptors = ""
        if url.endswith(","):
            url = url.rstrip(",")
        else:
            rest = DESCRIPTORS.match(value, at)
            assert rest is not None
            descriptors, at = rest[0].rstrip(",").strip(), rest.end()
        yield url, descriptors


def joined(sizes: Iterable[tuple[str, str]]) -> str | None:
    """Return *sizes* as the value of a ``srcset``; None when there are none."""
    return ", ".join([f"{url.replace(' ', '%20')} {descriptors}".rstrip() for url, descriptors in sizes]) or None


def _origin(url: str) -> str:
    return resolve(url, "/").removesuffix("/")  # type: ignore[union-attr]  # its caller has resolved it
