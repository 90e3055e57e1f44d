"""Archive a site: the wire to WARC files, captures and articles to the index."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.summary import exit_code, summary_line
from crawler.config import ArchiveConfig
from crawler.errors import UnknownOutlet
from crawler.fetch.frontier import job_name, look_at_job

if TYPE_CHECKING:
    from argparse import Namespace

    from scrapy import Spider
    from scrapy.crawler import Crawler


class Command(ScrapyCrawl):
    """`scrapy crawl`, with mistakes told before anything is fetched and an exit code that says what happened."""

    def short_desc(self) -> str:
        return "Archive a site by the name of its spider; `news` takes any site: -a seeds=URL[,URL]"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give the name of one spider, such as: crawl news -a seeds=https://example.org/")
        crawler = self.crawler_of(args[0], opts.spargs)
        assert self.crawler_process is not None
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        failed = self.crawler_process.bootstrap_failed
        self.exitcode = Exit.FAILED if failed else exit_code(crawler)
        sys.stderr.write(summary_line(crawler) + "\n")

    def crawler_of(self, name: str, arguments: dict[str, Any]) -> Crawler:
        """Return the crawler for spider *name*, once name, arguments and archive folder are known to be usable."""
        from crawler.archive import prepare_folder

        assert self.crawler_process is not None
        assert self.settings is not None
        spider = spider_class(self.crawler_process.spider_loader, name)(**arguments)
        if hasattr(spider, "check_seeds"):
            spider.check_seeds()
        job_name(self.settings)
        prepare_folder(ArchiveConfig.from_settings(self.settings))
        standing = look_at_job(self.settings, name)
        if standing is not None:
            sys.stderr.write(standing + "\n")
        return self._create_crawler(name)


def spider_class(loader: Any, name: str) -> type[Spider]:
    """Return the spider called *name*. Raises `UnknownOutlet`, which tells the names that are nearest."""
    try:
        found: type[Spider] = loader.load(name)
    except KeyError as err:
        raise UnknownOutlet(name, sorted(loader.list())) from err
    return found
