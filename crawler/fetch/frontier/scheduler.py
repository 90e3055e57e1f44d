"""Scrapy's scheduler with a journal behind it: a crawl that was killed goes on where it was."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast

from scrapy import signals
from scrapy.core.scheduler import Scheduler
from scrapy.dupefilters import RFPDupeFilter
from scrapy.utils.asyncio import create_looping_call
from scrapy.utils.defer import deferred_from_coro

from crawler.config import ArchiveConfig
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveUnwritable
from crawler.fetch.frontier.job import Job, owner_of
from crawler.fetch.frontier.memory import KNOWN_AS, JournalMemory, digest_of
from crawler.fetch.frontier.queue import FrontierQueue
from crawler.fetch.polite.ending import LEFT, LeftWithItsPhotos
from crawler.fetch.sink import DurableSink, sink_of

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from crawler.fetch.frontier.journal import Journal, Place

logger = logging.getLogger(__name__)


class JournalFilter(RFPDupeFilter):
    """Scrapy's filter of duplicates with its fingerprints in the journal."""

    journal: Journal

    def request_seen(self, request: Request) -> bool:
        return not self.journal.make_known(self.fingerprinter.fingerprint(request)[:16])


class FrontierScheduler(Scheduler):
    """Journals what is asked for, in groups, and takes it out again when it is done and its captures are durable."""

    df: JournalFilter
    dqs: FrontierQueue  # type: ignore[assignment]  # Scrapy's is typed for its other priority queue
    crawler: Crawler
    _job: Job | None = None
    _is_broken = False
    _without_photos = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        scheduler = super().from_crawler(crawler)
        scheduler.df = JournalFilter.from_crawler(crawler)
        # What cannot be journaled is named in the log, the first time it happens.
        scheduler.logunser = True
        return scheduler

    def open(self, spider: Spider) -> Deferred[None] | None:
        """Open the job. One that cannot be used is one line in the log, and the crawl ends before it fetches."""
        opened = super().open(spider)
        config = ArchiveConfig.from_settings(self.crawler.settings)
        try:
            self._under_way()
            owner = owner_of(self.crawler.settings, spider.name)
            job = Job.open(config.folder, self.crawler.settings["JOB"], spider=owner)
            try:
                self._use(job, spider)
            except ArchiveError:
                job.close()
                raise
        except ArchiveError as err:
            logger.error("%s", err)
            # Not by an exception here: the engine would leave what it has opened by then unclosed.
            self.crawler.signals.connect(self._refuse, signals.engine_started)
            return opened
        self._timer.start(config.group_s, now=False)
        return opened

    def close(self, reason: str) -> None:
        if self._job is not None:
            self._timer.stop()
            self._commit()
            if self._without_photos:
                message = "Job %s: the crawl ended while %s waited for photos; it comes back there"
                logger.warning(message, self._job.name, counted(self._without_photos, "article"))
            if not (self._is_broken or self.dqs.taken):
                self._end(self._job, reason)
            self._job.close()
        self.df.close(reason)

    def has_pending_requests(self) -> bool:
        return not self._is_broken and super().has_pending_requests()

    def enqueue_request(self, request: Request) -> bool:
        """Never raises: Scrapy would wait for the end of this callback for ever."""
        if self._job is None or self._is_broken:
            return False
        try:
            name = request.meta.get(KNOWN_AS)
            taken = super().enqueue_request(request)
            if name:
                self._job.journal.make_known(digest_of(str(name)))
        except ArchiveUnwritable as err:
            self._break(err)
            return False
        return taken

    def next_request(self) -> Request | None:
        if self._job is None or self._is_broken:
            return None
        try:
            return super().next_request()
        except ArchiveUnwritable as err:
            self._break(err)
            return None

    def _use(self, job: Job, spider: Spider) -> None:
        goes_on = job.begin(owner_of(self.crawler.settings, spider.name), now=datetime.now(UTC))
        self._sink = cast("DurableSink", sink_of(self.crawler))
        self.df.journal = job.journal
        self.dqs = FrontierQueue(self.crawler, job.journal, spider)
        self._memory = JournalMemory(job.journal, pages_read=job.pages_read, began_at=job.began_at)
        if hasattr(spider, "use_memory"):
            spider.use_memory(self._memory)
        if goes_on:
            self._note_going_on(job.name, len(self.dqs))
        self.crawler.signals.connect(self._leave, signals.item_dropped)
        self._timer = create_looping_call(self._commit)
        self._job = job

    def _leave(self, response: Response, exception: Exception) -> None:
        """Keep the request of an article that was left: the job asks for its page again, as for all in flight."""
        if isinstance(exception, LeftWithItsPhotos) and response.request is not None:
            response.request.meta[LEFT] = True
            self._without_photos += 1

    async def _refuse(self) -> None:
        await self.crawler.engine.close_spider_async(reason="job_unusable")

    def _commit(self) -> None:
        """Commit the group: what was asked for since, and what has ended and is durable."""
        if self._job is None or self._is_broken:
            return
        under_way = self._under_way()
        taken = self.dqs.taken.items()
        ended = [place for place, request in taken if request not in under_way and LEFT not in request.meta]
        try:
            if ended and self._sink.make_durable():
                self._settle(self._job.journal, ended)
            self._job.journal.commit()
        except ArchiveUnwritable as err:
            self._break(err)

    def _end(self, job: Job, reason: str) -> None:
        try:
            job.end(reason)
        except ArchiveUnwritable as err:
            self._break(err)

    def _settle(self, journal: Journal, ended: list[Place]) -> None:
        requests = [self.dqs.taken.pop(place) for place in ended]
        journal.settle(ended, [digest for request in requests for digest in self._memory.settled(request)])
        journal.set_state("pages_read", str(self._memory.pages_read))

    def _under_way(self) -> set[Request]:
        """Return the requests that the engine has taken and not seen to their end: items stored, links enqueued.

        Raises `ArchiveError` when Scrapy no longer keeps them where they were (docs/decisions/0007-frontier.md).
        """
        found = getattr(getattr(self.crawler.engine, "_slot", None), "inprogress", None)
        if not isinstance(found, set):
            raise ArchiveError("a job cannot be journaled with this version of Scrapy: its engine has changed")
        return found

    def _note_going_on(self, name: str, pending: int) -> None:
        logger.info("Job %s goes on: %s pending", name, counted(pending, "request"))
        assert self.stats is not None
        self.stats.set_value("archive/frontier/continued", pending)
        # They count as enqueued, so that enqueued minus dequeued is what waits.
        self.stats.inc_value("scheduler/enqueued", pending)

    def _break(self, err: ArchiveUnwritable) -> None:
        """Stop the crawl. The journal stays at its last commit, as after a kill, and the job can go on from there."""
        if self._is_broken:
            return
        self._is_broken = True
        logger.error("%s", err)
        assert self.stats is not None
        self.stats.inc_value("archive/frontier/unwritable")
        engine = self.crawler.engine
        if engine.spider is not None:
            self._closing = deferred_from_coro(engine.close_spider_async(reason="archive_unwritable"))
