"""Captions without a mark of their own: a block beside the image that repeats its alternative text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.captions.credit import split_credit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.html import HtmlElement

    from crawler.model import Photo
    from crawler.page import Block

FAR = 6
"""So many elements away from its image a caption may begin."""
BEFORE = 3
"""The block may belong to an element around both."""
LEAST_WORDS = 2
MOST_WORDS = 60
HEADS = frozenset({"h1", "h2", "h3"})


class Printed:
    """The short blocks of a page by where they stand."""

    def __init__(self, blocks: Iterable[Block], claimed: Mapping[int, str], order: Mapping[HtmlElement, int]) -> None:
        self._blocks = [
            block
            for block in blocks
            if block.index not in claimed and LEAST_WORDS <= block.words <= MOST_WORDS and block.tag not in HEADS
        ]
        self._order = order
        # Blocks within one element may come after those of elements below it: sorted, not in order as they are.
        self._blocks.sort(key=lambda block: order[block.element])
        self._places = [order[block.element] for block in self._blocks]

    def caption_of(self, photo: Photo, at: int) -> tuple[Photo, Block] | None:
        """Return *photo*, which stands at *at*, with its caption, and the block that prints it; None when none does."""
        if photo.caption is not None or not photo.alt:
            return None
        alt = _folded(photo.alt)
        near = self._blocks[bisect_left(self._places, at - BEFORE) : bisect_right(self._places, at + FAR)]
        for block in sorted(near, key=lambda block: block.index):
            if alt not in _folded(block.text):
                continue
            split = split_credit(block.text)
            if _folded(split.caption) == alt:
                names = list(dict.fromkeys([*photo.credits, *split.credits]))
                return replace(photo, caption=split.caption, credits=names), block
        return None


def _folded(text: str | None) -> str:
    return "".join(character for character in (text or "").casefold() if character.isalnum())
