"""Mirror addresses: claims of a page that its outlet or article can also be reached elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MirrorKind(StrEnum):
    """What sort of address it is."""

    WEB_MIRROR = "web-mirror"
    """The same site on another host."""
    SUCCESSOR = "successor"
    """A new address that takes the place of the old one."""
    ONION = "onion"
    """An onion service."""
    I2P = "i2p"
    """An I2P address."""
    CDN = "cdn"
    """A host of a content network that serves the site."""
    BUCKET = "bucket"
    """A folder in an object store; the path belongs to its identity."""
    SHORT_LINK = "short-link"
    """A short address, kept as it is and not resolved."""
    APP = "app"
    """An app: its page in a store, its file, or its name alone."""
    TV_APP = "tv-app"
    """An app for television sets."""
    CHANNEL = "channel"
    """A channel of a network or messenger, when the page offers it as another way to follow the outlet."""


class MirrorScope(StrEnum):
    """What can be reached at the address."""

    SITE = "site"
    ARTICLE = "article"
    SECTION = "section"
    FEED = "feed"


@dataclass(slots=True, kw_only=True)
class MirrorAddress:
    """One claim: this page says that the outlet (or this article) can also be reached there. Never a fact by itself."""

    kind: str
    """``web-mirror``, ``successor``, ``onion``, ``i2p``, ``cdn``, ``bucket``, ``short-link``, ``app``, ``tv-app`` or
    ``channel``."""
    address: str | None = None
    """Normalised absolute address; null for an app known by name only."""
    host: str | None = None
    """Full host name in lower case (IDN as A-labels); null for an app known by name only."""
    name: str | None = None
    """As printed or as a picture has it, such as ``Press TV News Roku``; null when the page prints only an address."""
    printed: str | None = None
    """The address as printed in the text; null when only the link carries it."""
    href: str | None = None
    """The link target as written in the page; null when the address is plain text or comes from a header."""
    scope: str = "site"
    """What can be reached there: ``site``, ``article``, ``section`` or ``feed``."""
    phrase: str | None = None
    """The sentence that announces the address, as printed; null for a header or meta tag."""
    evidence: str = "text"
    """Where it was found: ``text``, ``link``, ``header:NAME`` or ``meta:NAME``."""
    confidence: float = 0.5
    """0 to 1: how much a reader should trust the claim, by where it was found."""
