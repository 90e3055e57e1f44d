"""All alarms of one outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.coverage.alarms.fields import field_alarms
from crawler.coverage.alarms.lists import list_alarms
from crawler.coverage.alarms.quiet import quiet_alarms
from crawler.coverage.alarms.templates import template_alarms

if TYPE_CHECKING:
    from crawler.coverage.alarms.alarm import Alarm
    from crawler.coverage.alarms.fields import Reading
    from crawler.coverage.alarms.quiet import Count
    from crawler.coverage.lists import Listing


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What alarms of one outlet are made from."""

    counts: tuple[Count, ...] = ()
    """Of the days that are known, the oldest first."""
    readings: tuple[Reading, ...] = ()
    """In order of time."""
    listings: tuple[Listing, ...] = ()


def alarms_of(history: History) -> list[Alarm]:
    """Return the alarms of *history*, those that stand first, then by their days."""
    found = [
        *list_alarms(history.listings),
        *quiet_alarms(history.counts),
        *template_alarms(history.readings),
        *field_alarms(history.readings),
    ]
    return sorted(found, key=lambda alarm: (not alarm.is_standing, alarm.first_day, alarm.kind, alarm.subject))
