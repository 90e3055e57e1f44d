"""Whatever text comes in, reading its dates returns, the same twice, in time that grows with the text alone."""

from __future__ import annotations

import itertools
import time
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.dates import Place, any_date, dates_in
from crawler.page.dates.read import _read

PIECES = st.sampled_from(
    [
        "5",
        "05",
        "31",
        "2024",
        "24",
        "2567",
        "1402",
        "march",
        "März",
        "tháng",
        "3",
        "มี.ค.",
        "فروردین",
        ".",
        "/",
        "-",
        ":",
        ",",
        "T",
        "Z",
        "+",
        "21:30",
        "pm",
        "م",
        "年",
        "月",
        "日",
        "令和",
        "de",
        "of",
        "UTC",
        "GMT+3",
        "IST",
        "Uhr",
        "é",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(PIECES, max_size=16).map(" ".join), st.lists(PIECES, max_size=16).map("".join)
)
PLACES = st.builds(
    Place,
    order=st.sampled_from([None, "mdy", "dmy"]),
    zone=st.sampled_from([None, "Asia/Tehran", "No/Where", "../etc"]),
    country=st.sampled_from([None, "il", "cn", "zz"]),
)


@given(TEXTS, PLACES)
def test_every_date_is_iso_8601_within_the_text_and_in_order(text: str, place: Place) -> None:
    found = dates_in(text, place)
    for one in found:
        assert datetime.fromisoformat(one.value) if "T" in one.value else date.fromisoformat(one.value)
        assert one.start < one.end
    assert all(first.end <= second.start for first, second in itertools.pairwise(found))


@given(TEXTS, PLACES)
def test_the_same_text_is_read_the_same_twice(text: str, place: Place) -> None:
    first = dates_in(text, place)
    _read.cache_clear()
    assert dates_in(text, place) == first
    assert any_date(text) is None or datetime.fromisoformat(any_date(text) or "")


@given(st.dates(date(1998, 1, 1), date(2098, 12, 31)))
def test_a_day_is_read_in_each_form(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.year}年{day.month}月{day.day}日",
    ):
        assert [one.value for one in dates_in(text)] == [day.isoformat()], text


@pytest.mark.parametrize("piece", ["1/2/", "5 march ", "2024-", "5 de ", "tháng ", "12:30 ", "a", " ", "มี.ค.", "+05:"])
def test_long_texts_take_no_longer_than_their_first_part(piece: str) -> None:
    started = time.process_time()
    dates_in(piece * 200_000)
    assert time.process_time() - started < 0.1
