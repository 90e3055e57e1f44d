"""One crawl for each outlet, one after the other: many outlets may share a server, and it is asked by one at a time."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import SETTINGS_PRIORITIES, Settings

from crawler.fetch.polite.extension import OUTSIDE_HOURS
from crawler.model import Seed, SeedKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.model import Outlet

ANY_SITE = "news"
"""The spider for outlets that have none of their name."""
PURPOSE: dict[str, Any] = {
    # Each address is to show how it fares itself, and nothing but what was asked for is wanted.
    "ARCHIVE_FAILOVER": False,
    "ARCHIVE_REQUISITES": "none",
    "ARCHIVE_PROGRESS": False,
    "JOB": "",
}
MANNERS: dict[str, Any] = {"RETRY_TIMES": 0, "LOG_LEVEL": "ERROR"}
"""A failure is what is looked for: it is in the archive, and no line of the log."""


def probe(settings: BaseSettings, asked: Sequence[tuple[Outlet, Sequence[str]]]) -> list[Crawler]:
    """Ask the addresses given with each outlet, and return the crawls when all have ended.

    robots.txt, pace and guard hold as in any crawl, and nothing is followed. No address counts as named by a person:
    pages and lists claim them, so that none may lead into a private network (docs/hostile-servers.md).
    """
    process = AsyncCrawlerProcess(_settings(settings))
    waiting = deque(asked)
    crawlers: list[Crawler] = []

    def go_on(_: object = None) -> None:
        if not waiting or (crawlers and _is_stopped(crawlers[-1])):
            return
        outlet, urls = waiting.popleft()
        crawlers.append(process.create_crawler(_spider(process.spider_loader, outlet, urls)))
        process.crawl(crawlers[-1], depth="0").add_done_callback(go_on)

    go_on()
    process.start()
    return crawlers


def _settings(settings: BaseSettings) -> Settings:
    found = settings.copy()
    assert isinstance(found, Settings)
    found.setdict(MANNERS, priority=SETTINGS_PRIORITIES["cmdline"] - 1)
    found.setdict(PURPOSE, priority="cmdline")
    return found


def _spider(loader: Any, outlet: Outlet, urls: Sequence[str]) -> type[Spider]:
    """Return the outlet's own spider, which reads its pages best, with nothing to ask but *urls*."""
    site = loader.load(outlet.key if outlet.key in loader.list() else ANY_SITE)
    hosts = [urlsplit(url).netloc for url in urls]
    attributes = {
        "__doc__": site.__doc__,
        "__module__": site.__module__,
        "entry": outlet,
        "outlet": site.outlet or outlet.name,
        "seeds": tuple(Seed(url=url, kind=SeedKind.PAGE) for url in urls),
        "scope": replace(site.scope, hosts=tuple(dict.fromkeys([*site.scope.hosts, *hosts]))),
        "named": (),
    }
    return type(site.__name__, (site,), attributes)


def _is_stopped(crawler: Crawler) -> bool:
    """Return whether *crawler* ended for what ends all: a person, a full disk. Hours are those of its outlet."""
    return crawler.stats is None or crawler.stats.get_value("finish_reason") not in {"finished", OUTSIDE_HOURS}
