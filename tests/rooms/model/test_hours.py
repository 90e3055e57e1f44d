"""Hours of the day: over midnight, in a zone, on the days on which clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Hours


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "opens"),
    [
        ("22:00-06:00", "2026-11-22T23:00", "2026-11-22T23:00"),
        ("22:00-06:00", "2026-11-22T05:59", "2026-11-22T05:59"),
        ("22:00-06:00", "2026-11-22T06:00", "2026-11-22T22:00"),
        ("22:00-06:00 Europe/Berlin", "2026-11-22T20:59", "2026-11-22T21:00"),
        ("22:00-06:00 Europe/Berlin", "2026-07-22T19:59", "2026-07-22T20:00"),
        ("9:00-10:00", "2026-11-22T10:00", "2026-11-23T09:00"),
        ("9:00-10:00, 12:30-13:00", "2026-11-22T10:00", "2026-11-22T12:30"),
        ("00:00-24:00", "2026-11-22T10:00", "2026-11-22T10:00"),
        ("18:00-24:00", "2026-11-22T10:00", "2026-11-22T18:00"),
        # 02:30 is not there on the night when clocks go forward; the span is met when 03:30 comes.
        ("02:30-04:00 Europe/Berlin", "2026-03-29T00:00", "2026-03-29T01:30"),
        ("02:30-03:00 Europe/Berlin", "2026-03-29T00:00", "2026-03-30T00:30"),
        # 02:30 is there twice when they go back.
        ("02:30-02:45 Europe/Berlin", "2026-10-25T00:00", "2026-10-25T00:30"),
        ("02:30-02:45 Europe/Berlin", "2026-10-25T00:50", "2026-10-25T01:30"),
    ],
)
def test_when_they_begin(text: str, now: str, opens: str) -> None:
    assert Hours.from_text(text).opens_at(at(now)) == at(opens)


@pytest.mark.parametrize(
    "text", ["", "22-6", "22:00", "25:00-26:00", "24:00-06:00", "20:00-24:30", "22:00-06:00 Nowhere/Atall", "nights"]
)
def test_what_is_no_hours(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Hours.from_text(text)


CLOCKS = st.integers(0, 1439).map(lambda minute: f"{minute // 60:02}:{minute % 60:02}")
ZONES = st.sampled_from(["", " UTC", " Europe/Berlin", " America/New_York", " Asia/Kathmandu", " Australia/Lord_Howe"])


@given(CLOCKS, CLOCKS, ZONES, st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001  # made aware below
def test_nothing_is_open_before_they_begin(first: str, end: str, zone: str, now: datetime) -> None:
    hours = Hours.from_text(f"{first}-{end}{zone}")
    begin = now.replace(tzinfo=UTC)
    opens = hours.opens_at(begin)
    assert hours.is_open(opens)
    # A span that begins in an hour that is not there may be met a day late.
    assert opens - begin <= timedelta(days=2, hours=2)
    if opens > begin and opens - begin < timedelta(hours=22):
        assert not any(hours.is_open(begin + part * (opens - begin) / 20) for part in range(20))
