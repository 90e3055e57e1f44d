"""The rules as data: how long each kind of address is left alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
ONE = re.compile(r"([0-9]{1,9}) ?([smhdw])", re.ASCII)
LONGEST = timedelta(days=36_500)


def durations(text: str) -> tuple[timedelta, ...]:
    """Return what *text* lists, such as ``1h,6h,1d``. Raises ValueError for anything else, and for none.

    >>> durations("90m, 1d")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=1))
    """
    found = []
    for part in text.split(","):
        one = ONE.fullmatch(part.strip().lower())
        if one is None:
            raise ValueError(f"{part.strip()[:40]!r} is not like 10m, 6h or 7d")
        seconds = int(one[1]) * UNITS[one[2]]
        if not 0 < seconds <= LONGEST.total_seconds():
            raise ValueError(f"{part.strip()[:40]!r} is not above zero and below a hundred years")
        found.append(timedelta(seconds=seconds))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The shortest and the longest time between two visits; what was seen decides where in between."""

    shortest: timedelta
    longest: timedelta

    def __post_init__(self) -> None:
        """Raises ValueError when there is nothing between the two."""
        if not timedelta(0) < self.shortest <= self.longest:
            raise ValueError("the first time must be above zero, and the second no shorter")

    def within(self, gap: timedelta) -> timedelta:
        """Return *gap*, or the bound that it is beyond."""
        return max(self.shortest, min(gap, self.longest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for one archive. Each is a setting (docs/incremental.md)."""

    articles: tuple[timedelta, ...] = durations("1h,6h,1d,3d,7d,30d")
    """Ages, rising, at which an article is looked at again (ARCHIVE_DUE_ARTICLES); from the last on when its age has
    doubled, and once a year."""
    lists: Bounds = Bounds(shortest=timedelta(minutes=10), longest=timedelta(hours=6))
    """Feeds, sitemaps, and the pages that a site's own entry names as its beginning (ARCHIVE_DUE_LISTS)."""
    pages: Bounds = Bounds(shortest=timedelta(hours=1), longest=timedelta(days=7))
    """Pages that show no article (ARCHIVE_DUE_PAGES)."""
    requisites: Bounds = Bounds(shortest=timedelta(days=1), longest=timedelta(days=30))
    """Photos, style sheets, icons and fonts (ARCHIVE_DUE_REQUISITES)."""
    gone: Bounds = Bounds(shortest=timedelta(days=1), longest=timedelta(days=30))
    """Whatever was answered with 404 or 410 (ARCHIVE_DUE_GONE)."""

    def __post_init__(self) -> None:
        """Raises ValueError when the ages do not rise."""
        rising = all(before < after for before, after in zip(self.articles, self.articles[1:], strict=False))
        if not (self.articles and rising and self.articles[0] > timedelta(0)):
            raise ValueError("the ages must rise")
