"""Copies that say the same, and copies that do not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Article
from crawler.outlets import likeness

SENTENCES = [
    "The ferry to the outer islands runs again after nine weeks in the yard.",
    "It carried forty-one people and a goat on its first crossing on Sunday.",
    "The harbour office had promised the first of October and then the first of November.",
    "A broken shaft, ordered twice and delivered once, was the reason for the wait.",
    "Fares stay as they were, and the late boat on Fridays comes back in spring.",
    "On the islands the shop had run out of flour, lamp oil and patience.",
    "Two fishermen rowed the post across in the meantime, for nothing.",
    "The council will talk about a second boat in the new year.",
]
TEXT = " ".join(SENTENCES)


def article(body: str | None, headline: str | None = "The ferry is back") -> Article:
    return Article(url="https://gazette.example/ferry", headline=headline, body=body)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (article(TEXT), True),
        (article(TEXT.upper().replace(".", " …")), True),
        (article(" ".join(SENTENCES[:-1])), True),
        (article(TEXT + " Read more about the islands on our page."), True),
        (article(TEXT, "The ferry is back: what islanders say"), True),
        (article(" ".join(SENTENCES[:4])), False),
        (article("Nobody knows where the ferry is. " * 8), False),
        (article(TEXT, "Council sells the harbour"), False),
        (article(None), True),
        (article(None, "Council sells the harbour"), False),
        (article(None, None), True),
    ],
)
def test_verdicts(other: Article, is_same: bool) -> None:  # noqa: FBT001  # pytest gives it by name
    assert likeness(article(TEXT), other).is_same is is_same


def test_texts_without_spaces_are_compared_by_their_signs() -> None:
    one, other = article("渡轮在九个星期后恢复航行，周日首航载客四十一人。"), article("渡轮仍未恢复航行。")
    assert likeness(one, one).text == 1.0
    assert (likeness(one, other).text or 1.0) < 0.5


def test_a_measure_is_told_as_it_is() -> None:
    assert str(likeness(article(TEXT), article(TEXT))) == "headline 1.00, text 1.00"
    assert str(likeness(article(None), article(TEXT))) == "headline 1.00"


@given(st.text(max_size=300), st.text(max_size=300))
def test_it_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    there, back = likeness(article(one), article(other)), likeness(article(other), article(one))
    assert there == back
    assert there.text is None or 0.0 <= there.text <= 1.0


@given(st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=8, unique=True))
def test_the_more_is_left_out_the_less_is_alike(kept: list[str]) -> None:
    whole = article(" ".join(kept))
    measures = [likeness(whole, article(" ".join(kept[:count]))).text for count in range(len(kept), 0, -1)]
    assert all((less or 0.0) <= (more or 0.0) for more, less in pairwise(measures))
