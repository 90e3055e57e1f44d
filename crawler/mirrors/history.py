"""One row for each address of an outlet: who says so and since when, and how it fared. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.mirrors.course import AddressState, Course, course_of
from crawler.mirrors.places import name_of, place_of_claim, with_claimed
from crawler.model import voted
from crawler.model.outlet import CLAIMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from crawler.mirrors.health import Seen
    from crawler.model import Outlet, OutletHost, SeenClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressHistory:
    """What is known of one address."""

    outlet: str
    place: str
    """Full host, with its prefix where that belongs to its identity; the name of an app that has no address."""
    kind: str
    """As in outlets.toml, else what most pages call it."""
    url: str | None
    """Its home page; None when there is none to ask for."""
    pages: int = 0
    """So many pages print it."""
    first_printed_at: datetime | None = None
    last_printed_at: datetime | None = None
    page_hosts: tuple[str, ...] = ()
    """Whose pages they are."""
    confidence: float | None = None
    """Of the claims, as voted; None when no page makes one."""
    phrase: str | None = None
    source: str | None = None
    """Who says so in outlets.toml."""
    listed_from: date | None = None
    listed_until: date | None = None
    is_vouched: bool = False
    """Whether outlets.toml calls it confirmed."""
    is_circular: bool = False
    """Whether only its own pages say so."""
    courses: tuple[Course, ...] = ()
    """How it fared, from each place it was asked from; the one asked last comes first."""

    @property
    def now(self) -> Course | None:
        """The course with the newest capture."""
        return self.courses[0] if self.courses else None

    @property
    def state(self) -> AddressState:
        return self.now.state if self.now is not None else AddressState.CLAIMED

    @property
    def leads_to(self) -> str | None:
        """Where its pages send readers; None when it has not moved."""
        is_moved = self.now is not None and self.now.state is AddressState.MOVED
        return self.now.spans[-1].leads_to if is_moved and self.now is not None else None


def histories(outlet: Outlet, claims: Iterable[SeenClaim], seen: Iterable[Seen]) -> list[AddressHistory]:
    """Return a row for each address of *outlet*: its own hosts in their order, then what pages claim, by name.

    *claims* are those of the outlet's pages, *seen* its captures; the order of both does not matter.
    """
    claimed: dict[str, list[SeenClaim]] = defaultdict(list)
    listed = list(claims)
    whole = with_claimed(outlet, listed)
    for claim in listed:
        claimed[place_of_claim(whole, claim.claim)].append(claim)
    captured: dict[str, list[Seen]] = defaultdict(list)
    for each in seen:
        captured[each.place].append(each)
    hosts = {name_of(host): host for host in reversed(whole.hosts)}
    names = [*dict.fromkeys(name_of(host) for host in whole.hosts), *sorted(claimed.keys() - hosts.keys())]
    return [_row(outlet.key, name, hosts.get(name), claimed[name], captured[name]) for name in names]


def _row(
    outlet: str, name: str, host: OutletHost | None, claims: Sequence[SeenClaim], seen: Sequence[Seen]
) -> AddressHistory:
    votes = voted(claims)
    best = votes[0] if votes else None
    times = sorted(each.captured_at for each in claims if each.captured_at is not None)
    is_listed = host is not None and host.source != CLAIMED
    pages = {each.url for each in claims}
    return AddressHistory(
        outlet=outlet,
        place=name,
        kind=_kind(host, best.kind if best is not None else "", is_listed=is_listed),
        url=_home(host) if host is not None else (best.address if best is not None else None),
        pages=len(pages),
        first_printed_at=times[0] if times else None,
        last_printed_at=times[-1] if times else None,
        page_hosts=tuple(sorted({urlsplit(url).hostname or "" for url in pages})),
        confidence=max((vote.confidence for vote in votes), default=None),
        phrase=best.phrase if best is not None else None,
        source=host.source or "outlets.toml" if host is not None and is_listed else None,
        listed_from=host.from_day if host is not None else None,
        listed_until=host.until_day if host is not None else None,
        is_vouched=host is not None and host.confirmed,
        is_circular=bool(votes) and not is_listed and all(vote.is_circular for vote in votes),
        courses=_courses(seen),
    )


def _courses(seen: Sequence[Seen]) -> tuple[Course, ...]:
    by_vantage = (course_of(seen, vantage=vantage) for vantage in {each.vantage for each in seen})
    found = [course for course in by_vantage if course is not None]
    by_name = sorted(found, key=lambda course: course.vantage or "")
    return tuple(sorted(by_name, key=lambda course: course.seen_at, reverse=True))


def _kind(host: OutletHost | None, voted_kind: str, *, is_listed: bool) -> str:
    return str(host.kind) if host is not None and (is_listed or not voted_kind) else voted_kind


def _home(host: OutletHost) -> str:
    return f"{host.scheme}://{host.host}{host.prefix}/"
