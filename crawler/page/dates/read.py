"""The date in a short text, as ISO 8601: with time and zone where they are given, the day alone where they are not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.page.dates.jalali import gregorian
from crawler.page.dates.months import JALALI, MONTH_OF, OFFSET_MINUTES

LONGEST_CHARS = 400
FIRST_YEAR, LAST_YEAR = 1900, 2199

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}(?!\d)|[+-]\d{2}(?![\d:]))?)?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?)?(?!\d)")
_EASTERN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号]")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d./])(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})(?!\d)")
_NAME = r"([^\W\d_]{2,15}(?:\s(?:الثاني|الأول))?)"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|°)?[.,]?\s*(?:-\s?)?(?:of\s|de\s|d[’'])?\s*{_NAME}[.,]?\s*(?:-\s?)?(?:de\s|del\s)?\s*[’']?(\d{{4}}|\d{{2}}(?![\d:]))(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(rf"{_NAME}[.]?\s*(\d{{1,2}})(?:st|nd|rd|th)?\s*[.,،]?\s*(\d{{4}})(?!\d)", re.IGNORECASE)
_YEAR_NAME_DAY = re.compile(rf"(?<!\d)(\d{{4}})[.,]?\s*(?:m\.|г\.)?\s*{_NAME}[.,]?\s*(\d{{1,2}})(?!\d)", re.IGNORECASE)
_TIME = re.compile(
    r"(?<![\d:.])(?:(?P<before>오전|오후|上午|下午|午前|午後)\s?)?(\d{1,2})\s?[:.hH시時时]\s?(\d{2})(?:[:.分](\d{2}))?(?!\d)\s*(?:(a\.?m\.?|p\.?m\.?)(?![a-z]))?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(r"(?<![\d:.])(\d{1,2})\s?(a\.?m\.?|p\.?m\.?)(?![a-z])", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\(?\b([A-Z]{1,4})\b")
_DIGITS = {
    code: str(value)
    for base in (0x0660, 0x06F0, 0x0966, 0x0E50, 0xFF10)
    for value, code in enumerate(range(base, base + 10))
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A day, and where in the text it was found."""

    day: date
    start: int
    end: int
    doubtful: bool = False
    """Day and month may be the other way round."""


def read_date(text: str | None, *, order: str | None = None, zone: str | None = None) -> str | None:
    """Return the first date in *text* as ISO 8601; None when there is none.

    *order* is ``mdy`` or ``dmy`` for numeric dates, which are left unread when they could be either and no order is
    given. *zone* is the IANA zone of times without one.

    >>> read_date("Tuesday, 5 March 2024, 9:30 p.m. GMT"), read_date("2024年3月5日")
    ('2024-03-05T21:30:00+00:00', '2024-03-05')
    >>> read_date("03/05/2024"), read_date("03/05/2024", order="dmy"), read_date("13/05/2024")
    (None, '2024-05-03', '2024-05-13')
    """
    if not text:
        return None
    return _read(text[:LONGEST_CHARS], order, zone)


def any_date(text: str | None, *, order: str | None = None, zone: str | None = None) -> str | None:
    """Return the date of a machine's field, also as seconds or milliseconds since 1970.

    >>> any_date("1709674200")
    '2024-03-05T21:30:00+00:00'
    """
    text = (text or "").strip()
    if text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC).isoformat()
    return read_date(text, order=order, zone=zone)


@lru_cache(maxsize=4096)
def _read(text: str, order: str | None, zone: str | None) -> str | None:
    text = text.translate(_DIGITS).replace("\u200f", "").replace("\u00a0", " ")
    exact = _iso(text, zone)
    if exact is not None:
        return exact
    found = _day(text, order)
    if found is None or (found.doubtful and order is None):
        return None
    return _with_time(text, found, zone)


def _iso(text: str, zone: str | None) -> str | None:
    for pattern in (_ISO, _COMPACT):
        match = pattern.search(text)
        if match is None:
            continue
        year, month, day, hour, minute, second, offset = match.groups()
        known = _date(int(year), int(month), int(day))
        if known is None:
            continue
        if hour is None:
            return _with_time(text, Found(day=known, start=match.start(), end=match.end()), zone)
        if int(hour) > 23:
            return known.isoformat()
        return _moment(known, (int(hour), int(minute), int(second or 0)), offset, zone)
    return None


def _moment(day: date, clock: tuple[int, int, int], offset: str | None, zone: str | None) -> str:
    hour, minute, second = clock
    if hour > 23 or minute > 59:
        return day.isoformat()
    moment = datetime(day.year, day.month, day.day, hour, minute, min(second, 59))  # noqa: DTZ001  # zone comes below
    minutes = _offset_minutes(offset) if offset else None
    if minutes is not None:
        moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    elif zone:
        try:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError):
            return moment.isoformat()
    return moment.isoformat()


def _offset_minutes(offset: str) -> int | None:
    known = OFFSET_MINUTES.get(offset.lower())
    if known is not None:
        return known
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[2]) > 15:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def _day(text: str, order: str | None) -> Found | None:
    """Return the first day in *text*, in whatever form it is written."""
    candidates = [found for form in (_eastern, _named, _numeric) if (found := form(text, order)) is not None]
    return min(candidates, key=lambda found: found.start, default=None)


def _eastern(text: str, _order: str | None) -> Found | None:
    for pattern in (_EASTERN, _YEAR_FIRST):
        match = pattern.search(text)
        if match is not None:
            known = _date(int(match[1]), int(match[2]), int(match[3]))
            if known is not None:
                return Found(day=known, start=match.start(), end=match.end())
    return None


def _named(text: str, _order: str | None) -> Found | None:
    found = []
    for pattern, (year, name, day) in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2)), (_YEAR_NAME_DAY, (1, 2, 3))):
        for match in pattern.finditer(text):
            known = _named_date(_year(match[year]), match[name], int(match[day]))
            if known is not None:
                found.append(Found(day=known, start=match.start(), end=match.end()))
                break
    return min(found, key=lambda one: one.start, default=None)


def _named_date(year: int, name: str, day: int) -> date | None:
    name = name.lower().replace("i̇", "i")
    if name in MONTH_OF:
        return _date(year, MONTH_OF[name], day)
    if name in JALALI and 1300 <= year <= 1500:
        return gregorian(year, JALALI.index(name) + 1, day)
    return None


def _numeric(text: str, order: str | None) -> Found | None:
    for match in _NUMERIC.finditer(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        # With dots the day comes first wherever dots are used.
        doubtful = first <= 12 and second <= 12 and first != second and match[2] != "."
        month_first = second > 12 or (first <= 12 and order == "mdy" and match[2] != ".")
        known = _date(year, first, second) if month_first else _date(year, second, first)
        if known is not None:
            return Found(day=known, start=match.start(), end=match.end(), doubtful=doubtful)
    return None


def _with_time(text: str, found: Found, zone: str | None) -> str:
    """Return the day with the time that stands after it, or else before it."""
    for piece in (text[found.end : found.end + 60], text[max(0, found.start - 30) : found.start]):
        match = _TIME.search(piece)
        if match is not None:
            hour = _hour(int(match[2]), match[5] or match["before"] or "")
            if hour < 24 and int(match[3]) < 60:
                offset = _zone_after(piece[match.end() :])
                return _moment(found.day, (hour, int(match[3]), int(match[4] or 0)), offset, zone)
        match = _HOUR_ONLY.search(piece)
        if match is not None:
            return _moment(found.day, (_hour(int(match[1]), match[2]), 0, 0), _zone_after(piece[match.end() :]), zone)
    return found.day.isoformat()


def _hour(hour: int, half: str) -> int:
    if half[:1] in "pP" or half in {"오후", "下午", "午後"}:
        return hour + 12 if half and hour < 12 else hour
    return 0 if half and hour == 12 else hour


def _zone_after(rest: str) -> str | None:
    rest = rest[:16]
    match = _OFFSET.match(rest.lstrip(" ("))
    if match is not None:
        return f"{match[1]}{match[2]}:{match[3] or '00'}"
    match = _ABBREVIATION.match(rest.lstrip(" "))
    return match[1] if match is not None and match[1].lower() in OFFSET_MINUTES else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return gregorian(year, month, day) if 1300 <= year <= 1500 else None
    try:
        return date(year, month, day)
    except ValueError:
        return None
