"""Parts of a page that are not the outlet's own words, and the furniture around lists of addresses."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold

if TYPE_CHECKING:
    from crawler.page import Block
    from pipelines.mirrors.words.tables import Words

COMMENT = re.compile(r"comment|kommentar|disqus", re.IGNORECASE)
SPONSORED = re.compile(
    r"(?:^|[\s_-])(?:ads?|advert\w*|sponsor\w*|anzeige\w*|werbung|reklam\w*|publici\w*)(?:$|[\s_-])", re.IGNORECASE
)
PROGRAM_SIGNS = re.compile(r"[={}$\\]|--\w")
MOST_SHARE_WORDS = 4
MOST_LABEL_WORDS = 8
"""A line of no more is what an address or a list of them is called."""


def is_elsewhere(block: Block) -> bool:
    """Return whether *block* is of readers or sponsors, a quotation in a line, in a picture, or code."""
    pictured = block.tag == "figcaption" or "/figure" in block.path
    return pictured or _is_called(block, COMMENT, 8) or "/q/" in block.path or _is_code(block) or _is_sponsored(block)


def is_quoted(block: Block) -> bool:
    return "blockquote" in block.path


def is_share_bar(text: str, words: Words) -> bool:
    """Return whether *text* is the heading of a share bar."""
    folded = fold(text).strip(" :.!")
    return folded in words.share and len(folded.split()) <= MOST_SHARE_WORDS


def _is_code(block: Block) -> bool:
    """Whether *block* is set as code; notes in plain text are set so too."""
    return block.tag == "pre" and PROGRAM_SIGNS.search(block.text) is not None


def _is_sponsored(block: Block) -> bool:
    return _is_called(block, SPONSORED, 4)


def _is_called(block: Block, name: re.Pattern[str], above: int) -> bool:
    """Whether one of the next elements around *block* has a class or id like *name*."""
    return any(
        name.search(f"{one.get('class') or ''} {one.get('id') or ''}")
        for one in islice((block.element, *block.element.iterancestors()), above)
        if one.tag not in {"body", "html"}
    )
