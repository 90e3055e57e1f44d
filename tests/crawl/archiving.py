"""Ask a list of addresses with the archive on, in a process of its own: what came is in the archive alone.

`main` reads an order (see `crawl.asking_spider.Order`) on stdin; the folder of the archive is its argument.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from crawl.asking_spider import SETTINGS, AskingSpider, FolderSink
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from crawl.asking_spider import Order
    from scrapy.crawler import Crawler


class Stops(FolderSink):
    """Only the part of `FolderSink` that stops downloads where an order says so: the archive is the sink."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        del self.sink


def main() -> None:
    order: Order = json.load(sys.stdin)
    ours = {name: value for name, value in SETTINGS.items() if name not in ("DOWNLOAD_HANDLERS", "EXTENSIONS")}
    settings: dict[str, Any] = {
        **ours,
        "ADDONS": {"crawler.fetch.addon.ArchiveAddon": 300},
        "EXTENSIONS": {"crawl.archiving.Stops": 900},
        "ARCHIVE": sys.argv[1],
    }
    process = AsyncCrawlerProcess(settings)
    process.crawl(process.create_crawler(AskingSpider), order=order)
    process.start()
