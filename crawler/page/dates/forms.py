"""The forms in which days are written: by machines, in figures, with the month's name, in the East."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crawler.page.dates.calendars import from_ethiopian, from_nepali
from crawler.page.dates.jalali import gregorian
from crawler.page.dates.months import (
    ANY_MONTH_OF,
    BEFORE_FULL_YEARS,
    ETHIOPIAN,
    JALALI,
    NEPALI,
    PLAIN_MONTH_OF,
    plain_letters,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1900, 2199
BUDDHIST_YEARS = 543
"""Thai years are so many ahead."""
BUDDHIST = range(2443, 2643)

_EASTERN = re.compile(
    r"(?<!\d)(\d{4})\s?[年년](?:\s?[(（][^()（）]{2,8}[)）])?\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]"
)
_NUMBERED = re.compile(
    r"(?<!\d)(\d{4})(?:\s?(?:оны|онд)\s(\d{1,2})(?:\s?-?\s?р)?\s(?:сарын|сар)\s|"
    r"[\s་]?ཟླ[\s་]?(\d{1,2})[\s་]?ཚེས[\s་]?)(\d{1,2})(?!\d)"
)
"""Months by their number, as in Mongolia and Tibet."""
_ERA = re.compile(r"(令和|平成|昭和|民國|民国)\s?(\d{1,3}|元)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
_YEAR_FIRST = re.compile(r"(?<![\d/])(\d{4})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)")
IN_FIGURES = re.compile(
    r"(?<![\d./-])(\d{1,2})\s?([./\u2011-])\s?(\d{1,2})\s?\2\s?(\d{4}(?![:\d])|\d{2}(?=\d\d:\d\d)|\d{2}(?![\d%]))"
)
_MARKS = (
    r"\u0300-\u036f\u05b0-\u05c7\u064b-\u0652\u0670\u07a6-\u07b0\u0900-\u0963\u0970-\u0dff\u0e31\u0e34-\u0e3a"
    r"\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u135d-\u135f\u17b4-\u17d3"
)
"""What is no letter to Python, though names consist of it, from India to Cambodia; no digits."""
_SECOND = (
    r"الثاني|الأول|الاول|ثاني|ثان|أول|اول|یەکەمی?|دووەمی?|một|hai|pêşîn[êa]?|paşîn[êa]?|duyê|duyem|yekem|fómhair|"
    r"na\s(?:samhna|nollag)"
)
"""Names of months in two words end so."""
_NAME = (
    rf"((?:tháng\s)?(?:[^\W\d_]|[{_MARKS}]){{2,20}}(?:\s(?:{_SECOND})(?!\w))?|[ก-ฮเ][ก-ฮ\u0e34\u0e35]?\.[ก-ฮ](?=\.)|"
    r"tháng\s?\d{1,2})"
)
_OTHER_NAME = r"(?:\s?[(/]\s?[^\W\d_]{2,12}(?:\s(?:الثاني|الأول|الاول))?\s?\)?)?"
"""What the Arab world adds, since it has two names for each month: "مايو/أيار", "مايو (أيار)"."""
_YEAR = r"(\d{4}|\d{2}(?![\d:.,%]))"
_ORDINAL = (
    r"(?:st|nd|rd|th|er|º|ª|°|-го|-ro|-?(?:nji|njy|n?ci|n?cı|n?cü|n?cu|ін|ին|ე|ші|шы|си|чи|чы|нче|нчы|й)|"
    r"ê|ی|مه|مې|م|a|an|ú|fed|eg|ain|वाँ)?"
)
"""What is written behind the number of a day."""
_LINK = (
    r"(?:of\s|de\s|d[’']|ngày\s|da\s|ta[’']\s|ng\s|ga\s(?:watan\s)?|mwezi\swa\s|tarehe\s|د\s|a\s|an\st-|ខែ\s?|ເດືອນ\s?|เดือน\s?|"
    r"မြောက်\s)?"
)
_BEFORE_YEAR = (
    r"(?:de\s|del\s|พ\.ศ\.\s|ค\.ศ\.\s|năm\s|da\s|di\s|ng\s|ta[’']\s|соли\s|سال\s|سنة\s|عام\s|د\s|ឆ្នាំ\s?|ປີ\s?|ปี\s?|ቀን\s|"
    r"गते,?\s)?"
)
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}}){_ORDINAL}[.,/]?\s*(?:-\s?)?{_LINK}\s*{_NAME}{_OTHER_NAME}\s?[.,،፣/]{{0,2}}\s*"
    rf"(?:-\s?)?{_BEFORE_YEAR}\s*[’']?{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_BEHIND_MONTH = r"[.]?\s*(?:(?:ရက်|၊|لە|ከ)\s?)?"
_BEHIND_DAY = r"(?:\.\sb\.|st|nd|rd|th|ին|-ին|-ი|مه|مې|م)?\s*(?:(?:ቀን|गते)[,፣]?\s*|[.,،፣၊]\s*)?(?:of\s|د\s)?"
_MONTH_FIRST = re.compile(rf"{_NAME}{_BEHIND_MONTH}(\d{{1,2}}){_BEHIND_DAY}(\d{{4}})(?!\d)", re.IGNORECASE)
_DAY_AND_YEAR = re.compile(rf"\d\d?{_BEHIND_DAY}\d{{4}}(?!\d)", re.IGNORECASE)
"""What stands behind the month: it is found quickly, where a name may begin at any letter."""
_OF_YEAR = (
    r"(?:m\.|г\.|р\.|gada|e?ko|оны|թ\.|թ․|թվականի|წლის|წ\.|жылғы|жылдың|жылдын|-жылдын|ж\.|yil|йил|йили|елның|ел|елдың|"
    r"-يىلى|يىلى|ýylyň|-njy\sýylyň|-ci\sil(?:in)?|-cı\sil(?:in)?|-cu\sil(?:in)?|-cü\sil(?:in)?|වසරේ|වර්ෂයේ|ခုနှစ်၊?|साल|सालको|د\sکال\sد|کال\sد|د)"
)
"""What says that a number is a year, in languages that begin with it."""
_YEAR_NAME_DAY = re.compile(
    rf"(?<!\d)(\d{{4}})[.,]?\s*{_OF_YEAR}?\s*{_NAME}(?:\s(?:මස|महिना|महिनाको|сарын|сар)(?!\w))?[.,၊]?\s*(\d{{1,2}})(?!\d)",
    re.IGNORECASE,
)
_YEAR_DAY_NAME = re.compile(
    rf"(?<!\d)(\d{{4}})[.,]?\s*{_OF_YEAR},?\s*(\d{{1,2}}){_ORDINAL}[.]?\s*-?\s*{_NAME}", re.IGNORECASE
)
_NAMED = (
    (_DAY_FIRST, (3, 2, 1)),
    (_MONTH_FIRST, (3, 1, 2)),
    (_YEAR_NAME_DAY, (1, 2, 3)),
    (_YEAR_DAY_NAME, (1, 3, 2)),
)
_AROUND = re.compile(r"^(?:ב|ខែ|ເດືອນ|เดือน|ወር)|(?:ឆ្នាំ|လ|ပြည့်|ປີ|ปี)$")
"""What is written in one word with a month: "in" in Hebrew, "month" and "year" where words are not parted."""
_THANG = re.compile(r"tháng\s?(\d{1,2})")
_PERSIAN = str.maketrans("يك", "یک")
"""Letters that old keyboards of Iran have as the Arabic ones."""
_CALENDARS = ((JALALI, gregorian), (ETHIOPIAN, from_ethiopian), (NEPALI, from_nepali))
FULL_YEAR_CHARS = 4


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
    for pattern in (_EASTERN, _NUMBERED, _YEAR_FIRST):
        for match in pattern.finditer(text):
            known = day_of(*(int(group) for group in match.groups() if group and group.isdigit()))
            if known is not None:
                yield Found(day=known, start=match.start(), end=match.end())


def _named(text: str) -> Iterator[Found]:
    for pattern, (year, name, day) in _NAMED:
        if pattern is _MONTH_FIRST and not _DAY_AND_YEAR.search(text):
            continue
        for match in pattern.finditer(text):
            known = _named_day(match[year], match[name], int(match[day]))
            if known is not None:
                yield Found(day=known, start=match.start(), end=match.end())


def _named_day(written: str, name: str, day: int) -> date | None:
    year, name = year_of(written), " ".join(name.lower().replace("i̇", "i").split())
    names = _spellings(name if name.isascii() else unicodedata.normalize("NFC", name))
    known = next((one for one in names if one in ANY_MONTH_OF), None)
    month = ANY_MONTH_OF[known] if known else PLAIN_MONTH_OF.get(plain_letters(name))
    if month is not None and (len(written) == FULL_YEAR_CHARS or BEFORE_FULL_YEARS.isdisjoint(names)):
        return day_of(year, month, day)
    numbered = _THANG.fullmatch(name)
    if numbered is not None:
        return day_of(year, int(numbered[1]), day)
    for months, converted in _CALENDARS:
        known = next((one for one in names if one in months), None)
        if known is not None:
            return converted(year, months[known], day)
    return None


def _spellings(name: str) -> list[str]:
    """*name* as it is written, as Iran writes it, and less what is written in one word with it."""
    return list(dict.fromkeys((name, name.translate(_PERSIAN), _AROUND.sub("", name))))


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
