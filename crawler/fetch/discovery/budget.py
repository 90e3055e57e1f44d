"""How many pages are asked for: the best candidates first, never more than the limit."""

from __future__ import annotations

import heapq
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

MOST_WAITING = 50_000
"""Candidates that may wait beyond the limit; a site that names more has enough to choose from."""
WINDOW = 16
"""Candidates under way at once: enough to keep a server's pace, few enough that better ones are not too late."""


class Budget(Generic[T]):
    """Candidates in, candidates to ask for out. Without a limit they pass straight through.

    With a limit, what is under way and what has been read never exceed it together; so exactly *limit* pages are read
    when the site has as many. A candidate that turns out to be no page (an error, a picture, a repetition) gives its
    place to the next. Each candidate that `released` yields must be settled once.
    """

    def __init__(self, limit: int | None = None, *, window: int = WINDOW) -> None:
        self.limit = limit
        self.read = 0
        self.under_way = 0
        self._window = window
        self._waiting: list[tuple[int, int, T]] = []
        self._order = count()
        self._holds_back = limit is not None

    @property
    def is_spent(self) -> bool:
        """Whether all pages of the limit have been read."""
        return self.limit is not None and self.read >= self.limit

    @property
    def waiting(self) -> int:
        """How many candidates wait for a place."""
        return len(self._waiting)

    def offer(self, candidate: T, priority: int = 0) -> bool:
        """Add a candidate and return True; False when more than enough wait already.

        A higher *priority* goes first, equal ones go in the order they came.
        """
        if self.limit is not None and self._holds_back and len(self._waiting) >= self.limit + MOST_WAITING:
            return False
        heapq.heappush(self._waiting, (-priority, next(self._order), candidate))
        return True

    def released(self) -> Iterator[T]:
        """Yield the candidates to ask for now."""
        while self._waiting and self._has_room:
            self.under_way += 1
            yield heapq.heappop(self._waiting)[2]

    def go_on(self, *, read: int) -> None:
        """Go on after *read* pages, with candidates passing straight through: from now on they wait elsewhere."""
        self.read = read
        self._holds_back = False

    def settle(self, *, read: bool) -> None:
        """Give back one place; *read* says whether the candidate was a page and counts."""
        self.under_way = max(0, self.under_way - 1)
        self.read += read

    def nothing_under_way(self) -> None:
        """Give back the places of candidates that were dropped on the way without a word."""
        self.under_way = 0

    @property
    def _has_room(self) -> bool:
        if self.limit is None or not self._holds_back:
            return True
        return self.under_way < min(self.limit - self.read, self._window)
