"""One crawl of the demo newspaper on each of some days of its month, in one process, each under the clock of its day.

Reads ``{"archive": FOLDER, "days": [N, …], "also": {"N": [PATH, …]}, "look": [N, …]}`` on stdin; writes as JSON the address of the
newspaper, and for each day the stats of the crawl; for those to look at, the alarms that its summary would print. With ``"whole": true``
each crawl is of the whole newspaper, else of what its lists announce on the day. ``"settings"`` are other settings for all.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from scrapy.crawler import CrawlerRunner
from scrapy.settings import Settings
from scrapy.utils.reactor import install_reactor
from twisted.internet.defer import Deferred

from crawler.commands.summary import alarm_line, coverage_of
from crawler.config import ArchiveConfig
from crawler.demo.month import Month
from crawler.demo.month.plan import day_of
from crawler.demo.server import NewsServer
from crawler.fetch.handler import CaptureDownloadHandler

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

LISTS = ("/feeds/rss.xml", "/feeds/atom.xml", "/news-sitemap.xml")
QUIET = {
    "DOWNLOAD_DELAY": 0,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
    "ARCHIVE_REQUISITES": "none",
    "ARCHIVE_INCREMENTAL": "0",
    "ARCHIVE_PROGRESS": False,
    "LOG_LEVEL": "CRITICAL",
    "ARCHIVE_MIN_FREE": "0",
    "RETRY_ENABLED": False,
}


class Clock:
    """The time of the newspaper and of the crawler: the evening of a day of the month."""

    now = datetime.combine(day_of(1), time(22), UTC)

    @classmethod
    def tick(cls) -> datetime:
        """Return the time, a moment later at each call: no two captures are of one microsecond."""
        cls.now += timedelta(microseconds=10)
        return cls.now


class DayHandler(CaptureDownloadHandler):
    """The capturing handler under the clock of the day."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler, clock=Clock.tick)


async def crawl_days(runner: CrawlerRunner, settings: Settings, base: str, order: dict[str, Any]) -> list[Any]:
    told = []
    for day in order["days"]:
        Clock.now = datetime.combine(day_of(day), time(22), UTC)
        crawler = runner.create_crawler("demo")
        if order.get("whole"):
            await runner.crawl(crawler, seeds=f"{base}/")
        else:
            seeds = [base + path for path in (*LISTS, *order["also"].get(str(day), ()))]
            since = (Clock.now - timedelta(hours=25)).isoformat()
            await runner.crawl(crawler, seeds=",".join(seeds), depth="1", since=since)
        assert crawler.stats is not None
        stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int)}
        config = ArchiveConfig.from_settings(settings)
        reports = coverage_of(crawler, config, crawler.spider) if day in order.get("look", ()) else []
        alarms = [alarm_line(report.site.name, alarm) for report in reports for alarm in report.standing]
        told.append({"day": day, "stats": stats, "alarms": alarms})
    return told


def main() -> None:
    order = json.load(sys.stdin)
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    handlers = {"http": "crawl.month_of_crawls.DayHandler"}
    ours = {**QUIET, **order.get("settings", {}), "ARCHIVE": order["archive"], "DOWNLOAD_HANDLERS": handlers}
    settings.setdict(ours, priority="cmdline")
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    told: list[Any] = []
    with NewsServer() as server, suppress(SystemExit):
        server.routes = Month(server.base_url, lambda: Clock.now)

        async def crawl(_reactor: Any) -> None:
            told.extend(await crawl_days(CrawlerRunner(settings), settings, server.base_url, order))

        react(lambda reactor: Deferred.fromCoroutine(crawl(reactor)))
    json.dump({"base": server.base_url, "days": told}, sys.stdout)


if __name__ == "__main__":
    # As a module of its name: the settings name its classes, and there must be one clock.
    from crawl import month_of_crawls

    month_of_crawls.main()
