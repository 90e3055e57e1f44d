"""A part of a payload, as films and sounds are asked for."""

from __future__ import annotations

import re

RANGE = re.compile(r"\s{0,9}bytes\s{0,9}=\s{0,9}([0-9]{0,18})\s{0,9}-\s{0,9}([0-9]{0,18})\s{0,9}\Z", re.IGNORECASE)


class Unsatisfiable(ValueError):
    """No byte of what was asked for is there."""


def part_of(header: str | None, size_bytes: int) -> tuple[int, int] | None:
    """Return first byte and the one behind the last that a Range *header* asks for; None for the whole.

    Several parts at once, other units and nonsense are answered with the whole, as RFC 9110 allows. Raises
    `Unsatisfiable`.

    >>> part_of("bytes=0-99", 1000), part_of("bytes=-10", 1000), part_of("bytes=990-", 1000), part_of("lines=1-2", 1000)
    ((0, 100), (990, 1000), (990, 1000), None)
    """
    found = RANGE.match(header or "")
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size_bytes - int(last)), size_bytes
    else:
        start, stop = int(first), min(size_bytes, int(last) + 1) if last else size_bytes
        if last and int(last) < int(first):
            return None
    if start >= stop:
        raise Unsatisfiable(header)
    return start, stop
