"""The last step: the article goes into the index, and on to feeds and later pipelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from crawler.fetch.archived.extension import ReplayExtension
from crawler.fetch.extension import ArchiveExtension
from crawler.page.draft import Draft

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class StorePipeline:
    """Turns the `Draft` into its `Article` and hands that to the archive of this crawl."""

    def __init__(self, extension: ArchiveExtension | ReplayExtension | None) -> None:
        self._extension = extension

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler.get_extension(ArchiveExtension) or crawler.get_extension(ReplayExtension))

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft):
            return item
        if self._extension is not None:
            self._extension.keep_article(item.article)
        return item.article
