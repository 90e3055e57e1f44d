"""How well claims are found on pages of many languages and layouts, and that nothing of their stories is taken."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from rooms.pipelines.claim_pages import ClaimPage, agreement, pages_of

if TYPE_CHECKING:
    from crawler.page import Draft

BATCHES = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
    "twentythird",
    "twentyfourth",
    "twentyfifth",
    "twentysixth",
    "twentyseventh",
    "twentyeighth",
    "twentyninth",
    "thirtieth",
    "thirtyfirst",
    "thirtysecond",
    "thirtythird",
    "thirtyfourth",
    "thirtyfifth",
    "thirtysixth",
)
PAGES = [page for batch in BATCHES for page in pages_of(batch)]
NAMES = [page.name for page in PAGES]
LEAST_PRECISION, LEAST_RECALL = 0.98, 0.95


@cache
def read(page: ClaimPage) -> Draft:
    return page.draft()


def test_precision_and_recall() -> None:
    found = agreement(PAGES)
    assert found.precision >= LEAST_PRECISION, found.report()
    assert found.recall >= LEAST_RECALL, found.report()


def test_a_third_of_the_pages_claims_nothing() -> None:
    assert len(PAGES) >= 120
    assert len(set(NAMES)) == len(NAMES)
    assert 3 * sum(not page.claims for page in PAGES) >= len(PAGES)


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_the_story_stays_and_the_announcement_goes(page: ClaimPage) -> None:
    article = read(page).article
    body = article.body or ""
    assert [paragraph for paragraph in page.story if paragraph not in body] == []
    told = [text for claim in article.mirrors for text in (claim.phrase, claim.printed) if text and text in body]
    assert told == []
    assert [note for note in article.notes if "failed" in note] == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if not (page.claims or page.notice)], ids=lambda page: page.name
)
def test_where_nothing_is_claimed_no_text_is(page: ClaimPage) -> None:
    assert read(page).claimed_as("mirror") == []


@pytest.mark.parametrize("page", PAGES, ids=NAMES)
def test_notices(page: ClaimPage) -> None:
    notice = read(page).article.block_notice
    assert notice is None if page.notice is None else (notice or "").startswith(page.notice)
