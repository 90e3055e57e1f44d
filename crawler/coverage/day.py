"""What an outlet announced on one day, and what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.index import CaptureKind
from crawler.model import CaptureState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.index.announced import Fetched


class Reason(StrEnum):
    """Why no article was read at an address that was announced."""

    NOT_ASKED = "not-asked"
    """Never asked for: left by a limit, a depth or a scope, or the crawl was stopped."""
    FORBIDDEN = "forbidden"
    """Never asked for, and the newest robots.txt of its host forbids it."""
    GONE = "gone"
    """404 or 410."""
    WITHHELD = "withheld"
    """451."""
    REFUSED = "refused"
    """401, 403, 429 or another refusal of the server."""
    SERVER_ERROR = "server-error"
    """5xx."""
    NOT_THE_SITE = "not-the-site"
    """A wall against programs, a notice of seizure or blocking, a parked domain."""
    UNREACHED = "unreached"
    """No connection came about."""
    UNANSWERED = "unanswered"
    """Asked, and not one byte came."""
    LED_AWAY = "led-away"
    """It redirects to an address that was not archived."""
    NO_ARTICLE = "no-article"
    """Archived, but nothing that reads like an article."""


MOST_EMPTY = 366
"""So many days on which nothing was announced are shown one by one."""
SAID = {304: Reason.NO_ARTICLE, 404: Reason.GONE, 410: Reason.GONE, 451: Reason.WITHHELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """One page that feeds or sitemaps named, and what became of it."""

    url: str
    announced_at: datetime
    """When it came out, as far as the lists tell (aware)."""
    listings: tuple[str, ...]
    """Addresses of the lists that name it."""
    reason: Reason | None = None
    """Why no article of it was read; None: one was."""

    @property
    def is_read(self) -> bool:
        return self.reason is None

    @property
    def is_archived(self) -> bool:
        """Whether its page is in the archive, be it an article or not."""
        return self.reason in (None, Reason.NO_ARTICLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day (UTC) of one outlet."""

    outlet: str
    day: date
    pages: tuple[Announced, ...]
    """What was announced, in order of time."""

    @property
    def announced(self) -> int:
        return len(self.pages)

    @property
    def archived(self) -> int:
        return sum(page.is_archived for page in self.pages)

    @property
    def read(self) -> int:
        return sum(page.is_read for page in self.pages)

    @property
    def missing(self) -> Mapping[Reason, int]:
        """How many were not read, by reason, in the order of `Reason`."""
        counted = Counter(page.reason for page in self.pages if page.reason is not None)
        return {reason: counted[reason] for reason in Reason if counted[reason]}


def days_of(outlet: str, pages: Iterable[Announced]) -> list[Day]:
    """Return a day for each on which anything was announced, the oldest first."""
    by_day: dict[date, list[Announced]] = {}
    for page in pages:
        by_day.setdefault(page.announced_at.date(), []).append(page)
    ordered = {day: sorted(found, key=lambda page: (page.announced_at, page.url)) for day, found in by_day.items()}
    return [Day(outlet=outlet, day=day, pages=tuple(ordered[day])) for day in sorted(ordered)]


def without_gaps(days: Sequence[Day], *, until: date) -> list[Day]:
    """Return *days* with an empty one for each between the first and *until* on which nothing was announced.

    Gaps of more than a year are left: lists date pages as they like, some in the year 1.
    """
    if not days:
        return []
    known = {day.day: day for day in days}
    wanted = [days[0].day]
    for last, following in pairwise([*known, max(until, days[-1].day)]):
        gap = (following - last).days
        wanted += [last + timedelta(days=step) for step in (range(1, gap + 1) if gap <= MOST_EMPTY else (gap,))]
    return [known.get(day) or Day(outlet=days[0].outlet, day=day, pages=()) for day in wanted]


def midnight(day: date) -> datetime:
    """Return the beginning of *day* in UTC."""
    return datetime.combine(day, time(), UTC)


def end_of(day: date) -> datetime:
    """Return the end of *day* in UTC: the beginning of the next one; of the last of the calendar its last moment."""
    return midnight(day + timedelta(days=1)) if day < date.max else datetime.max.replace(tzinfo=UTC)


def days_before(day: date, count: int) -> date:
    """Return the day *count* days before *day*, and the first of the calendar where it does not go back so far.

    >>> days_before(date(1, 1, 14), 63)
    datetime.date(1, 1, 1)
    """
    return day - timedelta(days=min(count, (day - date.min).days))


def reason_of(fetched: Sequence[Fetched]) -> Reason | None:
    """Return why no article was read in any of the captures of one address; None when one was.

    A capture that shows the page outweighs every failure; of failures the last one counts.
    """
    if any(each.is_read for each in fetched):
        return None
    ordered = sorted(fetched, key=lambda each: (each.row.captured_at, each.row.record_id))
    found = [_reason(each) for each in ordered]
    if Reason.NO_ARTICLE in found:
        return Reason.NO_ARTICLE
    return found[-1] if found else Reason.NOT_ASKED


def _reason(fetched: Fetched) -> Reason:
    row = fetched.row
    if row.kind is CaptureKind.UNREACHED:
        return Reason.UNREACHED
    if row.kind is CaptureKind.UNANSWERED or row.status is None:
        return Reason.UNANSWERED
    return _of_status(row.status) if row.state is CaptureState.OK else Reason.NOT_THE_SITE


def _of_status(status: int) -> Reason:
    if status in SAID:
        return SAID[status]
    if status < 400:
        return Reason.NO_ARTICLE if status < 300 else Reason.LED_AWAY
    return Reason.REFUSED if status < 500 else Reason.SERVER_ERROR
