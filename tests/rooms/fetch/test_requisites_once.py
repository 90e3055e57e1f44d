"""What an article needs is asked for once in a crawl, and what has come holds no task of the event loop."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from page_kit import page_of
from scrapy.http import Response

from crawler.config import Requisites
from crawler.fetch.requisites.fetcher import RequisiteFetcher
from crawler.http import Bytes
from crawler.model import Capture

if TYPE_CHECKING:
    from scrapy.http import Request

PHOTOS = [f"https://news.example/{number}.jpg" for number in range(290)]


TYPES = {"webp": "image/webp", "none": "", "store": "binary/octet-stream", "bytes": "Application/Octet-Stream; a=b"}


class Engine:
    """Answers 404 to all, after a while, and fails for one address."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    async def download_async(self, request: Request) -> Response:
        self.asked[request.url] += 1
        await asyncio.sleep(0.01)
        if request.url == PHOTOS[7]:
            raise ConnectionError
        return Response(request.url, status=404)


def test_each_address_once_and_nothing_is_left_waiting() -> None:
    engine = Engine()
    crawler: Any = SimpleNamespace(engine=engine, stats=None)
    fetcher = RequisiteFetcher(crawler, wanted=Requisites.PHOTOS, max_bytes=1000)

    async def crawl() -> int:
        pages = [page_of("<p>Ferry</p>", url=f"https://news.example/{number}") for number in range(3)]
        both = await asyncio.gather(*(fetcher.fetch(page, PHOTOS) for page in pages[:2]))
        assert [*both, await fetcher.fetch(pages[2], PHOTOS)] == [{}, {}, {}]
        await asyncio.sleep(0)
        gc.collect()
        return sum(isinstance(each, asyncio.Task) for each in gc.get_objects())

    assert asyncio.run(crawl()) < 10
    assert engine.asked == Counter(PHOTOS)


class Store:
    """Answers with bytes of the type that `TYPES` has for the address, and with a page where it has none."""

    async def download_async(self, request: Request) -> Response:
        kind = TYPES.get(request.url.rpartition("/")[2], "text/html")
        request.meta["capture"] = Capture(
            url=request.url, captured_at=datetime.now(UTC), block=Bytes(b""), record_id=request.url
        )
        return Response(request.url, headers={"Content-Type": kind} if kind else {}, request=request)


def test_bytes_of_no_named_type_are_the_photo_that_they_were_asked_for_as() -> None:
    crawler: Any = SimpleNamespace(engine=Store(), stats=None)
    fetcher = RequisiteFetcher(crawler, wanted=Requisites.PHOTOS, max_bytes=1000)
    photos = {name: f"https://store.example/{name}" for name in [*TYPES, "page"]}
    found = asyncio.run(fetcher.fetch(page_of("<p>Ferry</p>"), list(photos.values())))
    assert found == {url: url for name, url in photos.items() if name != "page"}
