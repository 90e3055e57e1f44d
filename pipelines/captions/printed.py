"""Captions without a mark of their own: a block beside the image that repeats its alternative text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import TYPE_CHECKING

from pipelines.captions.credit.line import split_credit
from pipelines.captions.text import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from lxml.html import HtmlElement

    from crawler.model import Photo
    from crawler.page import Block

FAR = 6
"""So many elements away from its image a caption may begin."""
BEFORE = 3
"""The block may belong to an element around both."""
LEAST_WORDS = 3
MOST_WORDS = 60
LEAST_CHARS, SHARE_OF_ALT = 16, 0.6
MOST_LINKED = 0.5
HEADS = frozenset({"h1", "h2", "h3"})


class Printed:
    """The short blocks of a page by where they stand."""

    def __init__(self, blocks: Iterable[Block], claimed: Mapping[int, str], order: Mapping[HtmlElement, int]) -> None:
        self._blocks = [
            block
            for block in blocks
            if block.index not in claimed
            and LEAST_WORDS <= block.words <= MOST_WORDS
            and block.tag not in HEADS
            and block.link_density <= MOST_LINKED
        ]
        # Blocks within one element may come after those of elements below it: sorted, not in order as they are.
        self._blocks.sort(key=lambda block: order[block.element])
        self._places = [order[block.element] for block in self._blocks]

    def caption_of(self, photo: Photo, at: int) -> tuple[Photo, Block] | None:
        """Return *photo*, which stands at *at*, with its caption, and the block that prints it; None when none does."""
        if photo.caption is not None or not photo.alt:
            return None
        alt = folded(photo.alt)
        near = self._blocks[bisect_left(self._places, at - BEFORE) : bisect_right(self._places, at + FAR)]
        for block in sorted(near, key=lambda block: block.index):
            if alt not in (key := folded(block.text)) and not alt.startswith(key):
                continue
            split = split_credit(block.text)
            if _are_same(folded(split.caption), alt):
                names = list(dict.fromkeys([*photo.credits, *split.credits]))
                return replace(photo, caption=split.caption, credits=names, source="printed"), block
        return None


def _are_same(caption: str, alt: str) -> bool:
    """Whether *alt* is *caption*, perhaps with the site's name behind it."""
    return caption == alt or (alt.startswith(caption) and len(caption) >= max(LEAST_CHARS, SHARE_OF_ALT * len(alt)))
