"""The Iranian solar calendar to ours."""

from __future__ import annotations

from datetime import date, timedelta

LEAP_YEARS_OF_33 = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""The 33-year rule, right for 1244 to 1502."""
_EPOCH_YEAR = 1300
_EPOCH = date(1921, 3, 21)


def gregorian(year: int, month: int, day: int) -> date | None:
    """Return the day of our calendar; None for what is no day or lies outside of the years 1300 to 1500.

    >>> gregorian(1403, 1, 1), gregorian(1399, 12, 30)
    (datetime.date(2024, 3, 20), datetime.date(2021, 3, 20))
    """
    if not (1300 <= year <= 1500 and 1 <= month <= 12 and 1 <= day <= _days_in(year, month)):
        return None
    days = sum(366 if _is_leap(before) else 365 for before in range(_EPOCH_YEAR, year))
    days += sum(_days_in(year, before) for before in range(1, month)) + day - 1
    return _EPOCH + timedelta(days=days)


def _is_leap(year: int) -> bool:
    return year % 33 in LEAP_YEARS_OF_33


def _days_in(year: int, month: int) -> int:
    if month <= 6:
        return 31
    return 30 if month < 12 or _is_leap(year) else 29
