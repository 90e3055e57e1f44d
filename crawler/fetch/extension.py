"""One crawl's door to the archive: opened with the crawl, written in durable groups, closed when the engine stops."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.utils.asyncio import create_looping_call

from crawler.archive import Archive
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, RecordsLost
from crawler.fetch.terminal.logs import quiet_tracebacks

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler

    from crawler.archive.archive import Kept
    from crawler.model import Article, Capture, Exchange

logger = logging.getLogger(__name__)

UNWRITABLE = "archive_unwritable"
"""Why a crawl ended, as Scrapy's stat ``finish_reason`` says it."""


class ArchiveExtension:
    """Keeps exchanges and articles; is the `ExchangeSink` of the download handlers of its crawl."""

    def __init__(self, crawler: Crawler, config: ArchiveConfig) -> None:
        self._crawler = crawler
        self._config = config
        self._archive: Archive | None = None
        self._broken = False
        self._timer = create_looping_call(lambda: self._commit(self._opened().commit_if_due))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `ArchiveUnwritable` before anything is fetched."""
        if not crawler.settings.getbool("ARCHIVE_ENABLED", True):
            raise NotConfigured("ARCHIVE_ENABLED is off")
        extension = cls(crawler, ArchiveConfig.from_settings(crawler.settings))
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        crawler.signals.connect(extension.engine_stopped, signals.engine_stopped)
        return extension

    @property
    def sink(self) -> Self:
        return self

    def spider_opened(self, spider: Spider) -> None:
        quiet_tracebacks()
        try:
            self._archive = Archive.open(self._config, spider=spider.name, robots=self._robots_policy())
        except ArchiveError as err:
            logger.error("Nothing is fetched: %s", err)
            raise CloseSpider(UNWRITABLE) from err
        self._archive.on_kept = self._kept
        self._count_recovered(self._archive)
        # What is loaded by now stays for the whole crawl: the garbage collector need not walk over it again and again
        # (0.2 ms a page, benchmarks/crawl.py).
        gc.freeze()
        self._timer.start(self._config.group_s, now=False)

    def keep(self, exchange: Exchange) -> Capture | None:
        """Write *exchange* to the archive and return its capture, None when no answer came.

        Raises `ArchiveError` or OSError when it could not be kept; the crawl is then stopped.
        """
        try:
            capture = self._opened().keep(exchange)
        except (ArchiveError, OSError) as err:
            self._lost_all(exchange.url, err)
            raise
        if exchange.truncated is not None:
            self._count(f"archive/exchange/truncated/{exchange.truncated}")
        return capture

    def keep_article(self, article: Article) -> None:
        """Write *article* to the archive. Raises `ArchiveError` when that fails; the crawl is then stopped."""
        try:
            self._opened().keep_article(article)
        except ArchiveError as err:
            self._lost_all(article.url, err)
            raise

    def spider_closed(self) -> None:
        """Acknowledge all there is before Scrapy prints its counts."""
        if self._archive is not None:
            self._commit(self._archive.commit)

    def make_durable(self) -> bool:
        """Commit, and return whether everything that came in so far is acknowledged."""
        if self._archive is not None:
            try:
                self._archive.commit()
            except ArchiveError as err:
                self._lost("a group of records", err)
        return not self._broken

    def engine_stopped(self) -> None:
        if self._timer.running:
            self._timer.stop()
        if self._archive is None:
            return
        try:
            summary = self._archive.close()
        except ArchiveError as err:
            self._lost_all("the last group of records", err)
            return
        stats = self._crawler.stats
        assert stats is not None
        stats.set_value("archive/records", summary.records)
        stats.set_value("archive/warc_files", [str(path) for path in summary.files])
        logger.info("Archived %s records in %s", summary.records, ", ".join(map(str, summary.files)) or "no file")

    def _opened(self) -> Archive:
        assert self._archive is not None, "nothing crosses the wire before the spider is opened"
        return self._archive

    def _commit(self, commit: Callable[[], None]) -> None:
        try:
            commit()
        except ArchiveError as err:
            self._lost_all("a group of records", err)

    def _kept(self, group: Kept) -> None:
        """Count what is acknowledged: durable, and in the index."""
        self._count("archive/exchange/kept", len(group.captures))
        for article in group.articles:
            self._count("archive/article/kept")
            self._count("archive/article/photos_with_caption", sum(1 for photo in article.photos if photo.caption))
            self._count("archive/article/mirror_claims", len(article.mirrors))
            if article.notes:
                self._count("archive/article/with_notes")

    def _count_recovered(self, archive: Archive) -> None:
        for file in archive.recovered:
            self._count("archive/recovered/files")
            self._count("archive/recovered/captures", file.added.captures)
            self._count("archive/recovered/articles", file.added.articles)
            self._count("archive/recovered/tail_bytes", file.tail_bytes)

    def _lost_all(self, what: str, err: Exception) -> None:
        """Name *what* could not be kept, and what was lost with it because it was not durable yet."""
        for url in err.urls if isinstance(err, RecordsLost) else (what,):
            self._lost(url, err)

    def _lost(self, what: str, err: Exception) -> None:
        """Count and name what was not kept, and stop the crawl: nothing is fetched that cannot be kept."""
        logger.error("Not kept: %s: %s", what, err)
        self._count("archive/exchange/lost")
        if self._broken:
            return
        self._broken = True
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None:
            # The crawl ends in its own time; what is in flight is counted as lost when it arrives.
            self._closing = engine.close_spider(engine.spider, UNWRITABLE)

    def _count(self, stat: str, count: int = 1) -> None:
        if self._crawler.stats is not None and count:
            self._crawler.stats.inc_value(stat, count)

    def _robots_policy(self) -> str:
        return "obey" if self._crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore"
