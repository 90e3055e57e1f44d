"""The spider that looks: it asks what it is given, keeps nothing, and follows only what it is told to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin, urlsplit

import scrapy
from scrapy import signals
from scrapy.http import Request, Response
from scrapy.settings import SETTINGS_PRIORITIES, Settings

from crawler.fetch.discovery import robots_sitemaps
from crawler.fetch.look.ask import Ask, Look
from crawler.fetch.rebuilt import capture_of
from crawler.model import Seed
from crawler.page import Page

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings
    from twisted.python.failure import Failure

    from crawler.model import Capture, Exchange, Unreached

MOST_BYTES = 16 << 20
HANDLER = "crawler.fetch.handler.CaptureDownloadHandler"
# The guards of a crawl, without its archive: see crawler/fetch/addon.py.
PARTS: dict[str, Any] = {
    "ARCHIVE_ENABLED": False,
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "EXTENSIONS": {"crawler.fetch.look.spider.KeepsNothing": 100, "crawler.fetch.polite.extension.PaceExtension": 200},
    "DOWNLOADER_MIDDLEWARES": {
        "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        "crawler.fetch.polite.robots.RobotsMiddleware": 100,
        "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
        "crawler.fetch.guard.decoding.DecodingMiddleware": 590,
    },
    "ITEM_PIPELINES": {},
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_MAXSIZE": MOST_BYTES,
    # And not `handle_httpstatus_all` of each request, which keeps redirects from being followed, too.
    "HTTPERROR_ALLOW_ALL": True,
}
MANNERS: dict[str, Any] = {"RETRY_TIMES": 0, "LOG_LEVEL": "CRITICAL"}


def look_settings(settings: BaseSettings, **manners: Any) -> Settings:
    """Return *settings* for looking. What a person set with -s wins over *manners*."""
    found = settings.copy()
    assert isinstance(found, Settings)
    found.setdict({**MANNERS, **manners}, priority=SETTINGS_PRIORITIES["cmdline"] - 1)
    found.setdict(PARTS, priority="cmdline")
    return found


class KeepsNothing:
    """The sink of a crawl that only looks."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003  # Scrapy's signature
        return cls()

    @property
    def sink(self) -> Self:
        return self

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:  # noqa: ARG002  # the signature of `ExchangeSink`
        return None

    async def ready(self) -> None:
        return

    async def keep_later(self, exchange: Exchange | Unreached) -> Capture | None:  # noqa: ARG002  # as above
        return None

    def lost(self, url: str, err: Exception) -> None:
        """Nothing was to be kept."""


class LookSpider(scrapy.Spider):
    """Asks each address once, and whatever *told* answers with when it is told what came."""

    name = "look"

    def __init__(self, asks: Iterable[Ask] = (), told: Callable[[Look], Iterable[Ask]] = lambda _: ()) -> None:
        super().__init__()
        self._asks = list(asks)
        self._told = told
        # What a person named may lie in a private network, what a page names may not (docs/hostile-servers.md).
        self.seeds = tuple(Seed(url=ask.url) for ask in self._asks)
        self._sitemaps_of_origin: dict[str, list[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.note_robots, signals.response_received)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        for ask in self._asks:
            yield self._request(ask)

    def note_robots(self, response: Response, request: Request) -> None:
        """Keep what a robots.txt names that was fetched for its rules."""
        if urlsplit(request.url).path == "/robots.txt":
            found = robots_sitemaps(response.body, response.url) if response.status == 200 else []
            self._sitemaps_of_origin[urljoin(request.url, "/")] = found

    def answered(self, response: Response, ask: Ask) -> Iterator[Request]:
        page = Page(capture_of(response))
        look = Look(
            ask=ask,
            url=response.url,
            status=response.status,
            body=response.body,
            state=page.state,
            page=page if page.is_readable else None,
            sitemaps=self._sitemaps_of_origin.get(urljoin(response.url, "/")),
        )
        yield from map(self._request, self._told(look))

    def failed(self, failure: Failure) -> Iterator[Request]:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on each errback's failure
        text = " ".join(failure.getErrorMessage().split())[:200]
        name = failure.type.__name__ if failure.type else ""
        look = Look(ask=request.cb_kwargs["ask"], url=request.url, trouble=f"{name}: {text}" if text else name)
        yield from map(self._request, self._told(look))

    def _request(self, ask: Ask) -> Request:
        return Request(
            ask.url,
            callback=self.answered,
            errback=self.failed,
            cb_kwargs={"ask": ask},
            dont_filter=True,
        )
