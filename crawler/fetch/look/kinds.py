"""What a list is and how much it holds, told by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.counting import counted
from crawler.fetch.discovery import BrokenListing, read_listing
from crawler.fetch.discovery.listing import ROOT
from crawler.fetch.discovery.unpacking import head_of
from crawler.model import SeedKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

FEED_ROOTS = frozenset({"rss", "rdf", "feed"})
NEWS_NAMESPACE = "schemas/sitemap-news/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFacts:
    """What a feed or sitemap turned out to be."""

    kind: SeedKind | None = None
    """None: neither feed nor sitemap."""
    entries: int = 0
    lists: tuple[str, ...] = ()
    """The sitemaps that an index names."""
    newest_at: datetime | None = None
    flaw: str = ""
    """Why it could not be read, or not to its end, or leads to nothing."""

    def __str__(self) -> str:
        held = counted(self.entries, "entry", "entries") if not self.lists else counted(len(self.lists), "sitemap")
        newest = f", newest {self.newest_at:%Y-%m-%d}" if self.newest_at else ""
        return held + newest + (f"; {self.flaw}" if self.flaw else "")


def list_facts(data: bytes, url: str, *, is_ours: Callable[[str], bool] = lambda _: True) -> ListFacts:
    """Return what the feed or sitemap *data* found at *url* holds; *is_ours* says what a crawl would follow of it."""
    entries, ours, lists, flaw = 0, 0, [], ""
    newest: datetime | None = None
    for listed in read_listing(data, url):
        if isinstance(listed, BrokenListing):
            flaw = listed.reason
            continue
        if listed.is_list:
            lists.append(listed.url)
        elif listed.language is None:
            entries += 1
            ours += is_ours(listed.url)
        if listed.changed_at is not None and (newest is None or listed.changed_at > newest):
            newest = listed.changed_at
    is_list = bool(entries or lists) or not flaw
    kind = _kind(data) if is_list else None
    if not flaw and not ours and not lists and (entries or kind is not SeedKind.NEWS_SITEMAP):
        # A sitemap of the last days may have nothing to name.
        flaw = "none is at an address of the outlet" if entries else "it leads to nothing"
    return ListFacts(kind=kind, entries=entries, lists=tuple(lists), newest_at=newest, flaw=flaw)


def _kind(data: bytes) -> SeedKind:
    head = head_of(data)
    found = ROOT.search(head) if head.startswith("<") else None
    if head.startswith("{") or (found is not None and found[1].lower() in FEED_ROOTS):
        return SeedKind.FEED
    return SeedKind.NEWS_SITEMAP if NEWS_NAMESPACE in head else SeedKind.SITEMAP
