"""Fetch one page, as a crawl does, and print it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.commands.fetch import Command as ScrapyFetch
from scrapy.http import Request, Response
from scrapy.utils.datatypes import SequenceExclude
from scrapy.utils.spider import DefaultSpider

from crawler.commands.exit_codes import Exit, told_in_one_line
from crawler.commands.one_page import named_spider, one_address, prepare, spider_of, tell_failed
from crawler.errors import BadSetting

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import AsyncIterator

    from scrapy import Spider
    from twisted.python.failure import Failure


class Command(ScrapyFetch):
    """`scrapy fetch`, with what fails told in one line and by the exit code."""

    def short_desc(self) -> str:
        return "Fetch one page and print it"

    @told_in_one_line
    def run(self, args: list[str], opts: Namespace) -> None:
        url = one_address(args, of="fetch")
        kind = self.spider_for(url, opts.spider)
        assert self.settings is not None
        prepare(self.settings)
        request = Request(url, callback=self.came, errback=self.failed, cb_kwargs={"opts": opts}, dont_filter=True)
        if opts.no_redirect:
            request.meta["handle_httpstatus_all"] = True
        else:
            request.meta["handle_httpstatus_list"] = SequenceExclude(range(300, 400))

        async def start(_: Spider) -> AsyncIterator[Any]:
            yield request

        self.exitcode = Exit.FAILED
        assert self.crawler_process is not None
        self.crawler_process.crawl(type(kind.__name__, (kind,), {"start": start}))
        self.crawler_process.start()

    def spider_for(self, url: str, name: str | None) -> type[Spider]:
        """Return the spider called *name*, or that of the site of *url*, or one of no site."""
        assert self.crawler_process is not None
        loader = self.crawler_process.spider_loader
        if name is None:
            return spider_of(loader, url) or DefaultSpider
        try:
            return named_spider(loader, name, {})
        except BadSetting as err:
            raise BadSetting("--spider", f"{name} needs arguments, which fetch does not give ({err})") from err

    def came(self, response: Response, opts: Namespace) -> None:
        self.exitcode = Exit.OK
        self._print_response(response, opts)

    def failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on each errback's failure
        tell_failed(self, request.url, failure)
