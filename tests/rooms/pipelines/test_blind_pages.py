"""Pages in the manner of news sites of ninety countries, written without sight of the reader: how much is right.

blind/*.jsonl.gz has a page a line with what a person reads on it; old-web those of 1997 to 2014 and of outlets under
censorship, forms live blogs, interviews, lists and page builders, more-languages 36 that are seldom read. Nothing learns from them. The figures are floors: raise
one when a change raises it. Credits count by their words, wherever a line of names is cut.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from page_kit import page_of

from crawler.page import read
from crawler.page.site import letters_of
from pipelines.body import read_body
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors

FOLDER = Path(__file__).parent / "blind"
STEPS = (read_metadata, read_mirrors, read_captions, read_body)


@dataclass(slots=True, kw_only=True)
class Right:
    """How many of a batch are right, and how many are read that nobody expects."""

    titles: int = 0
    authors: int = 0
    """Pages with all of them and no others; of those that name any."""
    dates: int = 0
    captions: int = 0
    credits: int = 0
    paragraphs: int = 0
    strange_captions: int = 0
    strange_paragraphs: int = 0


FLOORS = {
    "english-and-romance": Right(
        titles=50,
        authors=49,
        dates=50,
        captions=100,
        credits=98,
        paragraphs=420,
        strange_captions=2,
        strange_paragraphs=6,
    ),
    "other-languages": Right(
        titles=50,
        authors=46,
        dates=50,
        captions=93,
        credits=88,
        paragraphs=300,
        strange_captions=0,
        strange_paragraphs=9,
    ),
    "third": Right(
        titles=40,
        authors=39,
        dates=40,
        captions=99,
        credits=96,
        paragraphs=228,
        strange_captions=1,
        strange_paragraphs=6,
    ),
    "old-web": Right(
        titles=20,
        authors=10,
        dates=19,
        captions=20,
        credits=20,
        paragraphs=172,
        strange_captions=0,
        strange_paragraphs=56,
    ),
    "forms": Right(
        titles=20,
        authors=15,
        dates=19,
        captions=57,
        credits=56,
        paragraphs=267,
        strange_captions=0,
        strange_paragraphs=37,
    ),
    "more-languages": Right(
        titles=36,
        authors=28,
        dates=36,
        captions=53,
        credits=52,
        paragraphs=252,
        strange_captions=1,
        strange_paragraphs=12,
    ),
}


def right_of(batch: str) -> Right:
    found = Right()
    with gzip.open(FOLDER / f"{batch}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for told in map(json.loads, lines):
            _add(found, told)
    return found


def _add(found: Right, told: dict[str, Any]) -> None:
    page = page_of(told["html"].encode(told.get("charset", "utf-8")), url=told["url"])
    article = read(page, STEPS)
    captions = {letters_of(caption): credits_ for caption, credits_ in told["photos"]}
    body = set(map(letters_of, told["body"]))
    found.titles += letters_of(article.headline or "") == letters_of(told["title"])
    found.authors += bool(told["authors"]) and set(map(letters_of, article.authors)) == set(
        map(letters_of, told["authors"])
    )
    found.dates += _is_same(article.published_at or "", told["date"] or "")
    for photo in article.photos:
        if photo.caption is None and not photo.credits:
            continue
        known = captions.pop(letters_of(photo.caption or ""), None)
        found.captions += known is not None
        found.strange_captions += known is None
        found.credits += known is not None and letters_of("".join(known)) == letters_of("".join(photo.credits))
    printed = [letters_of(text) for text in (article.body or "").split("\n\n")]
    found.paragraphs += len(body & set(printed))
    found.strange_paragraphs += len(set(printed) - body)


def _is_same(found: str, told: str) -> bool:
    """Whether both are one moment, or one day where one of them has no time or no zone."""
    moments = [datetime.fromisoformat(one).replace(microsecond=0) for one in (found, told) if one]
    if len(moments) == 2 and all(one.tzinfo for one in moments):
        return moments[0] == moments[1]
    return bool(found) and found[:10] == told[:10]


@pytest.mark.parametrize("batch", sorted(FLOORS))
def test_no_figure_is_below_its_floor(batch: str) -> None:
    found, floor = right_of(batch), FLOORS[batch]
    for field in fields(Right):
        value, limit = getattr(found, field.name), getattr(floor, field.name)
        is_well = value <= limit if field.name.startswith("strange_") else value >= limit
        assert is_well, f"{field.name}: {value}, its floor {limit}"
