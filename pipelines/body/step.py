"""The step that fills ``body`` and ``blocks``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.model import TextBlock
from pipelines.body.choose import UNSURE, chosen

if TYPE_CHECKING:
    from crawler.page import Block, Draft
    from pipelines.trees import Trees

KIND_OF_TAG = {
    "li": "list_item",
    "dd": "list_item",
    "dt": "list_item",
    "pre": "preformatted",
    "blockquote": "quote",
    "td": "table_row",
    "th": "table_row",
} | {f"h{level}": "heading" for level in range(1, 7)}
KIND_OF_TAG_ABOVE = {"blockquote": "quote", "li": "list_item", "pre": "preformatted"}
LEVELS_ABOVE = 5
LONGEST_CELL_WORDS = 40
"""A longer text in a table's cell is a paragraph: old pages are laid out with tables."""


def read_body(draft: Draft, *, model: Trees | None = None) -> Draft:
    """Return *draft* with the body, without what other steps have claimed, save the standfirst, which comes first.

    *model*: another one than ships.
    """
    if draft.article.body is not None:
        return draft
    choice = chosen(draft, model=model)
    if not choice.blocks:
        return draft.note("no body found")
    if choice.source == "rules":
        draft = draft.note(UNSURE)
    typed = typed_blocks(choice.blocks)
    body = "\n\n".join(block.text for block in typed)
    claimed = draft.claim((block.index for block in choice.blocks), "body").sourced(body=choice.source)
    return claimed.with_article(body=body, blocks=typed)


def typed_blocks(blocks: list[Block]) -> list[TextBlock]:
    """Return *blocks* with their kinds; the cells of a table's row become one block."""
    typed: list[TextBlock] = []
    row = None
    in_cell = Counter(block.element for block in blocks if KIND_OF_TAG.get(block.tag) == "table_row")
    for block in blocks:
        kind = kind_of(block)
        if kind == "table_row" and in_cell[block.element] > 1:
            kind = "paragraph"  # of a page laid out with a table, with line breaks between them
        above = block.element.getparent() if kind == "table_row" else None
        if above is not None and above is row:
            typed[-1] = TextBlock(kind=kind, text=f"{typed[-1].text} {block.text}")
        else:
            typed.append(TextBlock(kind=kind, text=block.text))
        row = above
    return typed


def kind_of(block: Block) -> str:
    """Return the kind of a `TextBlock` for *block*."""
    kind = KIND_OF_TAG.get(block.tag)
    if kind == "table_row" and block.words > LONGEST_CELL_WORDS:
        return "paragraph"
    if kind is not None:
        return kind
    above = block.path.rsplit("/", LEVELS_ABOVE)[1:]
    return next((KIND_OF_TAG_ABOVE[tag] for tag in reversed(above) if tag in KIND_OF_TAG_ABOVE), "paragraph")
