"""Days as calendars and heat maps. Pure."""

from __future__ import annotations

from calendar import Calendar, month_name
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

LEVELS = 5
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One day."""

    day: date
    count: int
    level: int
    """0 for none, else 1 to `LEVELS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month with something in it."""

    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    """Monday first; None: a day of another month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a heat map."""

    name: str
    cells: tuple[Cell, ...]
    total: int


def months_of(counts: Mapping[date, int], year: int) -> list[Month]:
    """Return the months of *year* in which there is anything."""
    most = max((count for day, count in counts.items() if day.year == year), default=0)
    found = []
    for month in sorted({day.month for day in counts if day.year == year}):
        weeks = Calendar().monthdatescalendar(year, month)
        cells = tuple(
            tuple(_cell(day, counts.get(day, 0), most) if day.month == month else None for day in week)
            for week in weeks
        )
        found.append(Month(name=month_name[month], weeks=cells))
    return found


def heat_rows(counts: Mapping[tuple[str, int], int], days: Sequence[date]) -> list[Row]:
    """Return a row for each name of *counts*, which are by name and day since 1970, the fullest first."""
    numbers = [(day - EPOCH).days for day in days]
    names = {name for name, _ in counts}
    rows = []
    for name in names:
        found = [counts.get((name, number), 0) for number in numbers]
        # Each row by itself: beside a news agency, a weekly would be white all over.
        most = max(found, default=0)
        cells = tuple(_cell(day, count, most) for day, count in zip(days, found, strict=True))
        rows.append(Row(name=name, cells=cells, total=sum(found)))
    return sorted(rows, key=lambda row: (-row.total, row.name))


def level(count: int, most: int) -> int:
    """Return how dark *count* is shown where *most* is the darkest.

    Few are never dark.

    >>> [level(count, 100) for count in (0, 1, 20, 21, 99, 100)], [level(count, 2) for count in (0, 1, 2)]
    ([0, 1, 1, 2, 5, 5], [0, 1, 2])
    """
    return 0 if count <= 0 else min(LEVELS, -(-count * LEVELS // max(most, LEVELS)))


def days_until(last: date, number: int) -> list[date]:
    """Return *number* days, the last of which is *last*."""
    return [last - timedelta(days=back) for back in range(number - 1, -1, -1)]


def weeks_of(days: Sequence[date]) -> Iterator[tuple[str, int]]:
    """Yield the months of *days* as their name and how many of the days are in them: the heads of a heat map."""
    months = [(day.year, day.month) for day in days]
    for year, month in dict.fromkeys(months):
        yield f"{month_name[month]} {year}", months.count((year, month))


def _cell(day: date, count: int, most: int) -> Cell:
    return Cell(day=day, count=count, level=level(count, most))
