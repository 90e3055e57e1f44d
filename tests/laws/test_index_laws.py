"""Laws of the index: order and grouping do not matter, the nearest capture is the nearest, CDXJ is sorted."""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from conftest import emptied
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.index import CaptureKind, CaptureRow, Index
from crawler.model import Article, MirrorAddress, Photo, Truncation
from crawler.url import surt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    Fresh = Callable[[], AbstractContextManager[Index]]

URLS = [
    *("http://news.example/", "https://news.example/", "https://www.news.example/", "https://news.example/a"),
    *("https://news.example/A", "https://news.example/a?b", "https://news.example/a/b", "https://sport.news.example/a"),
    *("https://newsx.example/", "https://news.example:81/a", "dns:news.example", "https://news.example/é"),
]
AT = st.integers(0, 40).map(lambda half_s: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=half_s / 2))
TEXT = st.none() | st.text(max_size=5)
UNANSWERED = (CaptureKind.UNANSWERED, CaptureKind.UNREACHED)
DIGESTS = st.sampled_from([None, "sha1:" + "A" * 32, "sha1:" + "B" * 31 + "A"])


@st.composite
def captures(draw: st.DrawFn, number: int) -> CaptureRow:
    return CaptureRow(
        record_id=UUID(int=number * 7919 % 1009).urn,
        kind=draw(st.sampled_from(CaptureKind)),
        url=draw(st.sampled_from(URLS)),
        captured_at=draw(AT),
        file_name=draw(st.sampled_from(["b.warc.gz", "a.warc.gz"])),
        offset=draw(st.integers(0, 2**40)),
        length=draw(st.integers(0, 2**40)),
        status=draw(st.none() | st.integers(100, 599)),
        payload_digest=draw(DIGESTS),
        truncated=draw(st.none() | st.sampled_from(Truncation)),
        via=draw(st.none() | st.sampled_from(URLS)),
        fetch_ms=draw(st.none() | st.integers(0, 10**6)),
    )


ROWS = st.integers(0, 14).flatmap(lambda count: st.tuples(*(captures(number) for number in range(count)))).map(list)
ARTICLES = st.lists(
    st.builds(
        Article,
        url=st.sampled_from(URLS),
        record_id=st.integers(0, 5).map(lambda number: UUID(int=number).urn),
        reader=st.sampled_from(["r/1", "r/2"]),
        headline=TEXT,
        body=TEXT,
        photos=st.lists(st.builds(Photo, caption=TEXT, credits=st.lists(st.text(max_size=3), max_size=2)), max_size=2),
        mirrors=st.lists(st.builds(MirrorAddress, kind=st.just("onion"), host=TEXT), max_size=2),
    ),
    max_size=5,
    unique_by=lambda article: (article.record_id, article.reader),
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Return what opens an empty index, in SQLite and in PostgreSQL."""

    @contextmanager
    def opened() -> Iterator[Index]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "index.sqlite"
            address = file if request.param == "sqlite" else emptied(request.getfixturevalue("postgresql_server"))
            with Index.open(address) as index:
                yield index

    return opened


@settings(max_examples=25)
@given(ROWS, ARTICLES, st.data())
def test_order_grouping_and_repetition_do_not_matter(
    fresh: Fresh, rows: list[CaptureRow], articles: list[Article], data: st.DataObject
) -> None:
    def at_once(index: Index) -> None:
        index.add_captures(rows)
        for article in articles:
            index.add_article(article, record_id=article.record_id or "")
        index.commit()

    steps: list[Any] = data.draw(st.permutations([*rows, *rows, *articles]))
    commits = data.draw(st.lists(st.booleans(), min_size=len(steps), max_size=len(steps)))

    def in_any_order(index: Index) -> None:
        for step, commit in zip(steps, commits, strict=True):
            if isinstance(step, CaptureRow):
                index.add_captures([step])
            else:
                index.add_article(step, record_id=step.record_id)
            if commit:
                index.commit(durable=False)
        index.commit()

    def whole(index: Index) -> list[dict[str, Any]]:
        assert sorted(index.captures(), key=_by_id) == sorted(rows, key=_by_id)
        return list(index.dump())

    assert _filled(fresh, at_once, whole) == _filled(fresh, in_any_order, whole)


@settings(max_examples=25)
@given(ROWS, st.lists(st.tuples(st.sampled_from(URLS), st.none() | AT), min_size=1, max_size=8))
def test_the_nearest_capture_is_that_of_a_search_through_all(
    fresh: Fresh, rows: list[CaptureRow], questions: list[tuple[str, datetime | None]]
) -> None:
    def answers(index: Index) -> list[CaptureRow | None]:
        return [index.find(url, at=at) for url, at in questions]

    assert _filled(fresh, lambda index: _add(index, rows), answers) == [
        _nearest(rows, url, at) for url, at in questions
    ]


@settings(max_examples=25)
@given(ROWS, st.sampled_from(["", "example,", "example,news", "example,news)", "example,news)/a", "dns:", "~"]))
def test_a_prefix_finds_what_begins_with_it_and_cdxj_is_sorted(
    fresh: Fresh, rows: list[CaptureRow], prefix: str
) -> None:
    def answers(index: Index) -> tuple[list[CaptureRow], list[str]]:
        return list(index.captures(surt_prefix=prefix)), list(index.cdxj_lines())

    found, lines = _filled(fresh, lambda index: _add(index, rows), answers)
    assert sorted(found, key=_by_id) == sorted((row for row in rows if _key(row.url).startswith(prefix)), key=_by_id)
    assert [(_key(row.url), row.captured_at) for row in found] == sorted(
        (_key(row.url), row.captured_at) for row in found
    )
    assert lines == sorted(lines, key=str.encode)
    answered = [row for row in rows if row.kind not in UNANSWERED]
    offsets = [json.loads(line.split(" ", 2)[2])["offset"] for line in lines]
    assert sorted(offsets) == sorted(str(row.offset) for row in answered)


def _nearest(rows: list[CaptureRow], url: str, at: datetime | None) -> CaptureRow | None:
    """The twin: look at every row. Earlier before later, then the very address, then the lower record id."""
    same = [row for row in rows if row.kind not in UNANSWERED and _key(row.url) == _key(url)]

    def rank(row: CaptureRow) -> tuple[Any, ...]:
        away = timedelta(0) if at is None else abs(row.captured_at - at)
        order = -row.captured_at.timestamp() if at is None else row.captured_at.timestamp()
        return away, order, row.url != url, row.record_id

    return min(same, key=rank, default=None)


def _key(url: str) -> str:
    return surt(url) if url.startswith("http") else url


def _by_id(row: CaptureRow) -> str:
    return row.record_id


def _add(index: Index, rows: list[CaptureRow]) -> None:
    index.add_captures(rows)
    index.commit(durable=False)


def _filled(fresh: Fresh, fill: Callable[[Index], None], ask: Callable[[Index], Any]) -> Any:
    with fresh() as index:
        fill(index)
        return ask(index)
