"""How long a server is left alone that says: not now. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BUSY = frozenset({429, 503})
"""Answers that say: not now (RFC 6585, 4; RFC 9110, 15.6.4)."""
BASE_S = 2.0
"""The first back-off is up to so long, or up to the pace where that is slower."""
MOST_DOUBLINGS = 30
SECONDS = re.compile(r"\s*([0-9]{1,300})\s*")


def retry_after_s(value: str, *, date: str = "", now: datetime) -> float | None:
    """Return after how many seconds a ``Retry-After`` says to come back; None when it says nothing (RFC 9110, 10.2.3).

    A time of day is compared with the ``Date`` of the same answer, where that can be read: the server's clock may be
    wrong, and it is the server's time that was given.

    >>> retry_after_s("120", now=datetime(2026, 11, 22, tzinfo=UTC))
    120.0
    >>> retry_after_s("Sun, 22 Nov 2026 00:01:00 GMT", now=datetime(2026, 11, 22, tzinfo=UTC))
    60.0
    """
    seconds = SECONDS.fullmatch(value)
    if seconds is not None:
        return float(seconds[1])
    until = _time_of(value)
    if until is None:
        return None
    return max(0.0, (until - (_time_of(date) or now)).total_seconds())


def backoff_s(busy: int, *, pace_s: float, longest_s: float, draw: Callable[[], float]) -> float:
    """Return for how long to leave a server alone that was busy *busy* times in a row and did not say for how long.

    Full jitter: anything up to a bound that doubles each time. *draw* gives numbers from 0 to 1.
    """
    bound_s = max(BASE_S, pace_s) * 2.0 ** min(busy - 1, MOST_DOUBLINGS)
    return draw() * min(bound_s, longest_s)


def _time_of(text: str) -> datetime | None:
    """Read any of the three forms of a date in HTTP; also with a zone, as some servers write it."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        found = parsedate_to_datetime(text)
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None
