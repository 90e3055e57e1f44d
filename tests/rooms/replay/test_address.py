"""Addresses of replay: what they ask for, and what is refused with the form expected."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.replay.address import FORM, BadReplayAddress, parse, replay_path
from crawler.replay.timestamps import from_http_date, http_date, last_moment, moment, timestamp

AT = datetime(2024, 5, 1, 10, 30, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("rest", "stamp", "modifier", "url"),
    [
        ("20240501103000/http://news.example/a?b=1", "20240501103000", "", "http://news.example/a?b=1"),
        ("20240501103000id_/https://news.example/a", "20240501103000", "id_", "https://news.example/a"),
        ("2024/news.example", "2024", "", "http://news.example/"),
        ("20240501/https:/news.example/a", "20240501", "", "https://news.example/a"),
        ("20240501/http%3A%2F%2Fnews.example%2Fa", "20240501", "", "http://news.example/a"),
        ("20240501/news.example:8080/a", "20240501", "", "http://news.example:8080/a"),
        ("*/http://news.example/a", "*", "", "http://news.example/a"),
        ("http://news.example/a", "", "", "http://news.example/a"),
        ("news.example", "", "", "http://news.example/"),
        ("20240501/http://news.example/a/../b//c", "20240501", "", "http://news.example/b//c"),
    ],
)
def test_what_is_asked_for(rest: str, stamp: str, modifier: str, url: str) -> None:
    asked = parse(rest)
    assert (asked.stamp, asked.modifier, asked.url) == (stamp, modifier, url)
    assert (asked.at is None) == (stamp in {"", "*"})


@pytest.mark.parametrize(
    "rest",
    [
        "2024-05-01/http://news.example/",
        "20241301/http://news.example/",
        "20240230103000/http://news.example/",
        "202405011030001/http://news.example/",
        "1/http://news.example/",
        "0000/http://news.example/",
        "20240501x/http://news.example/",
        "20240501zz_/http://news.example/",
        "20240501/",
        "20240501/javascript:alert(1)",
        "20240501/file:///etc/passwd",
        "20240501/../../etc/passwd:",
        "20240501/http://",
        "20240501/http://a b/",
        "20240501/http://[::1/",
        "",
        "urn:uuid:1",
    ],
)
def test_what_is_refused(rest: str) -> None:
    with pytest.raises(BadReplayAddress):
        parse(rest)


@pytest.mark.parametrize(
    "rest", ["2024-05-01/http://news.example/", "20241301/http://news.example/", "2/http://a.example/"]
)
def test_a_malformed_timestamp_is_told_with_the_form(rest: str) -> None:
    with pytest.raises(BadReplayAddress, match=FORM):
        parse(rest)


@given(st.datetimes(timezones=st.just(UTC)), st.sampled_from(["", "id_", "im_"]))
def test_what_is_written_is_read_back(at: datetime, modifier: str) -> None:
    asked = parse(replay_path("http://news.example/a?b=c", at, modifier).removeprefix("/web/"))
    assert (asked.at, asked.modifier) == (at.replace(microsecond=0), modifier)
    assert from_http_date(http_date(at)) == at.replace(microsecond=0) or at.year < 1900
    assert moment(timestamp(at)) <= at <= last_moment(timestamp(at))


@given(st.integers(1, 9999), st.integers(1, 12), st.sampled_from([4, 6, 8, 10, 12, 14]))
def test_a_short_timestamp_holds_all_it_may_mean(year: int, month: int, digits: int) -> None:
    whole = f"{year:04}{month:02}28235959"
    first, last = moment(whole[:digits]), last_moment(whole[:digits])
    assert first <= moment(whole) <= last
    assert timestamp(first)[:digits] == timestamp(last)[:digits] == whole[:digits]


@pytest.mark.parametrize("text", ["", "yesterday", "Wed, 99 Foo 2024", "\x00", "Wed, 01 May 99999 10:00:00 GMT"])
def test_what_is_no_http_date(text: str) -> None:
    with pytest.raises(ValueError, match="no HTTP date"):
        from_http_date(text)
