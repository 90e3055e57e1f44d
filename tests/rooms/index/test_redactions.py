"""What is redacted is in no answer of an index that shows; in SQLite and in PostgreSQL alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rooms.index.made import DIGEST, FIRST_AT, OTHER_DIGEST, article, capture, record_id
from rooms.index.test_search import numbers, story
from sqlalchemy import insert

from crawler.errors import BadArticle
from crawler.index import CaptureKind, Index, Span
from crawler.index.engine import writing
from crawler.index.redaction import Act, ActKind, TargetKind
from crawler.index.redaction.hiding import hide_anew
from crawler.index.redaction.store import _values
from crawler.index.schema import REDACTION
from crawler.index.search.words import alone
from crawler.index.writer import Group, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.index import CaptureRow

URL = "https://news.example/story/1"
WAITS_S = 0.5
"""Whoever has not come to its end then waits for another."""


@pytest.fixture
def shown(index: Index, address: Path | str) -> Iterator[Index]:
    with Index.open(address, create=False, only_shown=True) as opened:
        yield opened


def act(number: int, target: str = URL, **changes: Any) -> Act:
    fields: dict[str, Any] = {
        "act_id": record_id(9_000 + number),
        "at": FIRST_AT + timedelta(hours=number),
        "kind": ActKind.HIDE,
        "target_kind": TargetKind.ADDRESS if "://" in target else TargetKind.RECORD,
        "target": target,
        "by": "ana@desk",
        "reason": "asked for by the person named",
    }
    return Act(**{**fields, **changes})


def fill(index: Index) -> None:
    """Three captures of one address, one made elsewhere in its place, one that repeats the first, and others."""
    rows = [
        capture(1, status=200, payload_digest=DIGEST),
        capture(2, url=URL, status=200, payload_digest=OTHER_DIGEST),
        capture(3, url="http://news.example/story/1", status=301),
        capture(4, url="https://mirror.example/story/1", requested_url=URL, status=200),
        capture(5, url="https://news.example/copy", kind=CaptureKind.REVISIT, refers_to=record_id(1), status=200),
        capture(6, status=200),
    ]
    index.add_captures(rows)
    texts = {1: "The ferry sank.", 2: "The ferry was late.", 6: "The ferry came."}
    for number, text in texts.items():
        told = story(number, text, key="/ferry" if number < 6 else "/6", headline=f"Story {number}")
        index.add_article(replace(told, url=URL if number < 6 else told.url), record_id=record_id(number))
    index.commit()


def seen(index: Index) -> set[int]:
    """Return the numbers of the captures that are listed, each way of listing saying the same."""
    every = [int(row.record_id[-8:], 16) for row in index.captures()]
    listed = [int(row.record_id[-8:], 16) for row in index.listing(Span())]
    assert sorted(every) == sorted(listed)
    assert index.count(Span()) == index.counts().captures == len(every) == len(list(index.cdxj_lines()))
    return set(every)


def test_an_address_is_hidden_with_what_stands_in_for_it_and_repeats_it(index: Index, shown: Index) -> None:
    fill(index)
    assert seen(shown) == {1, 2, 3, 4, 5, 6}
    index.redactions.add([act(1)])
    assert seen(index) == {1, 2, 3, 4, 5, 6}, "those who write know of all"
    assert seen(shown) == {6}
    assert shown.find(URL) is None
    assert shown.find("https://news.example/copy") is None
    assert shown.stand_in(URL) is None
    assert list(shown.captures(requested=URL)) == []
    assert [shown.record(record_id(number)) is None for number in range(1, 7)] == [True] * 5 + [False]
    assert shown.payload(DIGEST) is None
    assert shown.readings([record_id(1), record_id(6)]).keys() == {record_id(6)}
    assert [each.url for each in shown.articles()] == ["https://news.example/story/6"]
    assert list(shown.articles(url=URL)) == list(shown.articles(outlet="The Example News", key="/ferry")) == []
    assert [place[0] for place in shown.article_places(outlet="The Example News")] == [record_id(6)]
    assert [each.record_id for each in shown.redactions.of_address(URL)] == [record_id(n) for n in (1, 2, 3, 4)]
    assert shown.redactions.hidden() == {record_id(number) for number in range(1, 6)}
    assert shown.redactions.hides(record_id(5))


def test_search_forgets_and_remembers(index: Index, shown: Index) -> None:
    fill(index)
    assert numbers(shown, "ferry") == [1, 6] or sorted(numbers(shown, "ferry")) == [1, 6]
    assert len(numbers(shown, "sank")) == 1, "an earlier version is found, too"
    index.redactions.add([act(1, record_id(1))])
    assert numbers(shown, "sank") == []
    assert len(numbers(shown, "late")) == 1
    index.redactions.add([act(2)])
    assert numbers(shown, "ferry") == numbers(index, "ferry") == [6]
    assert [each.url for each in shown.stories.recent()] == ["https://news.example/story/6"]
    assert list(index.stories.flaws()) == list(index.redactions.flaws()) == []
    index.redactions.add([act(3, kind=ActKind.SHOW), act(4, record_id(1), kind=ActKind.SHOW)])
    assert len(numbers(shown, "sank")) == 1
    assert seen(shown) == {1, 2, 3, 4, 5, 6}
    assert list(index.stories.flaws()) == list(index.redactions.flaws()) == []
    assert index.redactions.standing() == []
    assert [each.act_id for each in index.redactions.acts()] == [record_id(9_000 + number) for number in (1, 2, 3, 4)]


def test_a_record_alone_leaves_the_others(index: Index, shown: Index) -> None:
    fill(index)
    index.redactions.add([act(1, record_id(1))])
    assert seen(shown) == {2, 3, 4, 6}, "and what repeats it is hidden, for it has its body"
    found = shown.find(URL, settled=True)
    assert found is not None
    assert found.record_id == record_id(2)
    assert list(index.redactions.flaws()) == []


def test_what_comes_later_is_hidden_as_it_comes(index: Index, shown: Index) -> None:
    index.redactions.add([act(1), act(2, record_id(77)), act(3, "https://old.example/record/1")])
    fill(index)
    index.add_article(story(77, "An article before its capture."), record_id=record_id(77))
    index.commit()
    assert numbers(shown, "before") == []
    index.add_captures(
        [
            capture(70, url="https://x.example/", kind=CaptureKind.REVISIT, refers_to=record_id(71)),
            capture(71, url="http://news.example/story/1", status=200),
            capture(77, status=200),
        ]
    )
    index.commit()
    assert seen(shown) == {6}
    assert list(index.stories.flaws()) == list(index.redactions.flaws()) == []
    assert [each.captured_at for each in shown.redactions.of_address("https://news.example/story/77")] == [
        capture(77).captured_at
    ]
    index.add_article(story(77, "Read again by another.", reader="microfiche/9"), record_id=record_id(77))
    index.commit()
    assert numbers(shown, "another") == numbers(index, "another") == []
    index.redactions.add([act(4, record_id(77), kind=ActKind.SHOW)])
    assert len(numbers(shown, "another")) == 1
    assert numbers(shown, "before") == [], "the last reading counts"


def test_who_redacts_waits_for_a_group_that_is_being_committed(index: Index, shown: Index, address: Path | str) -> None:
    group = Group()
    group.add_captures([capture(1, status=200)])
    with Index.open(address) as other, ThreadPoolExecutor() as threads:
        with writing(index._engine, durable=True) as connection:
            Writer().write(connection, group)
            redacting = threads.submit(other.redactions.add, [act(1)])
            wait([redacting], timeout=WAITS_S)
        redacting.result()
    assert seen(shown) == set()
    assert list(index.redactions.flaws()) == []


def test_a_group_waits_for_a_redaction_that_is_being_committed(index: Index, shown: Index, address: Path | str) -> None:
    index.add_captures([capture(1, status=200)])
    with Index.open(address) as other, ThreadPoolExecutor() as threads:
        with writing(other._engine, durable=True) as connection:
            alone(connection)
            connection.execute(insert(REDACTION), _values(act(1)))
            hide_anew(connection)
            committing = threads.submit(index.commit)
            wait([committing], timeout=WAITS_S)
        committing.result()
    assert seen(shown) == set()
    assert list(index.redactions.flaws()) == []


def test_an_article_whose_capture_repeats_a_hidden_one_is_hidden(index: Index, shown: Index) -> None:
    index.add_captures([capture(1, status=200)])
    index.add_article(story(2, "The same ferry."), record_id=record_id(2))
    index.commit()
    assert len(numbers(shown, "ferry")) == 1
    index.redactions.add([act(1)])
    index.add_captures([capture(2, kind=CaptureKind.REVISIT, refers_to=record_id(1))])
    index.commit()
    assert numbers(shown, "ferry") == []


def test_counts_and_claims_leave_out_what_is_hidden(index: Index, shown: Index) -> None:
    index.add_captures([capture(1), capture(2)])
    for number in (1, 2):
        index.add_article(article(number), record_id=record_id(number))
    index.commit()
    index.redactions.add([act(1)])
    counts = shown.counts()
    assert (counts.captures, counts.articles, counts.photos, counts.photos_with_caption, counts.mirror_claims) == (
        1, 1, 2, 1, 1,
    )  # fmt: skip
    assert [claim.record_id for claim in shown.mirror_claims(host="mirror.example")] == [record_id(2)]
    assert len(list(index.mirror_claims(host="mirror.example"))) == 2
    assert index.counts().photos == 4


def test_the_same_act_is_one_act(index: Index) -> None:
    index.redactions.add([act(1)])
    index.redactions.add([act(1), act(2, kind=ActKind.SHOW)])
    assert index.redactions.acts() == [act(1), act(2, kind=ActKind.SHOW)]
    assert Act.from_json(act(1).as_json()) == act(1)


def test_questions_are_answered_by_the_same_indexes(tmp_path: Path) -> None:
    """What hides costs no scan: for each question SQLite goes the way it goes without."""
    from sqlalchemy import event

    with Index.open(tmp_path / "index.sqlite") as index:
        fill(index)
    plans: dict[bool, list[str]] = {}
    for only_shown in (False, True):
        with Index.open(tmp_path / "index.sqlite", only_shown=only_shown) as opened:
            said: list[tuple[str, Any]] = []
            event.listen(opened._engine, "before_cursor_execute", lambda *told, said=said: said.append(told[2:4]))
            opened.find(URL, at=FIRST_AT)
            opened.record(record_id(1))
            opened.visits(URL, before=FIRST_AT, most=3)
            list(opened.listing(Span(keys=(("example,news)/a", None),))))
            list(opened.articles(record_id=record_id(1)))
            list(opened.mirror_claims(outlet="x"))
            asked = [each for each in said if each[0].lstrip().upper().startswith("SELECT")]
            with opened._engine.connect() as connection:
                plans[only_shown] = [
                    " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all())
                    for sql, values in asked
                ]
    scans = {only_shown: [plan.count("SCAN ") for plan in found] for only_shown, found in plans.items()}
    assert scans[True] == scans[False]


STEP = st.one_of(
    st.tuples(st.just("keep"), st.integers(1, 6)),
    st.tuples(st.sampled_from([ActKind.HIDE, ActKind.SHOW]), st.integers(1, 6), st.booleans()),
)


def row_of_law(number: int) -> CaptureRow:
    """Captures 4 to 6 repeat 1 to 3."""
    kind = CaptureKind.REVISIT if number > 3 else CaptureKind.RESPONSE
    return capture(number, kind=kind, refers_to=record_id(number - 3) if number > 3 else None, status=200)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30)
@given(st.lists(STEP, max_size=12))
def test_in_whatever_order_captures_and_acts_come_the_same_is_hidden(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("law")
    acts: list[Act] = []
    kept: set[int] = set()
    with closing(Index.open(folder / "a.sqlite")) as first, closing(Index.open(folder / "b.sqlite")) as second:
        for step, number, *more in steps:
            if step == "keep":
                kept.add(number)
                first.add_captures([row_of_law(number)])
                first.add_article(story(number, "Ferry."), record_id=record_id(number))
                first.commit()
            else:
                target = f"https://news.example/story/{number}" if more[0] else record_id(number)
                acts.append(act(len(acts), target, kind=step))
                first.redactions.add([acts[-1]])
        for number in sorted(kept, reverse=True):
            second.add_captures([row_of_law(number)])
            second.add_article(story(number, "Ferry."), record_id=record_id(number))
        second.commit()
        second.redactions.add(acts)
        assert list(first.dump()) == list(second.dump())
        for index in (first, second):
            assert list(index.redactions.flaws()) == list(index.stories.flaws()) == []
        assert sorted(numbers(first, "ferry")) == sorted(
            number for number in kept if record_id(number) not in first.redactions.hidden()
        )


def test_damaged_articles_keep_nobody_from_hiding_and_from_mending(sqlite_index: Index) -> None:
    told = [story(number, f"The harbour opens {number}.", url=URL, key="/1") for number in (1, 2)]
    sqlite_index.add_captures([capture(1, url=URL), capture(2, url=URL)])

    def keep() -> None:
        for each in told:
            sqlite_index.add_article(each, record_id=each.record_id or "")
            sqlite_index.commit()

    keep()
    before = sqlite_index.stories.recent(limit=3)
    with sqlite_index._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE article SET document = x'7b'")
    with pytest.raises(BadArticle):
        numbers(sqlite_index, "harbour")
    for done in (act(1), act(2, kind=ActKind.SHOW)):
        sqlite_index.redactions.add([done])
        assert list(sqlite_index.redactions.flaws()) == []
    keep()
    assert sqlite_index.stories.recent(limit=3) == before
    assert numbers(sqlite_index, "harbour") == [1]
    assert list(sqlite_index.stories.flaws()) == []
