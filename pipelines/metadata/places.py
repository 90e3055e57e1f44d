"""Where on a page something stands: in comments, among related articles, in the footer, how far from the headline."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Block, Page

MOST_ANCESTORS = 18
_COMMENT = re.compile(r"comment|kommentar|disqus|respond|replies|reply|\bforum-?post", re.IGNORECASE)
_COMMENTS_OFF = re.compile(r"comments?-?(?:off|open|closed|count|link)|no-?comments?", re.IGNORECASE)
_RELATED = re.compile(
    r"related|recommend|teaser|recent|popular|latest|trending|more-|read-?next|suggest|most-?read|widget|sidebar|"
    r"side-?bar|prev|next|navigation|carousel|slider|promo|newsletter|advert|upcoming|event(?!s?-)|archive",
    re.IGNORECASE,
)
_FOOT = re.compile(r"footer|copyright|colophon|impressum|legal", re.IGNORECASE)


class Places:
    """The places of a page's elements and blocks, in relation to its headline."""

    def __init__(self, page: Page, headline_at: int | None) -> None:
        self._page = page
        self._at = headline_at
        self._kinds: dict[HtmlElement, str] = {}

    def kind(self, element: HtmlElement) -> str:
        """Return ``comment``, ``related``, ``foot``, ``aside`` or ``text``: what the elements around *element* say."""
        known = self._kinds.get(element)
        if known is None:
            known = self._kinds[element] = self._kind(element)
        return known

    def block_around(self, element: HtmlElement) -> Block | None:
        """Return the block that holds the text of *element*, or of one of the three elements around it."""
        if element in self._blocks:
            return self._blocks[element]
        around = islice(element.iterancestors(), 3)
        return next((self._blocks[above] for above in around if above in self._blocks), None)

    def block_within(self, element: HtmlElement) -> Block | None:
        """Return the first block that holds the text of *element* or of one of the first elements in it."""
        inside = islice(element.iter(), 8)
        return next((self._blocks[one] for one in inside if one in self._blocks), None)

    @cached_property
    def _blocks(self) -> dict[HtmlElement, Block]:
        found: dict[HtmlElement, Block] = {}
        for block in reversed(self._page.blocks):
            found[block.opened] = block
            for element in block.inline:
                found[element] = block
            found[block.element] = block
        return found

    def _kind(self, element: HtmlElement) -> str:
        found = _kind_of(element.get("class") or "", element.get("id") or "", str(element.tag))
        if found != "text":
            return found
        for step, above in enumerate(element.iterancestors()):
            if step > MOST_ANCESTORS or above.tag in {"body", "main"}:
                break
            found = _kind_of(above.get("class") or "", above.get("id") or "", str(above.tag))
            if found != "text":
                return found
        return "text"

    def distance(self, block: Block) -> str:
        """Return how far *block* stands from the headline, as one of a few words."""
        if self._at is None:
            return "start" if block.index < 30 else "somewhere"
        steps = block.index - self._at
        if steps == 0:
            return "headline"
        for least, name in (
            (26, "far"),
            (9, "after9"),
            (4, "after4"),
            (1, "after1"),
            (-6, "before6"),
            (-25, "before25"),
        ):
            if steps >= least:
                return name
        return "top"


@lru_cache(maxsize=8192)
def _kind_of(class_: str, id_: str, tag: str) -> str:
    if tag == "footer":
        return "foot"
    if tag == "nav":
        return "related"
    marks = f"{class_} {id_}"[:300]
    if len(marks) > 2 and tag != "body":
        if _COMMENT.search(marks) and not _COMMENTS_OFF.search(marks):
            return "comment"
        if _RELATED.search(marks) and "has-sidebar" not in marks:
            return "related"
        if _FOOT.search(marks):
            return "foot"
    return "aside" if tag == "aside" else "text"
