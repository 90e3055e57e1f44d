"""Do the addresses of an outlet answer? What is asked, and what the answers amount to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.fetch.look.ask import Ask
from crawler.fetch.look.kinds import list_facts
from crawler.model import HostKind, Rewrite, SeedKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.fetch.look.ask import Look
    from crawler.model import Outlet

LISTS = frozenset({SeedKind.FEED, SeedKind.SITEMAP, SeedKind.NEWS_SITEMAP})
NOT_BY_HEAD = frozenset({400, 403, 404, 405, 500, 501})
"""Servers that do not know HEAD answer with one of these; then the page itself is asked for."""
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

    def __init__(self) -> None:
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
                    yield Ask(url=url, method="HEAD", outlet=outlet.key, what=host.kind)
            for seed in outlet.seeds:
                if seed.url not in asked:
                    method = "GET" if seed.kind in LISTS else "HEAD"
                    yield Ask(url=seed.url, method=method, outlet=outlet.key, what=seed.kind)

    def told(self, look: Look) -> Iterable[Ask]:
        """Take note of *look*; return what is to be asked besides."""
        if look.ask.method == "HEAD" and look.status in NOT_BY_HEAD:
            return [replace(look.ask, method="GET")]
        is_well, text = _verdict(look)
        if look.status is not None and look.url != look.ask.url:
            text += f" (at {look.url})"
        ask = look.ask
        self.findings.append(Finding(outlet=ask.outlet, what=ask.what, url=ask.url, is_well=is_well, text=text))
        return []


def _verdict(look: Look) -> tuple[bool, str]:
    if look.status is None:
        return False, look.trouble
    if not 200 <= look.status < 300:
        return False, str(look.status)
    if look.ask.what not in LISTS:
        return True, str(look.status)
    facts = list_facts(look.body, look.url)
    return facts.kind is not None and not facts.flaw, f"{look.status}: {facts}"
