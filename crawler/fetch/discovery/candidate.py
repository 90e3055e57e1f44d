"""An address that may be a page, before it costs a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.fetch.discovery.links import article_like

if TYPE_CHECKING:
    from crawler.model import Seed

FIRST, LISTS, ARTICLES, OTHERS = 300, 200, 100, 0
"""Priorities: what a person named, feeds and sitemaps, what looks like an article, the rest."""


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

    @classmethod
    def from_seed(cls, seed: Seed) -> Self:
        return cls(url=seed.url, priority=FIRST, seed=str(seed.kind))

    @classmethod
    def named_by(cls, via: str, url: str, *, hops: int) -> Self:
        """Return the candidate *url* that *via* names. The nearer to a seed, the sooner."""
        return cls(url=url, via=via, hops=hops, priority=(ARTICLES if article_like(url) else OTHERS) - hops)
