"""Scrapy's download handler for http and https with the wire captured: what is fetched is kept before it is seen."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

from scrapy import signals
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    ResponseDataLossError,
    StopDownload,
)
from twisted.internet.defer import CancelledError

from crawler.config import allowed_networks, socks_proxy
from crawler.errors import ArchiveError
from crawler.fetch.failover.cause import evidence_of
from crawler.fetch.guard import Guard, LoginRefused, Refused, check_no_login
from crawler.fetch.polite.ending import OptedOut
from crawler.fetch.polite.patience import BUSY, retry_after_s
from crawler.fetch.polite.robots import FOR_A_PAGE
from crawler.fetch.polite.shared import gate_of
from crawler.fetch.recording import Download
from crawler.fetch.sink import sink_of
from crawler.fetch.wire import CapturePool, check_hooks
from crawler.model import Truncation

if TYPE_CHECKING:
    from collections.abc import Callable

    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.fetch.polite.gate import Gate, Pass
    from crawler.fetch.sink import ExchangeSink

logger = logging.getLogger(__name__)

CAPTURE = "capture"
"""The key of ``request.meta`` (and so of ``response.meta``) under which the capture of the answer stands."""
REQUESTED = "requested_url"
"""The key of ``request.meta`` under which the address stands that was wanted, when another is asked in its place."""


def utc_now() -> datetime:
    return datetime.now(UTC)


def forget_capture(request: Request) -> None:
    """Take away the capture that a redirect, a retry or a spider copied with ``meta``: it is of another answer.

    When a request is scheduled, too: before a disk queue tries to store it, and before another handler answers it.
    """
    request.meta.pop(CAPTURE, None)


class CaptureDownloadHandler(HTTP11DownloadHandler):
    """Hands every exchange to the sink of its crawl, then the answer to Scrapy, with its capture in ``meta``."""

    def __init__(self, crawler: Crawler, *, clock: Callable[[], datetime] = utc_now) -> None:
        """Raises `ArchiveError` when Scrapy or Twisted have changed too much to be captured."""
        check_hooks()
        # It says of every connection again what the archive says of a host once.
        logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)
        super().__init__(crawler)
        # A reactor is installed when it is imported: not before Scrapy has chosen one.
        from twisted.internet import reactor

        self._pool: CapturePool = CapturePool(reactor, max_persistent_per_host=self._pool.maxPersistentPerHost)
        self._clock = clock
        self._sink: ExchangeSink | None = None
        self._gate: Gate | None = None
        crawler.signals.connect(forget_capture, signals.request_scheduled)

    async def download_request(self, request: Request) -> Response:
        """Return Scrapy's response after its exchange is kept. Raises what the sink raised when it was not."""
        try:
            check_no_login(urlsplit(request.url).netloc)
        except LoginRefused as err:
            self._tell_refused(str(err))  # without the password
            raise
        await self._opened_sink().ready()
        passing = await self._gate.enter(request) if self._gate is not None else None
        try:
            response = await self._exchange(request, passing)
        except BaseException as err:
            if passing is not None:
                passing.sent()
                if isinstance(err, Exception) and evidence_of(err) is not None:
                    await passing.failed()
            raise
        if passing is not None:
            await passing.answered(response.status, answer_s=_answer_s(request), rest_s=_rest_s(response, self._clock))
        return response

    async def _exchange(self, request: Request, passing: Pass | None) -> Response:
        download = self._download(request)
        if passing is not None:
            download.on_begun = passing.sent
        self._pool.pending = download
        try:
            response = await super().download_request(request)
            if download.is_broken_off and request.meta.get("download_fail_on_dataloss", self._fail_on_dataloss):
                raise ResponseDataLossError(f"{request.url} was broken off")  # noqa: TRY301  # as Scrapy does above
        except BaseException as err:
            await self._end(download, request, _truncation(err), err)
            ours = self._ours(err, download, request)
            if ours is None:
                raise
            raise ours from err
        # Whole answers are closed by now; one that is still open was stopped by a signal handler of the user's.
        await self._end(download, request, Truncation.UNSPECIFIED)
        return response

    def _download(self, request: Request) -> Download:
        spider = self._crawler.spider
        return Download(
            url=urldefrag(request.url)[0],
            via=_via(request),
            spider=spider.name if spider is not None else None,
            requested_url=request.meta.get(REQUESTED),
            keep=self._opened_sink().keep,
            clock=self._clock,
            timeout_s=float(request.meta.get("download_timeout", 60.0)),
            # Chunks may each be one byte and bring a line of their own: twice the size of the body is room enough.
            max_bytes=2 * int(request.meta.get("download_maxsize", self._default_maxsize)),
        )

    def _opened_sink(self) -> ExchangeSink:
        if self._sink is None:
            self._sink = sink_of(self._crawler)
            self._gate = gate_of(self._crawler)
            self._pool.socks_proxy = socks_proxy(self._crawler.settings)
            named = _named_by(self._crawler.spider)
            self._pool.guard = Guard(named=named, allowed=allowed_networks(self._crawler.settings))
        return self._sink

    def _ours(self, err: BaseException, download: Download, request: Request) -> Exception | None:
        """Return what to raise instead of *err*, if we brought it about: a refusal, an answer that was too much."""
        if download.too_much is not None:
            return DownloadCancelledError(f"{request.url} was cut off: {download.too_much}")
        refused = _refused(download, err)
        if refused is None:
            return None
        # Before a page of a server that is refused its robots.txt is: one line, the page's, tells it. Where a redirect
        # leads elsewhere no page follows.
        if not request.meta.get(FOR_A_PAGE) or request.meta.get("redirect_urls"):
            self._tell_refused(f"{request.url}: {refused}")
        return refused

    def _tell_refused(self, words: str) -> None:
        logger.warning("Refused: %s", words)
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value("archive/fetch/refused")

    async def _end(
        self, download: Download, request: Request, truncated: Truncation, why: BaseException | None = None
    ) -> None:
        if self._pool.pending is download:
            # It failed before it came to ask for a connection.
            self._pool.pending = None
        download.finish(truncated)
        outcome = None
        # What we refused ourselves is no evidence, though to Scrapy it looks as if the host had no address.
        if isinstance(why, Exception) and _refused(download, why) is None:
            outcome = evidence_of(why)
        if outcome is not None:
            download.unreached(outcome)
        for exchange in download.unkept:
            try:
                download.capture = await self._opened_sink().keep_later(exchange)
            except ArchiveError as err:
                download.capture, download.lost = None, err
        forget_capture(request)
        if download.capture is not None:
            request.meta[CAPTURE] = download.capture
        if download.lost is not None:
            if not isinstance(download.lost, OptedOut):
                self._opened_sink().lost(download.url, download.lost)
            # Fetching it again would not bring back the exchange that is lost.
            request.meta["dont_retry"] = True
            raise download.lost


def _named_by(spider: Spider | None) -> list[str]:
    """Return the addresses that a person named: seeds, from the command line or a spider's file.

    A spider that asks what others claim says so by an attribute ``named`` of its own.
    """
    named = getattr(spider, "named", None)
    if named is not None:
        return list(named)
    seeds = [getattr(seed, "url", "") for seed in getattr(spider, "seeds", ())]
    return seeds + list(getattr(spider, "start_urls", ()))


def _refused(download: Download, err: BaseException) -> Refused | None:
    """Return the refusal behind *err*, if any: a host of whose addresses none may be reached seems to have none."""
    if isinstance(err, Refused):
        return err
    return download.door.refused if download.door is not None and isinstance(err, CannotResolveHostError) else None


def _via(request: Request) -> str | None:
    via = request.meta.get("via")
    if via:
        return str(via)
    referer = request.headers.get("Referer")
    return referer.decode("latin-1") if referer else None


def _answer_s(request: Request) -> float:
    """Return how long the server took to begin its answer, as Scrapy has measured it."""
    return float(request.meta.get("download_latency", 0.0))


def _rest_s(response: Response, clock: Callable[[], datetime]) -> float | None:
    """Return for how long a server that says "not now" asks to be left alone; None when it does not say."""
    if response.status not in BUSY:
        return None
    asked = response.headers.get("Retry-After")
    if asked is None:
        return None
    date = response.headers.get("Date") or b""
    return retry_after_s(asked.decode("latin-1"), date=date.decode("latin-1"), now=clock())


def _truncation(err: BaseException) -> Truncation:
    """Return why an answer that was still open when *err* came is cut short."""
    if isinstance(err, DownloadTimeoutError):
        return Truncation.TIME
    if isinstance(err, DownloadCancelledError):
        return Truncation.LENGTH
    if isinstance(err, StopDownload | CancelledError):
        return Truncation.UNSPECIFIED
    return Truncation.DISCONNECT
