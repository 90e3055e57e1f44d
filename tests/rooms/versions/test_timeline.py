from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model import Article, MirrorAddress, Photo, TextBlock
from crawler.versions import EventKind, Sighting, changes_between, timeline_of

URL = "https://news.example/ferry"
START = datetime(2031, 3, 1, 8, tzinfo=UTC)


def article(*paragraphs: str, **fields: Any) -> Article:
    blocks = [TextBlock(kind="paragraph", text=text) for text in paragraphs]
    return Article(**{"url": URL, "headline": "The ferry is late", "reader": "r/1", "blocks": blocks, **fields})


def seen(hour: int, shown: Article | None = None, **fields: Any) -> Sighting:
    given = {"at": START + timedelta(hours=hour), "url": URL, "record_id": f"urn:{hour}", "status": 200}
    return Sighting(**{**given, "article": shown, **fields})


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        (article("It left at nine."), article("It left at ten."), ["body"]),
        (article("“It left,” he said."), article('"It  left," he said.'), []),
        (article("It left.", "23 comments"), article("It left.", "1204 comments"), []),
        (article("It left.", "Updated 5 minutes ago"), article("It left.", "Updated 12 minutes ago"), []),
        (article("12 people died."), article("15 people died."), ["body"]),
        (article(headline="Ferry late"), article(headline="Ferry sunk"), ["headline"]),
        (article(authors=["A. Ray"]), article(authors=["A. Ray", "B. Loe"]), ["authors"]),
        (
            article(photos=[Photo(src="a.jpg?w=1", caption="The pier")]),
            article(photos=[Photo(src="a.jpg?w=2", caption="The pier")]),
            [],
        ),
        (article(photos=[Photo(caption="The pier")]), article(photos=[Photo(caption="The old pier")]), ["captions"]),
        (
            article(photos=[Photo(caption="The pier", credits=["A"])]),
            article(photos=[Photo(caption="The pier", credits=["B"])]),
            ["captions"],
        ),
        (
            article(),
            article(mirrors=[MirrorAddress(kind="web-mirror", address="https://m.example/")]),
            ["mirrors"],
        ),
        (article(paywalled=None), article(paywalled=False), []),
        (article(paywalled=False), article(paywalled=True), ["paywalled"]),
        (article(topics=["sea"]), article(topics=["land"]), []),
        (article("It left."), article(), ["body"]),
    ],
)
def test_what_counts_as_a_change(before: Article, after: Article, changed: list[str]) -> None:
    assert [change.field for change in changes_between(before, after)] == changed
    assert [change.field for change in changes_between(after, before)] == changed
    assert changes_between(before, before) == ()


def test_captures_of_one_version_are_counted_also_revisits() -> None:
    first, second = article("It left at nine."), article("It left at ten.")
    sightings = [
        seen(3, second),
        seen(0, first),
        seen(1, None, refers_to="urn:0"),
        seen(2, None, status=304, refers_to="urn:0"),
    ]
    timeline = timeline_of(sightings)
    told = [(v.number, v.captures, v.first_seen_at.hour, v.last_seen_at.hour) for v in timeline.versions]
    assert told == [(1, 3, 8, 10), (2, 1, 11, 11)]
    assert timeline.events == ()
    (change,) = timeline.versions[1].changes
    assert (change.field, change.before, change.after) == ("body", "It left at nine.", "It left at ten.")


def test_a_change_back_is_a_version_too() -> None:
    timeline = timeline_of([seen(0, article("A.")), seen(1, article("B.")), seen(2, article("A."))])
    assert [version.number for version in timeline.versions] == [1, 2, 3]


def test_another_reader_may_be_what_changed() -> None:
    timeline = timeline_of([seen(0, article("A.")), seen(1, article("A.", "B.", reader="r/2"))])
    assert [version.other_reader for version in timeline.versions] == [False, True]


@pytest.mark.parametrize(
    ("capture", "kind"),
    [
        ({"status": 404}, EventKind.GONE),
        ({"status": 410}, EventKind.GONE),
        ({"status": 451}, EventKind.WITHHELD),
        ({"status": 302, "leads_to": "https://news.example/"}, EventKind.REDIRECTED_HOME),
        ({"status": 301, "leads_to": "https://news.example/other"}, EventKind.REDIRECTED),
        ({"status": 200}, EventKind.REPLACED),
        ({"status": 301, "leads_to": "http://news.example/ferry"}, None),
        ({"status": 503}, None),
        ({"status": 403}, None),
        ({"status": None}, None),
    ],
)
def test_when_an_article_went_away(capture: dict[str, Any], kind: EventKind | None) -> None:
    timeline = timeline_of([seen(0, article("A.")), seen(1, **capture), seen(2, **capture), seen(3, article("A."))])
    told = [(event.kind, event.at.hour) for event in timeline.events]
    assert told == ([] if kind is None else [(kind, 9), (EventKind.RETURNED, 11)])
    assert [version.captures for version in timeline.versions] == [2]


def test_what_came_before_the_first_version_is_no_event() -> None:
    timeline = timeline_of([seen(0, status=404), seen(1, article("A."))])
    assert timeline.events == ()


def test_a_redirect_to_another_address_of_the_article_is_no_event() -> None:
    new = "https://news.example/ferry-late"
    sightings = [
        seen(0, article("A.")),
        seen(1, status=301, leads_to=new),
        seen(1, article("A."), url=new, record_id="urn:x"),
    ]
    timeline = timeline_of(sightings)
    assert timeline.events == ()
    assert [version.captures for version in timeline.versions] == [2]


def test_each_address_goes_away_and_returns_by_itself() -> None:
    mirror: dict[str, Any] = {"url": "https://mirror.example/ferry"}
    sightings = [
        seen(0, article("A.")),
        *(seen(hour, status=451) for hour in (1, 3, 5)),
        *(seen(hour, article("A."), **mirror) for hour in (2, 4, 6)),
        seen(7, status=404, url="https://news.example/amp/ferry"),
        seen(8, article("A."), url="http://www.news.example/ferry"),
        seen(9, status=404, **mirror),
    ]
    told = [(event.kind, event.at.hour) for event in timeline_of(sightings).events]
    assert told == [(EventKind.WITHHELD, 9), (EventKind.RETURNED, 16), (EventKind.GONE, 17)]


MIRROR = "https://mirror.example/ferry"


def test_a_mirror_that_shows_it_differently_is_one_version_more_not_one_at_each_turn() -> None:
    full, bare = article("A.", photos=[Photo(caption="The pier")]), article("A.")
    turns = [seen(hour, full if hour % 2 else bare, url=URL if hour % 2 else MIRROR) for hour in range(1, 9)]
    timeline = timeline_of(turns)
    told = [(version.captures, [change.field for change in version.changes]) for version in timeline.versions]
    assert told == [(4, []), (4, ["captions"])]
    assert [version.last_seen_at.hour for version in timeline.versions] == [15, 16]


def test_a_mirror_that_lags_behind_shows_versions_that_are_known() -> None:
    first, second, third = article("A."), article("B."), article("C.")
    sightings = [
        *(seen(hour, one) for hour, one in enumerate((first, second, third))),
        *(seen(3 + hour, one, url=MIRROR) for hour, one in enumerate((first, second, third))),
    ]
    assert [version.captures for version in timeline_of(sightings).versions] == [2, 2, 2]


def test_a_change_at_one_address_is_told_against_what_it_showed() -> None:
    sightings = [
        seen(0, article("A.")),
        seen(1, article("A.", authors=["Ada Lind"]), url=MIRROR),
        seen(2, article("B.")),
    ]
    (_, _, third) = timeline_of(sightings).versions
    assert [(change.field, change.before, change.after) for change in third.changes] == [("body", "A.", "B.")]


@given(st.lists(st.tuples(st.sampled_from([URL, MIRROR]), st.sampled_from("ABC")), min_size=1, max_size=12))
def test_each_capture_counts_for_the_version_that_it_shows(course: list[tuple[str, str]]) -> None:
    timeline = timeline_of([seen(hour, article(text), url=url) for hour, (url, text) in enumerate(course)])
    assert sum(version.captures for version in timeline.versions) == len(course)
    assert {version.article.blocks[0].text for version in timeline.versions} == {text for _, text in course}
    assert [version.number for version in timeline.versions] == list(range(1, len(timeline.versions) + 1))
    # One address alone has a version for each change.
    alone = [text for url, text in course if url == URL]
    runs = sum(before != after for before, after in pairwise(alone)) + bool(alone)
    own = timeline_of([seen(hour, article(text)) for hour, text in enumerate(alone)])
    assert len(own.versions) == runs
