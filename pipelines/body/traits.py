"""What is known about each block by itself, as a row of numbers."""

from __future__ import annotations

import re
from collections import Counter
from math import log1p
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from crawler.page.site import letters_of
from pipelines.body.cues import ABOUT, NOTE, PROMO
from pipelines.body.rules import ends_sentence, is_aside_title, is_boilerplate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block, Draft
    from pipelines.body.rules import Ruling

_TRAITS = """
words chars link_density end tag prose furniture inside candidate taken linked role seen seen_before
starts_before index since_aside since_heading heading_linked since_linked
"""
TRAITS = tuple(_TRAITS.split())
"""Names of the columns of what is known about every block."""
_TEXT_TRAITS = """
stops commas colon digits capitals bullet lower_start odd address boilerplate promo about note data
description title inline lines bold inline_share ellipsis
"""
TEXT_TRAITS = tuple(_TEXT_TRAITS.split())
"""Names of the columns of what is looked up in the text of those blocks that may be of the body."""
TAG_CODES = {
    **dict.fromkeys(("p",), 1),
    **dict.fromkeys(("h1",), 2),
    **dict.fromkeys(("h2",), 3),
    **dict.fromkeys(("h3",), 4),
    **dict.fromkeys(("h4", "h5", "h6"), 5),
    **dict.fromkeys(("li",), 6),
    **dict.fromkeys(("dd", "dt"), 7),
    **dict.fromkeys(("td", "th"), 8),
    **dict.fromkeys(("blockquote",), 9),
    **dict.fromkeys(("figcaption",), 10),
    **dict.fromkeys(("pre",), 11),
    **dict.fromkeys(("article", "section"), 12),
    **dict.fromkeys(("div", "span"), 13),
    **dict.fromkeys(("body",), 14),
}
ROLE_CODES = {
    "headline": 1,
    "standfirst": 2,
    "byline": 3,
    "date": 3,
    "section": 4,
    "caption": 5,
    "credit": 5,
    "mirror": 6,
}
LINKED = 0.9
"""A block with so much of its text in links is one."""
LEAD_CHARS = 160
"""Digits, capitals and odd signs are counted at a block's start only."""
SHORT_WORDS = 60
"""Longer blocks are not looked through for cues: a text may speak of newsletters."""
FOLDED_CHARS = 48
FAR = 99

_BOLD = frozenset({"b", "strong", "em", "i"})
_STOPS = ".!?…。！？؟।"
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯҐЄІЇ](?<!\w.)", re.DOTALL)
"""Looked behind only where there is one, which is quicker."""
_BULLET = re.compile(r"[-–—•·▪►*»›>|]|\d{1,2}[.)]\s")
_ODD = ("©", "|", "»", "›", "@", "€", "$", "£", "http:", "https:")
_PLAIN_STOPS = "".join(filter(str.isascii, _STOPS))
_PLAIN_ODD = tuple(filter(str.isascii, _ODD))
"""What a text of ASCII alone can hold of them."""


def traits_of(
    draft: Draft, ruling: Ruling, asked: Sequence[bool]
) -> tuple[list[tuple[float, ...]], list[tuple[float, ...]]]:
    """Return a row of `TRAITS` for each block, and one of `TEXT_TRAITS` for each *asked* one."""
    known: list[tuple[float, ...]] = []
    read: list[tuple[float, ...]] = []
    texts = Counter(block.text for block in draft.page.blocks)
    met: dict[str, int] = {}
    starts: set[str] = set()
    taken = {row.block.index for row in ruling.taken}
    reading = _Reading(draft)
    inside, candidates, claimed = ruling.inside, ruling.candidates, draft.claimed
    since_aside = since_heading = since_linked = FAR
    heading_linked = False
    for row, look in zip(ruling.rows, asked, strict=True):
        block = row.block
        text, index = block.text, block.index
        before = met.get(text, 0)
        key = letters_of(text[:FOLDED_CHARS]) if look and block.words > 5 else ""
        since_aside = 0 if look and len(text) < 60 and is_aside_title(text) else min(since_aside + 1, FAR)
        since_heading, since_linked = min(since_heading + 1, FAR), min(since_linked + 1, FAR)
        if block.tag in HEADINGS:
            since_heading, heading_linked = 0, block.link_density > 0.5
        linked = block.link_density >= LINKED
        if linked and block.words > 3:
            since_linked = 0
        known.append(
            (
                log1p(block.words),
                log1p(len(text)),
                block.link_density,
                ends_sentence(text),
                TAG_CODES.get(block.tag, 0),
                row.prose,
                row.furniture,
                index in inside,
                index in candidates,
                index in taken,
                linked,
                ROLE_CODES.get(claimed.get(index, ""), 0),
                texts[text],
                before,
                bool(key) and key in starts,
                index,
                since_aside,
                since_heading,
                heading_linked,
                since_linked,
            )
        )
        if look:
            read.append(reading.traits(block, key))
        met[text] = before + 1
        starts.add(key)
    return known, read


class _Reading:
    """What a block's text says, also beside the page's data, description and headline."""

    def __init__(self, draft: Draft) -> None:
        page = draft.page
        bodies = [body for item in page.json_ld if isinstance(body := item.get("articleBody"), str)]
        self._data = letters_of(max(bodies, key=len)[:100_000]) if bodies else ""
        told = [text for name in ("description", "og:description") for text in page.meta.get(name, ())[:1]]
        self._description = letters_of(" ".join(told)[:2_000])
        self._headline = frozenset((draft.article.headline or "").lower().split())

    def traits(self, block: Block, key: str) -> tuple[float, ...]:
        text, words = block.text, block.words or 1
        start = text[:LEAD_CHARS]
        short, plain = words <= SHORT_WORDS, text.isascii()
        lower = frozenset(text.lower().split()) if short else frozenset()
        return (
            sum(map(text.count, _PLAIN_STOPS if plain else _STOPS)) / words,
            text.count(",") / words,
            text[-1] == ":",
            (_plain_digits(start) if plain else len(_DIGIT.findall(start))) / len(start),
            len(_CAPITAL.findall(start)) / min(words, 25),
            _BULLET.match(text) is not None,
            text[0].islower(),
            sum(map(start.count, _PLAIN_ODD if plain else _ODD)),
            short and "@" in text,
            words < 40 and is_boilerplate(text),
            len(lower & PROMO),
            len(lower & ABOUT),
            len(lower & NOTE),
            (2 if key in self._data else 1) if key and self._data else 0,
            bool(key) and key in self._description,
            _likeness(lower, self._headline) if words <= 40 else 0.0,
            len(block.inline),
            len(block.lines),
            _bold_share(block) if short and block.inline else 0.0,
            len(block.inline) / words,
            text.endswith(("…", "...", "[…]", "[...]")),
        )


def _plain_digits(text: str) -> int:
    """Return how many digits *text*, which is ASCII, has."""
    return len(text) - len(text.encode().translate(None, b"0123456789"))


def _likeness(words: frozenset[str], headline: frozenset[str]) -> float:
    return len(words & headline) / len(words | headline) if words and headline else 0.0


def _bold_share(block: Block) -> float:
    """Return how much of the block is set in bold or italics."""
    chars = sum(len(element.text or "") for element in block.inline if element.tag in _BOLD)
    return min(1.0, chars / len(block.text))
