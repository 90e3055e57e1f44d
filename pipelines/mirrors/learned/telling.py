"""Which blocks of a page have telling words in them: for a block, a loss, a move, a way around, a mirror or a spare."""

from __future__ import annotations

from functools import cached_property
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

    def is_near_loss(self, index: int) -> bool:
        """Return whether something befell the outlet, or others, by the words in a block or before it."""
        return not self.near(index).isdisjoint(LOST)

    def is_loss(self, index: int) -> bool:
        """Return whether the block itself has words for a loss."""
        return not self._told[index].isdisjoint(LOST)

    def names_apps(self, index: int) -> bool:
        """Return whether a block names a platform of television sets, or apps in place of what was lost."""
        return PLATFORM in self._there[index] or (APPS in self._there[index] and self.is_near_loss(index))

    @cached_property
    def naming(self) -> set[int]:
        """Indexes of the blocks that name apps."""
        every = range(len(self._page.blocks))
        named = {index for index in every if PLATFORM in self._there[index]}
        lost = filter(self.is_loss, every)
        near = {at for index in lost for at in range(index, min(index + LOSS_BLOCKS, len(every)))}
        return named | set(filter(self.names_apps, near))

    def notes(self) -> list[Block]:
        """Return the blocks that may tell that the outlet is blocked: short ones that speak of it in telling words."""
        return [
            block
            for block, told in zip(self._page.blocks, self._told, strict=True)
            if len(told & BLOCKS) >= LEAST_TELLING
            and LEAST_NOTE_WORDS <= block.words <= MOST_NOTE_WORDS
            and block.tag != "h1"
            and self.speaks_of_outlet(block.index)
        ]

    @cached_property
    def losses(self) -> list[float]:
        """What blocks of the page tell that speak of the outlet, as far as they tell of what befell it: `LOSSES`."""
        told: set[int] = set()
        for index, meanings in enumerate(self._told):
            here = meanings & LOST
            if not here <= told and self.speaks_of_outlet(index):
                told |= here
        return [float(MEANINGS.index(name) in told) for name in LOSSES]

    def speaks_of_outlet(self, index: int) -> bool:
        """Return whether a block names the outlet, or has a word such as "our"."""
        folded = self._lay.folded[index]
        return self._outlet.is_named_in(folded) or not self._language.meanings_in(folded).isdisjoint(OURS)

    def of(self, index: int) -> frozenset[int]:
        """Return which of the telling lists have a word in a block."""
        return self._told[index]

    def _told_near(self, index: int) -> frozenset[int]:
        block = self._page.blocks[index]
        leads = (self._leads.before_list(block), self._leads.heading(block), *self._leads.before(block))
        near = {index, *(lead.index for lead in leads if lead is not None)}
        return self._headline_meanings.union(*(self._told[at] for at in near))

    @cached_property
    def _headline_meanings(self) -> frozenset[int]:
        return told_by(self._language.meanings_of(self._language.telling.found_in(self._outlet.headline)))

    @cached_property
    def _there(self) -> list[set[int]]:
        """For each block, the places among `MEANINGS` of the counted lists that have a word in it."""
        return [self._language.meanings_of(stems) for stems in self._lay.begun(self._language.telling)]

    @cached_property
    def _told(self) -> list[frozenset[int]]:
        """Those of them that tell something."""
        return [told_by(there) if there else NOTHING for there in self._there]
