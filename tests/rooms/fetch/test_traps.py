"""Links that lead on without end are caught, and addresses of real news sites are not."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from crawler.fetch.discovery.traps import Rules, Traps
from crawler.url import canonical_url

ROOT = Path(__file__).parents[3]
AT = "https://tidewater.example"
NEWS = Path(__file__).with_name("news_addresses.txt").read_text("utf-8").split()


def traps() -> Traps:
    return Traps(year=2026)


@pytest.mark.parametrize("url", NEWS)
def test_news_addresses_are_followed(url: str) -> None:
    assert len(NEWS) > 80
    assert traps().caught(canonical_url(url)) is None


def test_news_addresses_are_followed_one_after_the_other() -> None:
    memory = traps()
    assert [url for url in NEWS if memory.caught(canonical_url(url))] == []


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/news/news/news/story", "repeated_segment"),
        ("/a/b/a/b/a/b", "repeated_segment"),
        ("/News/news/NEWS/", "repeated_segment"),
        ("/1/1/1/1/1/", "repeated_segment"),
        ("/" + "/".join(f"s{number}" for number in range(21)), "many_segments"),
        ("/list?" + "&".join(f"f{number}=1" for number in range(16)), "many_parameters"),
        ("/list?a=1&a=2&a=3&a=4", "repeated_parameter"),
        ("/list?page=10001", "deep_list"),
        ("/list?page=99999999999999999999999999", "deep_list"),
        ("/tag/harbour/page/20000/", "deep_list"),
        ("/calendar/2099/05", "calendar"),
        ("/calendar/1901/05/12", "calendar"),
        ("/events/month/2099-05", "calendar"),
        ("/kalender?year=2031&month=5", "calendar"),
        ("/events/?tribe-bar-date=2399-01-01", "calendar"),
    ],
)
def test_traps(path: str, rule: str) -> None:
    assert traps().caught(AT + path) == rule


def test_events_that_have_numbers_are_no_calendar() -> None:
    memory = traps()
    assert {memory.caught(f"{AT}/events/{number}") for number in range(48_000, 49_000)} == {None}
    assert memory.caught(f"{AT}/events/20261122") is None
    assert [memory.caught(f"{AT}/events/{day}") for day in range(20_260_100, 20_261_300)].count("calendar") == 80


def test_a_calendar_ends() -> None:
    memory = traps()
    days = [
        f"{AT}/calendar/{year}/{month}/{day}" for year in (2025, 2026) for month in range(1, 13) for day in range(28)
    ]
    caught = [memory.caught(day) for day in days]
    assert caught.count(None) == Rules.shipped().calendar.addresses
    assert set(caught[-5:]) == {"calendar"}
    assert memory.caught(f"{AT}/calendar/2026/11/22/harbour-festival") is None
    assert memory.caught("https://neighbour.example/calendar/2026/11/22") is None


def test_filters_end_and_pages_of_one_filter_do_not() -> None:
    memory = traps()
    sets = [[f"f{place}=1" for place in range(9) if number >> place & 1] for number in range(1, 400)]
    caught = [memory.caught(f"{AT}/list?{'&'.join(pairs)}") for pairs in sets]
    assert caught.count(None) == Rules.shipped().many_filters
    assert all(memory.caught(f"{AT}/story.php?id={number}") is None for number in range(5_000))


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/story;jsessionid=0A1B2C3D4E5F?id=1", "/story?id=1"),
        ("/story.php?PHPSESSID=0a1b2c&id=1", "/story.php?id=1"),
        ("/story.asp?id=1&ASPSESSIONIDQQ=x", "/story.asp?id=1"),
        ("/story?sid=5d41402abc4b2a76b9719d911017c592", "/story"),
        ("/story?sid=4821", "/story?sid=4821"),
        ("/story?session=autumn", "/story?session=autumn"),
        ("/list?b=2&a=1", "/list?a=1&b=2"),
        ("/list?b=2&a=2&b=1", "/list?a=2&b=2&b=1"),
        ("/list?flag&a", "/list?a&flag"),
        ("/story;harbour", "/story;harbour"),
        ("/", "/"),
    ],
)
def test_the_same_page_under_another_address(path: str, plain: str) -> None:
    assert traps().plain_form(AT + path) == AT + plain


def test_the_memory_is_bounded_and_quick() -> None:
    memory = traps()
    started_s = time.process_time()
    for number in range(30_000):
        memory.caught(f"{AT}/list-{number}?a=1")
    assert time.process_time() - started_s < 3
    assert len(memory._filters) == 20_000  # what is promised cannot be seen from outside
    assert memory.is_too_long(f"{AT}/{'x' * 2_000}")


def test_every_rule_is_documented() -> None:
    table = tomllib.loads((ROOT / "crawler/fetch/discovery/traps/rules.toml").read_text("utf-8"))
    text = (ROOT / "docs/hostile-servers.md").read_text("utf-8")
    assert [rule for rule in table if f"| `{rule}` |" not in text] == []
