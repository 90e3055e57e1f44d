"""A field that was found on most pages and is not any more; a text that became short."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from crawler.coverage.alarms.alarm import Alarm, AlarmKind, over_days
from crawler.coverage.alarms.statistics import lower_share

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from crawler.model import Article

FIELDS = ("headline", "standfirst", "section", "authors", "published_at", "photos", "captions", "body", "length")
"""``captions``: any photo has one. ``length``: the text has a third of the usual number of characters or more."""
SHORT = 1 / 3
BASELINE_DAYS = 30
MOST_BEFORE = 1_000
"""So many pages before are compared with, the latest; exact tails of more are slow and say no more."""
LEAST_BEFORE = 20
LEAST_RECENT = 8
"""With fewer pages nothing is judged."""
RECENT_DAYS = 14
"""When a day has too few pages, those of so many days are taken together."""
LEAST_DROP = 0.3
"""A share that falls by less is no changed layout, however sure it is."""
CHANCE = 1e-4 / len(FIELDS)
EVIDENCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One article as it was read: what was found, not what it says."""

    url: str
    at: datetime
    template: str | None = None
    found: frozenset[str] = frozenset()
    """Those of `FIELDS` that are not empty."""
    chars: int = 0
    """Length of the text."""


def reading_of(article: Article, at: datetime) -> Reading:
    """Return what was found in *article*, captured *at*."""
    filled = {
        "headline": article.headline,
        "standfirst": article.standfirst,
        "section": article.section,
        "authors": article.authors,
        "published_at": article.published_at,
        "photos": article.photos,
        "captions": any(photo.caption for photo in article.photos),
        "body": article.body,
    }
    found = frozenset(name for name, value in filled.items() if value)
    return Reading(
        url=article.url, at=at, template=article.template, found=found, chars=len(article.body or "")
    )  # fmt: skip


def field_alarms(readings: Sequence[Reading]) -> list[Alarm]:
    """Return which fields went missing, and when; *readings* are of one outlet, in order of time.

    Pages of a template are compared with earlier ones of the same, those of a template that is new with all. Readings
    that raised an alarm for a field are no measure for that field later.
    """
    by_day: dict[date, list[Reading]] = defaultdict(list)
    for each in readings:
        by_day[each.at.date()].append(each)
    days = sorted(by_day)
    found: dict[str, dict[date, Alarm]] = defaultdict(dict)
    odd: dict[str, set[Reading]] = defaultdict(set)
    for day in days:
        recent, before = _parted(by_day, day)
        if len(recent) < LEAST_RECENT or len(before) < LEAST_BEFORE:
            continue
        for field in FIELDS:
            alarm, raised_by = _judged(field, recent, [each for each in before if each not in odd[field]], day)
            if alarm is not None:
                found[field][day] = alarm
                odd[field].update(raised_by)
    return [alarm for field in FIELDS for alarm in over_days(days, found[field])]


def _parted(by_day: Mapping[date, list[Reading]], day: date) -> tuple[list[Reading], list[Reading]]:
    """Return what was read on *day*, and on days before it as far as that is too little; and what was read before."""
    recent: list[Reading] = []
    first = day
    for back in range(RECENT_DAYS):
        first = day - timedelta(days=back)
        recent += by_day.get(first, ())
        if len(recent) >= LEAST_RECENT:
            break
    span = (first - timedelta(days=back) for back in range(BASELINE_DAYS, 0, -1))
    before = [each for each_day in span for each in by_day.get(each_day, ())]
    return recent, before[-MOST_BEFORE:]


def _judged(
    field: str, recent: Sequence[Reading], before: Sequence[Reading], day: date
) -> tuple[Alarm | None, Sequence[Reading]]:
    """Return the alarm for *field* of the group of pages in which it is least likely, with the pages of that group."""
    best: tuple[Alarm | None, Sequence[Reading]] = (None, ())
    for group, measure in _groups(recent, before):
        alarm = _compared(field, group, measure, day)
        if alarm is not None and (best[0] is None or (alarm.chance or 0) < (best[0].chance or 0)):
            best = (alarm, group)
    return best


def _groups(
    recent: Sequence[Reading], before: Sequence[Reading]
) -> list[tuple[Sequence[Reading], Sequence[Reading]]]:  # fmt: skip
    own, measure = _by_template(recent), _by_template(before)
    groups: list[tuple[Sequence[Reading], Sequence[Reading]]] = []
    new: list[Reading] = []
    for template in sorted(own):
        if len(measure[template]) >= LEAST_BEFORE:
            groups.append((own[template], measure[template]))
        else:
            new += own[template]
    return [*groups, (new, before)]


def _by_template(readings: Sequence[Reading]) -> Mapping[str, list[Reading]]:
    found: dict[str, list[Reading]] = defaultdict(list)
    for each in readings:
        found[each.template or ""].append(each)
    return found


def _compared(field: str, recent: Sequence[Reading], before: Sequence[Reading], day: date) -> Alarm | None:
    if len(recent) < LEAST_RECENT or len(before) < LEAST_BEFORE:
        return None
    usual_chars = median(each.chars for each in before)
    lacking = [each for each in recent if not _has(each, field, usual_chars)]
    had = sum(_has(each, field, usual_chars) for each in before)
    has = len(recent) - len(lacking)
    if had / len(before) - has / len(recent) < LEAST_DROP:
        return None
    chance = lower_share(has, len(recent), had, len(before))
    if chance >= CHANCE:
        return None
    told = "a text of the usual length" if field == "length" else field
    text = f"{told} on {has} of {len(recent)} pages, before on {had} of {len(before)}"
    evidence = tuple(dict.fromkeys(each.url for each in lacking))[:EVIDENCE]
    return Alarm(
        kind=AlarmKind.FIELD, subject=field, text=text, first_day=day, last_day=day, chance=chance, evidence=evidence
    )  # fmt: skip


def _has(reading: Reading, field: str, usual_chars: float) -> bool:
    if field == "length":
        # A page without any text is told by its body.
        return "body" not in reading.found or reading.chars >= SHORT * usual_chars
    return field in reading.found
