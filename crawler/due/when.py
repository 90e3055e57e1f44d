"""The next time that an address is worth asking for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from crawler.due.visits import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.due.rules import Bounds, Rules
    from crawler.due.visits import Past, Visit

AT_ONCE = datetime.min.replace(tzinfo=UTC)
"""When that is due which was never seen, or failed the last time."""
LONGEST_GAP = timedelta(days=365)
"""Nothing that was seen is left alone for longer, whatever its age."""


def due_at(past: Past, rules: Rules) -> datetime:
    """Return when the address is due, `AT_ONCE` or a time behind its last visit.

    What failed the last time is due at once: how often a crawl tries again is the crawl's own matter. A list or page is
    visited the more often the more often it was seen to change, an article at the ages that *rules* name. A change
    that a feed or sitemap announces makes it due sooner, the less so the more often such an address was unchanged.
    """
    if not past.visits or past.visits[-1].outcome is Outcome.FAILED:
        return AT_ONCE
    last = past.visits[-1]
    seen = [visit for visit in past.visits if visit.outcome is Outcome.SEEN]
    if last.outcome is Outcome.GONE:
        gap = _adaptive_gap(_last_run(past.visits, Outcome.GONE), rules.gone)
    elif past.kind is Kind.ARTICLE:
        gap = _article_gap(seen, past.published_at, rules.articles)
    else:
        gap = _adaptive_gap(seen, _bounds(past.kind, rules))
    if past.announced_at is not None and past.announced_at > last.at:
        gap = min(gap, min(rules.articles[0], LONGEST_GAP) * 2 ** min(_unchanged(seen), 20))
    return last.at + gap


def _adaptive_gap(visits: Sequence[Visit], bounds: Bounds) -> timedelta:
    """Return the time until the next visit: half of what went without notice, twice what brought nothing new."""
    gap = bounds.shortest
    for before, after in pairwise(visits):
        waited = max(after.at - before.at, timedelta(0))
        # A visit right behind another that saw the same has learned nothing; one after a long time has learned much.
        longer = max(gap, min(waited, bounds.longest) * 2)
        gap = bounds.within(min(gap, waited / 2) if _differ(before, after) else longer)
    return gap


def _article_gap(seen: Sequence[Visit], published_at: datetime | None, ages: Sequence[timedelta]) -> timedelta:
    first, last = seen[0].at, seen[-1].at
    born = first if published_at is None else min(published_at, first)
    gap = _until_next_age(last - born, ages)
    # What was published long ago may only be dated wrongly: our own acquaintance with it counts as well.
    gap = min(gap, max(ages[-1], last - first), LONGEST_GAP)
    if len(seen) > 1 and _differ(seen[-2], seen[-1]):
        # It is being written on: no less often than until now.
        gap = min(gap, max(ages[0], last - seen[-2].at))
    return gap


def _until_next_age(age: timedelta, ages: Sequence[timedelta]) -> timedelta:
    """Return how long until the next of *ages*; one that is nearly reached is passed over with this visit."""
    before = timedelta(0)
    for rung in ages:
        if rung - age >= (rung - before) / 2:
            return rung - age
        before = rung
    rung = ages[-1]
    while rung - age < rung / 4:
        rung *= 2
    return rung - age


def _bounds(kind: Kind, rules: Rules) -> Bounds:
    return {Kind.LIST: rules.lists, Kind.PAGE: rules.pages, Kind.REQUISITE: rules.requisites}[kind]


def _last_run(visits: Sequence[Visit], outcome: Outcome) -> list[Visit]:
    run: list[Visit] = []
    for visit in reversed(visits):
        if visit.outcome is outcome:
            run.append(visit)
        elif visit.outcome is not Outcome.FAILED:
            break
    return run[::-1]


def _unchanged(seen: Sequence[Visit]) -> int:
    """Return how many of the last visits saw what the one before had seen."""
    count = 0
    for after, before in pairwise(reversed(seen)):
        if _differ(before, after):
            break
        count += 1
    return count


def _differ(before: Visit, after: Visit) -> bool:
    if before.outcome is Outcome.GONE and after.outcome is Outcome.GONE:
        return False
    return before.content is None or after.content is None or before.content != after.content
