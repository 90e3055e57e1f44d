"""Any news site by its address: ``crawl news -a seeds=https://example.org/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.url import host_of, registrable_domain
from spiders.site import SiteSpider

if TYPE_CHECKING:
    from crawler.model import Seed


class News(SiteSpider):
    """Reads any site generically; what belongs to it is the registrable domain of each seed."""

    name = "news"

    def hosts_of(self, seed: Seed) -> tuple[str, ...]:
        return (registrable_domain(host_of(seed.url)),)
