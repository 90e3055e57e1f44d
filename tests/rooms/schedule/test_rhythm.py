"""When a rhythm is due: spans, cron lines, and clocks that are put forward and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.errors import BadSetting
from crawler.schedule.rhythm import Cron, Every, Rhythm, cron, every, span_text

BERLIN = ZoneInfo("Europe/Berlin")
MOMENTS = st.integers(631_152_000, 2_840_140_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
LINES = st.sampled_from(
    [
        "*/15 * * * *",
        "30 2 * * *",
        "0 6 * * 1-5",
        "0 0 1 * *",
        "59 23 31 12 *",
        "0 */6 * * *",
        "5 1,2,3 * * *",
        "0 12 29 2 *",
    ]
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Tehran", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]
)
RHYTHMS = st.one_of(st.integers(60, 10**7).map(Every), st.builds(Cron, LINES, ZONES))


def dues(rhythm: Rhythm, after: datetime, count: int) -> list[datetime]:
    found = []
    for _ in range(count):
        after = rhythm.after(after)
        found.append(after)
    return found


def shown(line: str, begin: str, count: int) -> list[str]:
    """What the clock of Berlin shows at the due times after *begin* there."""
    found = dues(
        cron(line, "Europe/Berlin"), datetime.fromisoformat(begin).replace(tzinfo=BERLIN).astimezone(UTC), count
    )
    return [f"{due.astimezone(BERLIN):%d %H:%M %z}" for due in found]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("15m", 900), ("1h30m", 5400), ("2d", 172_800), ("1w", 604_800), (" 90S ", 90), ("1D12H", 129_600)],
)
def test_spans(text: str, seconds: int) -> None:
    assert every(text) == Every(seconds)


@pytest.mark.parametrize(
    "text", ["", "m", "15", "15 m", "m15", "-5m", "1.5h", "30s", "0m", "9999999m", "１５m", "1h30"]
)
def test_spans_that_are_none(text: str) -> None:
    with pytest.raises(BadSetting) as caught:
        every(text)
    assert str(caught.value).startswith("--every: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "zone"),
    [
        ("* * * *", "UTC"),
        ("0 0 0 0 0 0", "UTC"),
        ("61 * * * *", "UTC"),
        ("a b c d e", "UTC"),
        ("0 0 30 2 *", "UTC"),
        ("0 6 * * *", "Europe/Nowhere"),
        ("0 6 * * *", "../etc/passwd"),
        ("0 6 * * *", ""),
    ],
)
def test_cron_lines_that_cannot_be(line: str, zone: str) -> None:
    with pytest.raises(BadSetting) as caught:
        cron(line, zone)
    assert "\n" not in str(caught.value)


def test_by_the_clock_of_a_zone() -> None:
    assert shown("0 6 * * 1-5", "2026-11-27 06:00", 2) == ["30 06:00 +0100", "01 06:00 +0100"]


def test_an_hour_that_is_skipped() -> None:
    """In Berlin it is 03:00 after 01:59 on 29 March 2026."""
    assert shown("30 2 * * *", "2026-03-28 12:00", 2) == ["29 03:00 +0200", "30 02:30 +0200"]
    assert shown("*/30 * * * *", "2026-03-29 01:15", 3) == [
        "29 01:30 +0100",
        "29 03:00 +0200",
        "29 03:30 +0200",
    ]
    assert shown("0 * * * *", "2026-03-29 00:30", 3) == ["29 01:00 +0100", "29 03:00 +0200", "29 04:00 +0200"]


def test_an_hour_that_comes_twice() -> None:
    """In Berlin it is 02:00 after 02:59 on 25 October 2026."""
    assert shown("30 2 * * *", "2026-10-24 12:00", 2) == ["25 02:30 +0200", "26 02:30 +0100"]
    assert shown("30 * * * *", "2026-10-25 01:45", 3) == [
        "25 02:30 +0200",
        "25 02:30 +0100",
        "25 03:30 +0100",
    ]


@given(RHYTHMS, MOMENTS, st.integers(0, 300))
def test_the_next_due_time_is_later_and_stays_the_next(rhythm: Rhythm, moment: datetime, shift_s: int) -> None:
    due = rhythm.after(moment, shift_s=shift_s)
    assert due > moment
    assert rhythm.after(due - timedelta(microseconds=1), shift_s=shift_s) == due
    assert rhythm.after(moment + (due - moment) / 2, shift_s=shift_s) == due


@given(RHYTHMS, MOMENTS)
def test_due_times_come_in_order(rhythm: Rhythm, moment: datetime) -> None:
    found = dues(rhythm, moment, 4)
    assert found == sorted(set(found))


@given(st.integers(60, 10**8))
def test_spans_are_told_as_they_are_read(seconds: int) -> None:
    assert every(span_text(seconds)) == Every(seconds)
