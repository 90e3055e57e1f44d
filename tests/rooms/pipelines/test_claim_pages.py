"""How well claims are found on pages of many languages and layouts, and that nothing of their stories is taken."""

from __future__ import annotations

import re

import pytest
from rooms.pipelines.claim_pages import agreement, pages_of, read

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
    "thirtyseventh",
    "thirtyeighth",
    "thirtyninth",
    "fortieth",
    "fortyfirst",
    "fortysecond",
    "fortythird",
    "fortyfourth",
    "fortyfifth",
    "fortysixth",
    "fortyseventh",
)
PAGES = {batch: pages_of(batch) for batch in BATCHES}
ALL = [page for pages in PAGES.values() for page in pages]
UNREAD_NOTICES = frozenset({"pt44-neg-icons-notice"})
"""Statements that begin with the notice and go on: they are read as stories."""
ONE_BLOCK = frozenset({"de46-domain-lost"})
"""Pages whose whole text is one block, most of which announces: all of it is taken."""
LEAST_PRECISION, LEAST_RECALL = 0.998, 0.985


def test_precision_and_recall() -> None:
    found = agreement(ALL)
    assert found.precision >= LEAST_PRECISION, found.report()
    assert found.recall >= LEAST_RECALL, found.report()


def test_a_third_of_the_pages_claims_nothing() -> None:
    assert len(ALL) >= 120
    assert len({page.name for page in ALL}) == len(ALL)
    assert 3 * sum(not page.claims for page in ALL) >= len(ALL)


def stands(text: str, body: str) -> bool:
    """Whether *text* stands in *body*, and not as part of an e-mail address."""
    return re.search(rf"(?<![@\w.]){re.escape(text)}", body) is not None


def without_stories(body: str, phrases: list[str]) -> str:
    """*body* less the paragraphs of which an announcement is the smaller part: those stay whole (docs/mirrors.md)."""
    kept = body.split("\n\n")
    for phrase in phrases:
        kept = [one for one in kept if phrase not in one or len(one.split()) < 2 * len(phrase.split())]
    return "\n\n".join(kept)


@pytest.mark.parametrize("batch", BATCHES)
def test_the_story_stays_and_the_announcement_goes(batch: str) -> None:
    for page in PAGES[batch]:
        article = read(page).article
        body = article.body or ""
        if page.name not in ONE_BLOCK:
            assert [paragraph for paragraph in page.story if paragraph not in body] == [], page.name
        rest = without_stories(body, [claim.phrase for claim in article.mirrors if claim.phrase])
        told = [
            text for claim in article.mirrors for text in (claim.phrase, claim.printed) if text and stands(text, rest)
        ]
        assert told == [], page.name
        assert [note for note in article.notes if "failed" in note] == [], page.name


@pytest.mark.parametrize("batch", BATCHES)
def test_where_nothing_is_claimed_no_text_is(batch: str) -> None:
    pages = [page for page in PAGES[batch] if not (page.claims or page.notice)]
    assert {page.name: found for page in pages if (found := read(page).claimed_as("mirror"))} == {}


@pytest.mark.parametrize("batch", BATCHES)
def test_notices(batch: str) -> None:
    for page in PAGES[batch]:
        if page.name in UNREAD_NOTICES:
            continue
        notice = read(page).article.block_notice
        assert notice is None if page.notice is None else (notice or "").startswith(page.notice), page.name
