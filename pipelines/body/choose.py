"""Which text blocks of a page are its article's body."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.body.outline import Outline
from pipelines.body.words import ASIDE_TITLES, BAD_EVEN_FOR_ARTICLES, BAD_TAGS, CONSENT_WORDS, HEADINGS, LIST_TAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block, Draft
    from pipelines.body.outline import Node

SENTENCE = re.compile(r"[.!?…。！？؟।։:;]|\w,")
END = re.compile(r"[.!?…。！？؟।։:;]['\"”’»)\]]{0,3}\s*$")
BOILERPLATE = re.compile(
    r"^\W*(?:copyright|©|\(c\) ?\d|all rights reserved|sign up (?:for|to)|subscribe (?:to|now)|follow (?:us|me)\b|"
    r"click here to (?:subscribe|sign|read)|advertisement\W*$|anzeige\W*$|publicité\W*$|publicidad\W*$|read more\b|"
    r"also read\b|read also\b|like this (?:story|article)\?|lesen sie auch|à lire aussi|lire aussi|lea también|"
    r"leia também|leggi anche|lees ook|czytaj (?:też|także|więcej)|читайте также|this website uses cookies|we use cookies|"
    r"(?:photo|foto|image|bild|photograph|credit)s?(?: credit)?\s?:)",
    re.IGNORECASE,
)
LEAST_WORDS = 8
SHARE_TO_DESCEND = 0.75
"""A container is left for the one child that holds so much of its prose."""
SHARE_NOT_FURNITURE = 0.4
"""An element with so much of the page's prose is no furniture, whatever it is called."""

SHARE_NOT_CONSENT = 0.7


@dataclass(slots=True)
class Row:
    """One block with what is known about it."""

    block: Block
    node: Node
    prose: bool
    furniture: bool = False


def rows_of(draft: Draft, outline: Outline) -> list[Row]:
    """Return a row for each block of the page, with the outline's masses settled."""
    rows = []
    for block in draft.page.blocks:
        node = outline.node(block.element)
        node.words += block.words
        prose = is_prose(block)
        if prose:
            node.prose += _mass(block)
        rows.append(Row(block, node, prose))
    outline.settle()
    total = outline.order[0].prose if outline.order else 0.0
    known: dict[int, bool] = {}
    for node in outline.order:
        known[id(node)] = (known[id(node.parent)] if node.parent else False) or _is_furniture(node, total)
    for row in rows:
        row.furniture = known[id(row.node)]
    _leave_other_articles(draft, rows, outline)
    return rows


def _leave_other_articles(draft: Draft, rows: list[Row], outline: Outline) -> None:
    """Mark what lies in other <article> elements than the one with the headline, or the first large one."""
    outer: dict[int, Node | None] = {}
    for node in outline.order:
        above = outer[id(node.parent)] if node.parent else None
        outer[id(node)] = above or (node if node.tag == "article" else None)
    articles = list({id(n): n for n in outer.values() if n is not None and n.prose > 0}.values())
    if len(articles) < 2:
        return
    heads = {i for i, role in draft.claimed.items() if role == "headline"}
    main = next((outer[id(row.node)] for row in rows if row.block.index in heads and outer[id(row.node)]), None)
    total = sum(node.prose for node in articles)
    if main is None or main.prose < 0.1 * total:
        main = max(articles, key=lambda node: node.prose)
        if main.prose < 0.5 * total:
            return
    for row in rows:
        at = outer[id(row.node)]
        if at is not None and at is not main:
            row.furniture = True


def _mass(block: Block) -> float:
    return block.words * (1.0 - block.link_density)


def is_prose(block: Block) -> bool:
    """Return whether the block reads like running text."""
    return (
        block.words >= LEAST_WORDS
        and block.link_density < 0.5
        and block.tag not in HEADINGS
        and (SENTENCE.search(block.text) is not None or block.words >= 25)
    )


def _is_furniture(node: Node, total: float) -> bool:
    if node.names & CONSENT_WORDS and node.prose < SHARE_NOT_CONSENT * total:
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


def container_of(rows: Sequence[Row], outline: Outline) -> Node | None:
    """Return the lowest element that holds most of the prose that is not furniture."""
    mass: dict[int, float] = {}
    for row in rows:
        if row.prose and not row.furniture:
            mass[id(row.node)] = mass.get(id(row.node), 0.0) + _mass(row.block)
    for node in reversed(outline.order):
        if node.parent is not None and id(node) in mass:
            mass[id(node.parent)] = mass.get(id(node.parent), 0.0) + mass[id(node)]
    if not mass:
        return None
    at = outline.order[0]
    while True:
        here = mass[id(at)]
        best = max(at.children, key=lambda child: mass.get(id(child), 0.0), default=None)
        if best is None or mass.get(id(best), 0.0) < SHARE_TO_DESCEND * here or best.tag in {"p", "li", "blockquote"}:
            return at
        at = best


def chosen(draft: Draft) -> list[Block]:
    """Return the blocks of the body in document order."""
    outline = Outline()
    rows = rows_of(draft, outline)
    top = container_of(rows, outline)
    if top is None:
        return []
    inside = _inside(top, outline)
    standfirst = draft.claimed_as("standfirst")
    title = _folded(draft.article.headline or "")
    seen: set[str] = set()
    taken: list[Row] = []
    lead = _lead(draft, rows, inside)
    for row in rows:
        if (
            id(row.node) not in inside
            and row.block.index not in lead
            or row.furniture
            or row.block.index in draft.claimed
        ):
            continue
        if not _may_stay(row) or _folded(row.block.text) == title:
            continue
        if row.block.words >= 5 and row.block.text in seen:
            continue
        seen.add(row.block.text)
        taken.append(row)
    body = [row.block for row in _without_loose_ends(_without_asides(taken))]
    first = [draft.page.blocks[index] for index in standfirst if index < len(draft.page.blocks)]
    repeated = {_folded(block.text) for block in first}
    return [*first, *(block for block in body if _folded(block.text) not in repeated)]


def _lead(draft: Draft, rows: Sequence[Row], inside: set[int]) -> set[int]:
    """Return the indexes of running text between the headline and the container: an opening set apart."""
    heads = draft.claimed_as("headline")
    start = next((row.block.index for row in rows if id(row.node) in inside and row.prose and not row.furniture), None)
    if not heads or start is None or not heads[0] < start < heads[0] + 40:
        return set()
    between = rows[heads[0] + 1 : start]
    return {
        row.block.index
        for row in between
        if not row.furniture and (row.prose or row.block.words >= LEAST_WORDS) and row.block.link_density < 0.3
    }


def _inside(top: Node, outline: Outline) -> set[int]:
    found = {id(top)}
    for node in outline.order:
        if node.parent is not None and id(node.parent) in found:
            found.add(id(node))
    return found


def _may_stay(row: Row) -> bool:
    block = row.block
    if BOILERPLATE.match(block.text) and block.words < 40:
        return False
    if row.prose:
        return True
    if block.link_density > 0.5:
        return False
    if block.tag in HEADINGS:
        return True
    if block.tag in LIST_TAGS or "/td" in block.path[-30:] or "/th" in block.path[-30:]:
        return block.link_density < 0.5
    return block.tag == "p" or END.search(block.text) is not None or block.words >= LEAST_WORDS


def _without_asides(rows: list[Row]) -> list[Row]:
    """Drop titles such as "Related articles", with all that follows when that is the smaller part."""
    total = sum(row.block.words for row in rows)
    kept: list[Row] = []
    words = 0
    for row in rows:
        text = row.block.text
        if len(text) < 60 and is_aside_title(text):
            if words >= 0.6 * total:
                break
            continue
        words += row.block.words
        kept.append(row)
    return kept


def is_aside_title(text: str) -> bool:
    """Return whether *text* announces something else than the article's text.

    >>> is_aside_title("Related Articles:"), is_aside_title("Relations")
    (True, False)
    """
    folded = " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())
    return (
        folded in ASIDE_TITLES
        or folded.startswith(("more from ", "more on ", "read more", "comments "))
        or (folded.startswith("more ") and len(folded.split()) <= 3)
    )


def _without_loose_ends(rows: list[Row]) -> list[Row]:
    """Drop what stands after the last running text, and headings that nothing follows."""
    while rows and not rows[-1].prose and not END.search(rows[-1].block.text):
        rows.pop()
    kept = []
    for at, row in enumerate(rows):
        if row.block.tag in HEADINGS and (
            at + 1 >= len(rows) or rows[at + 1].block.tag in {"h1", "h2"} and row.block.tag > "h2"
        ):
            continue
        kept.append(row)
    return kept


def _folded(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())
