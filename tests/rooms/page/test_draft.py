from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_kit import page_of

from crawler.page import Draft, read, run_step, run_steps

if TYPE_CHECKING:
    from collections.abc import Mapping


def broken(draft: Draft) -> Draft:
    raise KeyError("no such thing")


def named(draft: Draft) -> Draft:
    return draft.with_article(headline="A headline")


def test_a_draft_begins_with_what_the_capture_knows() -> None:
    article = Draft.of(page_of("x", url="https://www.example.org/a"), reader="microfiche/1").article
    assert (article.url, article.outlet, article.reader) == ("https://www.example.org/a", "example.org", "microfiche/1")
    assert article.captured_at == "2031-03-06T08:00:00+00:00"
    assert Draft.of(page_of("x"), outlet="The Lantern").article.outlet == "The Lantern"


def test_a_claim_keeps_its_first_role_and_changes_no_other_draft() -> None:
    first = Draft.of(page_of("x")).claim([1, 2], "mirror")
    second = first.claim([2, 3], "body")
    expected: Mapping[int, str] = {1: "mirror", 2: "mirror", 3: "body"}
    assert second.claimed == expected
    assert first.claimed == {1: "mirror", 2: "mirror"}
    assert second.claimed_as("mirror") == [1, 2]
    with pytest.raises(AssertionError):
        first.claim([4], "nonsense")


def test_a_note_is_kept_once() -> None:
    assert Draft.of(page_of("x")).note("odd").note("odd").article.notes == ["odd"]


def test_the_first_source_of_a_field_is_told() -> None:
    draft = Draft.of(page_of("x")).sourced(headline="h1", authors=None).sourced(headline="meta:og:title", body="rules")
    assert draft.article.sources == {"headline": "h1", "body": "rules"}


def test_a_step_that_fails_costs_only_its_own_fields(caplog: pytest.LogCaptureFixture) -> None:
    draft = run_steps(Draft.of(page_of("x")), [named, broken])
    assert draft.article.headline == "A headline"
    assert draft.article.notes == ["broken failed: KeyError"]
    assert "no such thing" in caplog.text
    assert run_step(draft, named)[1] is False
    assert read(page_of("x"), [broken, named]).headline == "A headline"
