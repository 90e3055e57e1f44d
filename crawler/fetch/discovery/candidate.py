"""An address that may be a page, before it costs a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.fetch.discovery.pages import address_tells, likely_article

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.model import Seed
    from crawler.page.links import Link

FIRST, LISTS, ARTICLES, ADDRESSES, OTHERS = 300, 200, 100, 50, 0
"""Priorities: what a person named, feeds and sitemaps, what is likely an article, what looks like one by its address
only, the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What is known of an address before it is asked for."""

    url: str
    priority: int
    hops: int = 0
    """Steps from a seed."""
    via: str | None = None
    """The page, feed or sitemap that names it."""
    seed: str | None = None
    """The kind of seed, when a person named it."""
    announced_at: datetime | None = None
    """When, as a feed or sitemap says, it changed last."""
    again: bool = False
    """Whether it was asked about in this crawl already, before a list announced a change."""
    more: int = 0
    """How often the list before it went on by an address that it named; 0 for what is no such address."""

    @classmethod
    def from_seed(cls, seed: Seed) -> Self:
        return cls(url=seed.url, priority=FIRST, seed=str(seed.kind))

    @classmethod
    def named_by(  # noqa: PLR0913  # what is known of the naming, each of it optional
        cls,
        via: str,
        url: str,
        *,
        hops: int,
        link: Link | None = None,
        more: int = 0,
        announced_at: datetime | None = None,
    ) -> Self:
        """Return the candidate *url* that *via* names, by *link* on a page. The nearer to a seed, the sooner."""
        rank = ARTICLES if likely_article(url, link) else ADDRESSES if address_tells(url) else OTHERS
        return cls(url=url, via=via, hops=hops, more=more, priority=rank - hops, announced_at=announced_at)
