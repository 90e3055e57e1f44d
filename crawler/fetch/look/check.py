"""Do the addresses of an outlet answer? What is asked, and what the answers amount to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from crawler.fetch.discovery import likely_article
from crawler.fetch.look.ask import Ask
from crawler.fetch.look.kinds import list_facts
from crawler.model import CaptureState, HostKind, Rewrite, SeedKind
from crawler.url import canonical_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.fetch.look.ask import Look
    from crawler.model import Outlet
    from crawler.page import Page

LISTS = frozenset({SeedKind.FEED, SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP})
LED_ON_FROM = frozenset({SeedKind.PAGE, SeedKind.SECTION})
"""From other pages a crawl is led on by their robots.txt, too."""
NEEDS_PROXY = frozenset({HostKind.ONION, HostKind.I2P})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the table."""

    outlet: str
    what: str
    url: str
    is_well: bool
    text: str


class Check:
    """Gathers `findings` while a `LookSpider` asks."""

    def __init__(self, is_ours: Callable[[str, str], bool]) -> None:
        """*is_ours* says whether a crawl of an outlet, by its name, would follow an address."""
        self._is_ours = is_ours
        self.findings: list[Finding] = []

    def asks_for(self, outlets: Iterable[Outlet]) -> Iterator[Ask]:
        """Yield what is to be asked for each of *outlets*: the home page at each address, and the seeds."""
        for outlet in outlets:
            asked = set()
            for host in outlet.hosts:
                url = f"{host.scheme}://{host.host}{host.prefix}" + ("" if host.rewrite is Rewrite.FRAGMENT else "/")
                if host.kind in NEEDS_PROXY or host.host.partition(":")[0].endswith((".onion", ".i2p")):
                    text = "not asked: needs a proxy"
                    self.findings.append(Finding(outlet=outlet.key, what=host.kind, url=url, is_well=True, text=text))
                else:
                    asked.add(url)
                    yield Ask(url=url, outlet=outlet.key, what=host.kind)
            for seed in outlet.seeds:
                if seed.url not in asked:
                    yield Ask(url=seed.url, outlet=outlet.key, what=seed.kind)

    def told(self, look: Look) -> Iterable[Ask]:
        """Take note of *look*; return what is to be asked besides: nothing."""
        is_well, text = self._verdict(look)
        if look.status is not None and look.url != look.ask.url:
            text += f" (at {look.url})"
        ask = look.ask
        self.findings.append(Finding(outlet=ask.outlet, what=ask.what, url=ask.url, is_well=is_well, text=text))
        return []

    def _verdict(self, look: Look) -> tuple[bool, str]:
        if look.status is None:
            return False, look.trouble
        if look.state is not CaptureState.OK:
            return False, f"{look.status}: the answer is not the site's own ({look.state})"
        if not 200 <= look.status < 300:
            return False, str(look.status)
        if look.ask.what in LISTS:
            facts = list_facts(look.body, look.url, is_ours=partial(self._is_ours, look.ask.outlet))
            return facts.kind is not None and not facts.flaw, f"{look.status}: {facts}"
        if look.ask.what in LED_ON_FROM and look.page is not None and not self._leads_on(look, look.page):
            return False, f"{look.status}: it leads to nothing of the outlet"
        return True, str(look.status)

    def _leads_on(self, look: Look, page: Page) -> bool:
        """Return whether a crawl would come to a page from *page*; from a section, to one that may be an article."""
        is_section = look.ask.what == SeedKind.SECTION
        own = canonical_url(look.url)
        return any(
            canonical_url(link.url) != own
            and self._is_ours(look.ask.outlet, link.url)
            and (not is_section or likely_article(link.url, link))
            for link in page.links
        )
