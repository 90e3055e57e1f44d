"""Script data written by place are read as what they were made of."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from indexed_kit import indexed

from crawler.page.payload.indexed import revived

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
# A list with a text at its start is written otherwise only by its first part being a place.
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
)
PARTS = st.recursive(
    SCALARS | st.integers(-3, 12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
)


@given(VALUES)
def test_what_was_written_by_place_comes_back(value: Any) -> None:
    assert revived(indexed(value)) == value


@given(st.lists(PARTS, max_size=12))
def test_any_list_is_read_without_an_error_and_twice_the_same(told: list[Any]) -> None:
    assert revived(told) == revived(told)
