"""Claims of many pages, counted: what a whole site prints is worth more than what one page printed once."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from crawler.model.mirror import MirrorKind, MirrorScope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from crawler.model.mirror import MirrorAddress

TEMPLATE_PAGES = 3
"""On so many pages of one host a claim is part of the site's template."""
ONCE_FACTOR = 0.75
"""What one page alone prints may be a matter of its story; a header or a link for this one article is not."""
MOST_CONFIDENCE = 0.99
CIRCULAR = 0.2


class Standing(StrEnum):
    """How widely a claim is printed."""

    TEMPLATE = "template"
    REPEATED = "repeated"
    ONCE = "once"


class SeenClaim(Protocol):
    """A claim with the page that makes it, such as a `ClaimRow` of the index."""

    @property
    def claim(self) -> MirrorAddress: ...
    @property
    def url(self) -> str: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def captured_at(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class VotedClaim:
    """One address of one outlet, as all the pages together tell it."""

    outlet: str | None
    kind: str
    """What most pages say; a successor that some pages call a mirror is what more of them call it."""
    address: str | None
    """For addresses of single articles the front page of their host; None for an app known by name only."""
    host: str | None
    name: str | None
    scope: str
    pages: int
    """Distinct addresses of pages that print it."""
    page_hosts: tuple[str, ...]
    """Hosts of those pages, those with most pages first."""
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    standing: Standing
    confidence: float
    is_circular: bool
    """Whether only the address itself says so."""
    phrase: str | None
    """The sentence that announces it most often."""


def voted(claims: Iterable[SeenClaim]) -> list[VotedClaim]:
    """Return each claimed address of each outlet once, the most widely printed first; in whatever order they come."""
    groups: dict[tuple[str, ...], list[SeenClaim]] = defaultdict(list)
    for seen in claims:
        groups[_key(seen)].append(seen)
    found = [_voted(group) for group in groups.values()]
    return sorted(found, key=_place)


def _place(one: VotedClaim) -> tuple[str, int, float, str, str, str]:
    return one.outlet or "", -one.pages, -one.confidence, one.address or one.name or "", one.kind, one.scope


def _key(seen: SeenClaim) -> tuple[str, ...]:
    claim = seen.claim
    kind = MirrorKind.WEB_MIRROR if claim.kind == MirrorKind.SUCCESSOR else claim.kind
    told = _told(claim) or " ".join((claim.name or "").casefold().split())
    return (seen.outlet or "", kind, told, "name" if claim.address is None else claim.scope)


def _told(claim: MirrorAddress) -> str | None:
    """The address without its scheme; of one for a single article the host alone, which is the same for all of them."""
    if claim.address is None:
        return None
    if claim.scope == MirrorScope.ARTICLE:
        return claim.host
    return claim.address.partition("://")[2].rstrip("/")


def _voted(group: list[SeenClaim]) -> VotedClaim:
    pages = Counter(_host(url) for url in {seen.url for seen in group})
    others = [seen for seen in group if seen.claim.host is None or _host(seen.url) != seen.claim.host]
    times = sorted(seen.captured_at for seen in group if seen.captured_at is not None)
    claims = [seen.claim for seen in group]
    standing = _standing(pages)
    address = _commonest(claim.address for claim in claims)
    host = claims[0].host
    if claims[0].scope == MirrorScope.ARTICLE and address is not None:
        address = f"{urlsplit(address).scheme}://{host}/"
    return VotedClaim(
        outlet=group[0].outlet,
        kind=_commonest(claim.kind for claim in claims) or claims[0].kind,
        address=address,
        host=host,
        name=_commonest(claim.name for claim in claims),
        scope=_commonest(claim.scope for claim in claims) or claims[0].scope,
        pages=sum(pages.values()),
        page_hosts=tuple(sorted(pages, key=lambda one: (-pages[one], one))),
        first_seen_at=times[0] if times else None,
        last_seen_at=times[-1] if times else None,
        standing=standing,
        confidence=_confidence(others, standing),
        is_circular=not others,
        phrase=_commonest(claim.phrase for claim in claims),
    )


def _standing(pages: Counter[str]) -> Standing:
    if max(pages.values()) >= TEMPLATE_PAGES:
        return Standing.TEMPLATE
    return Standing.REPEATED if sum(pages.values()) > 1 else Standing.ONCE


def _confidence(others: list[SeenClaim], standing: Standing) -> float:
    """The best page's, nearer to certainty with each more page; an address that vouches for itself gains nothing."""
    if not others:
        return CIRCULAR
    best = max(seen.claim.confidence for seen in others)
    pages = len({seen.url for seen in others})
    if standing == Standing.ONCE:
        in_text = all(":" not in seen.claim.evidence and seen.claim.scope != MirrorScope.ARTICLE for seen in others)
        return round(best * ONCE_FACTOR if in_text else best, 3)
    return round(min(MOST_CONFIDENCE, 1 - (1 - best) / pages), 3)


def _commonest(given: Iterable[str | None]) -> str | None:
    counted = Counter(text for text in given if text is not None)
    return min(counted, key=lambda text: (-counted[text], text), default=None)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""
