"""The step before the last: the article's photos are archived, and what its page needs to be shown."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from crawler.config import ArchiveConfig
from crawler.fetch.polite.ending import LeftForLater, LeftWithItsPhotos
from crawler.fetch.requisites import RequisiteFetcher
from crawler.page.draft import Draft

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RequisitesPipeline:
    """Fetches them, and tells each photo the record that holds its image; none when it did not come."""

    def __init__(self, fetcher: RequisiteFetcher) -> None:
        self._fetcher = fetcher

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `BadSetting`."""
        config = ArchiveConfig.from_settings(crawler.settings)
        again = getattr(getattr(crawler.spider, "arguments", None), "again", False)
        fetcher = RequisiteFetcher(
            crawler,
            wanted=config.requisites,
            max_bytes=config.requisite_max_bytes,
            again=again,
            comes_back=bool(crawler.settings.get("JOB")),
        )
        return cls(fetcher)

    async def process_item(self, item: Any) -> Any:
        if not isinstance(item, Draft):
            return item
        try:
            records = await self._fetcher.fetch(item.page, [photo.src for photo in item.article.photos if photo.src])
        except LeftForLater as err:
            raise LeftWithItsPhotos(item.page.url) from err
        photos = [replace(photo, record_id=records.get(photo.src or "")) for photo in item.article.photos]
        return item.with_article(photos=photos)
