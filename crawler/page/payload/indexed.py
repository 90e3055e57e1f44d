"""JSON in which objects and lists name their parts by place, as pages of Nuxt 3 carry it (the `devalue` form)."""

from __future__ import annotations

from collections import deque
from typing import Any

MOST_LEVELS = 100
"""What lies deeper is left out."""
MOST_WRAPPERS = 10
MOST_PARTS = 200_000
"""Objects and lists that come after so many parts are left out."""
MOST_REPEATED = 50_000
"""So many parts of what stands in several places are put there again."""
MOST_REPEATED_CHARS = 1 << 20
_LIST, _PAIRS, _NAMED = "Set", "Map", "null"
_TEXT = "Date"
_OPAQUE = frozenset({"RegExp", "BigInt", "ArrayBuffer"})

_Above = tuple[int, Any]
"""A place and what is above it, the same way: what a part lies in."""


def revived(told: list[Any]) -> Any:
    """Return the value that *told* stands for; None where it names no part.

    What is told once and held in several places is put in each of them, within limits; what holds itself ends there.
    A list that begins with a word has that of its kind: a set, a map, a date, else something around one value.

    >>> revived([{"title": 1, "tags": 2}, "Ferry", [1, 3], "Sea"])
    {'title': 'Ferry', 'tags': ['Ferry', 'Sea']}
    >>> revived([["Reactive", 1], {"at": 2}, ["Date", "2031-03-05"]])
    {'at': '2031-03-05'}
    """
    return _Revival(told).value()


class _Revival:
    def __init__(self, told: list[Any]) -> None:
        self._told = told
        self._met: set[int] = set()
        """Places whose part is in the value."""
        self._parts = MOST_PARTS
        self._repeats = MOST_REPEATED
        self._repeated_chars = MOST_REPEATED_CHARS
        self._waiting: deque[tuple[int, Any, _Above, int]] = deque()
        """Objects and lists that are in the value and still empty, with their level. The least deep come first."""

    def value(self) -> Any:
        root = self._part(0, (-1, None), 0)
        while self._waiting:
            at, made, above, level = self._waiting.popleft()
            item = self._told[at]
            inner = (at, above)
            if isinstance(item, dict):
                made.update((name, self._part(place, inner, level)) for name, place in item.items())
            elif isinstance(made, dict):
                made.update((name, self._part(place, inner, level)) for name, place in self._pairs(item))
            else:
                places = item[1:] if item and item[0] == _LIST else item
                made.extend(self._part(place, inner, level) for place in places)
        return root

    def _part(self, place: Any, above: _Above, level: int) -> Any:
        at = self._unwrapped(place)
        if at is None:
            return None
        item = self._told[at]
        again = at in self._met
        self._met.add(at)
        if isinstance(item, str):
            self._repeated_chars -= len(item) if again else 0
            return None if again and self._repeated_chars < 0 else item
        if not isinstance(item, dict | list):
            return item
        if item and isinstance(item, list) and item[0] == _TEXT:
            return item[1] if len(item) > 1 and isinstance(item[1], str) else None
        if level >= MOST_LEVELS or len(item) > self._parts or (again and not self._may_repeat(at, len(item), above)):
            return None
        self._parts -= len(item)
        made: Any = {} if isinstance(item, dict) or item[:1] in ([_PAIRS], [_NAMED]) else []
        self._waiting.append((at, made, above, level + 1))
        return made

    def _unwrapped(self, place: Any) -> int | None:
        """Return the place of what stands at *place*, without what is only around it."""
        for _ in range(MOST_WRAPPERS):
            # True is an int, too.
            if type(place) is not int or not 0 <= place < len(self._told):
                return None
            item = self._told[place]
            kind = item[0] if item and isinstance(item, list) else None
            if not isinstance(kind, str) or kind in {_LIST, _PAIRS, _NAMED, _TEXT}:
                return place
            if kind in _OPAQUE or len(item) < 2:
                return None
            place = item[1]
        return None

    def _may_repeat(self, at: int, parts: int, above: _Above | None) -> bool:
        """Whether what stands at *at* may be in the value once more: not within itself, and within the limits."""
        self._repeats -= parts + 1
        if self._repeats < 0:
            return False
        while above is not None:
            if above[0] == at:
                return False
            above = above[1]
        return True

    def _pairs(self, item: list[Any]) -> list[tuple[str, Any]]:
        """Return names and places of a map, whose names have places themselves, or of an object told as a list."""
        names, places = item[1::2], item[2::2]
        if item[0] == _PAIRS:
            names = [self._told[at] if (at := self._unwrapped(name)) is not None else None for name in names]
        pairs = zip(names, places, strict=False)
        return [(str(name), place) for name, place in pairs if isinstance(name, str | int)]
