"""Fetches what an article needs to be shown as it was, each address once in a crawl."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Request, TextResponse

from crawler.config import Requisites
from crawler.due import Kind
from crawler.errors import NotArchived
from crawler.fetch.guard import Refused
from crawler.fetch.incremental.asking import NotDue, due_meta, is_archived
from crawler.fetch.polite.ending import LeftForLater
from crawler.fetch.polite.robots import RobotsUnreachable
from crawler.fetch.rebuilt import capture_of
from crawler.fetch.requisites.needs import page_requisites, sheet_requisites
from crawler.model import may_be_image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler

    from crawler.page import Page

logger = logging.getLogger(__name__)

REMEMBERED = 20_000
"""So many addresses are remembered; what is forgotten and met again is fetched again, and kept as a revisit."""
MOST_NESTED = 2
"""Style sheets that style sheets import are followed so deep."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came from one address."""

    image: str | None = None
    """Record id of the image; None when none came or it is something else."""
    needs: tuple[str, ...] = ()
    """What a style sheet needs in turn."""


NOTHING = Fetched()


class RequisiteFetcher:
    """Fetches by way of the engine's downloader: robots.txt, pace, guard and archive hold as for pages."""

    def __init__(
        self, crawler: Crawler, *, wanted: Requisites, max_bytes: int, again: bool = False, comes_back: bool = False
    ) -> None:
        """*again*: fetch also what is not due. *comes_back*: the crawl is of a job, which goes on after its end."""
        self._crawler = crawler
        self._wanted = wanted
        self._max_bytes = max_bytes
        self._comes_back = comes_back
        self._due = {} if again else due_meta(Kind.REQUISITE)
        self._known: OrderedDict[str, Fetched | asyncio.Task[Fetched]] = OrderedDict()

    async def fetch(self, page: Page, photos: Sequence[str]) -> dict[str, str]:
        """Archive what *page* needs and return the record ids of those of its *photos* that came, by address.

        Raises `LeftForLater` when the crawl ends before all had their turn, and comes back.
        """
        if self._wanted is Requisites.NONE:
            return {}
        wanted = list(dict.fromkeys(photos))
        others = page_requisites(page) if self._wanted is Requisites.PAGE else ()
        url = page.url
        # A tree is large, this may take minutes, and many articles may wait for their photos.
        page.forget()
        came = await asyncio.gather(*(self._once(each, via=url) for each in [*wanted, *others]))
        await self._fetch_nested(came[len(wanted) :], seen={*others}, via=url)
        return {photo: one.image for photo, one in zip(wanted, came, strict=False) if one.image is not None}

    async def _fetch_nested(self, came: Sequence[Fetched], *, seen: set[str], via: str) -> None:
        """Fetch what style sheets need, level by level: they may import each other in a circle."""
        for _ in range(MOST_NESTED):
            needed = {url for one in came for url in one.needs} - seen
            seen |= needed
            came = await asyncio.gather(*(self._once(url, via=via) for url in sorted(needed)))

    async def _once(self, url: str, *, via: str) -> Fetched:
        """Return what came from *url*; it is asked for when nobody in this crawl has done so."""
        known = self._known.get(url)
        if known is None:
            known = self._known[url] = asyncio.ensure_future(self._fetch(url, via=via))
            known.add_done_callback(lambda task: self._settle(url, task))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(url)
        return known if isinstance(known, Fetched) else await known

    def _settle(self, url: str, task: asyncio.Task[Fetched]) -> None:
        """Keep what came: a task that has ended still holds its coroutine and its context, over a kilobyte each."""
        if self._known.get(url) is not task:
            return
        if task.cancelled() or task.exception() is not None:
            del self._known[url]
        else:
            self._known[url] = task.result()

    async def _fetch(self, url: str, *, via: str) -> Fetched:
        engine = self._crawler.engine
        assert engine is not None
        meta = {"via": via, "download_maxsize": self._max_bytes, **self._due}
        try:
            response = await engine.download_async(Request(url, meta=meta, headers={"Accept": "*/*"}))
        except Exception as err:  # the boundary to the network: a picture must not cost its article
            if self._comes_back and isinstance(err, LeftForLater):
                raise
            self._tell(url, err)
            return NOTHING
        if not is_archived(response):
            self._count("fetched" if response.status < 400 else "missing")
        if response.status != 200:
            return NOTHING
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        if kind.lower().startswith("text/css") and isinstance(response, TextResponse):
            return Fetched(needs=sheet_requisites(response.text, response.url))
        return Fetched(image=capture_of(response).record_id if may_be_image(kind) else None)

    def _tell(self, url: str, err: Exception) -> None:
        if isinstance(err, NotArchived):
            return  # told and counted where the archive was asked
        if isinstance(err, DownloadCancelledError):
            self._count("too_large")
            logger.info("Not fetched: %s: larger than ARCHIVE_REQUISITE_MAX_BYTES", url)
        elif isinstance(err, NotDue):
            logger.debug("%s", err)
        elif isinstance(err, IgnoreRequest | Refused) and not isinstance(err, RobotsUnreachable):
            self._count("refused")
            logger.info("Not fetched: %s: %s", url, err)
        else:
            self._count("failed")
            logger.warning("Not fetched: %s: %s: %s", url, type(err).__name__, err)

    def _count(self, what: str) -> None:
        if self._crawler.stats is not None:
            self._crawler.stats.inc_value(f"archive/requisite/{what}")
