"""Pages whose JSON-LD describes other articles too."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata

if TYPE_CHECKING:
    from crawler.model import Article

STORY = "".join(
    f"<p>The ferry crossed the sound for the {n}th time, and nobody on the quay looked up from work.</p>"
    for n in range(8)
)
H1 = "<h1>Ferry halted by ice</h1>"


def read(html: str) -> Article:
    html = f"<html lang=en><title>Ferry halted by ice</title>{html}"
    return read_metadata(Draft.of(page_of(html, url="https://news.example/world/ferry"))).article


def ld(**fields: object) -> str:
    told = {"@type": "NewsArticle", "headline": "Ferry halted by ice", **fields}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


OTHER: dict[str, Any] = {"datePublished": "2024-04-01T08:00:00+00:00", "author": {"name": "Cy Orr"}}


@pytest.mark.parametrize(
    "own",
    [
        {"url": "https://news.example/world/ferry"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": "https://www.news.example/world/ferry/?from=feed"}},
        {"@id": "/world/ferry#article", "url": "https://news.example/"},
    ],
)
@pytest.mark.parametrize("told", [{"author": {"name": "Ada Lind"}}, {}])
def test_an_object_of_another_article_tells_nothing_of_this_one(own: dict[str, Any], told: dict[str, Any]) -> None:
    other = ld(url="https://news.example/world/bridge", dateModified="2024-04-02T08:00:00+00:00", **OTHER)
    article = read(other + ld(datePublished="2024-05-03T10:00:00+02:00", **own, **told) + H1 + STORY)
    assert article.published_at == "2024-05-03T10:00:00+02:00"
    assert (article.modified_at, article.authors) == (None, ["Ada Lind"] if told else [])


def test_an_object_with_another_address_is_this_article_where_none_has_its_own() -> None:
    article = read(ld(url="https://news.example/world/ferry-halted", **OTHER) + H1 + STORY)
    assert (article.published_at, article.authors) == ("2024-04-01T08:00:00+00:00", ["Cy Orr"])
    nameless = ld(mainEntityOfPage="https://news.example/", datePublished="2024-05-03T10:00:00+02:00")
    assert read(ld(url="https://news.example/world/ferry") + nameless + H1 + STORY).published_at is not None
