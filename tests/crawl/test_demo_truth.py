"""Today's reading steps against the demo newspaper: each field of each article must be what the newspaper knows."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import pytest
from rooms.demo.edition import BASE, ROUTES, page_at

from crawler.demo.answer import Answer
from crawler.demo.newspaper import EXPECTED, NAME
from crawler.page import looks_like_article, read
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

if TYPE_CHECKING:
    from crawler.model import Article, Photo

STEPS = (read_metadata, read_mirrors, read_captions, read_body)
PATHS = list(EXPECTED)


@cache
def article_at(path: str) -> Article:
    """Read as in a crawl of the newspaper: the spider knows the outlet's name."""
    return read(page_at(path), STEPS, outlet=NAME)


def same(text: str | None) -> str:
    """Return *text* without what is a matter of taste: white space."""
    return " ".join((text or "").split())


def moment(text: str | None) -> datetime | str | None:
    """Return a time as a moment, whatever zone it is told in; a day alone as it is."""
    return datetime.fromisoformat(text) if text and len(text) > 10 else text


def credit_words(credits_: list[str] | tuple[str, ...]) -> list[str]:
    """Return the words of the credits: where one ends and the next begins is not the same everywhere."""
    return re.findall(r"[\w.’]+", " ".join(credits_))


def captioned(article: Article) -> list[Photo]:
    return [photo for photo in article.photos if photo.caption]


def test_articles_are_told_from_lists() -> None:
    paths = [path for (_, path), found in ROUTES.items() if isinstance(found, Answer) and page_at(path).is_readable]
    assert {path for path in paths if looks_like_article(page_at(path))} == set(EXPECTED)


@pytest.mark.parametrize("path", PATHS)
def test_no_step_fails(path: str) -> None:
    assert [note for note in article_at(path).notes if "failed" in note] == []


@pytest.mark.parametrize("path", PATHS)
def test_headline(path: str) -> None:
    assert article_at(path).headline == EXPECTED[path].headline


@pytest.mark.parametrize("path", PATHS)
def test_section(path: str) -> None:
    assert article_at(path).section == list(EXPECTED[path].section)


@pytest.mark.parametrize("path", PATHS)
def test_authors(path: str) -> None:
    assert article_at(path).authors == list(EXPECTED[path].authors)


@pytest.mark.parametrize("path", PATHS)
def test_published(path: str) -> None:
    assert moment(article_at(path).published_at) == moment(EXPECTED[path].published_at)


@pytest.mark.parametrize("path", [path for path in PATHS if EXPECTED[path].modified_at])
def test_modified(path: str) -> None:
    assert moment(article_at(path).modified_at) == moment(EXPECTED[path].modified_at)


@pytest.mark.parametrize("path", PATHS)
def test_language(path: str) -> None:
    assert (article_at(path).language or "").partition("-")[0] == EXPECTED[path].language


@pytest.mark.parametrize("path", PATHS)
def test_body(path: str) -> None:
    """The standfirst may be the first part of the body, or be left out."""
    body, truth = same((article_at(path).body or "").replace("\n\n", " ")), EXPECTED[path]
    wanted = " ".join(truth.blocks)
    if truth.standfirst and body.startswith(truth.standfirst):
        body = body.removeprefix(truth.standfirst).strip()
    assert body.startswith(truth.first_words)
    assert body.endswith(truth.last_words)
    assert body == wanted


@pytest.mark.parametrize("path", PATHS)
def test_captions_and_credits(path: str) -> None:
    found = [(photo.caption, credit_words(photo.credits)) for photo in captioned(article_at(path))]
    assert found == [(photo.caption, credit_words(photo.credits)) for photo in EXPECTED[path].photos]


@pytest.mark.parametrize("path", PATHS)
def test_photos(path: str) -> None:
    found = [(photo.src, photo.role, photo.mention) for photo in captioned(article_at(path))]
    assert found == [(BASE + photo.src, photo.role, photo.mention) for photo in EXPECTED[path].photos]


@pytest.mark.parametrize("path", PATHS)
def test_mirrors(path: str) -> None:
    found = [(claim.kind, claim.host, None if claim.host else claim.name) for claim in article_at(path).mirrors]
    assert found == [(claim.kind, claim.host, claim.name) for claim in EXPECTED[path].mirrors]


@pytest.mark.parametrize("path", [path for path in PATHS if EXPECTED[path].mirrors])
def test_mirrors_where_the_page_alone_names_the_outlet(path: str) -> None:
    found = read(page_at(path), STEPS).mirrors
    assert [(claim.kind, claim.host) for claim in found] == [
        (claim.kind, claim.host) for claim in EXPECTED[path].mirrors
    ]


@pytest.mark.parametrize("path", PATHS)
def test_block_notice(path: str) -> None:
    assert article_at(path).block_notice == EXPECTED[path].block_notice
