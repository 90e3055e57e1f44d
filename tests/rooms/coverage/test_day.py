"""What was announced and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.coverage.made import NOON, PAGE, fetched

from crawler.coverage import Announced, Reason, days_of, reason_of
from crawler.coverage.day import without_gaps
from crawler.index import CaptureKind
from crawler.model import CaptureState


@pytest.mark.parametrize(
    ("capture", "reason"),
    [
        ({"is_read": True}, None),
        ({}, Reason.NO_ARTICLE),
        ({"status": 304}, Reason.NO_ARTICLE),
        ({"status": 301}, Reason.LED_AWAY),
        ({"status": 404}, Reason.GONE),
        ({"status": 410}, Reason.GONE),
        ({"status": 451}, Reason.WITHHELD),
        ({"status": 403}, Reason.REFUSED),
        ({"status": 429}, Reason.REFUSED),
        ({"status": 503}, Reason.SERVER_ERROR),
        ({"state": CaptureState.BOT_WALL}, Reason.NOT_THE_SITE),
        ({"status": 403, "state": CaptureState.SEIZED}, Reason.NOT_THE_SITE),
        ({"status": None, "kind": CaptureKind.UNANSWERED}, Reason.UNANSWERED),
        ({"status": None, "kind": CaptureKind.UNREACHED, "state": CaptureState.DNS}, Reason.UNREACHED),
    ],
)
def test_each_capture_has_its_reason(capture: dict[str, object], reason: Reason | None) -> None:
    assert reason_of([fetched(**capture)]) is reason  # type: ignore[arg-type]  # one of the fields above


def test_what_was_never_asked_says_so() -> None:
    assert reason_of([]) is Reason.NOT_ASKED


ANY = st.builds(
    fetched,
    st.integers(0, 99),
    is_read=st.booleans(),
    status=st.sampled_from([200, 301, 304, 403, 404, 451, 500]),
    state=st.sampled_from([CaptureState.OK, CaptureState.BLOCKED]),
)


@given(st.lists(ANY, unique_by=lambda one: one.row.record_id), st.randoms())
def test_the_reason_does_not_depend_on_the_order(captures: list, random) -> None:  # type: ignore[no-untyped-def,type-arg]  # hypothesis'
    shuffled = random.sample(captures, len(captures))
    assert reason_of(captures) is reason_of(shuffled)


@given(st.lists(ANY, unique_by=lambda one: one.row.record_id))
def test_one_more_capture_that_is_read_is_enough(captures: list) -> None:  # type: ignore[type-arg]  # hypothesis'
    assert reason_of([*captures, fetched(200, is_read=True)]) is None
    shown = reason_of([*captures, fetched(200)])
    assert shown in {None, Reason.NO_ARTICLE}


def page(days: float, reason: Reason | None = None, url: str = PAGE) -> Announced:
    return Announced(url=url, announced_at=NOON + timedelta(days=days), listings=("x",), reason=reason)


def test_a_day_counts_what_became_of_its_pages() -> None:
    days = days_of("Gazette", [page(0), page(0, Reason.NO_ARTICLE), page(0, Reason.GONE), page(-1, Reason.GONE)])
    assert [day.day for day in days] == [date(2026, 11, 21), date(2026, 11, 22)]
    assert (days[1].announced, days[1].archived, days[1].read) == (3, 2, 1)
    assert days[1].missing == {Reason.GONE: 1, Reason.NO_ARTICLE: 1}


@given(st.lists(st.tuples(st.floats(-30, 30), st.sampled_from([None, *Reason]))))
def test_nothing_is_lost_or_counted_twice(told: list[tuple[float, Reason | None]]) -> None:
    days = days_of("Gazette", [page(at, reason) for at, reason in told])
    assert sum(day.announced for day in days) == len(told)
    for day in days:
        assert day.read <= day.archived <= day.announced == day.read + sum(day.missing.values())
        assert all(one.announced_at.date() == day.day for one in day.pages)


@given(st.lists(st.floats(-30, 30), min_size=1))
def test_between_the_days_there_is_no_gap(told: list[float]) -> None:
    days = without_gaps(days_of("Gazette", [page(at) for at in told]), until=date(2026, 11, 25))
    assert all(after.day - before.day == timedelta(days=1) for before, after in pairwise(days))
    assert days[-1].day >= date(2026, 11, 25)
    assert sum(day.announced for day in days) == len(told)


def test_no_days_stay_no_days() -> None:
    assert without_gaps([], until=date(2026, 11, 25)) == []


def test_gaps_of_years_are_left() -> None:
    ages = (date.min - NOON.date()).days
    days = without_gaps(days_of("Gazette", [page(ages), page(1)]), until=date(2026, 11, 25))
    assert [day.day.isoformat() for day in days] == ["0001-01-01", "2026-11-23", "2026-11-24", "2026-11-25"]
    ends = [day.day for day in without_gaps(days[-1:], until=date.max)]
    assert ends == [date(2026, 11, 25), date.max]
    (only,) = without_gaps(days[-1:], until=date(2026, 11, 25))
    assert only.day == date(2026, 11, 25)
