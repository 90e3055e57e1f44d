"""Archive a site: the wire to WARC files, captures and articles to the index."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.commands.ending import Ending
from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.given import check_feeds
from crawler.commands.hangup import end_in_order_at_hangup
from crawler.commands.summary import exit_code, summary_line
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting, UnknownOutlet
from crawler.fetch.terminal.json_lines import Speaker, begin_log

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


class Command(ScrapyCrawl):
    """`scrapy crawl`, with mistakes told before anything is fetched and an exit code that says what happened."""

    def short_desc(self) -> str:
        return "Archive a site by the name of its spider; `news` takes any site: -a seeds=URL[,URL]"

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Raises `BadSetting`. A crawl over an archive takes its outlets, and the process resolves no name."""
        from crawler.fetch.archived import Replay, turn_to_archive

        super().process_options(args, opts)
        assert self.settings is not None
        begin_log(self.settings)
        replay = Replay.from_settings(self.settings)
        if replay is not None:
            turn_to_archive(self.settings, replay)

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give the name of one spider, such as: crawl news -a seeds=https://example.org/")
        assert self.settings is not None
        self.say = Speaker(self.settings)
        crawler = self.crawler_of(args[0], opts.spargs)
        assert self.crawler_process is not None
        began_at = datetime.now(UTC)
        end_in_order_at_hangup()
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        failed = self.crawler_process.bootstrap_failed
        self.exitcode = Exit.FAILED if failed else exit_code(crawler)
        self.say(summary_line(crawler))
        if not failed:
            self.exitcode = Ending(crawler, self.exitcode, self.say, began_at).follow()

    def crawler_of(self, name: str, arguments: dict[str, Any]) -> Crawler:
        """Return the crawler for spider *name*, once all that can be known to be wrong is known to be right."""
        from crawler.archive import open_for_reading, prepare_folder
        from crawler.fetch.frontier import job_name, look_at_job
        from crawler.fetch.steps import steps_of

        assert self.crawler_process is not None
        assert self.settings is not None
        check_arguments(spider_class(self.crawler_process.spider_loader, name), arguments)
        steps_of(self.settings)
        check_feeds(self.settings)
        job_name(self.settings)
        config = ArchiveConfig.from_settings(self.settings)
        if self.settings["REPLAY"]:
            open_for_reading(config).close()
        else:
            prepare_folder(config)
            ask_for_contact(self.settings, config.folder)
        standing = look_at_job(self.settings, name)
        if standing is not None:
            self.say(standing)
        return self._create_crawler(name)


def ask_for_contact(settings: BaseSettings, folder: Path) -> None:
    """Ask a person once for each archive, on a terminal only; what is answered is kept, also that it is nothing."""
    from crawler.fetch.polite.contact import checked_contact, contact_of, has_own_agent, store_contact

    if has_own_agent(settings) or contact_of(settings) is not None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    sys.stderr.write("Who may the people of a site write to about this crawl? It goes into the user agent.\n")
    while True:
        sys.stderr.write("A mail address or that of a page; Enter for none: ")
        sys.stderr.flush()
        try:
            contact = checked_contact(given) if (given := sys.stdin.readline().strip()) else ""
        except BadSetting as err:
            sys.stderr.write(f"{err}\n")
            continue
        store_contact(folder, contact)
        return


def check_arguments(kind: type[Spider], arguments: dict[str, Any]) -> None:
    """Raise `BadSetting` for *arguments* that a spider of this *kind* cannot use, or when it has nowhere to start."""
    spider = kind(**arguments)
    if hasattr(spider, "check_seeds"):
        spider.check_seeds()


def spider_class(loader: Any, name: str) -> type[Spider]:
    """Return the spider called *name*. Raises `UnknownOutlet`, which tells the names that are nearest."""
    try:
        found: type[Spider] = loader.load(name)
    except KeyError as err:
        raise UnknownOutlet(name, sorted(loader.list())) from err
    return found
