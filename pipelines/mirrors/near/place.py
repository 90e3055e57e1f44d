"""Where a note stands: among the paragraphs of the story, after them, or in a box of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page

LEAST_STORY_WORDS = 4
STORY_BLOCKS = 3
"""So far from a note its story is looked for."""
ITEMS = frozenset({"p", "li", "dd", "td"})
NEAR_BLOCKS = 6
"""So far from a note another paragraph of its story may stand, as the items of a list are between."""
LISTS = frozenset({"ul", "ol", "dl", "table"})
ENDS = frozenset(".!?…。！？؟۔")
FURNITURE = re.compile(r"/(?:footer|header|aside|nav)\b")


def place_of(page: Page, first: Block, last: Block) -> tuple[bool, bool]:
    """Return whether no paragraph of the story follows a note in the same box, and whether none is before it there."""
    blocks = page.blocks
    following = blocks[last.index + 1 : last.index + 1 + STORY_BLOCKS]
    before = _before(page, first)
    apart = not any(is_beside(one, last) or _goes_on(one, last) for one in following)
    return apart, apart and not any(is_beside(one, first) for one in before)


def is_in_story(page: Page, note: Block) -> bool:
    """Return whether *note* is a paragraph of the story, an item of a list in it, or between its paragraphs."""
    around = list_around(note.element)
    parent = (note.element if around is None else around).getparent()
    near = page.blocks[max(0, note.index - NEAR_BLOCKS) : note.index + NEAR_BLOCKS + 1]
    if any(
        is_beside(one, note) or (one.element.getparent() is parent and note.tag in ITEMS and _is_of_text(one))
        for one in near
        if one is not note
    ):
        return True
    before, after = ([one for one in near if one.index < note.index], [one for one in near if one.index > note.index])
    return any(is_beside(one, other) and _is_told(other) for one in before for other in after)


def is_beside(story: Block, note: Block) -> bool:
    """Return whether *story* may be a paragraph of the same text as *note*."""
    if not _is_told(story) or story.tag != note.tag or FURNITURE.search(story.path):
        return False
    if story.element is note.element or story.element.getparent() is note.element.getparent():
        return True
    # Some content systems put each paragraph in a box.
    return story.path == note.path and box_around(story) is not None and box_around(story) is box_around(note)


def _is_of_text(block: Block) -> bool:
    return block.tag == "h1" or (block.tag == "p" and _is_told(block))


def list_around(element: HtmlElement) -> HtmlElement | None:
    """Return the nearest list or table around *element*."""
    return next((above for above in element.iterancestors() if above.tag in LISTS), None)


def before_list(page: Page, listed: HtmlElement, item: Block) -> Block | None:
    """Return the last block before *listed*, the list or table that *item* is in."""
    inside = set(listed.iter())
    before = (page.blocks[at] for at in range(item.index - 1, -1, -1))
    return next((block for block in before if block.element not in inside), None)


def row_around(element: HtmlElement, rows: Container[str]) -> HtmlElement | None:
    """Return the nearest of the elements *rows*, those of tables and lists, that *element* is or lies in."""
    return next((one for one in (element, *element.iterancestors()) if one.tag in rows), None)


def _before(page: Page, note: Block) -> Sequence[Block]:
    return page.blocks[max(0, note.index - STORY_BLOCKS) : note.index]


def _goes_on(story: Block, last: Block) -> bool:
    """Whether *story* is a paragraph right behind the list that *last* is an item of: the list is in the story."""
    around = list_around(last.element)
    if around is None or story.tag != "p" or not _is_told(story):
        return False
    return story.element.getparent() is around.getparent()


def _is_told(block: Block) -> bool:
    """Whether *block* is a sentence, as those of a story are."""
    return block.words >= LEAST_STORY_WORDS and block.text.rstrip("\"”»'")[-1:] in ENDS


def box_around(block: Block) -> HtmlElement | None:
    """Return what is around the parent of *block*, where each paragraph has a box of its own."""
    parent = block.element.getparent()
    return None if parent is None else parent.getparent()
