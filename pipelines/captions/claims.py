"""Claims on the text of captions and credits: none of it is text of the article, wherever it stands."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipelines.captions.credit.line import is_credit, split_credit
from pipelines.captions.text import folded, text_of
from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from crawler.page import Block, Draft, Page
    from pipelines.captions.found import Found

LEAST_CHARS = 16
"""Letters of a caption that is looked for elsewhere; a shorter one may be a word of the text."""
HEAD_CHARS = 6
MOST_WORDS = 90
MOST_EXTRA_CHARS = 12
LEAST_PART_CHARS = 30
"""A block that prints so much of a caption, and nothing else, is a part of it."""
MOST_CREDIT_WORDS = 12
WORDS_OF_PROSE = 15
"""A paragraph so long is the article's own: its summary or first sentence was made the caption too."""
HEADS = frozenset(f"h{level}" for level in range(1, 7))
BEFORE_TEXT = "0123456789:.,;|/-–—▶►• \t\"'“„«»”’"
"""Lengths of videos, numbers of slides and quotation marks in front of a repeated caption."""


def claimed(draft: Draft, found: Iterable[Found]) -> Draft:
    """Return *draft* with the captions and credits of *found* claimed, also from a step that took one for a summary."""
    found = [one for one in found if one.images or one.credits]
    for role in ("credit", "caption"):
        elements = [element for one in found for element in (one.credits if role == "credit" else one.captions)]
        indexes = _whole_blocks(draft.page, elements)
        draft = _without_summary(draft, indexes).claim(indexes, role)
    return draft


def _without_summary(draft: Draft, indexes: list[int]) -> Draft:
    """*draft* less a summary that stands in a caption: pages with no summary of their own name a caption as theirs."""
    summary = set(draft.claimed_as("standfirst")) if indexes else set()
    mistaken = summary.intersection(indexes)
    if not mistaken or mistaken != summary:
        return draft
    kept = {index: role for index, role in draft.claimed.items() if index not in mistaken}
    return replace(draft, claimed=MappingProxyType(kept)).with_article(standfirst=None)


def claimed_repeats(draft: Draft, captions: Iterable[str]) -> Draft:
    """Return *draft* with the blocks claimed that print one of *captions* again, for other screens or below a video."""
    told = list(captions)
    known = {key for caption in told if len(key := folded(caption)) >= LEAST_CHARS}
    heads = {folded(word)[:HEAD_CHARS] for caption in told for word in caption.split()}
    letters = {head[:1] for head in heads}
    again = [
        block.index
        for block in (draft.page.blocks if known else ())
        if block.index not in draft.claimed
        and block.words <= MOST_WORDS
        and block.tag not in HEADS
        and not (block.tag == "p" and block.words >= WORDS_OF_PROSE)
        and _may_begin(block.text, letters)
        and _head(block.text) in heads
        and _repeats(block.text, known)
    ]
    return draft.claim(again, "caption")


def claimed_lines(draft: Draft) -> Draft:
    """Return *draft* with the blocks claimed that are nothing but the credit of a photo: "Photo: AFP"."""
    alone, heads = words().alone, words().alone_heads
    lines = [
        block.index
        for block in draft.page.blocks
        if block.words <= MOST_CREDIT_WORDS
        and block.text[0] in heads
        and block.index not in draft.claimed
        and alone.match(block.text)
        if _is_line(block)
    ]
    return draft.claim(lines, "credit")


def _is_line(block: Block) -> bool:
    split = split_credit(block.text)
    return split.caption is None and bool(split.credits) and is_credit(block.text)


def _may_begin(text: str, letters: set[str]) -> bool:
    """Whether *text* may begin with one of *letters*; that most do not is seen without folding their first word."""
    first = text[0]
    return not (first.isascii() and first.isalpha()) or first.lower() in letters


def _head(text: str) -> str:
    """The first letters of *text*, by which most blocks are seen to repeat nothing."""
    first, *_ = text.lstrip(BEFORE_TEXT).split(None, 1) or [""]
    plain = first.isascii() and first.isalpha()
    return (first.lower() if plain else folded(first))[:HEAD_CHARS]


def _repeats(text: str, known: set[str]) -> bool:
    key = folded(text.lstrip(BEFORE_TEXT))
    if key in known:
        return True
    whole = folded(text)
    if any(caption in whole for caption in known):  # what is left of a text less its credit is a piece of it
        split = split_credit(text)
        if split.credits and folded(split.caption) in known:
            return True
    long = len(key) >= LEAST_PART_CHARS
    return any(
        (key.startswith(caption) and len(key) <= len(caption) + MOST_EXTRA_CHARS) or (long and key in caption)
        for caption in known
    )


def _whole_blocks(page: Page, elements: list[HtmlElement]) -> list[int]:
    """The blocks that lie in *elements*, unless most of their text stands outside of them."""
    owner = {inner: element for element in elements for inner in element.iter()}
    chars = {element: len(text_of(element)) for element in elements}
    whole = []
    for block in page.blocks if elements else ():
        parts = (block.element, *block.inline)
        if owner.keys().isdisjoint(parts):
            continue
        around = next(owner[part] for part in parts if part in owner)
        if len(block.text) <= 1.3 * chars[around] + 20:
            whole.append(block.index)
    return whole
