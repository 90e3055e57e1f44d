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
