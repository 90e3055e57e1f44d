"""Which blocks of a page are the text of its claims: the announcement, its list, and what leads up to both."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.telling import LEAST_TELLING
from pipelines.mirrors.near.parts import MOST_LABEL_WORDS, is_share_bar
from pipelines.mirrors.near.place import is_in_story, list_around, place_of
from pipelines.mirrors.near.sentences import ends_open, sentences_of
from pipelines.mirrors.words.language import PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.page import Block
    from pipelines.mirrors.learned.spots import Spot, Spots

MOST_REST_WORDS, MOST_REST = 12, 0.2
"""A block that holds more words than so many, and so much of its text, beside its announcement is the story's."""
LONGEST_LEAD_WORDS = 45
LEADS = 2
"""So many blocks before the first address may lead up to it."""


def extent_of(claimed: Iterable[Spot], spots: Spots) -> tuple[list[int], list[int]]:
    """Return the indexes of the blocks that are the text of the addresses *claimed*, and those of share bars below."""
    held: dict[int, list[Spot]] = {}
    for spot in claimed:
        held.setdefault(spot.block.index, []).append(spot)
    blocks = spots.page.blocks
    own = {index for index in held if _is_note(blocks[index], held[index], spots)}
    own |= _labels(own, spots)
    leads = {at for index in own for at in _leads(index, own, spots)}
    below = {index + 1 for index in own if index + 1 < len(blocks) and index + 1 not in own}
    bars = [index for index in below if is_share_bar(blocks[index].text, spots.words)]
    return sorted(own | leads), sorted(bars)


def _is_note(block: Block, held: Iterable[Spot], spots: Spots) -> bool:
    """Whether a block with addresses holds little else than what is said of them."""
    marks = [mark for spot in held if (mark := spot.token.printed or spot.token.name)]
    rest, opens = 0, False
    for _, sentence in sentences_of(block.text):
        said = any(mark in sentence for mark in marks) or opens
        opens = ends_open(sentence)
        if not (said or opens or _tells(sentence, spots)):
            rest += len(sentence.split())
    return rest <= max(MOST_REST_WORDS, MOST_REST * block.words)


def _labels(own: set[int], spots: Spots) -> set[int]:
    """Short lines between blocks of one list: what its addresses are called."""
    blocks, lists = spots.page.blocks, {index: list_around(spots.page.blocks[index].element) for index in own}
    found: set[int] = set()
    for first, last in pairwise(sorted(own)):
        if lists[first] is not None and lists[first] is lists[last]:
            between = range(first + 1, last)
            if all(blocks[at].words <= MOST_LABEL_WORDS for at in between):
                found.update(between)
        elif last - first == 2 and blocks[first + 1].words <= MOST_LABEL_WORDS and ends_open(blocks[first + 1].text):
            found.add(first + 1)
    return found


def _leads(index: int, own: set[int], spots: Spots) -> Iterator[int]:
    """Yield the blocks that announce a note: the one before its list, and those right before it."""
    blocks = spots.page.blocks
    listed = spots.leads.before_list(blocks[index])
    if listed is not None and listed.index not in own and _is_lead(listed, index, own, spots):
        yield listed.index
    for at in range(index - 1, max(-1, index - 1 - LEADS), -1):
        if at not in own and not _is_lead(blocks[at], index, own, spots):
            break
        yield at


def _is_lead(block: Block, index: int, own: set[int], spots: Spots) -> bool:
    if block.tag == "h1" or block.words > LONGEST_LEAD_WORDS:
        return False
    titled = block.tag in HEADINGS and block.words <= MOST_LABEL_WORDS
    if ends_open(block.text):
        return True
    # Further up there is the story, and around a note in its midst.
    return block.index == index - 1 and (titled or (announces(block, spots) and not _is_of_story(block, own, spots)))


def _is_of_story(block: Block, own: set[int], spots: Spots) -> bool:
    """Whether a paragraph before a note goes on behind it, as a story does that tells what befell its outlet."""
    page, last = spots.page, spots.page.blocks[max(own)]
    return block.words > MOST_REST_WORDS and is_in_story(page, block) and not place_of(page, block, last)[0]


def announces(block: Block, spots: Spots) -> bool:
    """Return whether a line leads up to what follows it: by its end, or by what it tells of the outlet."""
    if ends_open(block.text):
        return True
    told = spots.telling.of(block.index)
    return len(told) >= LEAST_TELLING and not told.isdisjoint(PLAIN) and spots.telling.speaks_of_outlet(block.index)


def _tells(sentence: str, spots: Spots) -> bool:
    return not spots.language.meanings_in(fold(sentence)).isdisjoint(PLAIN)
