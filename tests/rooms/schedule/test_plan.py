"""Which plans are due, and that what was missed is made up for once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import Every, Plan
from crawler.schedule.plan import MOST_JITTER_S, due

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def plan(outlet: str = "gazette", minutes: int = 15, ago: timedelta = timedelta(hours=1), **more: object) -> Plan:
    return replace(Plan(outlet=outlet, rhythm=Every(minutes * 60), looked_at=NOON - ago), **more)  # type: ignore[arg-type]  # of any field


def test_a_day_of_missed_times_is_one_crawl() -> None:
    missed = plan(ago=timedelta(days=1))
    assert due([missed], now=NOON, running=()) == ([missed], [])
    assert due([replace(missed, looked_at=NOON)], now=NOON, running=()) == ([], [])


def test_what_still_runs_is_passed_over() -> None:
    assert due([plan("a"), plan("b")], now=NOON, running={"a"}) == ([plan("b")], [plan("a")])


def test_a_paused_plan_is_never_due() -> None:
    assert due([plan(is_paused=True)], now=NOON, running=()) == ([], [])


def test_the_longest_waiting_first() -> None:
    early, late = plan("z", ago=timedelta(hours=9)), plan("a", ago=timedelta(hours=1))
    assert due([late, early], now=NOON, running=()) == ([early, late], [])


def test_outlets_of_one_rhythm_are_spread() -> None:
    times = {plan(f"outlet{number}", minutes=60, ago=timedelta()).next_at() for number in range(200)}
    assert len(times) > 100
    assert max(times) - min(times) <= timedelta(seconds=MOST_JITTER_S)


@given(st.text(min_size=1), st.integers(1, 100_000), st.integers(0, 10**6))
def test_a_plan_is_shifted_alike_everywhere_and_by_a_tenth_at_most(outlet: str, minutes: int, seconds: int) -> None:
    one = plan(outlet, minutes, timedelta(seconds=seconds))
    assert one.shift_s == replace(one, looked_at=NOON).shift_s
    assert 0 <= one.shift_s <= min(MOST_JITTER_S, minutes * 6)
    assert one.next_at() > one.looked_at
