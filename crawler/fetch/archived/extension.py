"""A crawl's door to the archive that it runs over: opened with the spider, closed when the engine stops."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.archive import Archive, open_for_reading
from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, ArchiveUnwritable
from crawler.fetch.archived.turning import Replay
from crawler.fetch.archived.web import ArchivedWeb
from crawler.model.readings import to_store

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.index import Index
    from crawler.model import Article, Capture, Exchange, Unreached

logger = logging.getLogger(__name__)


class ReplayExtension:
    """Has the archive that answers, and keeps articles in it when that is asked for. There are no exchanges."""

    def __init__(self, crawler: Crawler, config: ArchiveConfig, replay: Replay) -> None:
        self._crawler = crawler
        self._config = config
        self._replay = replay
        self._index: Index | None = None
        self._archive: Archive | None = None
        self._web: ArchivedWeb | None = None
        self._is_broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        replay = Replay.from_settings(crawler.settings)
        if replay is None:
            raise NotConfigured
        extension = cls(crawler, ArchiveConfig.from_settings(crawler.settings), replay)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    @property
    def sink(self) -> Self:
        """For the journal of a job, which asks whether what is done is durable."""
        return self

    @property
    def web(self) -> ArchivedWeb:
        assert self._web is not None, "nothing is asked for before the spider is opened"
        return self._web

    def spider_opened(self, spider: Spider) -> None:
        if hasattr(spider, "download_delay"):
            spider.download_delay = 0
        try:
            self._index = open_for_reading(self._config)
            if self._replay.stores:
                self._archive = Archive.open(self._config, spider="replay")
        except ArchiveError as err:
            logger.error("Nothing is read: %s", err)
            self._is_broken = True
            raise CloseSpider("archive_unwritable" if isinstance(err, ArchiveUnwritable) else "no_archive") from err
        self._web = ArchivedWeb(self._index, WarcFiles(self._config, self._index), at=self._replay.at)

    def keep_article(self, article: Article) -> None:
        """Store *article* beside earlier readings of its capture, if it says something else and storing is asked for.

        When it cannot be written, the crawl ends: it can be done again.
        """
        if self._archive is None or self._index is None or article.record_id is None or self._is_broken:
            return
        new = to_store(article, list(self._index.articles(record_id=article.record_id)))
        if new is None:
            return
        try:
            self._archive.keep_article(new)
            self._archive.commit_if_due()
        except ArchiveError as err:
            self._break(err)
            return
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("archive/replay/stored")

    def make_durable(self) -> bool:
        """Commit, and return whether all articles so far are kept."""
        if self._archive is not None and not self._is_broken:
            try:
                self._archive.commit()
            except ArchiveError as err:
                self._break(err)
        return not self._is_broken

    async def ready(self) -> None:
        """Nothing is waited for: nothing is fetched."""

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:
        raise ArchiveError(f"{exchange.url} crossed the wire in a crawl over an archive")

    async def keep_later(self, exchange: Exchange | Unreached) -> Capture | None:
        return self.keep(exchange)

    def lost(self, url: str, err: Exception) -> None:
        logger.error("Not kept: %s: %s", url, err)

    def engine_stopped(self) -> None:
        if self._archive is not None:
            try:
                self._archive.close()
            except ArchiveError as err:
                self._break(err)
        if self._index is not None:
            self._index.close()

    def _break(self, err: ArchiveError) -> None:
        if self._is_broken:
            return
        self._is_broken = True
        logger.error("Not stored: %s", err)
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("archive/exchange/lost")
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            self._closing = engine.close_spider(engine.spider, "archive_unwritable")
