"""A year of a thousand outlets: what the rules cost, and what they miss."""

from __future__ import annotations

from datetime import timedelta

import pytest

from benchmarks.due_year import Outcome, simulate
from crawler.due import Rules, durations


@pytest.fixture(scope="module")
def year() -> list[Outcome]:
    return simulate(1_000, every=timedelta(minutes=15), feed_days=3, articles=3)


@pytest.mark.slow
def test_a_year_of_a_thousand_outlets(year: list[Outcome]) -> None:
    feed_fetches = sorted(each.list_fetches for each in year)
    assert feed_fetches[0] >= 365 * 4, "asked for at least every six hours"
    assert feed_fetches[-1] <= 365 * 96, "and at most in every crawl"
    assert sum(feed_fetches) / len(year) / 365 < 30
    pages = sum(each.page_fetches for each in year) / sum(365 * each.articles_a_day for each in year)
    assert pages < 11, "fetches an article in a year, the first one included"
    delays = sorted(delay for each in year for delay in each.discovery_delays)
    assert delays[len(delays) // 2] < timedelta(minutes=30)
    assert delays[-1] <= timedelta(hours=6, minutes=15)
    assert sum(each.edits_missed for each in year) < 0.15 * sum(each.edits for each in year)


@pytest.mark.slow
def test_busy_outlets_are_followed_closer_than_quiet_ones(year: list[Outcome]) -> None:
    quiet = [each for each in year if each.articles_a_day < 5]
    busy = [each for each in year if each.articles_a_day > 50]
    assert sum(each.list_fetches for each in busy) / len(busy) > 5 * sum(each.list_fetches for each in quiet) / len(
        quiet
    )
    soon, late = (sorted(delay for each in some for delay in each.discovery_delays) for some in (busy, quiet))
    assert soon[len(soon) // 2] < late[len(late) // 2] / 3


def test_fewer_ages_cost_less_and_miss_more() -> None:
    quarter = timedelta(minutes=15)
    often, seldom = (
        simulate(40, every=quarter, feed_days=1, articles=10, rules=Rules(articles=durations(ages)))
        for ages in ("1h,6h,1d,3d,7d,30d", "30d")
    )
    assert sum(each.page_fetches for each in seldom) < sum(each.page_fetches for each in often) / 1.5
    assert sum(each.edits_missed for each in seldom) > 1.5 * sum(each.edits_missed for each in often)
