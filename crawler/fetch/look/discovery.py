"""An outlet's entry made from its home page: what page and robots.txt name, and what that turns out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from crawler.fetch.discovery import robots_sitemaps
from crawler.fetch.discovery.pages import is_section_address
from crawler.fetch.look.ask import Ask
from crawler.fetch.look.kinds import list_facts
from crawler.model import Outlet, OutletHost, Seed, SeedKind
from crawler.outlets.fields import TAKEN, plain_text
from crawler.outlets.importing import slug
from crawler.page.language import language_of
from crawler.page.links import LinkPlace
from crawler.url import canonical_url, registrable_domain, resolve
from crawler.url.parts import split

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.fetch.look.ask import Look
    from crawler.fetch.look.kinds import ListFacts
    from crawler.page import Page

MOST_LISTS = 40
MOST_NEWS_PARTS = 3
"""Of the sitemaps in an index so many are looked at whose address speaks of news."""
GUESSES = (
    "/feed",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/news-sitemap.xml",
)
ORDER = (SeedKind.NEWS_SITEMAP, SeedKind.FEED, SeedKind.SITEMAP)
HOME, ROBOTS, ANNOUNCED, LINKED, GUESSED = "home", "robots.txt", "announced", "linked", "guessed"
MAY_BE_WRONG = frozenset({LINKED, GUESSED})
"""That such an address is no list is nothing to tell."""
LIST_ENDS = ("/rss", "/feed", "/atom", ".rss", ".atom", ".rdf", "rss.xml", "feed.xml", "atom.xml", "feed.json")
MOST_LINKED = 10
MOST_SECTIONS = 12
LONGEST_SECTION_WORDS = 3


class Discovery:
    """Gathers an outlet while a `LookSpider` asks; `notes` tell what was found and what was no use."""

    def __init__(self, url: str, *, guesses: bool = False) -> None:
        """*guesses*: usual addresses of feeds and sitemaps are tried too."""
        self.asked = Ask(url=url, what=HOME)
        self.notes: list[str] = []
        self.trouble = ""
        """Why there is no outlet."""
        self._guesses = guesses
        self._home: Look | None = None
        self._page: Page | None = None
        self._met: set[str] = set()
        self._seeds: dict[str, SeedKind] = {}

    def told(self, look: Look) -> Iterable[Ask]:
        """Take note of *look*; return what is to be asked besides."""
        if look.ask.what == HOME:
            return list(self._from_home(look))
        if look.ask.what == ROBOTS:
            named = robots_sitemaps(look.body, look.url) if look.status == 200 else []
            return list(self._lists(named, ANNOUNCED))
        return list(self._from_list(look))

    def outlet(self) -> Outlet | None:
        """Return the outlet as far as it was found; None, with `trouble`, when its home page could not be read."""
        if self._home is None or self._page is None:
            return None
        hosts = [_host(self._home.url)]
        asked = _host(self.asked.url)
        if asked.host.removeprefix("www.") != hosts[0].host.removeprefix("www."):
            hosts.append(asked)
        label = registrable_domain(split(self._home.url).host)
        key = slug(label.partition(".")[0] if any(sign.isalpha() for sign in label) else label)
        key = slug(label) if key in TAKEN else key
        found = sorted(self._seeds.items(), key=lambda item: (ORDER.index(item[1]), item[0]))
        seeds = [Seed(url=url, kind=kind) for url, kind in found]
        home = [Seed(url=self._home.url), *_sections(self._page)]
        return Outlet(
            key=key or "outlet",
            name=_name(self._page) or label,
            hosts=tuple(hosts),
            language=language_of(self._page)[0],
            seeds=tuple(seeds or home),
            source=f"found on {self._home.url}",
        )

    def _from_home(self, look: Look) -> Iterator[Ask]:
        self._home = look
        if look.page is None:
            self.trouble = look.trouble or f"answered {look.status}, but no HTML page"
            return
        self._page = look.page
        yield from self._lists(look.page.feeds, ANNOUNCED)
        yield from self._lists(_linked_lists(look.page), LINKED)
        if look.sitemaps is None:
            yield Ask(url=urljoin(look.url, "/robots.txt"), what=ROBOTS)
        else:
            yield from self._lists(look.sitemaps, ANNOUNCED)
        if self._guesses:
            yield from self._lists((urljoin(look.url, path) for path in GUESSES), GUESSED)

    def _from_list(self, look: Look) -> Iterator[Ask]:
        if look.status is None or not 200 <= look.status < 300:
            if look.ask.what not in MAY_BE_WRONG:
                self.notes.append(f"left out: {look.ask.url}: {look.trouble or f'answered {look.status}'}")
            return
        facts = list_facts(look.body, look.url)
        if facts.kind is None:
            if look.ask.what not in MAY_BE_WRONG:
                self.notes.append(f"left out: {look.ask.url}: {facts.flaw}")
            return
        self._keep(look.url, facts)
        news = [url for url in facts.lists if "news" in url.lower()]
        yield from self._lists(news[:MOST_NEWS_PARTS], GUESSED)

    def _keep(self, url: str, facts: ListFacts) -> None:
        assert facts.kind is not None
        if url not in self._seeds:
            self._seeds[url] = facts.kind
            self.notes.append(f"{facts.kind}: {url}: {facts}")

    def _lists(self, urls: Iterable[str], what: str) -> Iterator[Ask]:
        for url in urls:
            key = canonical_url(url)
            if key not in self._met and len(self._met) < MOST_LISTS:
                self._met.add(key)
                yield Ask(url=url, what=what)


def _linked_lists(page: Page) -> list[str]:
    """Return what the page links to as its sitemap, or by an ordinary link to an address such as ``/rss``."""
    sitemaps = [
        resolve(page.base_url, element.get("href") or "")
        for element in page.tree.iter("link")
        if "sitemap" in (element.get("rel") or "").lower().split()
    ]
    feeds = [link.url for link in page.links if link.url.partition("?")[0].rstrip("/").lower().endswith(LIST_ENDS)]
    return [url for url in [*sitemaps, *feeds] if url][:MOST_LINKED]


def _sections(page: Page) -> list[Seed]:
    """Return the sections that the menu of a page names, as seeds to watch: for a site without any list."""
    own = registrable_domain(split(page.url).host)
    found = [
        link.url
        for link in page.links
        if link.place is LinkPlace.FURNITURE
        and 0 < len(link.text.split()) <= LONGEST_SECTION_WORDS
        and is_section_address(link.url)
        and registrable_domain(split(link.url).host) == own
    ]
    return [Seed(url=url, kind=SeedKind.SECTION) for url in found[:MOST_SECTIONS]]


def _host(url: str) -> OutletHost:
    parts = split(url)
    return OutletHost(host=f"{parts.host}:{parts.port}" if parts.port else parts.host, scheme=parts.scheme)


def _name(page: Page) -> str | None:
    """Return what the page calls its site; the part of its title before the first dash or bar where it says nothing."""
    for name in ("og:site_name", "application-name"):
        for value in page.meta.get(name, ()):
            if plain_text(value):
                return plain_text(value, 100)
    title = plain_text(page.title or "", 400)
    for sign in (" | ", " – ", " — ", " - "):
        title = title.partition(sign)[0]
    return title[:100] or None
