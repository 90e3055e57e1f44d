"""The step: claims of mirror addresses, and the text that is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind, MirrorScope
from crawler.url import registrable_domain
from pipelines.mirrors.fold import fold
from pipelines.mirrors.kinds import is_refused, kind_of
from pipelines.mirrors.outlet import outlet_of
from pipelines.mirrors.phrases import phrases
from pipelines.mirrors.scope import announcements, is_share_bar
from pipelines.mirrors.signals import signals_of
from pipelines.mirrors.tv import tv_app_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.page import Draft
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement

MOST_CLAIMS = 60
NOTICES = frozenset({"own", "named", "blocked"})
"""Announcements that are kept as a notice when no address follows them."""
PLAIN, LABELLED, AGREEING, DIFFERING, CIRCULAR = 0.8, 0.6, 0.9, 0.4, 0.2


def read_mirrors(draft: Draft) -> Draft:
    """Return *draft* with the addresses its page claims for its outlet; their text is claimed."""
    outlet = outlet_of(draft)
    folded = [fold(block.text) for block in draft.page.blocks]
    claims = list(signals_of(draft.page))
    notice: str | None = None
    for found in announcements(draft.page, folded, outlet):
        told, draft = _claims_of(found, draft, outlet)
        claims.extend(told)
        if told or found.trigger.role in NOTICES:
            draft = draft.claim(found.blocks, "mirror")
            if found.share_block is not None:
                draft = draft.claim([found.share_block], "furniture")
        if not told and found.trigger.role in NOTICES:
            notice = notice or found.trigger.sentence
    draft, apps = _with_tv_apps(draft, folded, outlet)
    claims = _distinct([*draft.article.mirrors, *claims, *apps])[:MOST_CLAIMS]
    printed = any(claim.phrase for claim in claims)
    return draft.with_article(mirrors=claims, block_notice=draft.article.block_notice or (None if printed else notice))


def _claims_of(found: Announcement, draft: Draft, outlet: Outlet) -> tuple[list[MirrorAddress], Draft]:
    claims = []
    for token in found.tokens:
        kind = kind_of(token.url, token.host, found.trigger.role)
        if is_refused(token.url, token.host, outlet.host) or not _is_offered(token, kind, found, outlet):
            continue
        if token.differs:
            draft = draft.note(f"mirror printed as {token.printed} links to {token.href}")
        if token.host == outlet.host:
            draft = draft.note(f"mirror address {token.host} is the page's own host: it vouches for itself")
        claims.append(_claim(token, kind, found, outlet))
    return claims, draft


def _is_offered(token: Token, kind: str, found: Announcement, outlet: Outlet) -> bool:
    """Whether a link without a printed address is one of the addresses that are announced, not just a link nearby."""
    if token.printed is not None:
        return True
    if registrable_domain(token.host) == registrable_domain(outlet.host):
        return False
    if kind == MirrorKind.CHANNEL:
        return found.trigger.role == "channel"
    if kind not in {MirrorKind.WEB_MIRROR, MirrorKind.SUCCESSOR}:
        return True
    name = fold(token.name or "")
    in_sentence = name in fold(found.trigger.sentence)
    return in_sentence or any(word in name for word in phrases().link_words)


def _claim(token: Token, kind: str, found: Announcement, outlet: Outlet) -> MirrorAddress:
    if token.host == outlet.host:
        confidence = CIRCULAR
    elif token.differs:
        confidence = DIFFERING
    elif found.trigger.role == "label":
        confidence = LABELLED
    else:
        confidence = AGREEING if token.printed and token.href else PLAIN
    return MirrorAddress(
        kind=kind,
        address=token.url,
        host=token.host,
        name=token.name,
        printed=token.printed,
        href=token.href,
        scope=MirrorScope.ARTICLE if found.trigger.role == "article" else MirrorScope.SITE,
        phrase=found.trigger.sentence,
        evidence="link" if token.href is not None else "text",
        confidence=confidence,
    )


def _with_tv_apps(draft: Draft, folded: Sequence[str], outlet: Outlet) -> tuple[Draft, list[MirrorAddress]]:
    apps = []
    blocks = draft.page.blocks
    for block, text in zip(blocks, folded, strict=True):
        app = tv_app_in(block, text, draft.page.base_url, outlet) if block.index not in draft.claimed else None
        if app is None:
            continue
        apps.append(app)
        draft = draft.claim([block.index], "mirror")
        if block.index and is_share_bar(blocks[block.index - 1].text):
            draft = draft.claim([block.index - 1], "furniture")
    return draft, apps


def _distinct(claims: Iterable[MirrorAddress]) -> list[MirrorAddress]:
    """One claim for each address, or name where there is no address; the surest, in the order of the first."""
    kept: dict[tuple[str, str | None], MirrorAddress] = {}
    for claim in claims:
        key = (claim.kind, claim.address or fold(claim.name or ""))
        known = kept.get(key)
        if known is None or claim.confidence > known.confidence:
            kept[key] = claim
    return list(kept.values())
