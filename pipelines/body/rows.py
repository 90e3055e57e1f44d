"""Each text block with what is known about it: does it read like running text, does it lie in furniture?"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from crawler.page.cards import LEAST_CARDS, cards_of
from pipelines.body.words import BAD_EVEN_FOR_ARTICLES, BAD_TAGS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Draft
    from pipelines.body.outline import Node, Outline

LEAST_WORDS = 8
LONG_WORDS = 25
"""So long a block is running text even without a full stop."""
SHARE_NOT_FURNITURE = 0.4
"""An element with so much of the page's prose is no furniture, whatever it is called."""
SHARE_NOT_CONSENT = 0.7
"""The same for elements that are called cookie banners."""
SHARE_OF_MAIN_ARTICLE = 0.1
"""An <article> with the headline but less of the prose than this holds the headline only."""
MOST_IN_CARDS = 0.7
"""A page with a larger share of its running text in cards is about the stories they tell of."""

MOST_AT_TOP = 40
"""Among so many of its first elements a story has its byline."""
MOST_TITLES = 20

_BYLINE = re.compile(r"by-?line|author", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…。！？؟।։:;]|\w,")


@dataclass(slots=True)
class Row:
    """One block with what is known about it."""

    block: Block
    node: Node
    prose: bool
    furniture: bool = False
    foreign: bool = False
    """Whether it lies in an <article> that is called a teaser, a comment and the like, or in another one than the
    page's, with a headline of its own: the next one of an endless page."""


def rows_of(draft: Draft, outline: Outline) -> list[Row]:
    """Return a row for each block of the page, with the outline's masses settled."""
    rows = []
    for block in draft.page.blocks:
        node = outline.node(block.element)
        node.words += block.words
        prose = is_prose(block)
        if prose:
            node.prose += mass_of(block)
        rows.append(Row(block, node, prose))
    outline.settle()
    total = outline.order[0].prose if outline.order else 0.0
    known: list[bool] = []
    foreign: list[bool] = []
    for node in outline.order:
        above = node.parent
        here = _is_furniture(node, total)
        known.append(here or (above is not None and known[above.index]))
        foreign.append((here and node.tag == "article") or (above is not None and foreign[above.index]))
    dropped = {block.index for block in selected(draft, draft.page.template.drop)}
    for row in rows:
        at = row.node.index
        row.furniture = known[at] or row.block.index in dropped
        row.foreign = foreign[at]
    _leave_other_articles(draft, rows, outline)
    _leave_other_stories(draft, rows, outline)
    _leave_cards(draft, rows)
    return rows


def selected(draft: Draft, selectors: Sequence[str]) -> list[Block]:
    """Return the blocks that lie in what *selectors* find."""
    elements = [element for selector in selectors for element in draft.page.select(selector)]
    return draft.page.blocks_within(*elements) if elements else []


def _leave_other_articles(draft: Draft, rows: list[Row], outline: Outline) -> None:
    """Mark what lies in other <article> elements than the one with the headline, or the first large one."""
    outer: list[Node | None] = []
    for node in outline.order:
        above = outer[node.parent.index] if node.parent else None
        outer.append(above or (node if node.tag == "article" else None))
    articles = [node for node in outline.order if outer[node.index] is node and node.prose > 0]
    if len(articles) < 2:
        return
    heads = {i for i, role in draft.claimed.items() if role == "headline"}
    main = next((outer[row.node.index] for row in rows if row.block.index in heads and outer[row.node.index]), None)
    total = sum(node.prose for node in articles)
    if main is None or main.prose < SHARE_OF_MAIN_ARTICLE * total:
        main = max(articles, key=lambda node: node.prose)
        if main.prose < 0.5 * total:
            return
    titled = {id(outer[row.node.index]) for row in rows if row.block.tag == "h1" and row.block.index not in heads}
    for row in rows:
        at = outer[row.node.index]
        if at is not None and at is not main:
            row.furniture = True
            row.foreign = row.foreign or (bool(heads) and id(at) in titled)


def _leave_other_stories(draft: Draft, rows: list[Row], outline: Outline) -> None:
    """Mark what lies in boxes like the headline's that have an <h1> and a byline of their own, as it has."""
    heads = draft.claimed_as("headline")
    others = [row.block.element for row in rows if row.block.tag == "h1" and row.block.index not in heads]
    if not others or not heads or draft.page.blocks[heads[0]].tag != "h1":
        return
    head = draft.page.blocks[heads[0]].element
    # Each element around the headline with the one below it on the way there.
    below = dict(pairwise([*reversed([head, *head.iterancestors()])]))
    inside: set[HtmlElement] = set()
    for title in others[:MOST_TITLES]:
        own, box = (None, None) if title in inside else _alike(below, title)
        if own is None or box is None or not (_is_signed(own) and _is_signed(box)):
            continue
        # A box with hardly more than the headline has its text in the next one.
        if outline.node(own).prose > SHARE_OF_MAIN_ARTICLE * outline.node(box).prose:
            inside.update(box.iter())
    for row in rows:
        if row.block.element in inside:
            row.furniture = row.foreign = True


def _alike(
    below: Mapping[HtmlElement, HtmlElement], title: HtmlElement
) -> tuple[HtmlElement, HtmlElement] | tuple[None, None]:
    """Two boxes of one make side by side, the headline's and that of *title*; headings without a box are none."""
    box = title
    for up in title.iterancestors():
        if up in below:
            own = below[up]
            alike = box is not title and own.tag == box.tag and own.get("class") == box.get("class")
            return (own, box) if alike else (None, None)
        box = up
    return None, None


def _is_signed(box: HtmlElement) -> bool:
    """Whether one of the first elements in *box* is called a byline; dates have the updates of one story as well."""
    return any(_BYLINE.search(element.get("class") or "") is not None for element in islice(box.iter(), MOST_AT_TOP))


def _leave_cards(draft: Draft, rows: list[Row]) -> None:
    """Mark what lies in cards of other stories that tell how those begin; not where the page is a list of them."""
    cards = cards_of(draft.page)
    if not cards:
        return
    card_of = {element: at for at, card in enumerate(cards) for element in card.iter()}
    inside: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        at = card_of.get(row.block.element)
        if at is not None:
            inside[at].append(row)
    told = [card for card in inside.values() if any(row.prose for row in card)]
    words = sum(row.block.words for row in chain.from_iterable(told) if row.prose)
    if len(told) < LEAST_CARDS or words > MOST_IN_CARDS * sum(row.block.words for row in rows if row.prose):
        return
    for row in chain.from_iterable(told):
        row.furniture = True


def mass_of(block: Block) -> float:
    """Return how much running text the block holds, in words."""
    return block.words * (1.0 - block.link_density)


def is_prose(block: Block) -> bool:
    """Return whether the block reads like running text."""
    return (
        block.words >= LEAST_WORDS
        and block.link_density < 0.5
        and block.tag not in HEADINGS
        and (_SENTENCE.search(block.text) is not None or block.words >= LONG_WORDS)
    )


def _is_furniture(node: Node, total: float) -> bool:
    if node.consent and node.prose < SHARE_NOT_CONSENT * total:
        return True
    if total and node.prose >= SHARE_NOT_FURNITURE * total:
        return False
    if node.tag in BAD_TAGS:
        return True
    if node.tag == "blockquote":
        return False
    if node.tag in {"article", "main"}:
        return bool(node.bad & BAD_EVEN_FOR_ARTICLES)
    return bool(node.bad)
