"""Fields that go missing, texts that become short, templates that were never seen."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.coverage.alarms import Alarm, AlarmKind, Reading, field_alarms, reading_of, template_alarms
from crawler.coverage.alarms.fields import FIELDS
from crawler.model import Article, Photo

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALL = frozenset(FIELDS) - {"length"}


def readings(
    day: float, count: int, *, without: str = "", template: str | None = "old", chars: int = 3_000
) -> list[Reading]:
    return [
        Reading(
            url=f"https://gazette.example/{day}/{number}",
            at=START + timedelta(days=day, minutes=number),
            template=template,
            found=ALL - {without},
            chars=chars,
        )
        for number in range(count)
    ]


def month(count: int = 5) -> list[Reading]:
    return [each for day in range(10) for each in readings(day, count)]


def told(alarms: list[Alarm]) -> list[tuple[str, str, bool]]:
    return [(alarm.kind, alarm.subject, alarm.is_standing) for alarm in alarms]


@pytest.mark.parametrize("field", sorted(ALL - {"body"}))
def test_a_field_that_is_gone_raises_an_alarm_on_the_same_day(field: str) -> None:
    (alarm,) = field_alarms([*month(), *readings(10, 8, without=field)])
    assert told([alarm]) == [(AlarmKind.FIELD, field, True)]
    assert alarm.text == f"{field} on 0 of 8 pages, before on 50 of 50"
    assert alarm.evidence == tuple(f"https://gazette.example/10/{number}" for number in range(3))


def test_short_texts_are_an_alarm_of_their_own() -> None:
    (alarm,) = field_alarms([*month(), *readings(10, 8, chars=600)])
    assert (alarm.subject, alarm.text) == ("length", "a text of the usual length on 0 of 8 pages, before on 50 of 50")


def test_a_missing_text_is_not_short_too() -> None:
    assert told(field_alarms([*month(), *readings(10, 8, without="body", chars=0)])) == [("field", "body", True)]


def test_few_pages_a_day_are_taken_together() -> None:
    slow = [each for day in range(25) for each in readings(day, 1)]
    gone = [each for day in range(25, 33) for each in readings(day, 1, without="captions")]
    assert field_alarms([*slow, *gone[:5]]) == []
    (alarm,) = field_alarms([*slow, *gone])
    assert alarm.is_standing


def test_it_lasts_until_the_field_is_back() -> None:
    gone = [each for day in range(10, 20) for each in readings(day, 8, without="captions")]
    (alarm,) = field_alarms([*month(), *gone])
    assert (alarm.last_day - alarm.first_day).days == 9
    (over,) = field_alarms([*month(), *gone, *readings(20, 8)])
    assert not over.is_standing


def test_a_new_template_is_measured_by_the_old_ones() -> None:
    found = field_alarms([*month(), *readings(10, 9, without="captions", template="new")])
    assert told(found) == [("field", "captions", True)]


def test_a_template_that_never_had_a_field_is_no_alarm_when_it_comes_often() -> None:
    """Live pages have no captions; a day of many live pages is no change of layout."""
    mixed = [
        each
        for day in range(10)
        for each in [*readings(day, 5), *readings(day, 3, template="live", without="captions")]
    ]
    assert field_alarms([*mixed, *readings(10, 30, template="live", without="captions")]) == []


@given(st.integers(0, 19), st.integers(0, 7), st.sampled_from(sorted(ALL)))
def test_small_samples_say_nothing(before: int, recent: int, field: str) -> None:
    assert field_alarms([*readings(0, before), *readings(1, 50, without=field)]) == []
    assert field_alarms([*readings(0, 50), *readings(20, recent, without=field)]) == []


@pytest.mark.slow
def test_fields_that_come_and_go_as_before_raise_no_alarm() -> None:
    """60 outlets over 40 days, each field on its own share of pages."""
    chance = random.Random("fields")
    days = 0
    for _ in range(60):
        share = {field: chance.random() for field in ALL}
        history = [
            Reading(
                url=f"https://gazette.example/{day}/{number}",
                at=START + timedelta(days=day, minutes=number),
                template=chance.choice(["a", "b"]),
                found=frozenset(field for field in ALL if chance.random() < share[field]),
                chars=int(chance.lognormvariate(8, 0.6)),
            )
            for day in range(40)
            for number in range(chance.randrange(14))
        ]
        days += sum((alarm.last_day - alarm.first_day).days + 1 for alarm in field_alarms(history))
    assert days <= 2  # of 2,400


def test_what_was_found_is_told_from_the_article() -> None:
    article = Article(url="https://gazette.example/1", headline="Late", body="It is late.", template="4f1c")
    found = reading_of(article, START)
    assert (found.found, found.chars, found.template) == (frozenset({"headline", "body"}), 11, "4f1c")
    article.photos = [Photo(src="https://gazette.example/1.jpg")]
    assert reading_of(article, START).found == {"headline", "body", "photos"}
    article.photos = [Photo(caption="A ferry")]
    assert "captions" in reading_of(article, START).found


def test_a_redesign_is_told_by_its_new_template() -> None:
    (alarm,) = template_alarms([*month(), *readings(10, 8, template="new")])
    assert told([alarm]) == [("template", "new", True)]
    assert alarm.text == "8 of 18 pages are made by a template that was never seen before (new)"


def test_a_new_template_stays_new_for_three_days_and_is_known_then() -> None:
    later = [each for day in range(10, 20) for each in readings(day, 8, template="new")]
    (alarm,) = template_alarms([*month(), *later])
    assert ((alarm.last_day - alarm.first_day).days, alarm.is_standing) == (2, False)


def test_two_pages_are_no_template_and_few_pages_no_history() -> None:
    assert template_alarms([*month(), *readings(10, 2, template="new")]) == []
    assert template_alarms([*readings(0, 19), *readings(10, 9, template="new")]) == []
    assert template_alarms([*month(), *readings(10, 9, template=None)]) == []


def test_where_every_page_has_a_shape_of_its_own_three_alike_say_nothing() -> None:
    odd = [
        Reading(
            url=f"https://gazette.example/{n}", at=START + timedelta(hours=8 * n), template=f"t{n}", found=ALL, chars=9
        )
        for n in range(60)
    ]
    assert template_alarms([*odd, *readings(21, 3, template="new")]) == []


def test_a_new_template_is_told_of_an_outlet_with_thousands_of_pages() -> None:
    busy = [*readings(10, 1_000), *[each for n in range(10) for each in readings(10 + n / 99, 100, template=f"t{n}")]]
    assert {alarm.subject for alarm in template_alarms([*month(), *busy])} == {f"t{n}" for n in range(10)}
