"""How well claims are found on pages of many languages and layouts, and that nothing of their stories is taken."""

from __future__ import annotations

import re

import pytest
from rooms.pipelines.claim_pages import agreement, batches, pages_of, read

BATCHES, LEARNED, MEASURED = batches(), batches("mended", "learned"), batches("measured")
PAGES = {batch: pages_of(batch) for batch in BATCHES}
ALL = [page for pages in PAGES.values() for page in pages]
ONE_BLOCK = frozenset({"de46-domain-lost"})
"""Pages whose whole text is one block, most of which announces: all of it is taken."""
TAKEN = frozenset({"39-neg-pt-n1"})
"""Pages that claim nothing, of whose story the tables take a line for an offer: "is also on Bluesky"."""
LEAST_PRECISION, LEAST_RECALL = 0.985, 0.97
"""Of pages that the tables learn from."""
LEAST_PRECISION_MEASURED, LEAST_RECALL_MEASURED = 0.96, 0.95
"""Of pages that nothing learns from."""
LEAST_NOTICES, LEAST_TRUE_NOTICES = 0.9, 0.9
MOST_LEFT = 0.02
"""Of such a share of the announcements something stays in the body."""


def test_precision_and_recall_of_pages_that_are_learned_from() -> None:
    found = agreement([page for batch in LEARNED for page in PAGES[batch]])
    assert found.precision >= LEAST_PRECISION, found.report()
    assert found.recall >= LEAST_RECALL, found.report()


def test_precision_and_recall_of_pages_that_nothing_learns_from() -> None:
    pages = [page for batch in MEASURED for page in PAGES[batch]]
    found = agreement(pages)
    assert len(pages) >= 480
    assert found.precision >= LEAST_PRECISION_MEASURED, found.report()
    assert found.recall >= LEAST_RECALL_MEASURED, found.report()


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
def test_the_story_stays(batch: str) -> None:
    for page in PAGES[batch]:
        body = read(page).article.body or ""
        if page.name not in ONE_BLOCK | TAKEN:
            assert [paragraph for paragraph in page.story if paragraph not in body] == [], page.name


def test_the_announcement_goes() -> None:
    left: dict[str, list[str]] = {}
    announcing = 0
    for page in ALL:
        article = read(page).article
        assert [note for note in article.notes if "failed" in note] == [], page.name
        rest = without_stories(article.body or "", [claim.phrase for claim in article.mirrors if claim.phrase])
        announcing += bool(article.mirrors)
        told = [text for claim in article.mirrors if (text := claim.printed) and stands(text, rest)]
        left |= {page.name: told} if told else {}
    assert len(left) <= MOST_LEFT * announcing, left


@pytest.mark.parametrize("batch", BATCHES)
def test_where_nothing_is_claimed_no_text_is(batch: str) -> None:
    articles = {page.name: read(page) for page in PAGES[batch]}
    plain = {name: one for name, one in articles.items() if not (one.article.mirrors or one.article.block_notice)}
    assert {name: found for name, one in plain.items() if (found := one.claimed_as("mirror"))} == {}


@pytest.mark.parametrize("batches", [LEARNED, MEASURED], ids=["learned from", "measured"])
def test_notices(batches: list[str]) -> None:
    pages = [page for batch in batches for page in PAGES[batch]]
    found = {page.name: notice for page in pages if (notice := read(page).article.block_notice)}
    there = {page.name: page.notice for page in pages if page.notice}
    right = [name for name in found.keys() & there.keys() if tells(found[name], there[name])]
    assert len(right) >= LEAST_NOTICES * len(there), sorted(there.keys() - {*right})
    assert len(right) >= LEAST_TRUE_NOTICES * len(found), sorted(found.keys() - {*right})


def tells(found: str, there: str) -> bool:
    """Whether the paragraph that was found is the notice, or holds it, or the other way round."""
    return found.startswith(there) or there.startswith(found)
