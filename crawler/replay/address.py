"""The addresses of replay, read and written: ``/web/TIMESTAMP[id_]/URL``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from crawler.replay.timestamps import middle, moment, timestamp
from crawler.url import resolve

if TYPE_CHECKING:
    from datetime import datetime

PREFIX = "/web/"
FORM = "/web/YYYYMMDDhhmmss/URL"
MODIFIERS = frozenset({"", "id_", "mp_", "if_", "cs_", "im_", "oe_", "js_"})
"""What the answer is for: the page with its banner; the exact payload; the page alone; a frame; a style sheet;
an image; a font, sound, film or other thing; a script."""
OF_A_PERSON = frozenset({"", "id_", "mp_"})
"""Asked for with a moment of one's own, which the answer names exactly; the others come from pages, at their moment."""
STAMP = re.compile(r"(\*|[0-9]{1,20})([a-z]{2}_)?/(.*)\Z", re.DOTALL)
LOOKS_LIKE_STAMP = re.compile(r"[0-9*][^./]*/+(?:https?[:%]|[^/]+\.)", re.IGNORECASE)
SLASHES = re.compile(r"(https?):/*", re.IGNORECASE)
QUOTED = re.compile(r"https?%3a", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9]{1,5}(?:[/?#]|\Z))", re.IGNORECASE)


class BadReplayAddress(ValueError):
    """What was asked for is no address of replay; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address of replay asks for."""

    url: str
    """The archived address: absolute, http or https, as a browser writes it, without fragment."""
    at: datetime | None = None
    """The moment (aware); None: none is named, it is a TimeGate."""
    stamp: str = ""
    """The timestamp as it was written; ``*`` asks for the list of captures."""
    modifier: str = ""

    @property
    def nearest_to(self) -> datetime | None:
        """The moment to which the nearest capture is wanted."""
        return self.at if self.at is None or len(self.stamp) < 14 else middle(timestamp(self.at))


def parse(rest: str) -> Asked:
    """Return what *rest* asks for: what follows ``/web/``, percent-encoded as it came, with its query.

    Raises `BadReplayAddress`.
    """
    found = STAMP.match(rest)
    if found is None:
        if LOOKS_LIKE_STAMP.match(rest):
            raise BadReplayAddress(f"the timestamp is not like 2024, 20240501 or 20240501103000: {FORM}")
        return Asked(url=archived_url(rest))
    stamp, modifier, url = found[1], found[2] or "", found[3]
    if modifier not in MODIFIERS:
        raise BadReplayAddress(f"{modifier!r} is none of {', '.join(sorted(filter(None, MODIFIERS)))}")
    if stamp == "*":
        return Asked(url=archived_url(url), stamp=stamp)
    try:
        at = moment(stamp)
    except ValueError as err:
        raise BadReplayAddress(f"{stamp!r} is no timestamp like 2024, 20240501 or 20240501103000: {FORM}") from err
    return Asked(url=archived_url(url), at=at, stamp=stamp, modifier=modifier)


def archived_url(text: str) -> str:
    """Return the archived address that *text* means; a missing scheme is http. Raises `BadReplayAddress`.

    >>> archived_url("news.example/a"), archived_url("https:/news.example"), archived_url("http%3A%2F%2Fa.example%2Fa")
    ('http://news.example/a', 'https://news.example/', 'http://a.example/a')
    """
    if QUOTED.match(text):
        text = unquote(text)
    text = text.lstrip("/")
    web = SLASHES.match(text)
    # Proxies make one slash of two.
    whole = f"{web[1].lower()}://{text[web.end() :]}" if web else f"http://{text}"
    url = None if not text or (web is None and SCHEME.match(text)) else resolve(whole, whole)
    if url is None:
        raise BadReplayAddress(f"{text[:200]!r} is not an http or https address: {FORM}")
    return url.partition("#")[0]


def replay_path(url: str, at: datetime | str, modifier: str = "", *, prefix: str = PREFIX) -> str:
    """Return where *url* is replayed as it was at *at* (aware, or as 14 digits). *url* may have a fragment."""
    return f"{prefix}{at if isinstance(at, str) else timestamp(at)}{modifier}/{url}"
