"""A year of outlets under the rules of due times: fetches, delay of discovery, missed edits. No network, no archive.

    python benchmarks/due_year.py [--outlets 1000] [--feed-days 365] [--articles 20] [--every 15m]

A model, with these assumptions: an outlet publishes between 0.5 and 200 articles a day (log-uniform), by day six times
as many as by night, all of them in its feed; four articles in ten are edited, half of the edits come within two hours,
nine in ten within two days, the last after months. A crawl begins every 15 minutes and asks for what is due by then.
Every outlet's feed is followed on *feed-days* days that are spread over the year, so many of its *articles*, too, each
until the year ends; both are scaled up to the year.
"""

from __future__ import annotations

import argparse
import math
import random
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from crawler.due import Kind, Past, Rules, Visit, due_at, durations

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
DAY = timedelta(days=1)
FEWEST, MOST = 0.5, 200.0
"""Articles a day."""
EDITED_SHARE = 0.4
REMEMBERED = 10
"""So many visits are looked at, as in a crawl."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a year of one outlet came to."""

    articles_a_day: float
    list_fetches: float
    """Of its feed, in the year."""
    page_fetches: float
    """Of its articles, in the year, the first one of each included."""
    discovery_delays: tuple[timedelta, ...]
    """From publication until a crawl saw the article in the feed, for each article of the days that were followed."""
    edits: int
    """Made in the articles that were followed, between their first visit and the end of the year."""
    edits_missed: int
    """Overwritten by another edit, or not seen until the end of the year."""
    edit_delays: tuple[timedelta, ...]
    """From each edit that was seen until it was."""


def year_of(chance: random.Random, rules: Rules, *, every: timedelta, feed_days: int, articles: int) -> Outcome:
    """Return the year of one outlet, the same for the same *chance*."""
    a_day = FEWEST * (MOST / FEWEST) ** chance.random()
    polls, delays = 0, list[timedelta]()
    for number in range(feed_days):
        day = BEGIN + number * YEAR / feed_days
        day_polls, day_delays = _feed_day(_published(chance, a_day, day - 2 * DAY, day + DAY), day, rules, every)
        polls += day_polls
        delays += day_delays
    visits, edits, missed, edit_delays = 0, 0, 0, list[timedelta]()
    for _ in range(articles):
        born = BEGIN + YEAR * chance.random()
        found = _next_crawl(born + (chance.choice(delays) if delays else timedelta(hours=1)), every)
        changes = _edits(chance, born)
        times = _visits(born, found, changes, rules, every)
        visits += len(times)
        for at, following in zip(changes, [*changes[1:], BEGIN + YEAR], strict=False):
            if at > BEGIN + YEAR or at <= found:
                continue
            seen = bisect_right(times, at)
            edits += 1
            if seen < len(times) and times[seen] < following:
                edit_delays.append(times[seen] - at)
            else:
                missed += 1
    return Outcome(
        articles_a_day=a_day,
        list_fetches=polls * 365 / feed_days,
        page_fetches=visits / articles * a_day * 365,
        discovery_delays=tuple(delays),
        edits=edits,
        edits_missed=missed,
        edit_delays=tuple(edit_delays),
    )


def _feed_day(published: list[datetime], day: datetime, rules: Rules, every: timedelta) -> tuple[int, list[timedelta]]:
    """Return how often the feed was asked for on *day*, and how long each article of that day waited."""
    at = published[0] if published and published[0] < day - DAY else day - 2 * DAY
    visits = deque([Visit(at=at, content="0")], maxlen=REMEMBERED)
    polls, delays, known = 0, list[timedelta](), 0
    while True:
        at = _next_crawl(due_at(Past(kind=Kind.LIST, visits=tuple(visits)), rules), every)
        if at >= day + DAY:
            return polls, delays
        now = bisect_right(published, at)
        if at >= day:
            polls += 1
            delays += [at - each for each in published[known:now] if each >= day]
        visits.append(Visit(at=at, content=str(now)))
        known = now


def _visits(born: datetime, found: datetime, changes: list[datetime], rules: Rules, every: timedelta) -> list[datetime]:
    times: list[datetime] = []
    visits: deque[Visit] = deque(maxlen=REMEMBERED)
    at = found
    while at < BEGIN + YEAR:
        times.append(at)
        visits.append(Visit(at=at, content=str(bisect_right(changes, at))))
        past = Past(kind=Kind.ARTICLE, visits=tuple(visits), published_at=born)
        at = _next_crawl(due_at(past, rules), every)
    return times


def _published(chance: random.Random, a_day: float, start: datetime, end: datetime) -> list[datetime]:
    """Return the times of publication: six times as many an hour from six to twenty-two as by night."""
    by_day = a_day / (16 + 8 / 6)
    found, at = list[datetime](), start
    while True:
        at += timedelta(hours=chance.expovariate(by_day))
        if at >= end:
            return found
        if 6 <= at.hour < 22 or chance.random() < 1 / 6:
            found.append(at)


def _edits(chance: random.Random, born: datetime) -> list[datetime]:
    count = 0
    while chance.random() < EDITED_SHARE and count < 20:
        count += 1
    # Log-normal: the middle at two hours, nine in ten within two days.
    return sorted(born + timedelta(hours=chance.lognormvariate(math.log(2), 2.48)) for _ in range(count))


def _next_crawl(at: datetime, every: timedelta) -> datetime:
    """Return when the first crawl begins at which what is due at *at* is fetched."""
    return BEGIN + -((BEGIN - at) // every) * every


def simulate(
    outlets: int, *, every: timedelta, feed_days: int, articles: int, rules: Rules | None = None
) -> list[Outcome]:
    """Return the year of so many outlets; always the same."""
    rules = rules or Rules()
    return [
        year_of(random.Random(f"outlet {number}"), rules, every=every, feed_days=feed_days, articles=articles)
        for number in range(outlets)
    ]


def table(outcomes: list[Outcome]) -> str:
    """Return the figures by the size of the outlets, as a Markdown table."""
    names = ["articles a day", "outlets", "feed fetches a day", "fetches an article", "found after, median; 95 %"]
    names += ["edits missed", "edit seen after, median"]
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    for low, high in ((0, 5), (5, 50), (50, 201), (0, 201)):
        some = [each for each in outcomes if low <= each.articles_a_day < high]
        delays = sorted(delay for each in some for delay in each.discovery_delays)
        edits, missed = sum(each.edits for each in some), sum(each.edits_missed for each in some)
        seen = sorted(delay for each in some for delay in each.edit_delays)
        if not (delays and edits and seen):
            continue
        per_article = sum(each.page_fetches for each in some) / sum(365 * each.articles_a_day for each in some)
        a_day = sum(each.list_fetches for each in some) / len(some) / 365
        lines.append(
            f"| {low} to {min(high, 200)} | {len(some)} | {a_day:.1f}"
            f" | {per_article:.1f} | {_minutes(_median(delays))}; {_minutes(delays[len(delays) * 19 // 20])}"
            f" | {missed} of {edits} ({100 * missed / edits:.0f} %) | {_minutes(_median(seen))} |"
        )
    return "\n".join(lines)


def _median(delays: list[timedelta]) -> timedelta:
    return delays[len(delays) // 2]


def _minutes(delay: timedelta) -> str:
    return f"{delay / timedelta(minutes=1):.0f} min"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--outlets", type=int, default=1_000)
    asked.add_argument("--feed-days", type=int, default=12)
    asked.add_argument("--articles", type=int, default=20)
    asked.add_argument("--every", type=durations, default=durations("15m"))
    given = asked.parse_args()
    print(table(simulate(given.outlets, every=given.every[0], feed_days=given.feed_days, articles=given.articles)))


if __name__ == "__main__":
    main()
