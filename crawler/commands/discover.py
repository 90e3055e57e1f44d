"""Make an outlet's entry from the address of its home page."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Iterable

    from scrapy.settings import BaseSettings

    from crawler.fetch.look import Ask, Look
    from crawler.model import Outlet


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] URL"

    def short_desc(self) -> str:
        return "Find the feeds and sitemaps of a site and print an entry for outlets.toml"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--guess",
            action="store_true",
            help="also try usual addresses of feeds and sitemaps that the site does not name",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) != 1:
            raise UsageError("give the address of one home page, such as: discover https://example.org/")
        from crawler.commands.given import checked_address
        from crawler.fetch.look import Discovery

        assert self.settings is not None
        url = checked_address(args[0] if "://" in args[0] else f"https://{args[0]}", of="discover")
        discovery = Discovery(url, guesses=opts.guess)
        look(self.settings, [discovery.asked], discovery.told)
        for note in discovery.notes:
            sys.stderr.write(f"{note}\n")
        outlet = discovery.outlet()
        if outlet is None:
            sys.stderr.write(f"microfiche: {url}: {discovery.trouble}\n")
            self.exitcode = Exit.FAILED
            return
        self.print_entry(outlet)

    def print_entry(self, outlet: Outlet) -> None:
        """Print *outlet* ready for outlets.toml, and say when there is one of its host or name."""
        from pathlib import Path

        from crawler.outlets import OutletBook, in_table
        from crawler.outlets.write import entry_text

        assert self.settings is not None
        book = OutletBook.of_archive(Path(self.settings["ARCHIVE"]).expanduser())
        first = outlet.hosts[0]
        known = book.keys_at(f"{first.scheme}://{first.host}/")
        if known:
            sys.stderr.write(f"known already as {', '.join(known)}\n")
        elif outlet.key in book:
            sys.stderr.write(f"the name {outlet.key} is taken by another outlet; give this one another\n")
        sys.stdout.write(entry_text(outlet.key, in_table(outlet)))


def look(settings: BaseSettings, asks: list[Ask], told: Callable[[Look], Iterable[Ask]], **manners: Any) -> None:
    """Ask *asks*, and what *told* answers with, politely; return when all have answered or failed."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.fetch.look import LookSpider, look_settings

    process = AsyncCrawlerProcess(look_settings(settings, **manners))
    process.crawl(LookSpider, asks=asks, told=told)
    process.start()
