"""Whether a crawl is coming to its end, as its engine knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem, IgnoreRequest

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LEFT = "left_for_later"
"""The key of ``request.meta`` that says: nothing was asked, since the crawl came to its end; a job asks it later."""


class LeftForLater(IgnoreRequest):
    """The crawl came to its end while this waited for its turn."""


class LeftWithItsPhotos(DropItem):
    """The crawl came to its end before all photos of an article had their turn; the job asks for its page again."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url} waits for its photos, and the crawl ends: the job comes back to it", log_level="INFO")


class OptedOut(IgnoreRequest):
    """The answer from *url* wishes not to be kept, and that is obeyed (ARCHIVE_OPT_OUTS)."""

    def __init__(self, url: str) -> None:
        super().__init__(f"{url} opts out of what this archive does (ARCHIVE_OPT_OUTS)")
        self.url = url


def is_stopped(crawler: Crawler) -> bool:
    """Return whether a person ended the crawl: then the engine stops first, and closes its spider after that."""
    engine, stats = crawler.engine, crawler.stats
    is_stopping = engine is not None and not engine.running and engine.spider is not None
    return is_stopping or (stats is not None and stats.get_value("finish_reason") == "shutdown")


def is_closing(crawler: Crawler) -> bool:
    """Return whether the engine takes no more requests; it has no public name for that."""
    slot = getattr(crawler.engine, "_slot", None)
    return slot is None or slot.closing is not None
