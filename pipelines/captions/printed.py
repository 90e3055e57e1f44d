"""Captions without a mark of their own: a block beside the image that repeats its alternative text."""

from __future__ import annotations

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
    """The short blocks of a page by their text."""

    def __init__(self, blocks: Iterable[Block], claimed: Mapping[int, str], order: Mapping[HtmlElement, int]) -> None:
        self._order = order
        self._by_text: dict[str, list[Block]] = {}
        for block in blocks:
            if block.index not in claimed and LEAST_WORDS <= block.words <= MOST_WORDS and block.tag not in HEADS:
                self._by_text.setdefault(_folded(split_credit(block.text).caption), []).append(block)

    def caption_of(self, photo: Photo, at: int) -> tuple[Photo, Block] | None:
        """Return *photo*, which stands at *at*, with its caption, and the block that prints it; None when none does."""
        if photo.caption is not None or not photo.alt:
            return None
        for block in self._by_text.get(_folded(photo.alt), ()):
            if -BEFORE <= self._order[block.element] - at <= FAR:
                split = split_credit(block.text)
                names = list(dict.fromkeys([*photo.credits, *split.credits]))
                return replace(photo, caption=split.caption, credits=names), block
        return None


def _folded(text: str | None) -> str:
    return "".join(character for character in (text or "").casefold() if character.isalnum())
