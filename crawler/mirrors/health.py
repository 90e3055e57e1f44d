"""What one capture says of the address it came from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.index import CaptureKind
from crawler.model import CaptureState, Truncation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from crawler.index import CaptureRow


class Health(StrEnum):
    """How an address fared, once."""

    OK = "ok"
    REDIRECT = "redirect"
    MISSING = "missing"
    """It has not got this page."""
    WALL = "wall"
    """It refuses us: 401, 403, 429."""
    ERROR = "error"
    """Its server is in trouble, or answers something that is no HTTP."""
    BOT_WALL = "bot-wall"
    DIFFERS = "differs"
    """Its article is another one than the outlet's of the same key."""
    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    RESET = "reset"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    SEIZED = "seized"
    PARKED = "parked"


NO_ANSWER = frozenset(
    {Health.DNS, Health.TLS, Health.REFUSED, Health.TIMEOUT, Health.RESET, Health.UNREACHABLE},
)
NOTICES = frozenset({Health.BLOCKED, Health.SEIZED, Health.PARKED})
OF_ONE_PAGE = frozenset({Health.MISSING, Health.WALL, Health.ERROR, Health.BOT_WALL, Health.REDIRECT})
"""They say something of the whole address only when its home page fares so."""
SEVERAL = 3
"""Pages, the home page not among them, that say together where an address has moved to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One capture as evidence of how an address fared."""

    at: datetime
    record_id: str
    place: str
    """The address: host, with its prefix where that belongs to its identity."""
    health: Health
    page: str = "/"
    """What was asked for there: `crawler.outlets.path_key`."""
    is_home: bool = False
    """Whether the home page of the address was asked for."""
    vantage: str | None = None
    """From where it was asked."""
    agrees: bool | None = None
    """Whether its article says what the outlet's says; None when there was nothing to compare."""
    leads_to: str | None = None
    """The other address that a redirect leads to: one of the outlet's, or a host."""
    leads_home: bool = False
    """Whether *leads_to* is an address of the outlet."""

    @property
    def counts(self) -> bool:
        """Whether it says something of the address by itself, and not only of one of its pages."""
        return self.health not in OF_ONE_PAGE or self.is_home


def evidence_of(seen: Iterable[Seen]) -> Iterator[Seen]:
    """Yield those of the captures *seen* from one place that say something of the address, in the order of time.

    That a page leads to another address of the outlet does from the third that leads to the same one, with no answer of
    the address in between: single articles of a healthy one are moved, too, some to one address and some to another.
    """
    led = defaultdict[str | None, set[str]](set)
    for each in sorted(seen, key=lambda one: (one.at, one.record_id)):
        if each.health is Health.OK:
            led.clear()
        elif each.leads_home:
            led[each.leads_to].add(each.page)
        if each.counts or (each.leads_home and len(led[each.leads_to]) >= SEVERAL):
            yield each


def health_of(row: CaptureRow) -> Health:
    """Return what *row* says. That an article differs, or where a redirect leads, is not known from it alone."""
    if row.kind is CaptureKind.UNANSWERED:
        return Health.TIMEOUT if row.truncated is Truncation.TIME else Health.RESET
    if row.state is not CaptureState.OK:
        return Health(row.state.value)
    return _of_status(row.status, is_bare=row.kind is CaptureKind.RESOURCE)


def _of_status(status: int | None, *, is_bare: bool) -> Health:
    if status is None:
        return Health.OK if is_bare else Health.ERROR
    if status == 304 or 200 <= status < 300:
        return Health.OK
    if 300 <= status < 400:
        return Health.REDIRECT
    if status == 451:
        return Health.BLOCKED
    if status in (401, 403, 429):
        return Health.WALL
    return Health.MISSING if 400 <= status < 500 else Health.ERROR
