"""The collector of circular garbage rests while a page is read, and only then; a page is parsed once."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from page_kit import ARTICLE, page_of
from scrapy.settings import Settings

from crawler.fetch.reader import Reader
from crawler.model import Scope
from crawler.page import Draft, Page


def our_reader() -> Reader:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return Reader.from_settings(settings)


class Watching:
    """A site that notes whether the collector is on, and may fail."""

    scope = Scope(hosts=())

    def __init__(self, error: Exception | None = None) -> None:
        self.was_on: bool | None = None
        self.page: weakref.ref[Page] | None = None
        self._error = error

    def is_ours(self, url: str) -> bool:
        return bool(url)

    def draft_of(self, page: Page) -> Draft | None:
        return self.begin(page)

    def begin(self, page: Page) -> Draft:
        self.was_on = gc.isenabled()
        self.page = weakref.ref(page)
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


@pytest.mark.parametrize("read", ["read", "read_as_article"])
def test_the_page_is_gone_before_the_collector_works_again(monkeypatch: pytest.MonkeyPatch, read: str) -> None:
    site = Watching()
    held: list[object] = []
    monkeypatch.setattr(gc, "enable", lambda: held.append(site.page and site.page()))
    capture = page_of(ARTICLE, head=b"HTTP/1.1 200 OK\nContent-Type: text/html").capture
    try:
        getattr(Reader([], lambda _: site), read)(capture)
    finally:
        monkeypatch.undo()
        gc.enable()
    assert site.page is not None
    assert held == [None]


@pytest.mark.parametrize("read", ["read", "read_as_article"])
def test_a_page_is_parsed_once(monkeypatch: pytest.MonkeyPatch, read: str) -> None:
    reader = our_reader()
    parsed: list[object] = []
    parse = html.document_fromstring

    def noted(*given: Any, **options: Any) -> object:
        parsed.append(parse(*given, **options))
        return parsed[-1]

    monkeypatch.setattr(html, "document_fromstring", noted)
    capture = page_of(ARTICLE, head=b"HTTP/1.1 200 OK\nContent-Type: text/html").capture
    assert getattr(reader, read)(capture) is not None
    assert len(parsed) == 1


def test_a_page_from_elsewhere_is_read_by_the_site_whose_address_it_has() -> None:
    reader = our_reader()
    page = page_of(ARTICLE, url="http://www.presstv.ir/Detail/2016/10/20/489901/story")
    assert reader.read_as_article(page.capture).outlet == "Press TV"
    assert reader.read_as_article(page_of(ARTICLE).capture).outlet != "Press TV"


def test_a_page_out_of_the_scope_of_the_site_that_fetched_it_is_foreign() -> None:
    reader = our_reader()
    page = page_of(ARTICLE, url="http://www.presstv.ir/Detail/2016/10/20/489901/story").capture
    assert not reader.is_foreign(replace(page, spider="presstv"))
    assert reader.is_foreign(
        replace(page, spider="presstv", url="http://planted.example/Detail/2016/10/20/489901/story")
    )
    assert not reader.is_foreign(replace(page, spider="news", url="http://planted.example/"))
    assert not reader.is_foreign(page)
