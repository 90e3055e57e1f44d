"""Where captured exchanges go: the seam between the download handlers and the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.model import Capture, Exchange, Unreached


class ExchangeSink(Protocol):
    """Keeps exchanges. An extension of the crawl offers it as the attribute ``sink``."""

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:
        """Return the capture of the answer, None when no answer came or nobody was reached.

        What it raises fails the download: an answer that is not kept is never handed to a spider. With
        `ArchiveError` it may be given to `keep_later`.
        """

    async def ready(self) -> None:
        """Return when something may be fetched: there is room to keep it. Raises `ArchiveError` when it never may."""

    async def keep_later(self, exchange: Exchange | Unreached) -> Capture | None:
        """Return what `keep` does, when there is room again. Raises `ArchiveError` when that is given up."""

    def lost(self, url: str, err: Exception) -> None:
        """Be told that something of the exchange with *url* is not kept, and why."""


class DurableSink(ExchangeSink, Protocol):
    """A sink that can be asked whether what it was given is safe by now."""

    def make_durable(self) -> bool:
        """Acknowledge what was kept, and return whether all of it is: nothing was lost, nothing waits."""


def sink_of(crawler: Crawler) -> ExchangeSink:
    """Return the sink that an extension of *crawler* offers. Raises `ArchiveError` when none does."""
    assert crawler.extensions is not None, "extensions are there before anything is fetched"
    for extension in crawler.extensions.middlewares:
        sink = getattr(extension, "sink", None)
        if sink is not None:
            return cast("ExchangeSink", sink)
    raise ArchiveError("nothing keeps what is fetched: no extension of this crawl offers a sink")
