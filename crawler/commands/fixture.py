"""Store one page and what is read from it as a test of a site: NAME.warc.gz and NAME.json."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.crawl import spider_class
from crawler.commands.exit_codes import told_in_one_line
from crawler.commands.given import checked_address
from crawler.config import ArchiveConfig
from crawler.errors import BadSetting, NoPage, reason_of

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] SPIDER NAME PAGE"

    def short_desc(self) -> str:
        return "Store a page (HTML file or address in the archive) and its article as a test of a site"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="the address an HTML file came from")
        parser.add_argument(
            "--folder", type=Path, default=Path("tests/sites"), help="store it there (default: tests/sites)"
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) != 3:
            raise UsageError("give a spider, a name for the test and a page")
        spider, name, page = args
        if not NAME.fullmatch(name):
            raise BadSetting("NAME", f"{name!r} is not made of a-z, 0-9 and -")
        if opts.url is not None:
            checked_address(opts.url, of="--url")
        assert self.settings is not None
        from scrapy.spiderloader import get_spider_loader

        from crawler.archive.sources import captures_at, store_page
        from crawler.fetch.reader import Reader

        # Asked for by name, so that an unknown spider is told before anything is written.
        spider_class(get_spider_loader(self.settings), spider)
        config = ArchiveConfig.from_settings(self.settings)
        try:
            found = next(captures_at(page, config, url=opts.url, spider=spider), None)
        except (NoPage, OSError) as err:
            raise NoPage(f"{page}: {reason_of(err)}") from err
        if found is None:
            raise NoPage(f"{page}: holds no page")
        stored = store_page(found.capture, opts.folder / spider / f"{name}.warc.gz")
        article = Reader.from_settings(self.settings).read_as_article(stored)
        expected = opts.folder / spider / f"{name}.json"
        expected.write_text(json.dumps(asdict(article), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        print(expected.with_suffix(".warc.gz"), expected, sep="\n")
        print("Now correct the JSON by hand: it says what was read, not what is right.")
