"""When an outlet is quiet against its own history, and that it hardly ever is when nothing happened."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage.alarms import AlarmKind, Count, quiet_alarms
from crawler.coverage.alarms.quiet import CHANCE, LEAST_DAYS, WINDOWS

FIRST = date(2026, 3, 2)  # a Monday


def counts(*announced: int) -> list[Count]:
    return [Count(day=FIRST + timedelta(days=at), announced=number) for at, number in enumerate(announced)]


def poisson(chance: random.Random, mean: float) -> int:
    """Return a count; of exponential gaps that fit into one day."""
    number, at = 0, chance.expovariate(mean)
    while at < 1:
        number += 1
        at += chance.expovariate(mean)
    return number


def test_a_busy_outlet_that_falls_silent_is_noticed_on_the_first_day() -> None:
    (alarm,) = quiet_alarms(counts(*[20, 22, 19, 24, 21, 18, 20] * 3, 0))
    assert (alarm.kind, alarm.first_day, alarm.is_standing) == (AlarmKind.QUIET, FIRST + timedelta(days=21), True)
    assert alarm.text == "0 pages announced where about 20 are usual"
    assert alarm.chance is not None
    assert alarm.chance < CHANCE


def test_a_slow_outlet_that_falls_silent_is_noticed_after_days() -> None:
    daily = [2, 1, 3, 2, 2, 1, 2] * 6
    assert quiet_alarms(counts(*daily, 0, 0)) == []
    (alarm,) = quiet_alarms(counts(*daily, *[0] * 7))
    assert "pages announced in 7 days" in alarm.text


def test_a_sunday_is_measured_by_sundays() -> None:
    weeks = [40, 42, 38, 41, 40, 12, 2] * 5
    assert quiet_alarms(counts(*weeks)) == []
    (alarm,) = quiet_alarms(counts(*weeks, 2))
    assert alarm.first_day.weekday() == 0


def test_an_alarm_lasts_as_long_as_the_silence_and_ends_with_it() -> None:
    usual = [20] * 28
    (alarm,) = quiet_alarms(counts(*usual, *[0] * 20))
    assert (alarm.last_day - alarm.first_day).days == 19
    assert alarm.is_standing
    (over,) = quiet_alarms(counts(*usual, *[0] * 20, 20))
    assert not over.is_standing
    assert over.last_day == alarm.last_day


def test_one_loud_day_does_not_make_the_others_quiet() -> None:
    """A sitemap without dates, found on one day, announces all it has at once."""
    assert quiet_alarms(counts(*[6] * 10, 4_000, *[6] * 20)) == []


@given(st.lists(st.integers(0, 500), max_size=LEAST_DAYS))
def test_a_short_history_says_nothing(announced: list[int]) -> None:
    assert quiet_alarms(counts(*announced)) == []


@given(st.lists(st.integers(0, 60), max_size=50), st.integers(0, 60))
def test_more_announced_on_the_last_day_never_raises_an_alarm(announced: list[int], more: int) -> None:
    def standing(last: int) -> bool:
        found = quiet_alarms(counts(*announced, last))
        day = FIRST + timedelta(days=len(announced))
        return any(alarm.is_standing and alarm.last_day == day for alarm in found)

    assert standing(more) <= standing(0)


@given(st.lists(st.integers(0, 60), max_size=40))
def test_days_that_are_not_known_may_be_missing(announced: list[int]) -> None:
    """A crawl that did not run leaves gaps; the days of each alarm are known ones."""
    known = [count for at, count in enumerate(counts(*announced)) if at % 3]
    for alarm in quiet_alarms(known):
        assert {alarm.last_day} <= {count.day for count in known}


@pytest.mark.slow
@pytest.mark.parametrize("mean", [0.5, 3, 20])
@pytest.mark.parametrize("weekend", [1.0, 0.3])
def test_outlets_that_go_on_as_before_raise_hardly_an_alarm(mean: float, weekend: float) -> None:
    """30 outlets over 90 days: the promise is one day of a thousand (3 windows, each below a third of that)."""
    chance = random.Random(f"{mean} {weekend}")
    false = judged = 0
    for _ in range(30):
        daily = [poisson(chance, mean * (weekend if day % 7 > 4 else 1)) for day in range(90)]
        found = quiet_alarms(counts(*daily))
        false += sum((alarm.last_day - alarm.first_day).days + 1 for alarm in found)
        judged += 90 - LEAST_DAYS
    assert CHANCE * len(WINDOWS) == pytest.approx(1e-3)
    assert false / judged < 2e-3


@pytest.mark.slow
def test_scattering_outlets_raise_hardly_an_alarm() -> None:
    """Days that scatter far more than Poisson's: a mean that is itself drawn anew each day."""
    chance = random.Random("scatter")
    false = 0
    for _ in range(30):
        daily = [poisson(chance, chance.gammavariate(2, 6)) for _ in range(90)]
        false += sum((alarm.last_day - alarm.first_day).days + 1 for alarm in quiet_alarms(counts(*daily)))
    assert false / (30 * 83) < 5e-3
