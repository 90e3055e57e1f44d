"""The step: claims of mirror addresses, and the text that is theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.apps import tv_app_in
from pipelines.mirrors.claims import claims_of
from pipelines.mirrors.extent import extent_of
from pipelines.mirrors.fold import fold
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.learned.judge import Judge
from pipelines.mirrors.learned.notices import notice_in
from pipelines.mirrors.learned.spots import Spots
from pipelines.mirrors.near.parts import is_share_bar
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.signals import signals_of
from pipelines.mirrors.words.language import likeliest
from pipelines.mirrors.words.tables import word_tables

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.page import Draft
    from pipelines.mirrors.words.tables import Words

MOST_CLAIMS = 60


def read_mirrors(draft: Draft, *, words: Words | None = None) -> Draft:
    """Return *draft* with the addresses its page claims for its outlet; their text is claimed.

    *words*: the tables; those that ship with the program when there are none.
    """
    words = words or word_tables()
    spots = spots_on(draft, words)
    signals = list(signals_of(draft.page))
    judge = Judge(spots)
    draft, offers = _with_offers(draft, judge)
    draft, apps = _with_tv_apps(draft, spots)
    claims = _distinct([*draft.article.mirrors, *signals, *offers, *apps])[:MOST_CLAIMS]
    draft = draft.with_article(mirrors=claims)
    draft, is_notice = (draft, False) if any(claim.address for claim in claims) else _with_notice(draft, judge)
    judged = f"table:{spots.language.name}"
    sources = [one.evidence for one in signals] + [judged] * bool(offers or is_notice) + ["name"] * bool(apps)
    return draft.sourced(mirrors=sources[0]) if sources else draft


def spots_on(draft: Draft, words: Words) -> Spots:
    """Return the addresses on the page of *draft* that might be offered."""
    outlet = Outlet(draft)
    lay = lay_of(draft.page, outlet.domain)
    language = words.language(outlet.language) or likeliest(words.languages, lay.text)
    return Spots(draft.page, lay, outlet, language, words)


def _with_offers(draft: Draft, judge: Judge) -> tuple[Draft, list[MirrorAddress]]:
    spots, offers = judge.spots, list(claims_of(judge))
    for token in [spot.token for spot, _ in offers]:
        if token.differs:
            draft = draft.note(f"mirror printed as {token.printed} links to {token.href}")
        if token.host == spots.outlet.host:
            draft = draft.note(f"mirror address {token.host} is the page's own host: it vouches for itself")
    text, bars = extent_of((spot for spot, _ in offers), spots)
    return draft.claim(text, "mirror").claim(bars, "furniture"), [claim for _, claim in offers]


def _with_notice(draft: Draft, judge: Judge) -> tuple[Draft, bool]:
    block = notice_in(judge)
    if block is None:
        return draft, False
    return draft.claim([block.index], "mirror").with_article(block_notice=block.text), True


def _with_tv_apps(draft: Draft, spots: Spots) -> tuple[Draft, list[MirrorAddress]]:
    apps: list[MirrorAddress] = []
    lay, blocks, words = spots.lay, spots.page.blocks, spots.words
    if not any(name in lay.text for name in words.platforms):
        return draft, apps
    for block, text in zip(blocks, lay.folded, strict=True):
        # Right below a list of addresses the line has been taken for one of its labels.
        free = draft.claimed.get(block.index, "mirror") == "mirror"
        app = tv_app_in(block, text, draft.page.base_url, spots.outlet) if free else None
        if app is None:
            continue
        apps.append(app)
        draft = draft.claim([block.index], "mirror")
        if block.index and is_share_bar(blocks[block.index - 1].text, words):
            draft = draft.claim([block.index - 1], "furniture")
    return draft, apps


def _distinct(claims: Iterable[MirrorAddress]) -> list[MirrorAddress]:
    """One claim for each address, or name where there is no address; the surest, in the order of the first.

    The same address with and without https or a name is one address.
    """
    kept: dict[tuple[str, str | None], MirrorAddress] = {}
    for claim in claims:
        told = claim.address.partition("://")[2] if claim.address else fold(claim.name or "")
        kind = MirrorKind.WEB_MIRROR if claim.kind == MirrorKind.SUCCESSOR else claim.kind
        known = kept.get((kind, told))
        if known is None:
            kept[kind, told] = claim
        elif (claim.confidence, claim.kind == MirrorKind.SUCCESSOR) > (
            known.confidence,
            known.kind == MirrorKind.SUCCESSOR,
        ):
            kept[kind, told] = replace(claim, name=claim.name or known.name)
    return list(kept.values())
