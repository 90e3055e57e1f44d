"""Captures in the order of CDX, asked for piece by piece."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rooms.index.made import FIRST_AT, capture

from crawler.index import CaptureKind, CaptureRow, Index, Position, Span, one_key
from crawler.index.captures import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = [
    capture(
        number,
        url=f"http{'s' * (number % 2)}://{'www.' * (number % 3 == 0)}n{number % 4}.example/{'ab'[number % 2]}?{number % 5}",
        captured_at=FIRST_AT + timedelta(hours=number * 7 % 24),
        kind=CaptureKind.UNANSWERED if number % 11 == 0 else CaptureKind.RESPONSE,
    )
    for number in range(1, 120)
]
ORDERED = sorted(
    (row for row in ROWS if row.kind is CaptureKind.RESPONSE), key=lambda r: (*Position.of(r)[:2], r.record_id)
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with Index.open(tmp_path_factory.mktemp("listing") / "index.sqlite") as opened:
        opened.add_captures(ROWS)
        opened.commit()
        yield opened


def twin(span: Span) -> list[CaptureRow]:
    rows = ORDERED[::-1] if span.backwards else ORDERED
    if span.after is not None:
        behind = [Position.of(row) for row in rows].index(span.after) + 1
        rows = rows[behind:]
    keys = span.keys or (("", None),)
    rows = [
        row
        for row in rows
        if any(low <= key_of(row.url) and (high is None or key_of(row.url) < high) for low, high in keys)
    ]
    return [
        row
        for row in rows
        if (span.from_at is None or row.captured_at >= span.from_at)
        and (span.until_at is None or row.captured_at <= span.until_at)
    ]


SOME_KEYS = st.sampled_from(["", "example,n0)/", "example,n1)", "example,n2)/b", "example,n3)/a?3", "example,n9)", "x"])
TIMES = st.none() | st.sampled_from([FIRST_AT + timedelta(hours=hours) for hours in (-1, 0, 5, 12, 30)])


@given(
    st.lists(st.tuples(SOME_KEYS, st.none() | SOME_KEYS), max_size=3),
    TIMES,
    TIMES,
    st.booleans(),
    st.none() | st.sampled_from(ORDERED),
    st.sampled_from([1, 2, 7, 1_000]),
)
def test_every_listing_is_what_a_filter_over_all_captures_gives(
    index: Index,
    keys: list[tuple[str, str | None]],
    from_at: datetime | None,
    until_at: datetime | None,
    backwards: bool,  # noqa: FBT001  # drawn by hypothesis
    after: CaptureRow | None,
    at_once: int,
) -> None:
    span = Span(
        keys=tuple(keys),
        from_at=from_at,
        until_at=until_at,
        backwards=backwards,
        after=None if after is None else Position.of(after),
    )
    expected = twin(span)
    assert list(index.listing(span, at_once=at_once)) == expected
    assert list(index.listing(span, at_once=at_once, skip=3)) == expected[3:]
    assert index.count(span) == len(expected)


def test_one_key_is_one_address_in_all_its_spellings(index: Index) -> None:
    found = list(index.listing(Span(keys=(one_key("http://www.n0.example/a?0"),))))
    assert found
    assert {key_of(row.url) for row in found} == {"example,n0)/a?0"}
