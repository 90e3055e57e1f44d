"""How a feed or sitemap fared, whenever it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.coverage.day import Reason, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from crawler.index.announced import Fetched, ListingRow

DEFINITE = frozenset({Reason.GONE, Reason.WITHHELD})
"""What the server means to say; the other failures may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One time that a list was asked for."""

    at: datetime
    entries: int = 0
    """How many pages and lists it named."""
    why: str = ""
    """What was wrong; empty: nothing."""
    is_definite: bool = True
    """Whether what was wrong can be expected to last: it is gone, or no list any more. False for what may pass."""
    record_id: str = ""

    @property
    def is_well(self) -> bool:
        """Whether it named anything; a flaw in the middle of a list that goes on costs only what stood behind it."""
        return self.entries > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One feed or sitemap of an outlet."""

    url: str
    asked: tuple[Asked, ...]
    """The oldest first, at least one."""

    @property
    def last(self) -> Asked:
        return self.asked[-1]

    @property
    def last_well(self) -> Asked | None:
        """The last time that it named anything."""
        return next((each for each in reversed(self.asked) if each.is_well), None)


def listing_of(row: ListingRow, fetched: Iterable[Fetched]) -> Listing:
    """Return how the list of *row* fared; *fetched* are all captures of its address, failures among them."""
    looks = {
        look.record_id: Asked(
            at=look.at, entries=look.entries, why=look.flaw or _empty(look.entries), record_id=look.record_id
        )
        for look in row.looks
    }
    found = list(looks.values())
    for each in fetched:
        if each.row.record_id in looks:
            continue
        reason = reason_of([each])
        # A redirect is followed, and what it leads to is a list of its own.
        if reason is not None and reason not in (Reason.NO_ARTICLE, Reason.LED_AWAY):
            said = f"answered {each.row.status}" if each.row.status else str(each.row.state or reason)
            found.append(
                Asked(
                    at=each.row.captured_at,
                    why=str(each.row.state) if reason is Reason.NOT_THE_SITE else said,
                    is_definite=reason in DEFINITE,
                    record_id=each.row.record_id,
                )
            )
    return Listing(url=row.url, asked=tuple(sorted(found, key=lambda one: (one.at, one.record_id))))


def known_days(listings: Iterable[Listing]) -> list[date]:
    """Return the days of which it is known what was announced: a list was read on it, and again on a later day.

    What comes out after a list was read is seen by the next reading. A day without any is not known: what lists tell of
    it afterwards is what was left in them.
    """
    read = sorted({each.at.date() for listing in listings for each in listing.asked if each.is_well})
    return read[:-1]


def _empty(entries: int) -> str:
    return "" if entries else "it names nothing"
