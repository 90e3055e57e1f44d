"""Run one spider in a process of its own, as a program: a reactor starts only once in each.

Reads ``{"spider": NAME, "arguments": {…}, "settings": {…}}`` on stdin; writes what came of it as JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import IgnoreRequest

from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

QUIET = {
    "SPIDER_MODULES": ["spiders"],
    "ROBOTSTXT_OBEY": True,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "RETRY_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "DOWNLOAD_TIMEOUT": 5,
    "LOG_LEVEL": "INFO",
    "LOGSTATS_INTERVAL": 0,
}


class Refuse:
    """Drops requests without a word, as Scrapy's offsite check does."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        refuse = cls()
        crawler.signals.connect(refuse.request_scheduled, signals.request_scheduled)
        return refuse

    def request_scheduled(self, request: Request) -> None:
        if "refused" in request.url:
            raise IgnoreRequest


def main() -> None:
    order = json.load(sys.stdin)
    process = CrawlerProcess({**QUIET, **order.get("settings", {})})
    drafts: list[dict[str, Any]] = []
    try:
        crawler = process.create_crawler(order["spider"])
        crawler.signals.connect(
            lambda item, response: drafts.append(
                {"url": item.article.url, "outlet": item.article.outlet, "via": response.meta.get("via")}
            ),
            signals.item_scraped,
            weak=False,
        )
        spider: Any = crawler.spidercls(**order["arguments"])
        spider.check_seeds()
        process.crawl(crawler, **order["arguments"])
        process.start()
    except ArchiveError as err:
        sys.exit(f"error: {err}")
    assert crawler.stats is not None
    stats = {name: value for name, value in crawler.stats.get_stats().items() if isinstance(value, int | str)}
    json.dump({"drafts": drafts, "stats": stats}, sys.stdout)


if __name__ == "__main__":
    main()
