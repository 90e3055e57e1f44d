"""One crawl's door to the archive: opened with the crawl, written in durable groups, closed when the engine stops."""

from __future__ import annotations

import gc
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import maybe_deferred_to_future

from crawler.archive import Archive
from crawler.archive.archive import was_left_out
from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveError, RecordsLost
from crawler.fetch.disk import TICK_S, DiskGuard, too_little_room
from crawler.fetch.lost import LostList
from crawler.fetch.polite.ending import OptedOut, is_closing, is_stopped
from crawler.fetch.polite.rules import product_token
from crawler.fetch.polite.tdm import SiteLists
from crawler.index import CaptureKind
from crawler.model import CaptureState, Exchange, Unreached
from crawler.page.wishes import opt_outs_of
from crawler.url import host_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.archive.archive import Kept
    from crawler.model import Article, Capture

logger = logging.getLogger(__name__)

YOUNG_OBJECTS = 20_000
"""So many new objects, net, have the garbage collector run."""
UNWRITABLE = "archive_unwritable"
"""Why a crawl ended, as Scrapy's stat ``finish_reason`` says it."""


class ArchiveExtension:
    """Keeps exchanges and articles; is the `ExchangeSink` of the download handlers of its crawl."""

    def __init__(self, crawler: Crawler, config: ArchiveConfig) -> None:
        self._crawler = crawler
        self._config = config
        self._archive: Archive | None = None
        self._has_lost = False
        self._site_lists = SiteLists()
        self._unproved: set[str] = set()
        """Hosts whose certificate was told of."""
        self._lost_list = LostList(config.folder / "lost.jsonl")
        self._guard = DiskGuard(
            room=lambda is_paused: too_little_room(config.folder, config.min_free, is_paused=is_paused),
            commit=lambda: self._commit_or_lose(self._opened().commit),
            is_stopped=lambda: is_stopped(crawler),
            is_closing=lambda: is_closing(crawler),
            on_over=self._stop,
            wait_s=config.disk_wait_s,
            all_at_once=not crawler.settings.getfloat("DOWNLOAD_DELAY"),
        )
        self._timer = create_looping_call(lambda: self._commit(self._opened().commit_if_due))
        self._watch = create_looping_call(self._guard.tick)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `BadSetting` before anything is fetched."""
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
        try:
            self._archive = Archive.open(self._config, spider=spider.name, robots=self._robots_policy())
        except ArchiveError as err:
            logger.error("Nothing is fetched: %s", err)
            raise CloseSpider(UNWRITABLE) from err
        self._archive.on_kept = self._kept
        token = product_token(self._crawler.settings["USER_AGENT"] or "")
        self._archive.opt_outs_of = lambda url, block, head: tuple(
            sorted({*opt_outs_of(block, token=token, head=head), *self._site_lists.opt_outs(url, block, head)})
        )
        self._count_recovered(self._archive)
        spare_the_collector()
        self._timer.start(self._config.group_s, now=False)
        self._watch.start(TICK_S, now=True)

    async def ready(self) -> None:
        await self._guard.ready()

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:
        """Write *exchange* to the archive and return its capture, None when no answer came.

        Raises `ArchiveError` when there is no room for it; fetching then pauses, and `keep_later` has it kept.
        """
        if self._guard.failure is not None:
            raise self._guard.failure
        try:
            return _told(self._keep(exchange))
        except ArchiveError as err:
            self._guard.failed(err)
            raise

    async def keep_later(self, exchange: Exchange | Unreached) -> Capture | None:
        """Return the capture of *exchange* when it could be written. Raises `ArchiveError` when it is given up."""
        kept: Capture | OptedOut | None = await maybe_deferred_to_future(self._guard.hold(lambda: self._keep(exchange)))
        return _told(kept)

    def keep_article(self, article: Article) -> None:
        """Write *article* to the archive; later when there is no room now, and it is lost when that is given up."""
        if self._guard.failure is None:
            try:
                self._keep_article(article)
            except ArchiveError as err:
                self._guard.failed(err)
            else:
                return
        # It is written as it is now, though a pipeline of the user's own may go on changing it.
        as_now = replace(article)

        def given_up(failure: Failure) -> None:
            self.lost(as_now.url, cast("Exception", failure.value))

        self._guard.hold(lambda: self._keep_article(as_now)).addErrback(given_up)

    def copy_elsewhere(self, article: Article) -> Article | None:
        """Return the newest copy of *article* from another host; None without one, and when asking fails."""
        try:
            return self._opened().copy_elsewhere(article)
        except ArchiveError as err:
            logger.warning("No copy of %s is looked for: %s", article.url, err)
            return None

    def lost(self, url: str, err: Exception) -> None:
        """Count, name and list what was not kept, and stop the crawl: nothing is fetched that cannot be kept."""
        logger.error("Not kept: %s: %s", url, err)
        self._has_lost = True
        self._count("archive/exchange/lost")
        self._lost_list.add(url, at=datetime.now(UTC), reason=str(err))
        if self._crawler.stats is not None:
            self._crawler.stats.set_value("archive/lost_file", str(self._lost_list.path))
        self._stop(err)

    def spider_closed(self) -> None:
        """Acknowledge all there is before Scrapy prints its counts."""
        if self._archive is not None:
            self._commit(self._archive.commit)

    def make_durable(self) -> bool:
        """Commit, and return whether everything that came in so far is acknowledged."""
        if self._archive is not None and self._guard.failure is None:
            self._commit(self._archive.commit)
        return self._guard.failure is None and not self._has_lost

    async def engine_stopped(self) -> None:
        if self._archive is not None:
            await self._guard.settled()
        for timer in (self._timer, self._watch):
            if timer.running:
                timer.stop()
        if self._archive is None:
            return
        try:
            summary = self._archive.close()
        except ArchiveError as err:
            lost = [*(err.urls if isinstance(err, RecordsLost) else ()), *self._archive.waiting]
            for url in lost or [f"the end of the WARC files of {self._config.folder}"]:
                self.lost(url, err)
            return
        stats = self._crawler.stats
        assert stats is not None
        stats.set_value("archive/records", summary.records)
        stats.set_value("archive/warc_files", [str(path) for path in summary.files])
        logger.info(
            "Archived %s in %s", counted(summary.records, "record"), ", ".join(map(str, summary.files)) or "no file"
        )

    def _keep(self, exchange: Exchange | Unreached) -> Capture | OptedOut | None:
        archive = self._opened()
        capture = archive.keep(exchange)
        left_out = isinstance(exchange, Exchange) and was_left_out(exchange, capture)
        if left_out:
            self._count("archive/polite/opted_out")
        if isinstance(exchange, Unreached):
            self._count(f"archive/unreached/{exchange.outcome}")
        elif exchange.truncated is not None:
            self._count(f"archive/exchange/truncated/{exchange.truncated}")
        if isinstance(exchange, Exchange) and exchange.tls is not None and exchange.tls.flaw is not None:
            self._tell_unproved(host_of(exchange.url), exchange.tls.flaw)
        if capture is not None and capture.state is not CaptureState.OK:
            self._count(f"archive/exchange/state/{capture.state}")
        if archive.is_group_full:
            self._commit(archive.commit_if_due)
        return OptedOut(exchange.url) if left_out else capture

    def _tell_unproved(self, host: str, flaw: str) -> None:
        self._count("archive/exchange/unproved")
        if host not in self._unproved:
            self._unproved.add(host)
            logger.warning(
                "The certificate of %s does not prove whose answers they are: %s. They are kept, and marked; "
                "DOWNLOAD_VERIFY_CERTIFICATES=True refuses them",
                host,
                flaw,
            )

    def _keep_article(self, article: Article) -> None:
        archive = self._opened()
        archive.keep_article(article)
        if archive.is_group_full:
            self._commit(archive.commit_if_due)

    def _opened(self) -> Archive:
        assert self._archive is not None, "nothing crosses the wire before the spider is opened"
        return self._archive

    def _commit(self, commit: Callable[[], None]) -> None:
        """Do *commit*; when it fails, fetching pauses."""
        try:
            self._commit_or_lose(commit)
        except ArchiveError as err:
            self._guard.failed(err)

    def _commit_or_lose(self, commit: Callable[[], None]) -> None:
        """Do *commit*, and name what it loses. Raises `ArchiveError` as it does."""
        try:
            commit()
        except RecordsLost as err:
            for url in err.urls:
                self.lost(url, err)
            raise

    def _kept(self, group: Kept) -> None:
        """Count what is acknowledged: durable, and in the index."""
        unreached = sum(row.kind is CaptureKind.UNREACHED for row in group.captures)
        self._count("archive/unreached/kept", unreached)
        self._count("archive/exchange/kept", len(group.captures) - unreached)
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

    def _stop(self, _err: Exception) -> None:
        """End the crawl in its own time."""
        engine = self._crawler.engine
        if engine is not None and engine.spider is not None and not is_closing(self._crawler):
            self._closing = engine.close_spider(engine.spider, UNWRITABLE)

    def _count(self, stat: str, count: int = 1) -> None:
        if self._crawler.stats is not None and count:
            self._crawler.stats.inc_value(stat, count)

    def _robots_policy(self) -> str:
        return "obey" if self._crawler.settings.getbool("ROBOTSTXT_OBEY") else "ignore"


def spare_the_collector() -> None:
    """Let the garbage collector of this process run seldom: a crawl leaves it hardly anything (docs/speed.md).

    A collector that is off, or was told to rest for longer, stays as it is.
    """
    # What is loaded by now stays for the whole crawl: it need not be walked over again and again.
    gc.freeze()
    # A request on its way is some 560 objects. With Python's own 700 a few of them have it run for each page.
    young, *older = gc.get_threshold()
    if 0 < young < YOUNG_OBJECTS:
        gc.set_threshold(YOUNG_OBJECTS, *older)


def _told(kept: Capture | OptedOut | None) -> Capture | None:
    """Return the capture. Raises `OptedOut` where there is none because the answer wished so."""
    if isinstance(kept, OptedOut):
        raise kept
    return kept
