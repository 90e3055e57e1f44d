"""Bodies of pages of many kinds and languages, by all steps of reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from page_kit import page_of
from rooms.pipelines.body_kinds import KINDS
from rooms.pipelines.body_kit import TEXTS, Kind, plain

from crawler.page import read
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

if TYPE_CHECKING:
    from crawler.model import Article

STEPS = (read_metadata, read_mirrors, read_captions, read_body)


def article_of(kind: Kind) -> Article:
    return read(page_of(kind.html), STEPS)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_a_plain_page(language: str) -> None:
    kind = plain(language)
    assert (article_of(kind).body or "").split("\n\n") == list(kind.body)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_of_another_kind(kind: Kind) -> None:
    blocks = [block.text for block in article_of(kind).blocks]
    assert [text for text in blocks if text not in kind.either] == list(kind.body)


TOLD = (
    "The ferry left the pier on Monday evening with two hundred guests and the town band on board.",
    "“We were told for years that there was no money, and now there is,” said the mayor of the northern shore.",
    "Nobody on the island knows yet who is going to pay for the landing of the new one in spring.",
)


@pytest.mark.parametrize(
    ("box", "is_pulled"),
    [
        ("<blockquote>We were told for years that there was no money, and now there is.</blockquote>", True),
        (
            "<div class=c-quote><p>“We were told for years that there was no money”</p><span>The mayor</span></div>",
            True,
        ),
        ("<figure class=pull-quote><p>We were told for years that there was no money</p></figure>", True),
        ("<blockquote>told for years that there was no money <cite>The mayor</cite></blockquote>", True),
        # Not set as a quotation, and one that stands nowhere else.
        ("<p>We were told for years that there was no money.</p>", False),
        ("<blockquote>We have waited for this day on the northern shore for twenty years.</blockquote>", False),
    ],
)
def test_a_quotation_pulled_out_of_the_text_is_told_once(box: str, *, is_pulled: bool) -> None:
    story = "".join(f"<p>{text}</p>" for text in TOLD * 2)
    body = read(
        page_of(f"<article><h1>The ferry leaves</h1>{story}{box}<p>{TOLD[2]} It is late.</p></article>"), STEPS
    ).body
    words = "told for years" if "told for years" in box else "waited for this day"
    told = [text for text in (body or "").split("\n\n") if words in text]
    assert any("said the mayor" not in text for text in told) is not is_pulled
