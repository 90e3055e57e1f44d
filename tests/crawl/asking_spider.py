"""Ask a list of addresses and tell what came, in a process of its own: a reactor starts only once in each.

`main` is run by `crawl.asking` with a folder as argument. It reads an order (see `Order`) on stdin, writes the
blocks of every exchange to the folder and the rest as JSON to stdout. Every middleware is Scrapy's own.
"""

from __future__ import annotations

import gc
import json
import logging
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import scrapy
from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import StopDownload

from crawler.errors import ArchiveError
from crawler.fetch.recording import Recording
from crawler.model import Capture, Unreached

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

    from crawler.model import Content, Exchange

logger = logging.getLogger(__name__)

HANDLER = "crawler.fetch.handler.CaptureDownloadHandler"

SETTINGS: dict[str, Any] = {
    "DOWNLOAD_HANDLERS": {"http": HANDLER, "https": HANDLER},
    "EXTENSIONS": {"crawl.asking_spider.FolderSink": 100},
    "DEFAULT_REQUEST_HEADERS": {"Accept": "*/*", "Accept-Encoding": "gzip"},
    "USER_AGENT": "fidelity",
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "CONCURRENT_REQUESTS": 64,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 64,
    "DOWNLOAD_DELAY": 0,
    "DOWNLOAD_TIMEOUT": 20,
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "INFO",
    # What it asks for is named by a test.
    "ARCHIVE_ALLOWED_NETWORKS": "127.0.0.0/8",
    "LOGSTATS_INTERVAL": 0,
}


class Ask(TypedDict):
    url: str
    method: NotRequired[str]
    body: NotRequired[str]
    headers: NotRequired[dict[str, str]]
    meta: NotRequired[dict[str, Any]]


class Order(TypedDict):
    asks: list[Ask]
    in_turn: NotRequired[bool]
    """Each ask waits for what came of the one before, and starts with a copy of its meta."""
    settings: NotRequired[dict[str, Any]]
    refuse: NotRequired[dict[str, str]]
    """Path to the kind of error that the sink raises for it: archive or os."""
    uncollected: NotRequired[bool]
    """The garbage collector does nothing: what is left in the end holds itself."""


class AskingSpider(scrapy.Spider):
    name = "asking"

    def __init__(self, order: Order) -> None:
        super().__init__()
        self.asks = list(order["asks"])
        self.in_turn = order.get("in_turn", False)
        self.refuse = order.get("refuse", {})
        self.came: list[dict[str, Any]] = []

    async def start(self) -> AsyncIterator[scrapy.Request]:
        while self.asks:
            yield self.asking(self.asks.pop(0), {})
            if self.in_turn:
                return

    def asking(self, ask: Ask, meta: dict[str, Any]) -> scrapy.Request:
        return scrapy.Request(
            ask["url"],
            method=ask.get("method", "GET"),
            body=ask.get("body", ""),
            headers=ask.get("headers", {}),
            meta={**meta, **ask.get("meta", {}), "asked": ask["url"]},
            callback=self.parse,
            errback=self.failed,
            dont_filter=True,
        )

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        capture = response.meta.get("capture")
        self.came.append(
            {
                "asked": response.meta["asked"],
                "url": response.url,
                "status": response.status,
                "size_bytes": len(response.body),
                "record_id": capture.record_id if capture else None,
            }
        )
        yield from self.next_in_turn(response.meta)

    def failed(self, failure: Failure) -> Iterator[scrapy.Request]:
        request: scrapy.Request = failure.request  # type: ignore[attr-defined]  # Scrapy puts it there
        self.came.append({"asked": request.meta["asked"], "error": type(failure.value).__name__})
        yield from self.next_in_turn(request.meta)

    def next_in_turn(self, meta: dict[str, Any]) -> Iterator[scrapy.Request]:
        if self.in_turn and self.asks:
            yield self.asking(self.asks.pop(0), meta)


class FolderSink:
    """Keeps blocks as files NUMBER.request and NUMBER.response, and the facts in order."""

    def __init__(self, crawler: Crawler) -> None:
        self.sink = self
        self.kept: list[dict[str, Any]] = []
        self._crawler = crawler
        self._folder = Path(sys.argv[1])
        crawler.signals.connect(self.stop_at_head, signals.headers_received)
        crawler.signals.connect(self.stop_in_body, signals.bytes_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> FolderSink:
        return cls(crawler)

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:
        """Keep an exchange. Of a try that reached nobody there are no bytes: the archive's own tests look at those."""
        if isinstance(exchange, Unreached):
            return None
        spider = self._crawler.spider
        assert isinstance(spider, AskingSpider)
        for path, kind in spider.refuse.items():
            if exchange.url.endswith(path):
                raise OSError("no room") if kind == "os" else ArchiveError("no room")
        number = len(self.kept)
        self.kept.append(facts(exchange))
        write(exchange.request, self._folder / f"{number}.request")
        if exchange.response is None:
            return None
        write(exchange.response, self._folder / f"{number}.response")
        return Capture(
            url=exchange.url, captured_at=exchange.started_at, block=exchange.response, record_id=f"urn:uuid:{number}"
        )

    async def ready(self) -> None:
        """There is room at any time."""

    async def keep_later(self, exchange: Exchange | Unreached) -> Capture | None:
        return self.keep(exchange)

    def lost(self, url: str, err: Exception) -> None:
        logger.error("Not kept: %s: %s", url, err)

    def stop_at_head(self, request: scrapy.Request) -> None:
        if request.meta.get("stop") == "head":
            raise StopDownload(fail=False)

    def stop_in_body(self, request: scrapy.Request) -> None:
        if request.meta.get("stop") == "body":
            raise StopDownload(fail=False)


def facts(exchange: Exchange) -> dict[str, Any]:
    tls = exchange.tls
    return {
        "url": exchange.url,
        "answered": exchange.response is not None,
        "started_at": exchange.started_at.isoformat(),
        "ended_at": exchange.ended_at.isoformat(),
        "ip_address": exchange.ip_address,
        "tls": [tls.version, tls.cipher, tls.certificate_sha256] if tls else None,
        "truncated": exchange.truncated,
        "surplus_bytes": exchange.surplus_bytes,
        "interim_bytes": exchange.interim_bytes,
        "via": exchange.via,
        "spider": exchange.spider,
    }


def write(content: Content, path: Path) -> None:
    with path.open("wb") as file:
        for chunk in content.chunks():
            file.write(chunk)


def peak_kib() -> int:
    # Not ru_maxrss: that starts with the peak of the process that started this one.
    peak = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert peak is not None
    return int(peak[1])


def main() -> None:
    order: Order = json.load(sys.stdin)
    process = AsyncCrawlerProcess({**SETTINGS, **order.get("settings", {})})
    crawler = process.create_crawler(AskingSpider)
    process.crawl(crawler, order=order)
    if order.get("uncollected"):
        gc.disable()
    process.start()
    assert crawler.stats is not None
    assert isinstance(crawler.spider, AskingSpider)
    sink = crawler.get_extension(FolderSink)
    result = {
        "came": crawler.spider.came,
        "kept": sink.kept if sink is not None else [],
        "stats": {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int)},
        "peak_kib": peak_kib(),
        "recordings_left": sum(isinstance(each, Recording) for each in gc.get_objects()),
    }
    json.dump(result, sys.stdout)
