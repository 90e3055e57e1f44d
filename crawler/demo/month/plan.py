"""What happens on which day of the month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

FIRST_DAY = date(2026, 11, 23)
"""A Monday, the day after the last story of the newspaper that ships."""
DAYS = 30
LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)
ON_WEEKDAYS = (10, 10, 10, 10, 10, 4, 3)
"""So many stories come out from Monday to Sunday."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Days by their number, from 1."""

    moves: tuple[int, int, int] = (5, 1, 9)
    """The story of that day and number is at another address from the third number on; the old one leads there."""
    deletes: tuple[int, int, int] = (6, 2, 11)
    """The story of that day and number answers 410 from the third number on, and is in no list."""
    redesign: int = 16
    """From then on stories are made by another template, without captions."""
    broken_feed: int = 19
    """From then on a web page stands where the RSS feed was."""
    quiet: tuple[int, int] = (25, 28)
    """From the first to the last of these days nothing comes out."""


PLAN = Plan()
EDITED_AFTER = timedelta(hours=26)
"""The first story of each day is corrected so long after it came out."""


def day_number(at: datetime) -> int:
    """Return the number of the day of *at* (aware), 1 for the first; less before the month.

    >>> day_number(datetime(2026, 11, 23, 23, 59, tzinfo=UTC))
    1
    """
    return (at.astimezone(UTC).date() - FIRST_DAY).days + 1


def day_of(number: int) -> date:
    return FIRST_DAY + timedelta(days=number - 1)


def out_at(day: int, number: int) -> datetime:
    """Return when the story *number*, from 0, of *day* comes out: one an hour, from seven on."""
    return datetime.combine(day_of(day), time(7 + number), UTC)


def stories_on(day: int, plan: Plan = PLAN) -> int:
    """Return how many stories come out on *day*."""
    is_quiet = plan.quiet[0] <= day <= plan.quiet[1]
    return 0 if is_quiet or not 1 <= day <= DAYS else ON_WEEKDAYS[day_of(day).weekday()]
