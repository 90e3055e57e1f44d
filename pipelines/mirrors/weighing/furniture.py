"""What stands around every story and looks like an offer: bars of channels and apps, teasers of other stories."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import without_addresses
from pipelines.mirrors.weighing.place import box_around, list_around, row_around
from pipelines.mirrors.words.kinds import STORES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language

PROGRAM_SIGNS = re.compile(r"[={}$\\]|--\w")
LEAST_LINKED = 0.8
"""So much of its text is within links where a block is a list of other stories."""
MOST_ROW_WORDS, MOST_LIST_WORDS = 20, 120
ROWS = frozenset({"tr", "li", "dd"})


def is_teaser(block: Block, outlet: Outlet) -> bool:
    """Return whether *block* is made of links to pages of the outlet, as lists of its other stories are."""
    if block.link_density < LEAST_LINKED or any(addresses_in(block.text)):
        return False
    return all(outlet.is_page(anchor.get("href") or "") for anchor in block.anchors)


def is_code(block: Block) -> bool:
    """Return whether *block* is set as code; notes in plain text are set so too."""
    return block.tag == "pre" and PROGRAM_SIGNS.search(block.text) is not None


def is_bar(tokens: Sequence[Token]) -> bool:
    """Return whether *tokens* are no more than icons: links to channels and apps, none of them printed."""
    return bool(tokens) and all(one.printed is None and one.kind in STORES for one in tokens)


def is_of_one(bar: Block, others: Sequence[Block]) -> bool:
    """Return whether *bar* is an item of the same list as one of *others*, or a paragraph like it beside it."""
    return any(_is_item_beside(bar, one) for one in others)


def is_out_of_order(block: Block, language: Language) -> bool:
    """Return whether the row or line that holds *block* says that its address does not work."""
    row = row_around(block.element, ROWS)
    text = block.text if row is None else _text_of(row)
    told = without_addresses(fold(text if len(text.split()) <= MOST_ROW_WORDS else block.text))
    # "Not blocked", "opens without a VPN" have words for "blocked" in them.
    if language.lists["unblock"].search(told) or language.lists["if"].search(told):
        return False
    return language.lists["blocked"].search(told) is not None


def _is_item_beside(block: Block, other: Block) -> bool:
    if block.element is other.element:
        return True
    around = list_around(block.element)
    if around is not None and around is list_around(other.element):
        # The whole page is one table in old layouts.
        return len(_text_of(around).split()) <= MOST_LIST_WORDS
    if around is not None and other.tag in HEADINGS:
        return around.getparent() is other.element.getparent()
    # Everything is a `div` in some systems: what tells them apart is the class.
    alike = block.tag == other.tag and (block.tag != "div" or block.element.get("class") == other.element.get("class"))
    if block.element.getparent() is other.element.getparent():
        return alike or other.tag in HEADINGS
    boxed = alike and block.path == other.path and box_around(block) is not None
    return boxed and box_around(block) is box_around(other)


def _text_of(element: HtmlElement) -> str:
    return re.sub(r"\s+", " ", " ".join(element.itertext())).strip()
