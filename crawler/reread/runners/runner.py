"""The seam between an archive that is read again and those who do it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from crawler.reread.compare import Outcome
    from crawler.reread.parts import Part
    from crawler.reread.work import Work

PAGE_LIMIT_S = 300.0
"""A process that is at one page for so long is ended."""
AHEAD = 4
"""So many parts for each process may be under way or waiting for one before them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One part, worked through."""

    part: Part
    outcomes: tuple[Outcome, ...]
    """In the order of the file."""


class Runner(Protocol):
    """Works through parts. A page at which a process dies or stays too long is one failed outcome."""

    def run(self, work: Work, parts: Sequence[Part]) -> Generator[Done, None, None]:
        """Yield each of *parts*, numbered one after the other, when it and all before it are done.

        Closed early, it ends what it started.
        """
