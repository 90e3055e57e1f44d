"""What leads up to a block: the heading above it, the line before its list, its row, the last that says something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.near.place import before_list, list_around, row_around

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay

HEADING_BLOCKS = 12
"""So far from a block its heading is looked for."""
LIST_BLOCKS, BARE_WORDS = 10, 2
"""So many lines of so few words may be a list of addresses, without the marks of one."""
LEAST_LEAD_WORDS = 2
ROWS = frozenset({"tr", "li", "dd", "dt"})
MOST_ROW_CHARS = 400


class Leads:
    """What leads up to the blocks of one page; each list is looked at once."""

    def __init__(self, page: Page, lay: Lay) -> None:
        self._page = page
        self._lay = lay
        self._lists: dict[HtmlElement, Block | None] = {}

    def heading(self, block: Block) -> Block | None:
        """Return the heading shortly above *block*; the headline is none."""
        before = self._page.blocks[max(0, block.index - HEADING_BLOCKS) : block.index]
        return next((one for one in reversed(before) if one.tag in HEADINGS and one.tag != "h1"), None)

    def before_list(self, block: Block) -> Block | None:
        """Return the block before the list or table that *block* is in; None where it is in none."""
        listed = list_around(block.element)
        if listed is None:
            return None
        if listed not in self._lists:
            self._lists[listed] = before_list(self._page, listed, block)
        return self._lists[listed]

    def before(self, block: Block) -> tuple[Block | None, Block | None]:
        """Return the block before *block* and the one before that, less those that hold no more than an address."""
        blocks, found = self._page.blocks, []
        for at in range(block.index - 1, max(-1, block.index - 1 - LIST_BLOCKS), -1):
            if not (self._lay.printed[at] and blocks[at].words <= BARE_WORDS):
                found.append(blocks[at])
            if len(found) > 1:
                break
        first, second, *_ = (*found, None, None)
        return first, second

    def lead_of(self, block: Block) -> Block | None:
        """Return the block that leads up to *block*: the one before its list, or the last that says something."""
        listed = self.before_list(block)
        if listed is not None:
            return listed
        before = self._page.blocks[max(0, block.index - LIST_BLOCKS) : block.index]
        return next((one for one in reversed(before) if one.words > LEAST_LEAD_WORDS), None)


def row_text(block: Block) -> str:
    """Return the text of the row of a table, or the item of a list, that holds *block*."""
    row = row_around(block.element, ROWS)
    if row is None:
        return ""
    term = row.getprevious() if row.tag == "dd" else None
    held = [row] if term is None else [term, row]
    return " ".join(" ".join(one.itertext()) for one in held).strip()[:MOST_ROW_CHARS]
