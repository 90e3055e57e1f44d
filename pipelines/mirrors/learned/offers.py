"""Addresses that the rules do not claim and the tables find likely, as announcements with claims."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.beside.strangers import announcing
from pipelines.mirrors.fold import fold
from pipelines.mirrors.offer import Offer, claim_of, is_home, is_something_else
from pipelines.mirrors.scope import gathered
from pipelines.mirrors.trigger import LONGEST_NOTE_WORDS, QUESTION_MARKS, ends_open, up_to_colon
from pipelines.mirrors.weighing.answers import is_answer
from pipelines.mirrors.weighing.others import names_another
from pipelines.mirrors.words.kinds import STORES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.learned.judge import Judge
    from pipelines.mirrors.learned.spots import Spot
    from pipelines.mirrors.trigger import Trigger


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one block offers."""

    claims: tuple[MirrorAddress, ...]
    blocks: tuple[int, ...]
    """Indexes of the blocks that hold nothing else."""


def likely_offers(judge: Judge, known: Iterable[str | None]) -> Iterator[Found]:
    """Yield what blocks of the page offer beside the addresses *known*, in page order."""
    page, outlet, table = judge.spots.page, judge.spots.outlet, judge.spots.table
    for index, held in groupby(judge.offered(known), key=lambda one: one[0].block.index):
        spots = list(held)
        trigger = _announcing([spot for spot, _ in spots], judge)
        if _is_of_others(index, trigger, judge):
            continue
        announcement = gathered(page, trigger, [page.blocks[index]], outlet, table)
        offer = Offer(announcement=announcement, outlet=outlet, table=table, page_url=page.url)
        claims = [claim for spot, chance in spots for claim in _claims_of(spot, chance, offer, judge)]
        if claims:
            own = announcement.own_blocks
            yield Found(claims=tuple(claims), blocks=(*_lead(page, page.blocks[index]), *own) if own else ())


def _claims_of(spot: Spot, chance: float, offer: Offer, judge: Judge) -> Iterator[MirrorAddress]:
    if not spot.token.host:
        named = claim_of(spot.token, spot.kind, offer)
        yield replace(named, address=None, host=None, evidence="text", confidence=round(chance, 2))
        return
    kind, own = spot.kind, offer.outlet.is_own(spot.token.host)
    # Most outlets have channels and apps: they count where something was lost.
    if kind in STORES and not judge.spots.is_near_loss(spot.block.index):
        return
    # Of the page's own address the rules say much that is only true of pages that have not moved.
    if not own and (spot.token.differs or is_something_else(spot.token, kind, offer) or _is_icon(spot, offer)):
        return
    # Nobody moves to a page.
    if kind == MirrorKind.WEB_MIRROR and is_home(spot.token, offer) and judge.is_successor(spot):
        kind = MirrorKind.SUCCESSOR
    # The page's own address is news only where the outlet has moved there.
    if not own or kind != MirrorKind.WEB_MIRROR:
        yield replace(claim_of(spot.token, kind, offer), confidence=round(chance, 2))


def _announcing(spots: Sequence[Spot], judge: Judge) -> Trigger:
    """The sentences of one block with the addresses in them."""
    text = spots[0].block.text
    spans = [judge.spots.span(spot) for spot in spots]
    start, end = min(start for start, _ in spans), max(end for _, end in spans)
    whole = announcing(text, "named", judge.spots.language, subject=True)
    return replace(whole, sentence=up_to_colon(text[start:end]), start=start, end=end)


def _is_of_others(index: int, trigger: Trigger, judge: Judge) -> bool:
    """Whether the sentence names another outlet and nothing of the own one, or answers a question about another."""
    page, outlet, language = judge.spots.page, judge.spots.outlet, trigger.language
    before = page.blocks[index - 1].text if index else ""
    asked = before[-1:] in QUESTION_MARKS and before != "" and not outlet.is_named_in(fold(before))
    if is_answer(page.blocks, index, trigger, outlet, judge.spots.table) or (
        asked and names_another(before, outlet, language.name)
    ):
        return True
    folded = fold(page.blocks[index].text)
    own = outlet.is_named_in(folded) or language.we.search(folded) is not None
    return not own and names_another(trigger.sentence, outlet, language.name)


def _is_icon(spot: Spot, offer: Offer) -> bool:
    """Whether it is one of the icons of channels that every page has: no text leads to it."""
    text = spot.block.text
    led = ends_open(text) or offer.table.channels.search(fold(text)) is not None
    return spot.is_badge and spot.kind == MirrorKind.CHANNEL and not led


def _lead(page: Page, block: Block) -> tuple[int, ...]:
    """The index of the line before *block* that ends in a colon."""
    before = page.blocks[block.index - 1] if block.index else None
    if before is None or before.tag == "h1" or before.words > LONGEST_NOTE_WORDS or not ends_open(before.text):
        return ()
    return (before.index,)
