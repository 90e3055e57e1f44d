"""Script data in which objects and lists name their parts by place."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from indexed_kit import indexed

from crawler.page.payload.indexed import MOST_LEVELS, MOST_PARTS, MOST_REPEATED_CHARS, revived


def test_parts_are_put_in_their_places() -> None:
    value = {"title": "Ferry", "content": [{"text": "Ferry"}, 3, None, True, 2.5, [], {}]}
    assert indexed(value)[:2] == [{"title": 1, "content": 2}, "Ferry"]
    assert revived(indexed(value)) == value


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ([["Reactive", 1], {"a": 2}, "x"], {"a": "x"}),
        ([["ShallowReactive", 1], ["Ref", 2], ["EmptyRef", 3], "0"], "0"),
        ([{"a": 1}, ["Date", "2031-03-05T08:00:00.000Z"]], {"a": "2031-03-05T08:00:00.000Z"}),
        ([["Set", 1, 2], "x", "y"], ["x", "y"]),
        ([["Map", 1, 2, 3, 4], "x", "y", 7, "z"], {"x": "y", "7": "z"}),
        ([["null", "a", 1], "x"], {"a": "x"}),
        ([["BigInt", "12"]], None),
        ([["NuxtError", 1], {"message": 2}, "no"], {"message": "no"}),
        ([{"a": -1, "b": -3, "c": 1}, [-2, 2], "x"], {"a": None, "b": None, "c": [None, "x"]}),
        # Nothing that a page of the field writes: what cannot be read is nothing.
        ([], None),
        (["x"], "x"),
        ([{"a": 7, "b": "x", "c": True, "d": 1.0, "e": None}], dict.fromkeys("abcde")),
        ([["Reactive"]], None),
        ([["Map", 1]], {}),
        ([["null", "a"]], {}),
    ],
)
def test_what_stands_for_something_else_is_that(told: list[Any], value: Any) -> None:
    assert revived(told) == value


def test_what_is_held_twice_is_there_twice_and_what_holds_itself_ends() -> None:
    photo = {"caption": "The ferry."}
    assert revived(indexed({"a": photo, "b": [photo]})) == {"a": photo, "b": [photo]}
    assert revived([{"self": 0, "a": 1}, [0, 1, 2], "x"]) == {"self": None, "a": [None, None, "x"]}
    assert revived([["Ref", 1], ["Ref", 0]]) is None
    assert revived([["Ref", 0]]) is None


@pytest.mark.parametrize(
    "told",
    [
        [*([at + 1, at + 1] for at in range(400)), "x"],
        [[at + 1] for at in range(200_000)],
        [{f"k{to}": to for to in range(1, 400)} for _ in range(400)],
        [list(range(1, 1_000)), *([list(range(1_000))] * 999)],
        [[1] * 200_000, "x" * 200_000],
        [["Ref", at + 1] for at in range(200_000)],
    ],
    ids=["doubling", "deep", "all in all", "lists of lists", "one text everywhere", "chain"],
)
def test_data_meant_to_hurt_are_read_in_bounded_time_and_size(told: list[Any]) -> None:
    written = json.dumps(told)
    started = time.process_time()
    value = revived(told)
    assert time.process_time() - started < 3
    parts, chars, waiting, level = 0, 0, [value], 0
    while waiting:
        inner: list[Any] = []
        for item in waiting:
            parts += 1
            chars += len(item) if isinstance(item, str) else 0
            inner.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
        waiting, level = inner, level + 1
    assert level <= MOST_LEVELS + 1
    assert parts <= MOST_PARTS + 1
    assert chars <= len(written) + MOST_REPEATED_CHARS
