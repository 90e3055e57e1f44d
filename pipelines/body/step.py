"""The step that fills ``body`` and ``blocks``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import TextBlock
from pipelines.body.choose import chosen

if TYPE_CHECKING:
    from crawler.page import Block, Draft

KIND_OF_TAG = {
    "li": "list_item",
    "dd": "list_item",
    "dt": "list_item",
    "pre": "preformatted",
    "blockquote": "quote",
} | {f"h{level}": "heading" for level in range(1, 7)}


def read_body(draft: Draft) -> Draft:
    """Return *draft* with the body; what other steps have claimed is left out, save the standfirst, which comes first."""
    if draft.article.body is not None:
        return draft
    blocks = chosen(draft)
    if not blocks:
        return draft.note("no body found")
    typed = [TextBlock(kind=kind_of(block), text=block.text) for block in blocks]
    body = "\n\n".join(block.text for block in typed)
    return draft.claim((block.index for block in blocks), "body").with_article(body=body, blocks=typed)


def kind_of(block: Block) -> str:
    """Return the kind of a `TextBlock` for *block*."""
    if block.tag in KIND_OF_TAG:
        return KIND_OF_TAG[block.tag]
    for at, tag in enumerate(reversed(block.path.rsplit("/", 6))):
        if at > 5:
            break
        if tag == "blockquote":
            return "quote"
        if tag == "li":
            return "list_item"
        if tag == "tr":
            return "table_row"
    return "paragraph"
