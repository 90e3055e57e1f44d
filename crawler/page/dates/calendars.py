"""The calendars of Ethiopia and of Nepal to ours."""

from __future__ import annotations

from datetime import date, timedelta

ETHIOPIAN_YEARS = range(1900, 2100)
NEPALI_YEARS = range(2000, 2091)
_NEPALI_EPOCH = date(1943, 4, 14)
_LONGER_THAN_29 = """
132321110102 223222101011 223321101011 232321110012 132321110102 223222101011 223321101011 232321110012
222322011002 223222101011 223321101011 232321110012 222322011011 223222101011 223321101011 232321110012
222322011011 223222101011 232321101011 232321110102 222322101011 223222101011 232321110011 232321110102
222322101011 223222101011 232321110012 132321110102 223222101011 223231101011 232321110012 132321110102
223222101011 223321101011 232321110012 132322011002 223222101011 223321101011 232321110012 222322011011
223222101011 223321101011 232321110012 222322011011 223222101011 232321101011 232321110012 222322101011
223222101011 232321110011 232321110102 222322101011 223222101011 232321110011 232321110102 223222101011
223231101011 232321110012 132321110102 223222101011 223321101011 232321110012 222322010102 223222101011
223321101011 232321110012 222322011002 223222101011 223321101011 232321110012 222322011011 223222101011
232321101011 232321110012 222322101011 223222101011 232321110011 232321110102 222322101011 223222101011
232321110011 232321110102 223222101011 223222101011 223221110111 232312110111 132321110111 223222101111
123312110111 132321110111 132321110111
"""
_NEPALI_MONTHS = {
    year: [29 + int(more) for more in months]
    for year, months in zip(NEPALI_YEARS, _LONGER_THAN_29.split(), strict=True)
}
"""Days of each month of Bikram Sambat, which are fixed by astronomers and follow no rule."""


def from_ethiopian(year: int, month: int, day: int) -> date | None:
    """Return the day of our calendar: twelve months of 30 days and five or six days behind them.

    >>> from_ethiopian(2019, 3, 15), from_ethiopian(2015, 13, 6), from_ethiopian(2016, 13, 6)
    (datetime.date(2026, 11, 24), datetime.date(2023, 9, 11), None)
    """
    last = (6 if year % 4 == 3 else 5) if month == 13 else 30
    if year not in ETHIOPIAN_YEARS or not (1 <= month <= 13 and 1 <= day <= last):
        return None
    new_year = date(year + 7, 9, 11 if year % 4 else 12)
    return new_year + timedelta(days=30 * (month - 1) + day - 1)


def from_nepali(year: int, month: int, day: int) -> date | None:
    """Return the day of our calendar for one of Bikram Sambat; None for what is no day or outside of 2000 to 2090.

    >>> from_nepali(2080, 1, 1), from_nepali(2083, 8, 9)
    (datetime.date(2023, 4, 14), datetime.date(2026, 11, 25))
    """
    if year not in NEPALI_YEARS or not 1 <= month <= 12 or not 1 <= day <= _NEPALI_MONTHS[year][month - 1]:
        return None
    days = sum(sum(_NEPALI_MONTHS[before]) for before in range(NEPALI_YEARS.start, year))
    return _NEPALI_EPOCH + timedelta(days=days + sum(_NEPALI_MONTHS[year][: month - 1]) + day - 1)
