"""Every stored page of every site is read as a crawl would read it, and compared field by field with its JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.fetch.reader import Reader
from crawler.warc import capture_of, read_exchanges

HERE = Path(__file__).parent
CHANGES_WITH_EACH_VERSION = {"reader", "sources"}


def stored_pages() -> list[Path]:
    return sorted(HERE.glob("*/*.warc.gz"))


def expected(page: Path) -> dict[str, Any]:
    text = page.with_name(page.name.replace(".warc.gz", ".json")).read_text(encoding="utf-8")
    fields: dict[str, Any] = json.loads(text)
    return {name: value for name, value in fields.items() if name not in CHANGES_WITH_EACH_VERSION}


@cache
def reader() -> Reader:
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    return Reader.from_settings(settings)


@cache
def read(page: Path) -> dict[str, Any] | None:
    exchange = next(read_exchanges(page))
    assert exchange.response is not None
    capture = capture_of(exchange.response, exchange.metadata)
    article = reader().read(replace(capture, spider=page.parent.name))
    return None if article is None else asdict(article)


def cases() -> list[Any]:
    return [
        pytest.param(page, field, id=f"{page.parent.name}/{page.name.removesuffix('.warc.gz')}/{field}")
        for page in stored_pages()
        for field in expected(page)
    ]


@pytest.mark.parametrize(("page", "field"), cases())
def test_field(page: Path, field: str) -> None:
    article = read(page)
    assert article is not None, "the spider does not take it for an article"
    assert article[field] == expected(page)[field]


@pytest.mark.parametrize("folder", sorted({page.parent for page in stored_pages()}), ids=lambda folder: folder.name)
def test_site_has_two_pages_with_whole_items(folder: Path) -> None:
    pages = [page for page in stored_pages() if page.parent == folder]
    assert len(pages) >= 2
    for page in pages:
        article = read(page)
        assert article is not None
        assert set(expected(page)) == set(article) - CHANGES_WITH_EACH_VERSION
