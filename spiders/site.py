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
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.http import Request, Response

from crawler.due import Kind
from crawler.errors import BadSetting
from crawler.fetch.discovery import (
    FIRST,
    LISTS,
    Arguments,
    BrokenListing,
    Budget,
    Candidate,
    Slugs,
    Traps,
    is_json,
    is_listing,
    named_in_json,
    read_listing,
    robots_sitemaps,
    worth_asking,
)
from crawler.fetch.frontier import KNOWN_AS, Memory, list_name
from crawler.fetch.incremental.announced import Announcements
from crawler.fetch.incremental.asking import due_meta, has_article, is_archived
from crawler.fetch.polite.ending import LeftForLater
from crawler.fetch.polite.robots import RobotsUnreachable
from crawler.fetch.rebuilt import capture_of
from crawler.model import CaptureState, SeedKind
from crawler.outlets import article_id, story_address
from crawler.page import Page
from crawler.url import canonical_url, plain_form
from spiders.asked import first_url, key_of_address, request_of, sent_on, told, where_kept
from spiders.reading import SiteReading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.fetch.discovery import Listed
    from crawler.page.links import Link

logger = logging.getLogger(__name__)

LIST_KINDS = frozenset({SeedKind.FEED, SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP})
MOST_NESTED = 3
"""Sitemaps of sitemaps are followed so deep; the protocol knows one level."""
MOST_MORE = 50
"""A list is asked to go on so often by what its buttons ask for; some have no end."""


class SiteSpider(SiteReading, scrapy.Spider):
    """A spider of one site. `limit`, `depth`, `since` and `seeds` are its arguments (docs/add-a-site.md)."""

    def __init__(self, name: str | None = None, **arguments: str) -> None:
        """Raises `BadSetting` for an argument that is not known or cannot be used."""
        super().__init__(name)
        self.arguments = Arguments.from_strings(arguments)
        if self.arguments.seeds:
            self.seeds = self.arguments.seeds
            hosts = [host for seed in self.seeds if not self.is_ours(seed.url) for host in self.hosts_of(seed)]
            self.scope = replace(self.scope, hosts=tuple(dict.fromkeys([*self.scope.hosts, *hosts])))
        self.budget: Budget[Candidate] = Budget(self.arguments.limit)
        self.memory = Memory()
        self.announcements = Announcements()
        self.began_at = datetime.now(UTC)
        self._traps = Traps(year=datetime.now(UTC).year)
        self._slugs = Slugs(article_id)
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
        self.began_at = memory.began_at or self.began_at
        self.budget.go_on(read=memory.pages_read)

    async def start(self) -> AsyncIterator[Any]:
        for seed in self.seeds:
            if seed.kind in LIST_KINDS:
                for request in self._list(seed.url):
                    yield request
            elif (key := key_of_address(seed.url)) is not None and self.memory.meet(key):
                self.budget.offer(Candidate.from_seed(seed), FIRST)
        for request in self._next():
            yield request

    def parse(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield the draft of an article, and requests for what the page leads to."""
        request = request_of(response)
        page = self._page_of(response, request)
        self.budget.settle(read=page is not None and not is_archived(response))
        yield from self._named_by_robots(request, response.url)
        if page is not None:
            yield from self._read(page, response)
        elif "seed" in request.meta and is_listing(response.body):
            yield from self.parse_list(response)
        elif "more" in request.meta and is_json(response.body):
            self._offer_named(response)
        yield from self._next()

    def parse_list(self, response: Response, **_: Any) -> Iterator[Any]:
        """Yield requests for what a feed or sitemap lists."""
        hops = response.meta.get("hops", 0)
        for listed in read_listing(response.body, response.url):
            if isinstance(listed, BrokenListing):
                self._count("archive/discovery/broken")
                logger.warning("Feed or sitemap %s: %s; %s", response.url, listed.reason, where_kept(response))
            elif listed.is_older_than(self.arguments.since):
                self._count("archive/discovery/older_than_since")
            elif not self._goes_on(hops):
                return
            elif listed.is_list:
                yield from self._nested(listed, response)
            else:
                self._count("archive/discovery/listed")
                self._offer(listed.url, via=response.url, hops=hops + 1, announced_at=listed.changed_at)
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
        if not isinstance(failure.value, LeftForLater | RobotsUnreachable):
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
        story = story_address(page.url, page.own_address)
        self._slugs.read(page.url, story)
        if is_archived(response):
            if has_article(response) and (known := self._key(story)) is not None:
                self.memory.read_before(known)
            return page  # for its links, and for what was not read from it
        if self.budget.is_spent:
            return None
        # A person who names a page at two addresses of an outlet wants both.
        key = key_of_address(response.url) if "seed" in request.meta else self._key(story)
        key = f"again {key}" if key and "again" in request.meta else key
        return page if key and self.memory.read(key, request) else None

    def _read(self, page: Page, response: Response) -> Iterator[Any]:
        if not is_archived(response):
            self._count("archive/page/seen")
        story = story_address(page.url, page.own_address)
        # What the archive has under another address is read there.
        is_read = has_article(response) or (is_archived(response) and story != page.url)
        draft = None if is_read else self.draft_of(page)
        if draft is not None:
            self._count("archive/page/articles")
            yield draft
        hops = response.meta.get("hops", 0)
        if not self._goes_on(hops):
            return
        if "seed" in response.meta:
            for feed in page.feeds:
                yield from self._list(feed, via=response.url)
        for url in page.more:
            self._offer(url, via=response.url, hops=hops + 1, more=response.meta.get("more", 0) + 1)
        for link in page.links:
            self._offer(link.url, via=response.url, hops=hops + 1, link=link)
        for url in chain(page.alternates, sent_on(page), [story]):
            self._offer(url, via=response.url, hops=hops + 1)

    def _offer_named(self, response: Response) -> None:
        """Take into account what the JSON behind a "load more" button names."""
        hops, more = response.meta.get("hops", 0), response.meta["more"]
        for url, goes_on in named_in_json(response.body, response.url) if self._goes_on(hops) else ():
            self._offer(url, via=response.url, hops=hops + 1, more=more + 1 if goes_on else 0)

    def _offer(  # noqa: PLR0913  # what is known of the naming, each of it optional
        self,
        url: str,
        *,
        via: str,
        hops: int,
        link: Link | None = None,
        more: int = 0,
        announced_at: datetime | None = None,
    ) -> None:
        """Take *url* into account, once: most links of a page are on every page of its site."""
        if self._traps.is_too_long(url):
            self._tell_trap(url, "long_address")
        elif more > MOST_MORE or not (more or worth_asking(url)):
            return
        elif not self._is_new(url):
            self._note_change(url, announced_at, via=via, hops=hops)
        elif self.is_ours(url) and not self._is_trap(url):
            candidate = Candidate.named_by(via, url, hops=hops, link=link, more=more, announced_at=announced_at)
            self.budget.offer(candidate, candidate.priority)

    def _note_change(self, url: str, at: datetime | None, *, via: str, hops: int) -> None:
        """Keep what a list tells of a page met before it; what the archive has answered for is asked about again."""
        key = None if at is None else self._key(url)
        if at is not None and key is not None and self.announcements.note(key, at):
            candidate = Candidate.named_by(via, url, hops=hops, announced_at=at)
            self.budget.offer(replace(candidate, again=True), candidate.priority)

    def _is_trap(self, url: str) -> bool:
        """Return whether *url* leads on without end, or is a page again that has been met under another address."""
        key = canonical_url(url)
        rule = self._traps.caught(key)
        if rule is None:
            plain = self._traps.plain_form(key)
            rule = None if plain == key or self._is_new(plain) else "same_page"
        if rule is None and self._slugs.is_known(url):
            rule = "same_number"
        # Of a form, such as one for print, the plain address must be known by itself: it may be a page of its own.
        if rule is None and (plain := plain_form(key)) != key and self.memory.knows(self._key(plain) or plain):
            rule = "same_form"
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
        return f"page {key}" if key is not None else key_of_address(url)

    def _next(self) -> Iterator[Request]:
        if self.budget.is_spent:
            raise CloseSpider("limit")
        for candidate in self.budget.released():
            meta = {"hops": candidate.hops, "via": candidate.via, "seed": candidate.seed, "again": candidate.again}
            meta |= {"more": candidate.more, KNOWN_AS: self._key(candidate.url)}
            kind = Kind.PAGE if candidate.seed is None else Kind.LIST
            meta |= self._due(kind, is_seed=candidate.seed is not None, announced_at=candidate.announced_at)
            yield Request(
                urldefrag(candidate.url).url,
                callback=self.parse,
                errback=self.failed,
                priority=candidate.priority,
                meta={name: value for name, value in meta.items() if value},
                # A resumed crawl has its seeds behind it in the duplicate filter, but starts from them anew.
                dont_filter=candidate.seed is not None or candidate.again,
            )

    def _due(self, kind: Kind, *, is_seed: bool = False, announced_at: datetime | None = None) -> dict[str, Any]:
        named = is_seed and bool(self.arguments.seeds)
        return {} if self.arguments.again else due_meta(kind, named=named, announced_at=announced_at)

    def _list(
        self, url: str, *, via: str | None = None, nesting: int = 0, announced_at: datetime | None = None
    ) -> Iterator[Request]:
        """Yield the request for a feed or sitemap, once. The site vouches for it, so it may lie on another host."""
        key = key_of_address(url)
        if key is None or not self.memory.meet(list_name(key)):
            return
        if self._traps.is_too_long(url) or self._list_count >= self._traps.rules.many_lists:
            self._tell_trap(url, "many_lists")
            return
        self._list_count += 1
        meta = {"nesting": nesting, "via": via, KNOWN_AS: list_name(key)}
        meta |= self._due(Kind.LIST, is_seed=via is None, announced_at=announced_at)
        yield Request(
            url,
            callback=self.parse_list,
            errback=self.failed_list,
            priority=FIRST if via is None else LISTS,
            meta={name: value for name, value in meta.items() if value is not None},
            dont_filter=True,
        )

    def _nested(self, listed: Listed, response: Response) -> Iterator[Request]:
        url = listed.url
        nesting = response.meta.get("nesting", 0) + 1
        same_host = urlsplit(url).netloc == urlsplit(response.url).netloc
        if nesting > MOST_NESTED or not (same_host or self.is_ours(url)):
            logger.info("Sitemap %s names %s: too deep or on a strange host, left out", response.url, url)
            return
        yield from self._list(url, via=response.url, nesting=nesting, announced_at=listed.changed_at)

    def _named_by_robots(self, request: Request, url: str) -> Iterator[Request]:
        """Yield what robots.txt names for a home page; the copy that was fetched for its rules serves here too."""
        if request.meta.get("seed") != SeedKind.SITE or not self._goes_on(0):
            return
        for address in dict.fromkeys([first_url(request), url]):
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
        asked = first_url(request)
        if urlsplit(asked).path == "/robots.txt":
            found = robots_sitemaps(response.body, response.url) if response.status == 200 else []
            self._sitemaps_of_origin[urljoin(asked, "/")] = found

    def request_dropped(self, request: Request) -> None:
        """Tell of an address that redirects to itself: the duplicate filter ends the loop without a word."""
        if request.url in request.meta.get("redirect_urls", ()):
            self._count("archive/fetch/failed")
            logger.warning("Not fetched: %s: it redirects in a loop", first_url(request))

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
        asked = first_url(request_of(response))
        self._count("archive/discovery/left_scope")
        level = logging.WARNING if "seed" in response.meta else logging.INFO
        logger.log(level, "%s leads to %s, which is outside of the site: kept, not read", asked, response.url)

    def _tell(self, failure: Failure, request: Request) -> None:
        """Count *failure* and tell of it, as far as nobody has yet."""
        stat, level, words = told(failure, request, is_list=request.callback == self.parse_list)
        if stat:
            self._count(stat)
        if words:
            logger.log(level, words)

    def _count(self, stat: str) -> None:
        if self.crawler.stats is not None:
            self.crawler.stats.inc_value(stat)
