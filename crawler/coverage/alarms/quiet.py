"""An outlet that announces far less than it used to on such days of the week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.counting import counted
from crawler.coverage.alarms.alarm import Alarm, AlarmKind, over_days
from crawler.coverage.alarms.statistics import low_count

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

BASELINE_DAYS = 56
"""What came before these eight weeks says nothing any more."""
SAME_WEEKDAYS = 3
"""So many days of the same weekday are a measure."""
WEEK = 7
LEAST_DAYS = 14
"""Two weeks are a measure for a week, whatever its days are like."""
WINDOWS = (1, 3, WEEK)
"""So many days in a row are judged together: what comes out rarely is missed only over several."""
CHANCE = 1e-3 / len(WINDOWS)
"""Below it an alarm is raised: on one day of a thousand for an outlet that goes on as before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many pages were announced on one day, of which that is known: a list was read on it and after it."""

    day: date
    announced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Usual:
    """What was usual before."""

    expected: float
    """In the whole window."""
    last_day: float
    """On its last day alone."""
    size: float
    """Of the negative binomial; smaller is wider."""


def quiet_alarms(counts: Sequence[Count]) -> list[Alarm]:
    """Return when the outlet was quiet against its own history; *counts* are of its known days, the oldest first.

    The expected number is the mean of the same weekday over the eight weeks before. While there are fewer than three of
    them, only whole weeks are judged, by the mean of all days. The tail is a Poisson's, widened by how the outlet's own
    counts scatter and by how few they are. Days on which it was quiet are no measure for later ones.
    """
    usual_days: list[Count] = []
    found: dict[date, Alarm] = {}
    for at, count in enumerate(counts):
        alarm = _judged(counts[max(0, at + 1 - WEEK) : at + 1], usual_days)
        if alarm is None:
            usual_days.append(count)
        else:
            found[count.day] = alarm
    return over_days([count.day for count in counts], found) if counts else []


def _judged(counts: Sequence[Count], usual_days: Sequence[Count]) -> Alarm | None:
    """Return the alarm of the last day of *counts*: that of the window which is least likely."""
    last = counts[-1].day
    least: Alarm | None = None
    for window in WINDOWS:
        first = last - timedelta(days=window - 1)
        recent = [count for count in counts if count.day >= first]
        before = [count for count in usual_days if last - timedelta(days=BASELINE_DAYS) <= count.day < first]
        usual = _usual(recent, before) if len(recent) == window else None
        # A silence that is over is no alarm, though its week is still a quiet one.
        if usual is None or counts[-1].announced >= usual.last_day:
            continue
        seen = sum(count.announced for count in recent)
        chance = low_count(seen, usual.expected, usual.size)
        if chance < CHANCE and (least is None or chance < (least.chance or 0)):
            days = "" if window == 1 else f" in {window} days"
            text = f"{counted(seen, 'page')} announced{days} where about {usual.expected:.0f} are usual"
            least = Alarm(kind=AlarmKind.QUIET, subject="", text=text, first_day=last, last_day=last, chance=chance)
    return least


def _usual(recent: Sequence[Count], before: Sequence[Count]) -> _Usual | None:
    groups = {day: [count.announced for count in before if count.day.weekday() == day] for day in range(WEEK)}
    weekdays = {count.day.weekday() for count in recent}
    knows_weekdays = all(len(groups[day]) >= SAME_WEEKDAYS for day in weekdays)
    if not knows_weekdays and (len(recent) < WEEK or len(before) < LEAST_DAYS):
        return None
    overall = sum(count.announced for count in before) / len(before)
    means = {
        day: sum(found) / len(found) if knows_weekdays and len(found) >= SAME_WEEKDAYS else overall
        for day, found in groups.items()
    }
    squares = sum((count.announced - means[count.day.weekday()]) ** 2 for count in before)
    free = len(before) - (sum(len(found) >= SAME_WEEKDAYS for found in groups.values()) if knows_weekdays else 1)
    spare = squares / max(free, 1) - overall
    measured = sum(sum(groups[day]) for day in (weekdays if knows_weekdays else groups))
    # 1/size adds up: how days scatter beyond Poisson's, and how well the mean is known.
    of_scatter = spare / overall**2 / len(recent) if spare > 0 and overall > 0 else 0.0
    return _Usual(
        expected=sum(means[count.day.weekday()] for count in recent),
        last_day=means[recent[-1].day.weekday()],
        size=1 / (of_scatter + 1 / (measured + 0.5)),
    )
