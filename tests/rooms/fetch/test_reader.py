"""The collector of circular garbage rests while a page is read, and only then."""

from __future__ import annotations

import gc

import pytest
from page_kit import ARTICLE, page_of

from crawler.fetch.reader import Reader
from crawler.page import Draft, Page


class Watching:
    """A site that notes whether the collector is on, and may fail."""

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
