"""How fast one server is asked: never faster than promised, slower while it slows down or fails. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.index.pace import Seen


def pace_s(promised_s: float, seen: Seen, *, longest_s: float) -> float:
    """Return the seconds from one request to the next for a server to which *promised_s* is promised.

    It gets as long a pause as it takes to answer, twice as long for each failure that is not made up for, and up to
    *longest_s*. Where no pace is promised there is none to slow down.
    """
    if promised_s <= 0:
        return 0.0
    wanted_s = max(promised_s, seen.answer_s) * 2.0**seen.errors
    return max(promised_s, min(wanted_s, longest_s))
