"""The reading half of a site: pure, no engine needed, the same in a crawl, in `reread` and in a test."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.config import SOFTWARE
from crawler.fetch.discovery import article_like
from crawler.model import UNCONFIRMED, Scope, Seed, Template
from crawler.outlets import host_at, is_own_address, path_key, story_address
from crawler.page import Draft, looks_like_article
from crawler.url import covers, host_of

if TYPE_CHECKING:
    from crawler.model import Outlet
    from crawler.page import Page

DAY_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?:/|$)")


class SiteReading:
    """What a site says about itself, and how its pages are told apart."""

    entry: Outlet | None = None
    """What outlets.toml says of the site; set by the loader of spiders, None when there is no entry of its name."""
    outlet: str | None = None
    """Name of the outlet, such as ``Press TV``; None: the registrable domain of each page."""
    seeds: tuple[Seed, ...] = ()
    """Where to start; ``-a seeds=`` takes their place."""
    scope: Scope = Scope(hosts=())
    """What belongs to the site; the hosts of ``-a seeds=`` are added."""
    templates: tuple[Template, ...] = ()
    """Layouts of this site, the newest first; the first that matches a page is taken."""

    def key_of(self, url: str) -> str | None:
        """Return what names the same article at every address of the outlet; None when the address has no such part."""
        key = path_key(self.entry, url) if self.entry is not None else None
        if key is not None:
            return None if key == "/" else key
        parts = urlsplit(url)
        return (f"{parts.path}?{parts.query}" if parts.query else parts.path) if article_like(url) else None

    def is_ours(self, url: str) -> bool:
        """Return whether *url* belongs to the site: in its scope, or at a confirmed address of its outlet."""
        if covers(self.scope, url):
            return True
        host = host_at(self.entry, url) if self.entry is not None else None
        if host is None or not host.confirmed:
            return False
        return covers(replace(self.scope, hosts=(host_of(url),)), url)

    def is_elsewhere_too(self, url: str) -> bool:
        """Return whether what is at *url* may stand at other addresses of the outlet as well."""
        if self.entry is None or len(self.entry.hosts) < 2:
            return False
        return host_at(self.entry, url) is not None and self.is_ours(url)

    def template_for(self, page: Page) -> Template:
        """Return the first of `templates` that matches *page*, else the generic reading.

        The page tells: sites serve old and new layouts on one day. Only where several match, one whose days cover that
        of the page goes before the others.
        """
        fitting = [each for each in self.templates if each.matches is None or page.select(each.matches)]
        if len(fitting) > 1:
            day = _day_of(page)
            return next((each for each in fitting if each.covers(day)), fitting[0])
        return fitting[0] if fitting else Template()

    def is_article(self, page: Page) -> bool:
        """Return whether *page* shows one article."""
        return looks_like_article(page)

    def draft_of(self, page: Page) -> Draft | None:
        """Return the draft the pipelines start from; None when *page* is not an article."""
        return self.begin(page) if self.is_article(page) else None

    def begin(self, page: Page) -> Draft:
        """Return the draft of a page that is known to be an article."""
        # What the draft makes of the page stays with its own copy: the first one is not asked again.
        page = page.with_template(self.template_for(page))
        draft = Draft.of(page, outlet=self.outlet, reader=SOFTWARE)
        draft = draft.with_article(key=self.key_of(story_address(page.url, page.own_address)))
        is_own = self.entry is None or is_own_address(self.entry, self.scope, page.url)
        return draft if is_own else draft.note(UNCONFIRMED)

    def hosts_of(self, seed: Seed) -> tuple[str, ...]:
        """Return the hosts that belong to the site because a person named *seed*."""
        return (host_of(seed.url),)


def _day_of(page: Page) -> date:
    """Return the day in the address of *page*, else that of its capture."""
    told = DAY_IN_PATH.search(urlsplit(page.url).path)
    try:
        return date(*map(int, told.groups())) if told else page.capture.captured_at.date()
    except ValueError:
        return page.capture.captured_at.date()
