"""The forms in which days are written: by machines, in figures, with the month's name, in the East."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crawler.page.dates.jalali import gregorian
from crawler.page.dates.months import JALALI, MONTH_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1900, 2199
BUDDHIST_YEARS = 543
"""Thai years are so many ahead."""
BUDDHIST = range(2443, 2643)

_EASTERN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]")
_ERA = re.compile(r"(令和|平成|民國|民国)\s?(\d{1,3}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_ERAS = {"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}
_YEAR_FIRST = re.compile(r"(?<![\d/])(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
IN_FIGURES = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./\u2011-])\s?(\d{1,2})\s?\2\s?(\d{4}(?![:\d])|\d{2}(?=\d\d:\d\d)|\d{2}(?![\d%]))"
)
_MARKS = (
    r"\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
    r"\u0b82\u0bbe-\u0bcd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_NAME = (
    rf"((?:tháng\s)?(?:[^\W\d_]|[{_MARKS}]){{2,16}}(?:\s(?:الثاني|الأول|الاول|một|hai))?|[ก-ฮเ][ก-ฮ\u0e34\u0e35]?\.[ก-ฮ](?=\.)|"
    r"tháng\s?\d{1,2})"
)
_OTHER_NAME = r"(?:\s?[(/]\s?[^\W\d_]{2,12}(?:\s(?:الثاني|الأول|الاول))?\s?\)?)?"
"""What the Arab world adds, since it has two names for each month: "مايو/أيار", "مايو (أيار)"."""
_YEAR = r"(\d{4}|\d{2}(?![\d:.,%]))"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°|-го|-ro)?[.,/]?\s*(?:-\s?)?(?:of\s|de\s|d[’']|"
    rf"ngày\s)?\s*{_NAME}{_OTHER_NAME}\s?[.,،/]{{0,2}}\s*"
    rf"(?:-\s?)?(?:de\s|del\s|พ\.ศ\.\s|năm\s)?\s*[’']?{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"{_NAME}[.]?\s*(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:[.,،]\s*)?(\d{{4}})(?!\d)", re.IGNORECASE)
_DAY_AND_YEAR = re.compile(r"\d\d?(?:st|nd|rd|th)?\s*(?:[.,،]\s*)?\d{4}(?!\d)", re.IGNORECASE)
"""What stands behind the month: it is found quickly, where a name may begin at any letter."""
_YEAR_NAME_DAY = re.compile(
    rf"(?<!\d)(\d{{4}})[.,]?\s*(?:m\.|г\.|gada)?\s*{_NAME}[.,]?\s*(\d{{1,2}})(?!\d)", re.IGNORECASE
)
_NAMED = ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_NAME_DAY, (1, 2, 3)))
_THANG = re.compile(r"tháng\s?(\d{1,2})")
_PERSIAN = str.maketrans("يك", "یک")
"""Letters that old keyboards of Iran have as the Arabic ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A day, and where in the text it was found."""

    day: date
    start: int
    end: int
    other: date | None = None
    """The day if day and month are the other way round, where both are possible."""
    moment: str | None = None
    """ISO 8601, where the form has the time in it."""


def days_in(text: str) -> Iterator[Found]:
    """Yield the days in *text* form by form; those in figures as day first, unless only month first is possible."""
    yield from _eastern(text)
    yield from _named(text)
    yield from _numeric(text)


def _eastern(text: str) -> Iterator[Found]:
    for match in _ERA.finditer(text):
        year = _ERAS[match[1]] + (1 if match[2] == "元" else int(match[2]))
        known = day_of(year, int(match[3]), int(match[4]))
        if known is not None:
            yield Found(day=known, start=match.start(), end=match.end())
    for pattern, groups in ((_EASTERN, (1, 2, 3)), (_YEAR_FIRST, (1, 3, 4))):
        for match in pattern.finditer(text):
            known = day_of(*(int(match[group]) for group in groups))
            if known is not None:
                yield Found(day=known, start=match.start(), end=match.end())


def _named(text: str) -> Iterator[Found]:
    for pattern, (year, name, day) in _NAMED:
        if pattern is _MONTH_FIRST and not _DAY_AND_YEAR.search(text):
            continue
        for match in pattern.finditer(text):
            known = _named_day(year_of(match[year]), match[name], int(match[day]))
            if known is not None:
                yield Found(day=known, start=match.start(), end=match.end())


def _named_day(year: int, name: str, day: int) -> date | None:
    name = " ".join(name.lower().replace("i̇", "i").split())
    persian = name.translate(_PERSIAN)
    # Hebrew puts "in" in front of the month, in one word with it.
    month = MONTH_OF.get(name) or MONTH_OF.get(persian) or MONTH_OF.get(name.removeprefix("ב"))
    if month is not None:
        return day_of(year, month, day)
    numbered = _THANG.fullmatch(name)
    if numbered is not None:
        return day_of(year, int(numbered[1]), day)
    if persian in JALALI and 1300 <= year <= 1500:
        return gregorian(year, JALALI[persian], day)
    return None


def _numeric(text: str) -> Iterator[Found]:
    for match in IN_FIGURES.finditer(text):
        first, second, year = int(match[1]), int(match[3]), year_of(match[4])
        day_first, month_first = day_of(year, second, first), day_of(year, first, second)
        # With dots the day comes first wherever dots are used.
        other = month_first if match[2] != "." and day_first != month_first else None
        known = day_first or month_first
        if known is not None:
            yield Found(day=known, start=match.start(), end=match.end(), other=other if day_first else None)


def year_of(text: str) -> int:
    """Return the year of four figures or of two."""
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day of our calendar, also of an Iranian or Thai year; None when there is no such day."""
    if year in BUDDHIST:
        year -= BUDDHIST_YEARS
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return gregorian(year, month, day) if 1300 <= year <= 1500 else None
    try:
        return date(year, month, day)
    except ValueError:
        return None
