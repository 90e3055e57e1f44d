"""An alarm, and how the findings of single days become alarms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


class AlarmKind(StrEnum):
    """What changed for the worse."""

    QUIET = "quiet"
    """Far less is announced than on such days before."""
    FIELD = "field"
    """A field that was found on most pages is missing, or the text is short: the layout changed."""
    TEMPLATE = "template"
    """Pages come by a template that was never seen before."""
    LIST = "list"
    """A feed or sitemap that named pages names none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One thing that changed for the worse, over the days on which it was seen."""

    kind: AlarmKind
    subject: str
    """The field, the fingerprint of the template or the address of the list; empty for `QUIET`."""
    text: str
    """One line for a person, of the last day."""
    first_day: date
    last_day: date
    is_standing: bool = True
    """Whether it still holds on the last day that can be judged."""
    chance: float | None = None
    """How likely that much or more would be if nothing had changed; None where it is no matter of chance."""
    evidence: tuple[str, ...] = ()
    """Some addresses that show it."""


def over_days(judged: Sequence[date], found: Mapping[date, Alarm]) -> list[Alarm]:
    """Return one alarm for each run of days with one, of the days that were *judged*, in order.

    The line, the chance and the evidence are those of the last day of the run.
    """
    runs: list[Alarm] = []
    before: date | None = None
    for day in judged:
        alarm = found.get(day)
        if alarm is not None and runs and runs[-1].last_day == before:
            runs[-1] = replace(alarm, first_day=runs[-1].first_day, last_day=day)
        elif alarm is not None:
            runs.append(replace(alarm, first_day=day, last_day=day))
        before = day
    return [replace(run, is_standing=run.last_day == judged[-1]) for run in runs]
