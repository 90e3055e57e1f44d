"""The dates in a short text, as ISO 8601: with time and zone where they are given, the day alone where they are not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.page.dates.clock import Place, leads, moment, with_time, zone_of
from crawler.page.dates.forms import Found, day_of, days_in
from crawler.page.dates.months import MONTH_OF

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_CHARS = 400
ANYWHERE = Place()

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:\s*[T,]\s*|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}(?!\d)|[+-]\d{2}(?![\d:]))?(?!\s?[ap]\.?m)(?!\s?[A-Z]{2,4}\b))?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{4})?)?(?!\d)")
_YEAR_LAST = re.compile(
    r"\b([A-Z][a-z]{2})\s{1,2}(\d{1,2})\s(\d{2}):(\d{2}):(\d{2})\s(?:([A-Z]{1,5}|[+-]\d{4})\s)?(\d{4})(?!\d)"
)
"""As `date` of Unix and Java write it: "Fri May  3 14:30:00 EDT 2024"."""
_OF_MACHINES = (
    (_ISO, (1, 2, 3, 4, 5, 6, 7)),
    (_COMPACT, (1, 2, 3, 4, 5, 6, 7)),
    (_YEAR_LAST, (7, 1, 2, 3, 4, 5, 6)),
)
"""The forms with a time in them, each with where year, month, day, hour, minute, second and offset stand."""
_GLUED = re.compile(
    r"(?<=[a-zäöüéß])(?=[A-Z][A-Za-z]{2,8}\.?\s\d)|(?<=\d{4})(?=[A-Z][a-z])|"
    r"(?<=\s(?:19|20)\d\d)(?=\d{1,2}\.?\s[^\W\d_]{3})"
)
"""Where two elements meet without a space, as a date and that of the change behind it do."""
ZEROS = (
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6, 0x0E50,
    0x0ED0, 0x0F20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1B50, 0x1BB0, 0x1C50, 0xA9D0, 0xABF0, 0xFF10,
    0x11136, 0x1E950,
)  # fmt: skip
"""The zeros of all scripts in which news are written; their other digits follow."""
_DIGITS = {code: str(value) for zero in ZEROS for value, code in enumerate(range(zero, zero + 10))}
_NOTHING = dict.fromkeys((0x200F, 0x200E, 0x200C, 0x200D, 0x200B))
_PLAIN = {**_DIGITS, **_NOTHING, 0x00A0: " ", 0x202F: " ", 0x2009: " ", 0x2212: "-"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A date as it stands in a text."""

    value: str
    """ISO 8601."""
    start: int
    end: int
    other: str | None = None
    """The date if day and month are the other way round, where the text allows it."""


def read_date(text: str | None, *, order: str | None = None, zone: str | None = None) -> str | None:
    """Return the first date in *text* as ISO 8601; None when there is none.

    *order* is ``mdy`` or ``dmy`` for numeric dates, which are left unread when they could be either and no order is
    given. *zone* is the IANA zone of times without one.

    >>> read_date("Tuesday, 5 March 2024, 9:30 p.m. GMT"), read_date("2024年3月5日")
    ('2024-03-05T21:30:00+00:00', '2024-03-05')
    >>> read_date("03/05/2024"), read_date("03/05/2024", order="dmy"), read_date("13/05/2024")
    (None, '2024-05-03', '2024-05-13')
    """
    found = dates_in(text, Place(order=order, zone=zone))
    return found[0].value if found and (order or found[0].other is None) else None


def any_date(text: str | None, *, order: str | None = None, zone: str | None = None) -> str | None:
    """Return the date of a machine's field, also as seconds or milliseconds since 1970.

    >>> any_date("1709674200")
    '2024-03-05T21:30:00+00:00'
    """
    return since_1970(text) or read_date(text, order=order, zone=zone)


def since_1970(text: str | None) -> str | None:
    """Return the moment that *text* counts in seconds or milliseconds; None when it is no such number."""
    text = (text or "").strip()
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        return datetime.fromtimestamp(int(text[:10]), tz=UTC).isoformat()
    return None


def dates_in(text: str | None, place: Place = ANYWHERE) -> tuple[Printed, ...]:
    """Return all dates in the first 400 characters of *text*, in their order, as *place* writes them.

    >>> [found.value for found in dates_in("Posted 3 May 2024, updated 5 May 2024 at 9:30")]
    ['2024-05-03', '2024-05-05T09:30:00']
    """
    return _read(text[:LONGEST_CHARS], place) if text else ()


@lru_cache(maxsize=4096)
def _read(text: str, place: Place) -> tuple[Printed, ...]:
    if not any(map(str.isdigit, text)):
        return ()
    text = _GLUED.sub(" ", text if text.isascii() else text.translate(_PLAIN))
    found = sorted([*_exact(text, place), *days_in(text)], key=_first_and_fullest)
    kept: list[Found] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    windows = zip(kept, _windows(text, kept), strict=True)
    return tuple(_printed(text[begin:end], one, begin, place) for one, (begin, end) in windows)


def _windows(text: str, found: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """Yield around each of *found* where its time may stand: no further than the next date, and none that is another's.

    What stands between two is the time of the second where the times of all stand before them, else of the first.
    """
    ends, starts = [0, *(one.end for one in found)], [*(one.start for one in found), len(text)]
    times_lead = len(found) > 1 and leads([text[end:start] for end, start in zip(ends, starts, strict=True)])
    for at, one in enumerate(found):
        is_taken = at > 0 and not times_lead and found[at - 1].moment is None
        yield one.start if is_taken else ends[at], one.end if times_lead else starts[at + 1]


def _first_and_fullest(found: Found) -> tuple[int, bool, int]:
    return found.start, found.moment is None, -found.end


def _exact(text: str, place: Place) -> list[Found]:
    found = []
    for pattern, groups in _OF_MACHINES:
        for match in pattern.finditer(text):
            year, month, day, hour, minute, second, offset = (match[group] for group in groups)
            number = int(month) if month.isdigit() else MONTH_OF.get(month.lower(), 0)
            known = day_of(int(year), number, int(day))
            if known is None:
                continue
            value = None
            if hour is not None:
                zone = zone_of(offset, place) if offset else None
                value = moment(known, (int(hour), int(minute), int(second or 0)), zone, place)
            found.append(Found(day=known, start=match.start(), end=match.end(), moment=value))
    return found


def _printed(text: str, found: Found, offset: int, place: Place) -> Printed:
    """The date *found*, of which *text* is the surroundings, beginning at *offset*."""
    start, end = found.start - offset, found.end - offset
    if found.moment is not None:
        return Printed(value=found.moment, start=found.start, end=found.end)
    if found.other is not None and place.order == "mdy":
        found = replace(found, day=found.other, other=found.day)
    value = with_time(text, start, end, day=found.day, place=place)
    other = None if found.other is None else with_time(text, start, end, day=found.other, place=place)
    return Printed(value=value, start=found.start, end=found.end, other=other)
