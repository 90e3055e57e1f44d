"""Which blocks of a page have telling words in them: for a block, a loss, a move, a way around, a mirror or a spare."""

from __future__ import annotations

from functools import cached_property
from math import log1p
from typing import TYPE_CHECKING

from pipelines.mirrors.words.language import APPS, BLOCKS, LOSSES, LOST, MEANINGS, OURS, PLATFORM, told_by

if TYPE_CHECKING:
    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.learned.leads import Leads
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language

LEAST_TELLING = 2
"""So many telling lists have a word near almost every address that is offered, and near few others."""
LOSS_BLOCKS = 3
"""So far behind a paragraph that tells of a loss apps are named in place of what was lost."""
LEAST_NOTE_WORDS, MOST_NOTE_WORDS = 3, 60
"""A notice of a block is a paragraph of so many words."""
LEAST_PARAGRAPH_WORDS = 8
NOTHING: frozenset[int] = frozenset()


class Telling:
    """The telling words of one page; each block is looked at once."""

    def __init__(self, page: Page, lay: Lay, outlet: Outlet, language: Language, leads: Leads) -> None:
        self._page = page
        self._lay = lay
        self._outlet = outlet
        self._language = language
        self._leads = leads
        self._near: dict[int, frozenset[int]] = {}

    def near(self, index: int) -> frozenset[int]:
        """Return which of the telling lists have a word in a block, shortly before it, or in what leads up to it."""
        known = self._near.get(index)
        if known is None:
            known = self._near[index] = self._told_near(index)
        return known

    def tells_near(self, index: int) -> bool:
        """Return whether `near` has any; often the block itself, or the headline, tells it."""
        return index in self._told or bool(self._headline_meanings) or bool(self.near(index))

    def is_near_loss(self, index: int) -> bool:
        """Return whether something befell the outlet, or others, by the words in a block or before it."""
        return not self.near(index).isdisjoint(LOST)

    @cached_property
    def lost(self) -> dict[int, frozenset[int]]:
        """By block, those of `LOST` that have a word in it, if any has."""
        return {index: lost for index, told in self._told.items() if (lost := told & LOST)}

    def names_apps(self, index: int) -> bool:
        """Return whether a block names a platform of television sets, or apps in place of what was lost."""
        there = self._there.get(index, NOTHING)
        return PLATFORM in there or (APPS in there and self.is_near_loss(index))

    @cached_property
    def naming(self) -> set[int]:
        """Indexes of the blocks that name apps."""
        every = len(self._page.blocks)
        named = {index for index, there in self._there.items() if PLATFORM in there}
        near = {at for index in self.lost for at in range(index, min(index + LOSS_BLOCKS, every))}
        return named | set(filter(self.names_apps, near))

    def notes(self) -> list[Block]:
        """Return the blocks that may tell that the outlet is blocked: short ones that speak of it in telling words."""
        return [
            block
            for index, told in self._told.items()
            if len(told & BLOCKS) >= LEAST_TELLING
            and LEAST_NOTE_WORDS <= (block := self._page.blocks[index]).words <= MOST_NOTE_WORDS
            and block.tag != "h1"
            and self.speaks_of_outlet(index)
        ]

    @cached_property
    def losses(self) -> list[float]:
        """What blocks of the page tell that speak of the outlet, as far as they tell of what befell it: `LOSSES`."""
        told: set[int] = set()
        for index, here in self.lost.items():
            if not here <= told and self.speaks_of_outlet(index):
                told |= here
        return [float(MEANINGS.index(name) in told) for name in LOSSES]

    @cached_property
    def ours(self) -> list[float]:
        """How many paragraphs have a word such as "our", as a logarithm, and their share: stories in own matter do."""
        there = self._there
        told = [
            not OURS.isdisjoint(there.get(block.index, NOTHING)) for block in self._page.blocks if _is_paragraph(block)
        ]
        return [log1p(sum(told)), sum(told) / max(len(told), 1)]

    def speaks_of_outlet(self, index: int) -> bool:
        """Return whether a block names the outlet, or has a word such as "our"."""
        return self._speaks_of_us(index) or self._outlet.is_named_in(self._lay.folded[index])

    def _speaks_of_us(self, index: int) -> bool:
        return not OURS.isdisjoint(self._there.get(index, NOTHING))

    def of(self, index: int) -> frozenset[int]:
        """Return which of the telling lists have a word in a block."""
        return self._told.get(index, NOTHING)

    def _told_near(self, index: int) -> frozenset[int]:
        block = self._page.blocks[index]
        leads = (self._leads.before_list(block), self._leads.heading(block), *self._leads.before(block))
        near = {index, *(lead.index for lead in leads if lead is not None)}
        return self._headline_meanings.union(*(self._told[at] for at in near if at in self._told))

    @cached_property
    def _headline_meanings(self) -> frozenset[int]:
        return told_by(self._language.meanings_of(self._language.telling.found_in(self._outlet.headline)))

    @cached_property
    def _there(self) -> dict[int, set[int]]:
        """By block, the places among `MEANINGS` of the lists asked for that have a word in it, if any has."""
        begun = self._lay.begun(self._language.telling)
        return {index: self._language.meanings_of(stems) for index, stems in enumerate(begun) if stems}

    @cached_property
    def _told(self) -> dict[int, frozenset[int]]:
        """Those of them that tell something."""
        return {index: told for index, there in self._there.items() if (told := told_by(there))}


def _is_paragraph(block: Block) -> bool:
    return block.words >= LEAST_PARAGRAPH_WORDS and block.link_density < 0.5
