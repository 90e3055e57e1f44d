"""Read articles from HTML files, WARC files and addresses in the archive: one JSON article a line."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.config import ArchiveConfig
from crawler.errors import ArchiveError, ArchiveNotFound, reason_of
from crawler.model.explain import explained

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from crawler.fetch.reader import Reader
    from crawler.model import Article


class Command(ScrapyCommand):
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] PAGE... | --lines"

    def short_desc(self) -> str:
        return "Read articles from HTML files, WARC files or addresses in the archive, as JSON lines"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", help="where an HTML file came from: relative links and dates in addresses need it")
        parser.add_argument(
            "--spider",
            help=(
                "read as the pages of this site (default: as the spider that fetched the page, or the one "
                "whose scope covers the address)"
            ),
        )
        parser.add_argument("--all", action="store_true", help="from a WARC file, also pages that show no article")
        parser.add_argument(
            "--explain",
            action="store_true",
            help=(
                "no JSON: for each field the source that gave it and its value, shortened (a dash is "
                '"none"), then the notes'
            ),
        )
        parser.add_argument("--pretty", action="store_true", help="JSON with line breaks, for the eye")
        parser.add_argument(
            "--lines",
            action="store_true",
            help="take the pages from stdin, one JSON object a line, and answer each with one line, in order",
        )

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        if bool(args) == opts.lines:
            raise UsageError("give pages to read, or --lines to take them from stdin")
        if opts.explain and (opts.lines or opts.pretty):
            raise UsageError("--explain goes with neither --lines nor --pretty")
        from scrapy.spiderloader import get_spider_loader

        from crawler.commands.crawl import spider_class
        from crawler.commands.given import checked_address
        from crawler.fetch.reader import Reader

        assert self.settings is not None
        if opts.url is not None:
            checked_address(opts.url, of="--url")
        if opts.spider:
            spider_class(get_spider_loader(self.settings), opts.spider)
        reader = Reader.from_settings(self.settings)
        if opts.lines:
            self.exitcode = answer_lines(reader, opts.spider)
        else:
            self.exitcode = self.read_pages(reader, args, opts)

    def read_pages(self, reader: Reader, pages: list[str], opts: Namespace) -> Exit:
        """Write the articles of *pages*; a page that cannot be read is one line on stderr and the rest goes on."""
        assert self.settings is not None
        config = ArchiveConfig.from_settings(self.settings)
        unread: list[str] = []
        told = 0
        for page in pages:
            for article in up_to_failure(articles_of(reader, page, config, opts), page, unread):
                sys.stdout.write(as_told(article, opts) + "\n")
                told += 1
        # Of a damaged WARC file all that is whole is read.
        if len(unread) == len(pages) and not told:
            return Exit.FAILED
        return Exit.PARTIAL if unread else Exit.OK


def up_to_failure(articles: Iterator[Article], page: str, unread: list[str]) -> Iterator[Article]:
    """Yield *articles*; where reading them fails, that is a line on stderr and *page* is added to *unread*."""
    try:
        yield from articles
    except (ArchiveError, OSError) as err:
        unread.append(page)
        sys.stderr.write(f"microfiche: {page}: {reason_of(err)}\n")


def articles_of(reader: Reader, page: str, config: ArchiveConfig, opts: Namespace) -> Iterator[Article]:
    """Yield the articles found at *page*: a file, a WARC file or an address in the archive."""
    from crawler.archive.folder import open_for_reading
    from crawler.archive.sources import captures_at
    from crawler.reread.photos import with_photo_records

    with ExitStack() as stack:
        try:
            index = stack.enter_context(open_for_reading(config))
        except ArchiveNotFound:
            index = None  # a file is read where there is no archive, too
        for found in captures_at(page, config, url=opts.url, spider=opts.spider):
            # A person who names one page says that it is an article; a WARC file holds all sorts.
            if found.named or opts.all:
                article: Article | None = reader.read_as_article(found.capture)
            else:
                article = reader.read(found.capture)
            if article is not None:
                yield with_photo_records(article, index) if index is not None and article.record_id else article


def as_told(article: Article, opts: Namespace) -> str:
    if opts.explain:
        return explained(article)
    return json.dumps(asdict(article), ensure_ascii=False, indent=2 if opts.pretty else None)


def answer_lines(reader: Reader, spider: str | None) -> Exit:
    """Answer each line of stdin with one line on stdout; an unreadable page is answered with its error."""
    unread = 0
    # Whatever the locale says, JSON is UTF-8; what is not may be the name of a file.
    for line in (data.decode("utf-8", "surrogateescape") for data in (sys.stdin.buffer if sys.stdin else ())):
        if not line.strip():
            continue
        answer = answer_line(reader, line, spider)
        unread += "error" in answer
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return Exit.PARTIAL if unread else Exit.OK


def answer_line(reader: Reader, line: str, spider: str | None) -> dict[str, Any]:
    """Return the article with the line's id; ``title``, ``date``, ``images`` repeat fields under evaluators' names."""
    from crawler.archive.sources import line_capture

    asked: Any = None
    try:
        asked = json.loads(line)
        article = reader.read_as_article(line_capture(asked, spider=spider))
    except (ArchiveError, OSError, ValueError) as err:
        return {"id": asked.get("id") if isinstance(asked, dict) else None, "error": reason_of(err)}
    fields = asdict(article)
    images = [{"caption": photo.caption, "credits": photo.credits} for photo in article.photos if photo.caption]
    return {"id": asked.get("id"), **fields, "title": article.headline, "date": article.published_at, "images": images}
