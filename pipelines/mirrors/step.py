"""The step: claims of mirror addresses, and the text that is theirs."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from pipelines.mirrors.beside.family import beside_claims
from pipelines.mirrors.beside.strangers import beside_strangers
from pipelines.mirrors.beside.twins import beside_twins
from pipelines.mirrors.fold import fold
from pipelines.mirrors.lay import lay_of
from pipelines.mirrors.learned.judge import Judge
from pipelines.mirrors.learned.offers import likely_offers
from pipelines.mirrors.learned.spots import Spots
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


def read_mirrors(draft: Draft, *, table: Phrases | None = None, by_rules_alone: bool = False) -> Draft:
    """Return *draft* with the addresses its page claims for its outlet; their text is claimed.

    *table* holds the phrases; those that ship with the program when there is none. *by_rules_alone*: without the
    trained tables, which learn from what the rules say.
    """
    reading = _Reading(draft, table or phrases(), by_rules_alone=by_rules_alone)
    reading.by_rules()
    reading.by_tables()
    return reading.done()


class _Reading:
    """What has been found on one page so far."""

    def __init__(self, draft: Draft, table: Phrases, *, by_rules_alone: bool) -> None:
        self.draft = draft
        self.page = draft.page
        self.table = table
        self.outlet = Outlet(draft)
        self.lay = lay_of(draft.page, self.outlet.domain)
        self.claims = list(signals_of(draft.page))
        self.sources = [claim.evidence for claim in self.claims]
        self.notice: str | None = None
        self._by_rules_alone = by_rules_alone

    def by_rules(self) -> None:
        """Take what the rules claim, as far as the tables find it likely."""
        page, lay, outlet, table = self.page, self.lay, self.outlet, self.table
        taken: set[int] = set()
        plain = announcements(page, lay, outlet, table, taken)
        for found in chain(plain, beside_twins(page, lay, outlet, table, taken)):
            # A page that does not say is in the language of its first announcement.
            outlet.language = outlet.language or found.trigger.language.name
            if self._take(found):
                note_matter(page, found, outlet)
            elif _is_notice(found, page, outlet):
                self._claim(found.own_blocks, found.share_block)
                self.sources.append(f"phrase:{found.trigger.language.name}")
                self.notice = self.notice or found.trigger.sentence
        for found in beside_strangers(page, lay, outlet, table, self.known):
            self._take(found)
        for claim, block in onions_of(self.draft, lay, outlet, table):
            if self._upheld([claim.address]):
                self.claims.append(claim)
                self._claim([] if block is None else [block])
                self.sources.append("link")
        for found in beside_claims(self.draft, lay, outlet, table, self.known):
            self._take(found)

    def by_tables(self) -> None:
        """Take what the rules do not claim and the tables find likely."""
        judge = self._judge
        if judge is None:
            return
        for found in likely_offers(judge, self.known):
            self.claims.extend(found.claims)
            self._claim(found.blocks)
            self.sources.append(f"table:{judge.spots.language.name}")

    def done(self) -> Draft:
        """Return the draft with what was found."""
        draft, apps = _with_tv_apps(self.draft, self.lay, self.outlet, self.table)
        sources = [*self.sources, *("name" for _ in apps)]
        claims = _distinct([*draft.article.mirrors, *self.claims, *apps])[:MOST_CLAIMS]
        notice = None if any(claim.phrase for claim in claims) else self.notice
        draft = draft.with_article(mirrors=claims, block_notice=draft.article.block_notice or notice)
        return draft.sourced(mirrors=sources[0]) if sources else draft

    @property
    def known(self) -> dict[str | None, str]:
        """The kinds of the addresses that are claimed."""
        return {one.address: one.kind for one in self.claims}

    def _take(self, found: Announcement) -> bool:
        """Take the claims of *found* and its text; return whether there are any."""
        outlet, language = self.outlet, found.trigger.language.name
        offer = Offer(announcement=found, outlet=outlet, table=self.table, page_url=self.page.url)
        offered = accepted(offer)
        upheld = self._upheld(token.url for token, _ in offered)
        told = []
        for token, kind in offered:
            if token.url not in upheld:
                continue
            if token.differs:
                self.draft = self.draft.note(f"mirror printed as {token.printed} links to {token.href}")
            if token.host == outlet.host:
                self.draft = self.draft.note(
                    f"mirror address {token.host} is the page's own host: it vouches for itself"
                )
            told.append(claim_of(token, kind, offer))
        told.extend(named_apps(found, outlet))
        if told:
            self.claims.extend(told)
            self._claim(found.blocks, found.share_block)
            self.sources.append(f"phrase:{language}")
        return bool(told)

    def _upheld(self, addresses: Iterable[str | None]) -> set[str | None]:
        asked = set(addresses)
        return asked if self._judge is None or not asked else self._judge.upheld(asked)

    def _claim(self, blocks: Sequence[int], share_block: int | None = None) -> None:
        draft = self.draft.claim(blocks, "mirror")
        self.draft = draft if share_block is None else draft.claim([share_block], "furniture")

    @cached_property
    def _judge(self) -> Judge | None:
        """None where the rules alone count, as where nobody knows the language of the page."""
        language = None if self._by_rules_alone else self.outlet.language_in(self.table)
        if language is None:
            return None
        return Judge(Spots(self.page, self.lay, self.outlet, language, self.table))


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
