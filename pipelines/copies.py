"""A copy from another address of the outlet that says something else than the one we have: kept, and flagged.

No step of reading: it looks into the archive, so what it notes is not seen when a capture is read again later.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Self

from crawler.fetch.extension import ArchiveExtension
from crawler.model import Outlet
from crawler.outlets import likeness
from crawler.page.draft import Draft
from crawler.url import host_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)


class CopiesPipeline:
    """Compares each article with the newest copy that came from another host of its outlet."""

    def __init__(self, extension: ArchiveExtension | None, stats: StatsCollector | None) -> None:
        """Without *extension* there is nothing to compare with."""
        self._extension = extension
        self._stats = stats

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        outlet = getattr(crawler.spider, "entry", None)
        has_several = isinstance(outlet, Outlet) and len(outlet.hosts) > 1
        return cls(crawler.get_extension(ArchiveExtension) if has_several else None, crawler.stats)

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft) or self._extension is None or item.article.key is None:
            return item
        copy = self._extension.copy_elsewhere(item.article)
        if copy is None:
            return item
        found = likeness(copy, item.article)
        if self._stats is not None:
            self._stats.inc_value("archive/article/copies" if found.is_same else "archive/article/divergent")
        if found.is_same:
            return item
        logger.warning("%s says something else than %s (%s)", item.article.url, copy.url, found)
        return item.note(f"differs from the copy at {host_of(copy.url)} of {copy.captured_at}: {found}")
