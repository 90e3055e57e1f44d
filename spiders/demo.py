"""The demo newspaper: ``crawl demo -a seeds=http://127.0.0.1:PORT/`` while ``microfiche demo --serve`` runs."""

from __future__ import annotations

from spiders.site import SiteSpider


class Demo(SiteSpider):
    """A site spider at its smallest: a name and an outlet. Where the newspaper is served is told by ``seeds``."""

    name = "demo"
    outlet = "The Tidewater Gazette"
