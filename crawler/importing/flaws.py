"""Many flaws told in few lines: the same thing once, with how often and where first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.archive.foreign.origin import FlawCount

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_PLACES = 20
MOST_CHARS = 200
_VARIES = re.compile(r"urn:\S{1,200}|'[^']{0,100}'|(?<=checked: ).{1,200}|\d+")
"""What differs from record to record in lines that say the same."""


def counted(flaws: Iterable[tuple[int, str]]) -> tuple[FlawCount, ...]:
    """Return *flaws*, pairs of an offset and a line, brought together by what they say; the most frequent first.

    >>> counted([(7, "the block has 3 of 9 bytes"), (50, "the block has 4 of 8 bytes")])[0].what
    'the block has … of … bytes'
    """
    places: dict[str, list[int]] = {}
    counts: dict[str, int] = {}
    for offset, text in flaws:
        what = _VARIES.sub("…", text[:MOST_CHARS])
        counts[what] = counts.get(what, 0) + 1
        first = places.setdefault(what, [])
        if len(first) < MOST_PLACES:
            first.append(offset)
    found = [FlawCount(what=what, count=count, places=tuple(places[what])) for what, count in counts.items()]
    return tuple(sorted(found, key=lambda flaw: (-flaw.count, flaw.what)))
