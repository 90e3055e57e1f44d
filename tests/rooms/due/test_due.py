"""When an address is due: the table of an article's ages, and how lists and pages are followed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.due import AT_ONCE, Bounds, Kind, Outcome, Past, Rules, Visit, due_at, durations

BORN = datetime(2026, 11, 22, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = Rules()


def seen(*times_and_contents: tuple[timedelta, str | None]) -> tuple[Visit, ...]:
    return tuple(Visit(at=BORN + after, content=content) for after, content in times_and_contents)


def gap_of(kind: Kind, *visits: tuple[timedelta, str | None], published_at: datetime | None = None) -> timedelta:
    past = Past(kind=kind, visits=seen(*visits), published_at=published_at)
    return due_at(past, RULES) - past.visits[-1].at


def test_what_was_never_seen_is_due_at_once() -> None:
    assert due_at(Past(kind=Kind.PAGE, visits=()), RULES) == AT_ONCE


@pytest.mark.parametrize("kind", Kind)
def test_what_failed_the_last_time_is_due_at_once(kind: Kind) -> None:
    visits = (*seen((timedelta(0), "a")), Visit(at=BORN + HOUR, outcome=Outcome.FAILED))
    assert due_at(Past(kind=kind, visits=visits), RULES) == AT_ONCE


@pytest.mark.parametrize(
    ("age", "next_age"),
    [
        (timedelta(0), HOUR),
        (timedelta(minutes=20), HOUR),
        (timedelta(minutes=31), 6 * HOUR),  # an hour is nearly reached: this visit stands for it
        (HOUR, 6 * HOUR),
        (6 * HOUR, DAY),
        (DAY, 3 * DAY),
        (3 * DAY, 7 * DAY),
        (7 * DAY, 30 * DAY),
        (30 * DAY, 60 * DAY),
        (60 * DAY, 120 * DAY),
    ],
)
def test_an_article_is_looked_at_again_at_the_ages_of_the_table(age: timedelta, next_age: timedelta) -> None:
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), (age, "a")) == next_age - age


def test_its_age_counts_from_the_time_it_says_not_from_when_it_was_found() -> None:
    found = timedelta(hours=5)
    assert gap_of(Kind.ARTICLE, (found, "a"), published_at=BORN) == timedelta(hours=19)
    assert gap_of(Kind.ARTICLE, (found, "a"), published_at=BORN + 30 * DAY) == HOUR, "a time to come is no age"


def test_what_was_published_long_ago_is_looked_at_once_more_after_the_last_age_then_ever_more_rarely() -> None:
    born = BORN - 4_000 * DAY
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), published_at=born) == 30 * DAY
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), (90 * DAY, "a"), published_at=born) == 90 * DAY
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), (900 * DAY, "a"), published_at=born) == 365 * DAY


def test_an_article_that_is_being_written_on_is_visited_no_less_often_than_until_now() -> None:
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), (6 * HOUR, "a"), (24 * HOUR, "b")) == 18 * HOUR
    assert gap_of(Kind.ARTICLE, (timedelta(0), "a"), (6 * HOUR, "a"), (24 * HOUR, "a")) == 48 * HOUR


def test_a_feed_is_asked_twice_as_often_when_it_has_changed_and_half_as_often_when_not() -> None:
    hours = [timedelta(0), 2 * HOUR, 4 * HOUR]
    assert gap_of(Kind.LIST, (hours[0], "a"), (hours[1], "a")) == 4 * HOUR
    assert gap_of(Kind.LIST, (hours[0], "a"), (hours[1], "a"), (hours[2], "b")) == HOUR
    assert gap_of(Kind.LIST, (hours[0], "a"), (9 * HOUR, "a")) == RULES.lists.longest
    assert gap_of(Kind.LIST, (hours[0], "a"), (timedelta(minutes=2), "b")) == RULES.lists.shortest


def test_content_that_is_not_known_may_have_changed() -> None:
    assert gap_of(Kind.LIST, (timedelta(0), "a"), (4 * HOUR, "a"), (8 * HOUR, None)) == 2 * HOUR


def test_what_is_gone_is_asked_for_again_ever_more_rarely() -> None:
    gone = [Visit(at=BORN + days * DAY, outcome=Outcome.GONE) for days in (0, 1, 3, 40)]
    gaps = [
        due_at(Past(kind=Kind.ARTICLE, visits=tuple(gone[:count])), RULES) - gone[count - 1].at for count in range(1, 5)
    ]
    assert gaps == [DAY, 2 * DAY, 4 * DAY, 30 * DAY]


def test_a_change_that_a_list_announces_makes_an_address_due_within_the_hour() -> None:
    visits = seen((timedelta(0), "a"), (7 * DAY, "b"))
    past = Past(kind=Kind.ARTICLE, visits=visits, announced_at=BORN + 7 * DAY + timedelta(minutes=1))
    assert due_at(past, RULES) == BORN + 7 * DAY + HOUR


def test_a_list_that_announces_changes_that_nobody_sees_is_believed_less_each_time() -> None:
    visits = seen((timedelta(0), "a"), (7 * DAY, "a"), (8 * DAY, "a"), (9 * DAY, "a"))
    past = Past(kind=Kind.ARTICLE, visits=visits, announced_at=BORN + 10 * DAY)
    assert due_at(past, RULES) == BORN + 9 * DAY + 8 * HOUR


def test_what_was_announced_before_the_last_visit_says_nothing() -> None:
    visits = seen((timedelta(0), "a"), (7 * DAY, "a"))
    past = Past(kind=Kind.ARTICLE, visits=visits, announced_at=BORN + 6 * DAY)
    assert due_at(past, RULES) == BORN + 30 * DAY


@pytest.mark.parametrize("text", ["", "1", "1h,,2h", "-1h", "0m", "1y", "1.5h", "99999999w", "١h"])
def test_text_that_lists_no_times_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not"):
        durations(text)


def test_rules_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="rise"):
        Rules(articles=durations("6h,1h"))
    with pytest.raises(ValueError, match="no shorter"):
        Bounds(shortest=DAY, longest=HOUR)


def test_ages_of_a_century_are_bounds_too() -> None:
    visits = seen(*((day * DAY, "a") for day in range(24)))
    past = Past(kind=Kind.ARTICLE, visits=visits, announced_at=BORN + 99 * DAY)
    assert due_at(past, Rules(articles=durations("36500d"))) == visits[-1].at + timedelta(days=365)
