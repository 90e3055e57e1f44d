"""What a person says about a site: where to start, what belongs to it, where its pages keep their parts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class SeedKind(StrEnum):
    """What stands at a seed's address."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    NEWS_SITEMAP = "news-sitemap"
    """A sitemap of the last days only, as news search engines read it."""
    SECTION = "section"
    """A page that lists the newest of a section: watched as feeds are, where there is no feed."""
    SITE = "site"
    """A home page: robots.txt sitemaps and announced feeds are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """An address a person gave, with its kind."""

    url: str
    kind: SeedKind = SeedKind.SITE


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which addresses belong to a site: any host in *hosts* or below it."""

    hosts: tuple[str, ...]
    """Lower-case host names; ``example.org`` covers ``www.example.org`` too, at any port, ``example.org:8001`` that
    port alone."""
    exclude: tuple[str, ...] = ()
    """Regular expressions on path and query that are out of scope."""
    exclude_hosts: tuple[str, ...] = ()
    """Host names below *hosts* that are out of scope with all below them, such as editions in other languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Where one layout of a site keeps its parts: CSS selectors. None means: the generic reading is right."""

    matches: str | None = None
    """Must be found in the page for this template to be taken; None always matches."""
    from_day: date | None = None
    """About when its first pages were made. Only a hint: of several templates that match, one that covers the day goes
    first; one that does not match is never taken for its days."""
    until_day: date | None = None
    """About when its last pages were made."""
    headline: str | None = None
    section: str | None = None
    standfirst: str | None = None
    authors: str | None = None
    published: str | None = None
    """An element whose ``datetime``, ``content`` or text is the date."""
    published_order: str | None = None
    """``mdy`` or ``dmy`` where this site writes numeric dates in one fixed order."""
    published_zone: str | None = None
    """IANA zone of dates printed without one, such as ``Asia/Tehran``."""
    body: str | None = None
    """The element that holds the body; text blocks outside it are not taken."""
    captions: str | None = None
    """Elements that are captions; searched besides the generic forms."""
    drop: tuple[str, ...] = ()
    """Elements that are never text of the article."""

    def covers(self, day: date) -> bool:
        """Return whether *day* is one of its days; of one without days every day is."""
        return (self.from_day is None or self.from_day <= day) and (self.until_day is None or day <= self.until_day)
