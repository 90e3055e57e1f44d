"""The collector of circular garbage rests while a page is read, and only then."""

from __future__ import annotations

import gc

import pytest
from page_kit import ARTICLE, page_of
from scrapy.utils.project import get_project_settings

from crawler.fetch.reader import Reader
from crawler.model import Scope
from crawler.page import Draft, Page


class Watching:
    """A site that notes whether the collector is on, and may fail."""

    scope = Scope(hosts=())

    def __init__(self, error: Exception | None = None) -> None:
        self.was_on: bool | None = None
        self._error = error

    def draft_of(self, page: Page) -> Draft | None:
        return self.begin(page)

    def begin(self, page: Page) -> Draft:
        self.was_on = gc.isenabled()
        if self._error is not None:
            raise self._error
        return Draft.of(page)


def test_the_collector_works_again_after_reading() -> None:
    site = Watching()
    assert Reader([], lambda _: site).read_as_article(page_of(ARTICLE).capture).url == page_of(ARTICLE).url
    assert site.was_on is False
    assert gc.isenabled()


def test_the_collector_works_again_after_a_failure() -> None:
    site = Watching(ValueError("of the site"))
    with pytest.raises(ValueError, match="of the site"):
        Reader([], lambda _: site).read(page_of(ARTICLE, head=b"HTTP/1.1 200 OK\nContent-Type: text/html").capture)
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        Reader([], lambda _: Watching()).read_as_article(page_of(ARTICLE).capture)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_page_from_elsewhere_is_read_by_the_site_whose_address_it_has() -> None:
    reader = Reader.from_settings(get_project_settings())
    page = page_of(ARTICLE, url="http://www.presstv.ir/Detail/2016/10/20/489901/story")
    assert reader.read_as_article(page.capture).outlet == "Press TV"
    assert reader.read_as_article(page_of(ARTICLE).capture).outlet != "Press TV"
