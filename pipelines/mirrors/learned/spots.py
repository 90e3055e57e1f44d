"""Addresses on a page that might be offered as the outlet's, with the texts around each that tell whether they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.model import MirrorKind
from crawler.page.block import HEADINGS
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.lexicon import LEAST_TELLING, LOSSES, MEANINGS, TELLING, lexicon_of
from pipelines.mirrors.links import Token, tokens_of
from pipelines.mirrors.offer import FEED_FILE, HOME, is_same_page
from pipelines.mirrors.outlet import squeeze
from pipelines.mirrors.scope import is_elsewhere
from pipelines.mirrors.trigger import sentences_of
from pipelines.mirrors.tv import tv_app_in, tv_names_in
from pipelines.mirrors.weighing.instead import badges_of
from pipelines.mirrors.weighing.place import before_list, list_around, row_around
from pipelines.mirrors.words.kinds import BY_PLACE, PLACES, STORES, is_refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

WINDOW_CHARS = 70
"""So much before and behind an address in its sentence belongs to it alone."""
HEADING_BLOCKS = 12
"""So far from a block its heading is looked for."""
ROWS = frozenset({"tr", "li", "dd", "dt"})
MOST_ROW_CHARS = 400
MOST_PATH_PARTS = 2
"""An address with a longer path, or of a file, is one of a page: no site, and no section of one."""
SHARED = frozenset({*PLACES, *STORES})
"""Kinds that a link tells without printing its address."""
MOST_BADGE_WORDS = 60
LOST = frozenset(MEANINGS.index(name) for name in LOSSES)
FRONT_CHARS = 4
OURS = frozenset(MEANINGS.index(name) for name in ("ours", "w.we"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One address in one block."""

    block: Block
    token: Token
    kind: str
    is_badge: bool
    """Whether it is behind a link without words."""
    is_alike: bool
    """Whether it has a name like the outlet's."""


class Spots:
    """The addresses of one page, by block; each block is taken apart once."""

    def __init__(self, page: Page, lay: Lay, outlet: Outlet, language: Language, table: Phrases) -> None:
        self.page = page
        self.outlet = outlet
        self.language = language
        self.lexicon = lexicon_of(language)
        self._lay = lay
        self.table = table
        self._held: dict[int, tuple[Spot, ...]] = {}
        self._leads: dict[HtmlElement, Block | None] = {}

    def worth_weighing(self) -> list[Spot]:
        """Return the addresses that have a telling word near them, or one of which only few outlets have any."""
        near = (index for index in sorted(self._addressed) if self._is_near_words(index))
        return [spot for index in near for spot in self.held(index) if not is_elsewhere(spot.block)]

    def all_held(self) -> Iterator[Spot]:
        """Yield all addresses that may be the outlet's, in page order."""
        return (spot for index in sorted(self._addressed) for spot in self.held(index))

    def held(self, index: int) -> tuple[Spot, ...]:
        """Return the addresses in a block, and those of badges behind it, that may be the outlet's."""
        known = self._held.get(index)
        if known is None and index not in self._addressed:
            return ()
        if known is None:
            known = self._held[index] = self._spots_in(self.page.blocks[index])
        return known

    def texts(self, spot: Spot) -> dict[str, str]:
        """Return the texts around an address, by what they are to it."""
        blocks, block, token = self.page.blocks, spot.block, spot.token
        index = block.index
        before, sentence, after = self._sentence(spot)
        return {
            "before": before[-WINDOW_CHARS:],
            "after": after[:WINDOW_CHARS],
            "sentence": sentence,
            "block": block.text,
            "lead": blocks[index - 1].text if index else "",
            "second": blocks[index - 2].text if index > 1 else "",
            "list": "" if (lead := self._list_lead(block)) is None else lead.text,
            "row": row_text(block),
            "heading": "" if (heading := self._heading(index)) is None else heading.text,
            "headline": self.outlet.headline_told,
            "next": blocks[index + 1].text if index + 1 < len(blocks) else "",
            "name": token.name or "",
        }

    @cached_property
    def losses(self) -> list[float]:
        """What blocks of the page tell that speak of the outlet, as far as they tell of what befell it: `LOSSES`."""
        told: set[int] = set()
        for meanings, folded in zip(self._telling, self._lay.folded, strict=True):
            here = meanings & LOST
            if not here <= told and self._speaks_of_outlet(folded):
                told |= here
        return [float(MEANINGS.index(name) in told) for name in LOSSES]

    def _speaks_of_outlet(self, folded: str) -> bool:
        return self.outlet.is_named_in(folded) or not self.lexicon.meanings_in(folded).isdisjoint(OURS)

    @cached_property
    def _addressed(self) -> frozenset[int]:
        """Indexes of the blocks in which an address may stand, and of those behind which badges may be offered."""
        texts = self._lay.folded if self._is_of_platforms(self._lay.text) else ()
        named = (index for index, folded in enumerate(texts) if self._is_of_platforms(folded))
        told = filter(self._may_offer_badges, range(len(self.page.blocks)))
        return frozenset((*self._lay.addressed_blocks, *self._lay.places, *named, *told))

    def _may_offer_badges(self, index: int) -> bool:
        # Badges of stores stand behind texts that tell of a loss, if they are more than those that every page has.
        return 2 < self.page.blocks[index].words <= MOST_BADGE_WORDS and not self._telling[index].isdisjoint(LOST)

    def _spots_in(self, block: Block) -> tuple[Spot, ...]:
        tokens = [(one, False) for one in tokens_of(block.text, block.anchors, self.page.base_url)]
        if self._may_offer_badges(block.index):
            tokens += [(one, True) for one in badges_of(self.page, block)]
        spots = (self._spot(block, token, is_badge=is_badge) for token, is_badge in tokens)
        return (*(spot for spot in spots if spot is not None), *self._named(block, [token for token, _ in tokens]))

    def _named(self, block: Block, tokens: Sequence[Token]) -> Iterator[Spot]:
        """Yield the apps for television sets that are named without a link, in more than a line of their own."""
        folded = self._lay.folded[block.index]
        if not self._is_of_platforms(folded) or tv_app_in(block, folded, self.page.base_url, self.outlet):
            return
        linked = [fold(token.name) for token in tokens if token.name]
        for name in dict.fromkeys(tv_names_in(block.text, self.outlet)):
            if not any(fold(name) in one or one in fold(name) for one in linked):
                token = Token(url="", host="", name=name)
                yield Spot(block=block, token=token, kind=MirrorKind.TV_APP, is_badge=False, is_alike=False)

    def _is_of_platforms(self, folded: str) -> bool:
        return self.table.platform.search(folded) is not None or self.table.makers.search(folded) is not None

    def _spot(self, block: Block, token: Token, *, is_badge: bool) -> Spot | None:
        outlet, kind = self.outlet, token.kind
        path = urlsplit(token.url).path
        home = HOME.fullmatch(path) is not None
        if is_refused(token.url, token.host, outlet.hosts) or (
            kind == MirrorKind.WEB_MIRROR and outlet.is_own(token.host) and not home
        ):
            return None
        # An app is named in the query of its address in a store.
        alike = outlet.is_like(token.host, unquote(token.url.partition(token.host)[2]))
        near = path.count("/") <= MOST_PATH_PARTS and "." not in path.rpartition("/")[2]
        told = kind in SHARED or home or (near and (token.printed is not None or alike))
        if not (told or FEED_FILE.search(path) or is_same_page(token, self.page.url)):
            return None
        return Spot(block=block, token=token, kind=kind, is_badge=is_badge, is_alike=alike)

    def is_near_loss(self, index: int) -> bool:
        """Return whether something befell the outlet, or others, by the words in a block or before it."""
        return not self._told_near(index).isdisjoint(LOST)

    def _told_near(self, index: int) -> set[int]:
        block = self.page.blocks[index]
        leads = (self._list_lead(block), self._heading(index))
        near = {index, index - 1, index - 2, *(lead.index for lead in leads if lead is not None)}
        return self._headline_meanings.union(*(self._telling[at] for at in near if at >= 0))

    def _is_near_words(self, index: int) -> bool:
        """Whether telling words are in a block or before it; an address like the outlet's own needs none."""
        told = self._told_near(index)
        if len(told) >= LEAST_TELLING or any(spot.kind in BY_PLACE for spot in self._placed(index)):
            return True
        if not self._lay.printed[index]:
            return False
        letters = squeeze(self._lay.folded[index])
        return any(front in letters for front in self._fronts) and any(spot.is_alike for spot in self.held(index))

    def _placed(self, index: int) -> tuple[Spot, ...]:
        return self.held(index) if index in self._lay.places else ()

    @cached_property
    def _fronts(self) -> set[str]:
        """What the outlet's names begin with, which is looked for before addresses are taken apart."""
        return {name[:FRONT_CHARS] for name in self.outlet.names}

    @cached_property
    def _headline_meanings(self) -> set[int]:
        return self.lexicon.meanings_in(self.outlet.headline) & TELLING

    @cached_property
    def _telling(self) -> list[set[int]]:
        """For each block, the places among `MEANINGS` of the telling lists that have a word in it."""
        found = self._lay.stems_in(self.lexicon.telling, range(len(self.page.blocks)))
        return [self.lexicon.meanings_of(stems) & TELLING for stems in found]

    def span(self, spot: Spot) -> tuple[int, int]:
        """Return from where to where the sentence with an address reaches in its block."""
        text, at = spot.block.text, _place(spot)
        if at < 0:
            return 0, len(text)
        spans = ((begin, begin + len(one)) for begin, one in sentences_of(text))
        return next(((begin, end) for begin, end in spans if begin <= at < end), (0, len(text)))

    def _sentence(self, spot: Spot) -> tuple[str, str, str]:
        """What of its sentence stands before an address, the sentence, and what stands behind it."""
        text, at, mark = spot.block.text, _place(spot), _mark(spot)
        start, end = self.span(spot)
        if at < 0:
            return "", text[start:end], ""
        before, after = text[start:at], text[at + len(mark) : end]
        for other in self.held(spot.block.index):
            told = _mark(other)
            if told and told != mark:
                before, after = before.rpartition(told)[2], after.partition(told)[0]
        return before, text[start:end], after

    def _heading(self, index: int) -> Block | None:
        before = self.page.blocks[max(0, index - HEADING_BLOCKS) : index]
        return next((one for one in reversed(before) if one.tag in HEADINGS and one.tag != "h1"), None)

    def _list_lead(self, block: Block) -> Block | None:
        listed = list_around(block.element)
        if listed is None:
            return None
        if listed not in self._leads:
            self._leads[listed] = before_list(self.page, listed, block)
        return self._leads[listed]


def _mark(spot: Spot) -> str:
    """How an address is printed, or what its link is called."""
    return "" if spot.is_badge else spot.token.printed or spot.token.name or ""


def _place(spot: Spot) -> int:
    mark = _mark(spot)
    return spot.block.text.find(mark) if mark else -1


def row_text(block: Block) -> str:
    """Return the text of the row of a table, or the item of a list, that holds *block*."""
    row = row_around(block.element, ROWS)
    if row is None:
        return ""
    term = row.getprevious() if row.tag == "dd" else None
    held = [row] if term is None else [term, row]
    return " ".join(" ".join(one.itertext()) for one in held).strip()[:MOST_ROW_CHARS]
