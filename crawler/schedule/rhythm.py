"""How often: every so many minutes, or by a cron line in a time zone. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from croniter import croniter
from croniter.croniter import CroniterError

from crawler.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Iterator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
UNITS_S = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
SPAN = re.compile(r"(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?", re.ASCII)
SHORTEST_S = 60
CRON_FIELDS = 5
LONGEST_SHIFT = timedelta(hours=3)
"""No time zone's clock is put back or forward by more at a time, but for changes of the date line."""
SEARCHED_YEARS = 8
"""A cron line that is not due in so many years never is: the 29th of February is, the 30th is not."""


@dataclass(frozen=True, slots=True)
class Every:
    """Due each *seconds*, counted from 1970 so that every machine counts alike."""

    seconds: int

    def after(self, moment: datetime, *, shift_s: int = 0) -> datetime:
        """Return the first due time later than *moment*; *shift_s* moves all of them."""
        since = int((moment - EPOCH).total_seconds()) - shift_s
        return EPOCH + timedelta(seconds=(since // self.seconds + 1) * self.seconds + shift_s)

    @property
    def shortest_s(self) -> int:
        """The seconds between two due times."""
        return self.seconds

    def __str__(self) -> str:
        return f"every {span_text(self.seconds)}"


@dataclass(frozen=True, slots=True)
class Cron:
    """Due by the clock on the wall of *zone*.

    An hour that the clock skips: due when the skipped hour is over. An hour that it shows twice: due in the first
    one, but a line that is due every hour (``*`` in its second field) is due in both.
    """

    line: str
    zone: str

    def after(self, moment: datetime, *, shift_s: int = 0) -> datetime:
        """Return the first due time later than *moment*; *shift_s* moves all of them."""
        shift = timedelta(seconds=shift_s)
        return next(due for due in self._dues(moment - shift) if due > moment - shift) + shift

    @property
    def shortest_s(self) -> int:
        """The seconds between two of the next due times: an idea of how often, no promise."""
        first = self.after(EPOCH)
        return int((self.after(first) - first).total_seconds())

    def _dues(self, moment: datetime) -> Iterator[datetime]:
        """Yield due times around and after *moment*, sorted."""
        zone = ZoneInfo(self.zone)
        wall = croniter(self.line, moment.astimezone(zone).replace(tzinfo=None) - LONGEST_SHIFT)
        ahead: list[datetime] = []
        while True:
            shown: datetime = wall.get_next(datetime)
            ahead += self._moments(shown, zone)
            # What the clock shows later can be earlier by no more than the longest shift.
            sure = shown.replace(tzinfo=zone).astimezone(UTC) - LONGEST_SHIFT
            yield from sorted(due for due in ahead if due <= sure)
            ahead = [due for due in ahead if due > sure]

    def _moments(self, shown: datetime, zone: ZoneInfo) -> list[datetime]:
        first, second = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first == second:
            return [first]
        is_hourly = self.line.split()[1].startswith("*")
        if second < first:  # The clock skips what it would show.
            return [] if is_hourly else [_after_the_gap(second, first, zone)]
        return [first, second] if is_hourly else [first]

    def __str__(self) -> str:
        return f"{self.line} ({self.zone})"


Rhythm: TypeAlias = Every | Cron


def every(text: str) -> Every:
    """Return the rhythm of a text such as ``15m``, ``1h30m`` or ``2d``. Raises `BadSetting`."""
    found = SPAN.fullmatch(text.strip().lower())
    seconds = 0
    if found is not None:
        seconds = sum(int(count or 0) * UNITS_S[unit] for count, unit in zip(found.groups(), "wdhms", strict=True))
    if not seconds:
        raise BadSetting("--every", f"{text[:40]!r} is not like 15m, 6h or 1d12h")
    if seconds < SHORTEST_S:
        raise BadSetting("--every", f"{text[:40]} is less than a minute")
    return Every(seconds)


def cron(line: str, zone: str) -> Cron:
    """Return the rhythm of a cron *line* of five fields by the clock of *zone*. Raises `BadSetting`."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as err:
        raise BadSetting("--tz", f"{zone[:40]!r} is no time zone such as Europe/Berlin") from err
    fields = line.split()
    if len(fields) != CRON_FIELDS:
        raise BadSetting("--cron", f"{line[:80]!r} has {len(fields)} fields, not minute hour day month weekday")
    try:
        croniter(" ".join(fields), EPOCH, max_years_between_matches=SEARCHED_YEARS).get_next(datetime)
    except (CroniterError, ValueError, KeyError) as err:
        raise BadSetting("--cron", f"{line[:80]!r}: {str(err)[:120]}") from err
    return Cron(" ".join(fields), zone)


def span_text(seconds: int) -> str:
    """Return *seconds* as `every` reads it.

    >>> span_text(5400)
    '1h30m'
    """
    parts = []
    for unit, size in sorted(UNITS_S.items(), key=lambda item: -item[1]):
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts) or "0s"


def _after_the_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clock of *zone* jumps, between *before* and *after*."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
