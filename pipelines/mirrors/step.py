"""The step: claims of mirror addresses, and the text that is theirs."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.beside.family import beside_claims
from pipelines.mirrors.beside.strangers import beside_strangers
from pipelines.mirrors.beside.twins import beside_twins
from pipelines.mirrors.fold import fold
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.offer import Offer, accepted, claim_of
from pipelines.mirrors.onion import onions_of
from pipelines.mirrors.outlet import Outlet
from pipelines.mirrors.scope import announcements
from pipelines.mirrors.signals import signals_of
from pipelines.mirrors.trigger import ends_open, names_as_blocked, tells_addresses
from pipelines.mirrors.tv import tv_app_in
from pipelines.mirrors.weighing.instead import named_apps
from pipelines.mirrors.weighing.lists import is_share_bar
from pipelines.mirrors.weighing.matters import note_matter
from pipelines.mirrors.weighing.place import place_of
from pipelines.mirrors.words.kinds import is_refused
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.page import Draft, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.phrases import Phrases

MOST_CLAIMS = 60
NOTICES = frozenset({"own", "named", "channel"})
"""Announcements that are kept as a notice when no address follows them."""


def read_mirrors(draft: Draft, *, table: Phrases | None = None) -> Draft:
    """Return *draft* with the addresses its page claims for its outlet; their text is claimed.

    *table* holds the phrases; those that ship with the program when there is none.
    """
    table = table or phrases()
    outlet = Outlet(draft)
    lay = lay_of(draft.page, outlet.domain)
    claims = list(signals_of(draft.page))
    sources = [claim.evidence for claim in claims]
    notice: str | None = None
    taken: set[int] = set()
    plain = announcements(draft.page, lay, outlet, table, taken)
    for found in chain(plain, beside_twins(draft.page, lay, outlet, table, taken)):
        # A page that does not say is in the language of its first announcement.
        outlet.language = outlet.language or found.trigger.language.name
        told, draft = _claims_of(found, draft, outlet, table)
        claims.extend(told)
        notice_here = not told and _is_notice(found, draft.page, outlet)
        if told:
            note_matter(draft.page, found, outlet)
        if told or notice_here:
            draft = _claimed(draft, found.blocks if told else found.own_blocks, found.share_block)
            sources.append(f"phrase:{found.trigger.language.name}")
        if notice_here:
            notice = notice or found.trigger.sentence
    for found in beside_strangers(draft.page, lay, outlet, table, {one.address: one.kind for one in claims}):
        told, draft = _claims_of(found, draft, outlet, table)
        if told:
            claims.extend(told)
            draft = _claimed(draft, found.blocks, found.share_block)
            sources.append(f"phrase:{found.trigger.language.name}")
    for claim, block in onions_of(draft, lay, outlet, table):
        claims.append(claim)
        draft = draft if block is None else draft.claim([block], "mirror")
        sources.append("link")
    known = {one.address: one.kind for one in claims}
    for found in beside_claims(draft, lay, outlet, table, known):
        told, draft = _claims_of(found, draft, outlet, table)
        if told:
            claims.extend(told)
            draft = _claimed(draft, found.blocks, found.share_block)
    draft, apps = _with_tv_apps(draft, lay, outlet, table)
    sources += ["name" for _ in apps]
    claims = _distinct([*draft.article.mirrors, *claims, *apps])[:MOST_CLAIMS]
    printed = any(claim.phrase for claim in claims)
    draft = draft.with_article(mirrors=claims, block_notice=draft.article.block_notice or (None if printed else notice))
    return draft.sourced(mirrors=sources[0]) if sources else draft


def _claims_of(found: Announcement, draft: Draft, outlet: Outlet, table: Phrases) -> tuple[list[MirrorAddress], Draft]:
    offer = Offer(announcement=found, outlet=outlet, table=table, page_url=draft.page.url)
    claims = []
    for token, kind in accepted(offer):
        if token.differs:
            draft = draft.note(f"mirror printed as {token.printed} links to {token.href}")
        if token.host == outlet.host:
            draft = draft.note(f"mirror address {token.host} is the page's own host: it vouches for itself")
        claims.append(claim_of(token, kind, offer))
    claims.extend(named_apps(found, outlet, table))
    return claims, draft


def _is_notice(found: Announcement, page: Page, outlet: Outlet) -> bool:
    """Whether the sentence is worth keeping though no address follows it."""
    trigger = found.trigger
    if {page.blocks[index].tag for index in found.own_blocks} == {"h1"}:
        # "We tried the mirrors of blocked papers", "Court lifts the block on the Herald".
        return False
    if not trigger.firm or not trigger.subject or not all(_is_furniture(token, outlet) for token in found.tokens):
        return False
    if trigger.role == "blocked":
        return True
    # "News Herald is blocked in two countries": the line says nothing else and leads nowhere.
    plain = found.note and trigger.brief and not found.linked and names_as_blocked(trigger, outlet)
    told_on = not ends_open(trigger.sentence) and bool(found.own_blocks) and _goes_on(page, found)
    if trigger.role == "channel":
        # "The ministry has blocked the Herald", begins the story.
        return plain and not (told_on and found.after)
    if told_on:
        # "We look for an engineer who keeps our mirrors up", and the story goes on.
        return False
    said, lists = fold(trigger.sentence), trigger.language.lists
    # "The Herald looks for an engineer who keeps our mirrors up while censors take them down" is none.
    is_block = plain and not any(lists[key].search(said) for key in ("mirror", "address"))
    return is_block or (trigger.role in NOTICES and found.note and tells_addresses(said, trigger.language))


def _goes_on(page: Page, found: Announcement) -> bool:
    """Whether a paragraph of the story follows the sentence in its box."""
    first, last = (page.blocks[found.own_blocks[at]] for at in (0, -1))
    return not place_of(page, first, last)[0]


def _is_furniture(token: Token, outlet: Outlet) -> bool:
    """Whether a link stands on every page: a share button, or a section of the site."""
    return token.printed is None and (outlet.is_own(token.host) or is_refused(token.url, token.host, outlet.hosts))


def _claimed(draft: Draft, blocks: Sequence[int], share_block: int | None) -> Draft:
    draft = draft.claim(blocks, "mirror")
    return draft if share_block is None else draft.claim([share_block], "furniture")


def _with_tv_apps(draft: Draft, lay: Lay, outlet: Outlet, table: Phrases) -> tuple[Draft, list[MirrorAddress]]:
    apps: list[MirrorAddress] = []
    if not any(name in lay.text for name in table.platforms):
        return draft, apps
    blocks = draft.page.blocks
    for block, text in zip(blocks, lay.folded, strict=True):
        # Right below a list of addresses the line has been taken for one of its labels.
        free = draft.claimed.get(block.index, "mirror") == "mirror"
        app = tv_app_in(block, text, draft.page.base_url, outlet) if free else None
        if app is None:
            continue
        apps.append(app)
        draft = draft.claim([block.index], "mirror")
        if block.index and is_share_bar(blocks[block.index - 1].text, table):
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
