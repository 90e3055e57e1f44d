"""Pages that come by a template which was never seen before."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from crawler.coverage.alarms.alarm import Alarm, AlarmKind, over_days
from crawler.coverage.alarms.statistics import that_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from crawler.coverage.alarms.fields import Reading

LEAST_BEFORE = 20
LEAST_PAGES = 3
"""With fewer pages of it a template is none."""
NEW_DAYS = 3
"""So many days with readings a template stays new."""
CHANCE = 1e-4
EVIDENCE = 3


def template_alarms(readings: Sequence[Reading]) -> list[Alarm]:
    """Return which templates were new, and when; *readings* are of one outlet, in order of time.

    How often a page of this outlet has a fingerprint of its own is told by those that were seen once only: where that
    is common, a few pages of a new one say nothing.
    """
    readings = [each for each in readings if each.template is not None]
    days = sorted({each.at.date() for each in readings})
    found: dict[str, dict[date, Alarm]] = defaultdict(dict)
    for at, day in enumerate(days):
        first = days[max(0, at - NEW_DAYS + 1)]
        recent = [each for each in readings if first <= each.at.date() <= day]
        before = Counter(each.template for each in readings if each.at.date() < first)
        if before.total() < LEAST_BEFORE:
            continue
        share = (sum(count == 1 for count in before.values()) + 0.5) / (before.total() + 1)
        for template, count in Counter(each.template for each in recent).items():
            if template is None or template in before or count < LEAST_PAGES:
                continue
            chance = that_many(count, len(recent), share)
            if chance < CHANCE:
                text = f"{count} of {len(recent)} pages are made by a template that was never seen before ({template})"
                evidence = tuple(dict.fromkeys(each.url for each in recent if each.template == template))[:EVIDENCE]
                found[template][day] = Alarm(
                    kind=AlarmKind.TEMPLATE,
                    subject=template,
                    text=text,
                    first_day=day,
                    last_day=day,
                    chance=chance,
                    evidence=evidence,
                )
    return [alarm for template in found for alarm in over_days(days, found[template])]
