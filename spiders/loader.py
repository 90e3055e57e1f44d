"""Which spiders there are: the files of this package, and every outlet of outlets.toml."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader

from crawler.errors import BadAddress, UnknownSpider
from crawler.outlets import OutletBook, scope_of, seeds_of
from spiders.site import SiteSpider

if TYPE_CHECKING:
    import builtins

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

    from crawler.model import Outlet


class OutletSpiderLoader(SpiderLoader):
    """A spider for each entry of outlets.toml, made when it is asked for. A spider with a file of its own wins.

    What such a file does not say, name, seeds and hosts, is taken from the entry of the same name.
    """

    def __init__(self, settings: BaseSettings) -> None:
        """Raises `BadOutlet` when an outlets.toml cannot be read."""
        super().__init__(settings)
        self.book = OutletBook.of_archive(Path(settings.get("ARCHIVE", "archive")).expanduser())
        self._made: dict[str, type[Spider]] = {}

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider called *spider_name*. Raises `UnknownSpider`, and `BadOutlet` for a bad entry."""
        written = self._spiders.get(spider_name)
        if written is None and spider_name not in self.book:
            raise UnknownSpider(spider_name, self.list())
        if spider_name not in self.book or (written is not None and not issubclass(written, SiteSpider)):
            return super().load(spider_name)
        if spider_name not in self._made:
            self._made[spider_name] = site_of(self.book.outlet(spider_name), written or SiteSpider)
        return self._made[spider_name]

    def list(self) -> list[str]:
        return sorted({*super().list(), *self.book.keys})

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the names of the spiders whose site *request* goes to."""
        try:
            keys = self.book.keys_at(request.url)
        except BadAddress:
            keys = []
        return list(dict.fromkeys([*super().find_by_request(request), *keys]))


def site_of(outlet: Outlet, written: type[SiteSpider] = SiteSpider) -> type[SiteSpider]:
    """Return the spider of *outlet*; *written* is the class of its own file, and what that says is left as it is."""
    hosts = dict.fromkeys([*written.scope.hosts, *scope_of(outlet).hosts])
    attributes = {
        "__doc__": written.__doc__,
        "__module__": written.__module__,
        "name": outlet.key,
        "entry": outlet,
        "outlet": written.outlet or outlet.name,
        "seeds": written.seeds or seeds_of(outlet),
        "scope": replace(written.scope, hosts=tuple(hosts)),
    }
    return type(written.__name__, (written,), attributes)
