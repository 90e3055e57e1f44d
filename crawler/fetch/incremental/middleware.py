"""The downloader middleware that lets only what is new or due through to the network.

Why so: docs/decisions/0015-incremental.md. It stands next to the downloader: what it answers passes redirects, decoding
and the like as an answer of the server does. It acts on requests that say what kind of address they are for; those of
foreign spiders pass untouched.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.due import Kind, Outcome, due_at
from crawler.errors import ArchiveError
from crawler.fetch.discovery import when
from crawler.fetch.frontier import KNOWN_AS
from crawler.fetch.handler import CAPTURE
from crawler.fetch.incremental.answer import answer_of, validators
from crawler.fetch.incremental.asking import ANNOUNCED, ARCHIVED, CONDITIONAL, KIND, NAMED, NotDue
from crawler.fetch.incremental.batches import Batches
from crawler.fetch.incremental.known import Known, Question, look_up
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from scrapy.statscollectors import StatsCollector

logger = logging.getLogger(__name__)

HEADERS = ("If-None-Match", "If-Modified-Since")


class IncrementalMiddleware:
    """Answers from the archive what is not due, and asks for the rest whether it is still what the archive has."""

    def __init__(self, crawler: Crawler, config: ArchiveConfig, stats: StatsCollector) -> None:
        self._crawler = crawler
        self._config = config
        self._stats = stats
        self._index: Index | None = None
        self._files: WarcFiles | None = None
        self._batches: Batches[Question, Known] = Batches(self._look_up)
        self._asked_about: WeakKeyDictionary[Request, Known] = WeakKeyDictionary()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises `NotConfigured` when it is turned off, `BadSetting` for a time that is none."""
        config = ArchiveConfig.from_settings(crawler.settings)
        if not config.incremental:
            raise NotConfigured  # with a reason Scrapy would warn of it in every crawl
        assert crawler.stats is not None
        middleware = cls(crawler, config, crawler.stats)
        crawler.signals.connect(middleware.engine_stopped, signals.engine_stopped)
        return middleware

    def engine_stopped(self) -> None:
        if self._index is not None:
            self._index.close()

    async def process_request(self, request: Request) -> Response | None:
        """Return the archived answer to a request that is not due, None to let it through. Raises `NotDue`."""
        _forget(request)
        if KIND not in request.meta or request.method != "GET" or any(name in request.headers for name in HEADERS):
            return None
        question = Question(url=request.url, kind=Kind(request.meta[KIND]), before=self._began_at)
        try:
            known = await self._batches.ask(question)
        except ArchiveError as err:
            self._stats.inc_value("archive/due/unknown")
            logger.warning("Fetched anew, since the index cannot be asked: %s: %s", request.url, err)
            return None
        name = request.meta.get(KNOWN_AS)
        told = getattr(self._crawler.spider, "announcements", None) if name else None
        announced = [when(request.meta.get(ANNOUNCED)), told.take(name) if told is not None else None]
        known = replace(known, past=replace(known.past, announced_at=max(filter(None, announced), default=None)))
        if not (request.meta.get(NAMED) or self._is_due(known)):
            if told is not None and known.past.visits:
                told.answered(name, known.past.visits[-1].at)
            return self._not_due(known, request)
        self._ask_conditionally(known, request)
        return None

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the archived answer in the place of one that says it is still the same."""
        known = self._asked_about.pop(request, None)
        if known is None or known.capture is None or response.status != 304:
            return response
        self._stats.inc_value("archive/due/not_modified")
        return _archived(known, request)

    @property
    def _began_at(self) -> datetime:
        """When the round of the job began; without a job, the spider."""
        spider: Any = self._crawler.spider
        began_at: datetime = spider.began_at
        return began_at

    def _is_due(self, known: Known) -> bool:
        past = known.past
        if past.visits and past.visits[-1].outcome is Outcome.SEEN and known.capture is None:
            return True  # the archive cannot show it any more, or it was cut short
        return due_at(past, self._config.due) <= self._began_at

    def _not_due(self, known: Known, request: Request) -> Response:
        self._stats.inc_value("archive/due/not_due")
        if known.capture is None:
            raise NotDue(f"gone when it was asked for last: {request.url}")
        return _archived(known, request)

    def _ask_conditionally(self, known: Known, request: Request) -> None:
        # Without revisits every answer is to be kept whole.
        if not self._config.dedup or known.capture is None or known.capture.url != request.url.partition("#")[0]:
            return
        headers = validators(known.capture)
        if not headers:
            return
        for name, value in headers:
            request.headers[name] = value
        request.meta[CONDITIONAL] = True
        self._asked_about[request] = known
        self._stats.inc_value("archive/due/conditional")

    def _look_up(self, questions: Sequence[Question]) -> list[Known]:
        if self._index is None:
            self._index = Index.open(self._config.index_address)
        if self._files is None:
            self._files = WarcFiles(self._config, self._index)
        return [look_up(question, self._index, self._files) for question in questions]


def _archived(known: Known, request: Request) -> Response:
    assert known.capture is not None
    request.meta[CAPTURE] = known.capture
    request.meta[ARCHIVED] = known.has_article
    return answer_of(known.capture, request)


def _forget(request: Request) -> None:
    """Take away what a redirect, a retry or another address has copied: it was meant for the request before."""
    request.meta.pop(ARCHIVED, None)
    if request.meta.pop(CONDITIONAL, False):
        for name in HEADERS:
            request.headers.pop(name, None)
