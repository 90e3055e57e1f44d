"""Fetch one page, as a crawl does, and print what a spider makes of it."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

from scrapy.commands.parse import Command as ScrapyParse
from scrapy.exceptions import ScrapyDeprecationWarning
from twisted.internet.defer import Deferred, maybeDeferred

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.one_page import (
    check_made,
    named_spider,
    one_address,
    prepare,
    spider_of,
    tell_failed,
    tell_raised,
)
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from argparse import Namespace

    from scrapy import Spider
    from scrapy.http import Request, Response
    from twisted.python.failure import Failure


class Command(ScrapyParse):
    """`scrapy parse`, with mistakes told before anything is fetched, and what fails in one line."""

    _is_flawed = False

    def short_desc(self) -> str:
        return "Fetch one page and print what a spider makes of it"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        url = one_address(args, of="parse")
        if opts.depth < 1:
            raise BadSetting("--depth", f"{opts.depth} is not 1 or more")
        kind = self.spider_for(url, opts)
        if opts.callback and not callable(getattr(kind, opts.callback, None)):
            raise BadSetting("--callback", f"{kind.name} has no method {opts.callback[:80]!r}")
        if opts.rules and not getattr(kind, "rules", None):
            raise BadSetting("--rules", f"{kind.name} has no rules: it is no CrawlSpider")
        assert self.settings is not None
        prepare(self.settings)
        # Scrapy's own command makes its callbacks so.
        warnings.filterwarnings("ignore", ".*returned a Deferred", ScrapyDeprecationWarning)
        opts.spider = kind.name
        super().run(args, opts)
        came: Any = self.first_response
        self.exitcode = Exit.FAILED if came is None else Exit.PARTIAL if self._is_flawed else Exit.OK

    def spider_for(self, url: str, opts: Namespace) -> type[Spider]:
        """Return the spider that was named, or that of the site of *url*. Raises `BadSetting`, `UnknownOutlet`."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        if opts.spider:
            return named_spider(loader, opts.spider, opts.spargs)
        kind = spider_of(loader, url)
        if kind is None:
            raise BadSetting("parse", f"no outlet, or more than one, has {url[:200]}; name one by --spider")
        check_made(kind, opts.spargs)
        return kind

    def prepare_request(self, spider: Spider, request: Request, opts: Namespace) -> Request:
        return self._watched(super().prepare_request(spider, request, opts))

    def scraped_data(self, args: Any) -> list[Any]:
        data = super().scraped_data(args)
        for each in data:
            if hasattr(each, "callback"):
                self._watched(each)
        return data

    def print_results(self, opts: Namespace) -> None:
        came: Any = self.first_response  # which Scrapy's hints take for None
        if came is not None:
            super().print_results(opts)

    def start_parsing(self, url: str, opts: Namespace) -> None:
        # Scrapy logs besides that no answer came; why has been told by then.
        logging.getLogger("scrapy.commands.parse").setLevel(logging.CRITICAL)
        super().start_parsing(url, opts)

    def _watched(self, request: Request) -> Request:
        """Return *request* with what goes wrong behind it told in one line."""
        parse: Any = request.callback

        def come(response: Response, **rest: Any) -> Deferred[Any]:
            return maybeDeferred(parse, response, **rest).addErrback(self.raised, response.url)

        request.callback, request.errback = come, self.failed
        return request

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on each errback's failure
        self._is_flawed = True
        tell_failed(self, request.url, failure)

    def raised(self, failure: Failure, url: str) -> list[Any]:
        self._is_flawed = True
        tell_raised(url, failure)
        return []
