"""Reading captures without an engine, by the same spiders and the same steps in the same order as a crawl."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, Self

from scrapy.spiderloader import get_spider_loader

from crawler.errors import BadAddress
from crawler.fetch.steps import steps_of
from crawler.model import CaptureState
from crawler.page import Page, run_steps
from crawler.url import covers, host_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scrapy.settings import BaseSettings

    from crawler.model import Article, Capture, Scope
    from crawler.page import Draft

GENERIC = "news"
"""The spider that reads pages of any site."""


class SiteReading(Protocol):
    """The part of a spider that reads: pure, without an engine."""

    @property
    def scope(self) -> Scope: ...

    def is_ours(self, url: str) -> bool: ...

    def draft_of(self, page: Page) -> Draft | None: ...

    def begin(self, page: Page) -> Draft: ...


class Reader:
    """Reads captures. The same capture gives the same article, live, from a WARC file and in a test."""

    def __init__(
        self,
        steps: Sequence[Callable[[Draft], Draft]],
        site_of: Callable[[str], SiteReading],
        *,
        site_names: Sequence[str] = (),
    ) -> None:
        """*site_names*: whose scopes tell whose page it is when a capture names no spider."""
        self._steps = steps
        self._site_of = site_of
        self._site_names = site_names
        self._sites: dict[str, SiteReading] = {}
        self._names_by_host: dict[str, list[str]] | None = None

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Take the steps from ITEM_PIPELINES and the sites from SPIDER_MODULES."""
        loader: Any = get_spider_loader(settings)
        return cls(steps_of(settings), lambda name: loader.load(name)(), site_names=sorted(loader.list()))

    def read(self, capture: Capture) -> Article | None:
        """Return the article a crawl would have read from *capture*; None when a crawl would have passed it over."""
        with _collector_at_rest():
            return self._read(capture)

    def read_as_article(self, capture: Capture) -> Article:
        """Return the article of a page that a person says is one; of a notice in its place a note, and no text."""
        with _collector_at_rest():
            return self._read_as_article(capture)

    def is_foreign(self, capture: Capture) -> bool:
        """Return whether *capture* lies out of the scope of the site that fetched it, as behind a redirect."""
        site = self._site_for(capture)
        return capture.spider is not None and bool(site.scope.hosts) and not site.is_ours(capture.url)

    def _read(self, capture: Capture) -> Article | None:
        page = Page(capture)
        if not page.is_readable:
            return None
        draft = self._site_for(capture).draft_of(page)
        return None if draft is None else run_steps(draft, self._steps).article

    def _read_as_article(self, capture: Capture) -> Article:
        page = Page(capture)
        draft = self._site_for(capture).begin(page)
        if page.state is not CaptureState.OK:
            return draft.note(f"no article: the answer is not the site's own ({page.state})").article
        return run_steps(draft, self._steps).article

    def _site_for(self, capture: Capture) -> SiteReading:
        """Return the site that fetched *capture*; of a page from elsewhere, the one whose scope covers its address."""
        if capture.spider is not None:
            return self._site(capture.spider)
        sites = map(self._site, self._names_near(capture.url))
        return next((site for site in sites if covers(site.scope, capture.url)), self._site(None))

    def _names_near(self, url: str) -> list[str]:
        """Return the names of the sites whose scope names the host of *url* or one above it: few of many outlets."""
        if self._names_by_host is None:
            self._names_by_host = {}
            for name in self._site_names:
                for host in self._site(name).scope.hosts:
                    self._names_by_host.setdefault(host_of(f"http://{host}"), []).append(name)
        try:
            labels = host_of(url).split(".")
        except BadAddress:
            return []
        above = [".".join(labels[start:]) for start in range(len(labels))]
        return [name for host in above for name in self._names_by_host.get(host, ())]

    def _site(self, name: str | None) -> SiteReading:
        """Return the site called *name*; the generic one when the archive was written by a spider that is not here."""
        key = name or GENERIC
        if key not in self._sites:
            try:
                self._sites[key] = self._site_of(key)
            except KeyError:
                self._sites[key] = self._site(None) if name else self._site_of(GENERIC)
        return self._sites[key]


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Keep the collector of circular garbage from looking through a page that is still being read.

    Reading makes thousands of objects and no circles: they go when the page goes. Looking for circles among them took
    a quarter of the time. Nothing of the page may be held at the end, or the collector looks through it then: that is
    why reading is a call of its own.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
