"""One article at many addresses: its AMP, print and mobile forms, and any words beside its number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run

from crawler.demo.server import Answer, NewsServer, Request
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "<p>" + "The ferry to the islands runs twice a day again, the harbour office said on Monday. " * 6 + "</p>"
ARTICLES = range(48_001, 48_009)
SLUGS = 2
"""So many slugs of each article are on every page, and no two pages have the same: there is no end to them."""
HTML = (("Content-Type", "text/html"),)


def page(title: str, links: list[str], *, own: str | None = None) -> Answer:
    """Return an article when it has an address of its own, else a list."""
    head = f'<link rel="canonical" href="{own}"><meta property="og:type" content="article">' if own else ""
    anchors = "".join(f'<a href="{link}">More</a> ' for link in links)
    text = TEXT if own else ""
    return Answer(
        fields=HTML, body=f"<html><head>{head}</head><body><h1>{title}</h1>{text}{anchors}</body></html>".encode()
    )


def slugs(request: Request) -> Answer:
    if request.path == "/":
        return page("Front", [f"/{number}/the-words-of-{number}" for number in ARTICLES])
    number, _, words = request.path.strip("/").partition("/")
    if not words or not number.isdigit():
        return Answer(status=404)
    links = [f"/{other}/{words}-{count}" for other in ARTICLES for count in range(SLUGS)]
    return page(f"Story {number}", links, own=f"/{number}/the-words-of-{number}")


STORIES = [f"/2026/11/22/the-ferry-runs-again-{number}" for number in range(5)]
FORMS = ("/amp", "/print", "?print=1", "/")


def forms(request: Request) -> Answer:
    if request.path == "/":
        return page("Front", [*STORIES, *(story + form for story in STORIES for form in FORMS), "/print"])
    if request.path == "/print":
        return page("The printed edition", [])
    story = next((story for story in STORIES if request.path.startswith(story)), None)
    return Answer(status=404) if story is None else page("Ferry", [], own=story)


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with NewsServer(log=True) as running:
        yield running


def crawled(server: NewsServer, folder: Path, *more: str) -> list[str]:
    """Crawl, and return what was asked for."""
    server.log.clear()
    run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *more, cwd=folder)
    return [exchange.request.split(b" ", 2)[1].decode() for exchange in server.log]


def test_an_article_under_any_number_of_slugs_is_one_article(server: NewsServer, tmp_path: Path) -> None:
    server.routes = slugs
    asked = crawled(server, tmp_path, "-s", "CONCURRENT_REQUESTS=1")
    assert len(asked) < 10 * len(ARTICLES) * SLUGS, "once it was learned, no new slug is asked for"
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        numbers = Counter(article.url.rsplit("/", 2)[1] for article in index.articles())
        keys = {article.key for article in index.articles()}
    assert numbers == {str(number): 1 for number in ARTICLES}
    assert keys == {f"/{number}/the-words-of-{number}" for number in ARTICLES}
    crawled(server, tmp_path)
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        assert index.counts().articles == len(ARTICLES)


def test_the_forms_of_a_page_are_not_asked_for(server: NewsServer, tmp_path: Path) -> None:
    server.routes = forms
    assert sorted(crawled(server, tmp_path)) == sorted(["/", "/robots.txt", "/print", *STORIES])
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        assert index.counts().articles == len(STORIES)
