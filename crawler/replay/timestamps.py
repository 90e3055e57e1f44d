"""The 14 digits that stand for a moment in addresses and CDX lines, and the dates of HTTP."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

DIGITS = re.compile(r"[0-9]{4}(?:[0-9]{2}){0,5}\Z")
HALF_A_SECOND = timedelta(milliseconds=500)
FIRST = "00010101000000"


def timestamp(at: datetime) -> str:
    """Return *at* as 14 digits, UTC."""
    return at.astimezone(UTC).strftime("%Y%m%d%H%M%S").rjust(14, "0")


def moment(digits: str) -> datetime:
    """Return the first moment that *digits* (4, 6, 8, 10, 12 or 14 of them) may mean. Raises `ValueError`.

    >>> moment("202405").isoformat(), moment("20240501").isoformat()
    ('2024-05-01T00:00:00+00:00', '2024-05-01T00:00:00+00:00')
    """
    if not DIGITS.match(digits):
        raise ValueError(f"{digits[:40]!r} is no timestamp")
    whole = digits + FIRST[len(digits) :]
    return datetime.strptime(whole + "+0000", "%Y%m%d%H%M%S%z")


def middle(digits: str) -> datetime:
    """Return the middle of the second that *digits*, 14 of them, mean. Raises `ValueError`.

    Captures have fractions of a second: it is nearer to those within the second than to any other.
    """
    return moment(digits) + HALF_A_SECOND


def last_moment(digits: str) -> datetime:
    """Return the last moment that *digits* may mean, to the microsecond. Raises `ValueError`.

    >>> last_moment("202402").isoformat()
    '2024-02-29T23:59:59.999999+00:00'
    """
    first = moment(digits)
    try:
        return _next(first, len(digits)) - timedelta(microseconds=1)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def http_date(at: datetime) -> str:
    """Return *at* as HTTP writes it, such as ``Wed, 01 May 2024 10:00:00 GMT``."""
    return format_datetime(at.astimezone(UTC).replace(microsecond=0), usegmt=True)


def from_http_date(text: str) -> datetime:
    """Return the moment of an HTTP date (aware). Raises `ValueError`."""
    try:
        at = parsedate_to_datetime(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError, IndexError) as err:
        raise ValueError(f"{text[:60]!r} is no HTTP date") from err


def _next(first: datetime, digits: int) -> datetime:
    if digits == 4:
        return _year_after(first)
    if digits == 6:
        return _year_after(first).replace(month=1) if first.month == 12 else first.replace(month=first.month + 1)
    steps = {8: timedelta(days=1), 10: timedelta(hours=1), 12: timedelta(minutes=1), 14: timedelta(seconds=1)}
    return first + steps[digits]


def _year_after(first: datetime) -> datetime:
    if first.year == 9999:
        raise OverflowError
    return first.replace(year=first.year + 1)
