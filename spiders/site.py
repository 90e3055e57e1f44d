"""The base of every site's spider: how the pages of a site are found.

A site says only what is true of it (docs/add-a-site.md): the class attributes of `SiteReading`, and the methods that
are different there.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urldefrag, urljoin, urlsplit

import scrapy
from scrapy import signals
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.errors import BadAddress, BadSetting
from crawler.fetch.discovery import (
    FIRST,
    LISTS,
    Arguments,
    BrokenListing,
    Budget,
    Candidate,
    Traps,
    is_listing,
    read_listing,
    refresh_target,
    robots_sitemaps,
    worth_asking,
)
from crawler.fetch.frontier import KNOWN_AS, Memory, list_name
from crawler.fetch.guard import Refused
from crawler.fetch.rebuilt import capture_of
from crawler.model import CaptureState, SeedKind
from crawler.page import Page
from crawler.url import canonical_url, resolve
from spiders.reading import SiteReading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

GONE = frozenset({404, 410})
LIST_KINDS = frozenset({SeedKind.FEED, SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP})
MOST_NESTED = 3
"""Sitemaps of sitemaps are followed so deep; the protocol knows one level."""


class SiteSpider(SiteReading, scrapy.Spider):
    """A spider of one site. `limit`, `depth`, `since` and `seeds` are its arguments (docs/add-a-site.md)."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raises `BadSetting` for an argument that is not known or cannot be used."""
        super().__init__(name)
        self.arguments = Arguments.from_strings(arguments)
        if self.arguments.seeds:
            self.seeds = self.arguments.seeds
            hosts = [host for seed in self.seeds for host in self.hosts_of(seed)]
            self.scope = replace(self.scope, hosts=tuple(dict.fromkeys([*self.scope.hosts, *hosts])))
        self.budget: Budget[Candidate] = Budget(self.arguments.limit)
        self.memory = Memory()
        self._traps = Traps(year=datetime.now(UTC).year)
        self._list_count = 0
        self._sitemaps_of_origin: dict[str, list[str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.check_seeds()
        crawler.signals.connect(spider.request_dropped, signals.request_dropped)
        crawler.signals.connect(spider.note_robots, signals.response_received)
        crawler.signals.connect(spider.spider_idle, signals.spider_idle)
        return spider

    def check_seeds(self) -> None:
        """Raises `BadSetting` when there is nowhere to start."""
        if not self.seeds:
            raise BadSetting("seeds", f"{self.name} has nowhere to start; give -a seeds=https://example.org/[,…]")

    def use_memory(self, memory: Memory) -> None:
        """Go on with what a job knows. What waits, waits in its journal from now on."""
        self.memory = memory
        self.budget.go_on(read=memory.pages_read)

    async def start(self) -> AsyncIterator[Any]:
        for seed in self.seeds:
            if seed.kind in LIST_KINDS:
                for request in self._list(seed.url, priority=FIRST):
                    yield request
            elif (key := _key(seed.url)) is not None and self.memory.meet(key):
                self.budget.offer(Candidate.from_seed(seed), FIRST)
        for request in self._next():
            yield request

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield the draft of an article, and requests for what the page leads to."""
        request = _request_of(response)
        page = self._page_of(response, request)
        self.budget.settle(read=page is not None)
        yield from self._named_by_robots(request, response.url)
        if page is not None:
            yield from self._read(page, response)
        elif "seed" in request.meta and is_listing(response.body):
            yield from self.parse_list(response)
        yield from self._next()

    def parse_list(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield requests for what a feed or sitemap lists."""
        hops = response.meta.get("hops", 0)
        for listed in read_listing(response.body, response.url):
            if isinstance(listed, BrokenListing):
                self._count("archive/discovery/broken")
                logger.warning("Feed or sitemap %s: %s; %s", response.url, listed.reason, _where_kept(response))
            elif listed.is_older_than(self.arguments.since):
                self._count("archive/discovery/older_than_since")
            elif not self._goes_on(hops):
                return
            elif listed.is_list:
                yield from self._nested(listed.url, response)
            else:
                self._count("archive/discovery/listed")
                self._offer(listed.url, via=response.url, hops=hops + 1)
                yield from self._next()

    def parse_robots(self, response: Response, **_: Any) -> Iterator[Request]:
        """Yield requests for the sitemaps that a robots.txt names."""
        for url in robots_sitemaps(response.body, response.url):
            yield from self._list(url, via=response.url)

    def failed(self, failure: Failure) -> Iterator[Request]:
        """Count and name a page that could not be fetched, and go on with the next."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy on each errback's failure
        self.budget.settle(read=False)
        self._tell(failure, request)
        yield from self._named_by_robots(request, request.url)
        yield from self._next()

    def failed_list(self, failure: Failure) -> None:
        """Count and name a feed or sitemap that could not be fetched."""
        self._tell(failure, failure.request)  # type: ignore[attr-defined]  # set by Scrapy on each errback's failure

    def failed_robots(self, failure: Failure) -> None:
        """A site without robots.txt is no trouble."""
        logger.debug("No robots.txt: %s", failure.getErrorMessage())

    def _page_of(self, response: Response, request: Request) -> Page | None:
        """Return the page to be read; None when it is no HTML, out of scope, or was read under another address."""
        if not self.is_ours(response.url):
            self._left_the_scope(response)
            return None
        page = Page(capture_of(response, spider=self.name))
        if page.state is not CaptureState.OK:
            self._count("archive/fetch/failed")
            logger.warning("Not fetched: %s: the answer is not the site's own (%s)", response.url, page.state)
            return None
        if not page.is_readable or is_listing(response.body):
            return None
        # A person who names a page at two addresses of an outlet wants both.
        key = _key(response.url) if "seed" in request.meta else self._key(response.url)
        if key is None or self.budget.is_spent or not self.memory.read(key, request):
            return None
        return page

    def _read(self, page: Page, response: Response) -> Iterator[Any]:
        self._count("archive/page/seen")
        draft = self.draft_of(page)
        if draft is not None:
            self._count("archive/page/articles")
            yield draft
        hops = response.meta.get("hops", 0)
        if not self._goes_on(hops):
            return
        if "seed" in response.meta:
            for feed in page.feeds:
                yield from self._list(feed, via=response.url)
        for url in chain((link.url for link in page.links), _sent_on(page)):
            self._offer(url, via=response.url, hops=hops + 1)

    def _offer(self, url: str, *, via: str, hops: int) -> None:
        """Take *url* into account, once: most links of a page are on every page of its site."""
        if self._traps.is_too_long(url):
            self._tell_trap(url, "long_address")
        elif self._is_new(url) and worth_asking(url) and self.is_ours(url) and not self._is_trap(url):
            candidate = Candidate.named_by(via, url, hops=hops)
            self.budget.offer(candidate, candidate.priority)

    def _is_trap(self, url: str) -> bool:
        """Return whether *url* leads on without end, or is a page again that has been met under another address."""
        key = canonical_url(url)
        rule = self._traps.caught(key)
        if rule is None:
            plain = self._traps.plain_form(key)
            rule = None if plain == key or self._is_new(plain) else "same_page"
        if rule is not None:
            self._tell_trap(url, rule)
        return rule is not None

    def _tell_trap(self, url: str, rule: str) -> None:
        self._count("archive/discovery/trap")
        logger.info("Not followed: %s: a trap (%s)", url[:200], rule)

    def _is_new(self, url: str) -> bool:
        key = self._key(url)
        return key is not None and self.memory.meet(key)

    def _key(self, url: str) -> str | None:
        """Return by what a page is known: the same at every address of its outlet."""
        key = self.key_of(url) if self.is_elsewhere_too(url) else None
        return f"page {key}" if key is not None else _key(url)

    def _next(self) -> Iterator[Request]:
        if self.budget.is_spent:
            raise CloseSpider("limit")
        for candidate in self.budget.released():
            meta = {"hops": candidate.hops, "via": candidate.via, "seed": candidate.seed}
            meta[KNOWN_AS] = self._key(candidate.url)
            yield Request(
                urldefrag(candidate.url).url,
                callback=self.parse,
                errback=self.failed,
                priority=candidate.priority,
                meta={name: value for name, value in meta.items() if value is not None},
                # A resumed crawl has its seeds behind it in the duplicate filter, but starts from them anew.
                dont_filter=candidate.seed is not None,
            )

    def _list(self, url: str, *, via: str | None = None, nesting: int = 0, priority: int = LISTS) -> Iterator[Request]:
        """Yield the request for a feed or sitemap, once. The site vouches for it, so it may lie on another host."""
        key = _key(url)
        if key is None or not self.memory.meet(list_name(key)):
            return
        if self._traps.is_too_long(url) or self._list_count >= self._traps.rules.many_lists:
            self._tell_trap(url, "many_lists")
            return
        self._list_count += 1
        yield Request(
            url,
            callback=self.parse_list,
            errback=self.failed_list,
            priority=priority,
            meta={"nesting": nesting, KNOWN_AS: list_name(key)} | ({"via": via} if via else {}),
            dont_filter=True,
        )

    def _nested(self, url: str, response: Response) -> Iterator[Request]:
        nesting = response.meta.get("nesting", 0) + 1
        same_host = urlsplit(url).netloc == urlsplit(response.url).netloc
        if nesting > MOST_NESTED or not (same_host or self.is_ours(url)):
            logger.info("Sitemap %s names %s: too deep or on a strange host, left out", response.url, url)
            return
        yield from self._list(url, via=response.url, nesting=nesting)

    def _named_by_robots(self, request: Request, url: str) -> Iterator[Request]:
        """Yield what robots.txt names for a home page; the copy that was fetched for its rules serves here too."""
        if request.meta.get("seed") != SeedKind.SITE or not self._goes_on(0):
            return
        for address in dict.fromkeys([_first_url(request), url]):
            if not self.is_ours(address):
                continue
            origin = urljoin(address, "/")
            if origin not in self._sitemaps_of_origin:
                yield Request(
                    urljoin(origin, "/robots.txt"),
                    callback=self.parse_robots,
                    errback=self.failed_robots,
                    priority=FIRST,
                    meta={"dont_obey_robotstxt": True, "via": address},
                )
            for sitemap in self._sitemaps_of_origin.get(origin, ()):
                yield from self._list(sitemap, via=urljoin(origin, "/robots.txt"))

    def note_robots(self, response: Response, request: Request) -> None:
        """Keep what the robots.txt names that was fetched for its rules, so that it is not fetched twice."""
        asked = _first_url(request)
        if urlsplit(asked).path == "/robots.txt":
            found = robots_sitemaps(response.body, response.url) if response.status == 200 else []
            self._sitemaps_of_origin[urljoin(asked, "/")] = found

    def request_dropped(self, request: Request) -> None:
        """Tell of an address that redirects to itself: the duplicate filter ends the loop without a word."""
        if request.url in request.meta.get("redirect_urls", ()):
            self._count("archive/fetch/failed")
            logger.warning("Not fetched: %s: it redirects in a loop", _first_url(request))

    def spider_idle(self) -> None:
        """Nothing is under way any more: what Scrapy dropped without a word gives its place to the next."""
        self.budget.nothing_under_way()
        requests = [] if self.budget.is_spent else list(self._next())
        if not requests:
            return
        assert self.crawler.engine is not None
        for request in requests:
            self.crawler.engine.crawl(request)
        raise DontCloseSpider

    def _goes_on(self, hops: int) -> bool:
        return self.arguments.depth is None or hops < self.arguments.depth

    def _left_the_scope(self, response: Response) -> None:
        asked = _first_url(_request_of(response))
        self._count("archive/discovery/left_scope")
        level = logging.WARNING if "seed" in response.meta else logging.INFO
        logger.log(level, "%s leads to %s, which is outside of the site: kept, not read", asked, response.url)

    def _tell(self, failure: Failure, request: Request) -> None:
        if isinstance(failure.value, IgnoreRequest) and str(failure.value) == "Forbidden by robots.txt":
            self._count("archive/discovery/forbidden_by_robots")
            logger.info("Not fetched: %s: forbidden by robots.txt", request.url)
            return
        if isinstance(failure.value, Refused):
            # Told and counted where it was refused. That a page names such an address is no failure of the crawl.
            if "seed" in request.meta:
                self._count("archive/fetch/failed")
            return
        if isinstance(failure.value, HttpError) and failure.value.response.status in GONE:
            # The server has answered, and its answer is in the archive: that is no failure of the crawl.
            self._count("archive/fetch/gone")
            announced = request.callback == self.parse_list
            logger.log(logging.WARNING if announced else logging.INFO, "Gone: %s: %s", request.url, _why(failure))
            return
        self._count("archive/fetch/failed")
        logger.warning("Not fetched: %s: %s", request.url, _why(failure))

    def _count(self, stat: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(stat)


def _sent_on(page: Page) -> Iterator[str]:
    """Yield where the page sends its readers by itself; for the archive a link like any other."""
    for content in page.meta.get("refresh", ()):
        target = refresh_target(content)
        url = resolve(page.base_url, target) if target else None
        if url is not None:
            yield url


def _key(url: str) -> str | None:
    try:
        return canonical_url(url)
    except BadAddress:
        return None


def _request_of(response: Response) -> Request:
    assert response.request is not None
    return response.request


def _first_url(request: Request) -> str:
    """Return the address before any redirect."""
    first: str = request.meta.get("redirect_urls", [request.url])[0]
    return first


def _where_kept(response: Response) -> str:
    record_id = capture_of(response).record_id
    return f"kept as received in {record_id}" if record_id else "not archived"


def _why(failure: Failure) -> str:
    if isinstance(failure.value, HttpError):
        return f"answered {failure.value.response.status}"
    return f"{failure.type.__name__}: {failure.getErrorMessage()}" if failure.type else failure.getErrorMessage()
