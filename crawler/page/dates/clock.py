"""The time of day and the zone that stand beside a date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

from crawler.page.dates.zones import BY_COUNTRY, NAMED, OFFSET_MINUTES

AFTER_CHARS, BEFORE_CHARS = 60, 30
"""So far from a date its time may stand."""
ZONE_CHARS = 24

_BEFORE = r"오전|오후|上午|下午|午前|午後|凌晨|早上|中午|晚上"
_HALVES = (
    r"[ap]\.?\s?m\.?(?![a-z])|[πμ]\.?μ\.?(?!\w)|"
    r"(?:ص|م|صباحا|صباحًا|مساء|مساءً)(?!\w)|[بق]\.?\s?ظ(?!\w)|(?:SA|CH)(?!\w)|de la (?:mañana|tarde|noche)"
)
_TIME = re.compile(
    rf"(?<![\d:.,])(?:(?P<before>{_BEFORE})\s?)?(?P<hour>\d{{1,2}})\s?(?P<mark>[:.hH٫時时시])\s?(?P<minute>\d{{2}}|\d(?=[分분]))"
    rf"(?:[:.分](?P<second>\d{{2}}))?(?![\d%])분?\s*(?P<after>{_HALVES})?",
    re.IGNORECASE,
)
_HOUR_ONLY = re.compile(
    rf"(?<![\d:.,])(?:(?P<before>{_BEFORE})\s?(?P<east>\d{{1,2}})\s?[時时시點点]|"
    rf"(?P<hour>\d{{1,2}})\s?(?P<after>[ap]\.?\s?m\.?)(?![a-z])"
    r"|(?P<german>\d{1,2})\s(?:Uhr|h)\b)",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"\(?\s?(?:GMT|UTC|МСК|MSK)?\s?([+\u2212-])\s?(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_NO_OFFSET = re.compile(r"\s*\(?\s?[+\u2212-](?!\d{2}:?\d{2}(?!\d))|-\d\d:")
"""What a dash leads to without "GMT": "14:30 - 5 min read", and the end of a span, "10:00-12:00"."""
_ABBREVIATION = re.compile(r"\(?(?:Uhr|Hrs?|hours|น\.)?[\s(]{0,2}([A-Z]{1,4}|МСК|мск)\b")
_PM = re.compile(r"p|오후|下午|午後|晚上|中午|μ\.?μ|م|ب|ch|de la (?:tarde|noche)", re.IGNORECASE)
_NOT_TIMES = re.compile(r"\s*(?:min\b|minutes?\b|Min\.|km|mm|cm|%|€|\$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known of where a page comes from: how it writes dates and which clock it goes by."""

    order: str | None = None
    """``mdy`` or ``dmy`` of dates in figures; None: unknown."""
    zone: str | None = None
    """IANA zone of times without one."""
    country: str | None = None
    """Two letters; tells which of several zones an abbreviation names."""


def with_time(text: str, start: int, end: int, *, day: date, place: Place) -> str:
    """Return *day*, which *text* names from *start* to *end*, with the time that stands after it, or else before it."""
    pieces = (text[end : end + AFTER_CHARS], text[max(0, start - BEFORE_CHARS) : start])
    for piece in pieces:
        told = _told(piece)
        if told is not None:
            clock, rest = told
            return moment(day, clock, zone_after(rest, place), place)
    return day.isoformat()


def leads(gaps: Sequence[str]) -> bool:
    """Return whether the times in a text stand before their dates; *gaps* is what is before, between and behind those.

    So they do where each date has one before it, nearer to it than to the date before, and the last has none behind.
    """
    *before, behind = gaps
    if _told(behind[:AFTER_CHARS]) is not None:
        return False
    for step, gap in enumerate(before):
        told = _told(gap[-BEFORE_CHARS:])
        if told is None or (step and 2 * len(told[1]) > len(gap)):
            return False
    return True


def _told(piece: str) -> tuple[tuple[int, int, int], str] | None:
    for match in _TIME.finditer(piece):
        rest = piece[match.end() :]
        if _NOT_TIMES.match(rest):
            continue
        hour = _hour(int(match["hour"]), match["before"] or match["after"] or "")
        if hour < 24 and int(match["minute"]) < 60:
            return (hour, int(match["minute"]), int(match["second"] or 0)), rest
    alone = _HOUR_ONLY.search(piece)
    if alone is None:
        return None
    hour = _hour(int(alone["east"] or alone["hour"] or alone["german"]), alone["before"] or alone["after"] or "")
    return ((hour, 0, 0), piece[alone.end() :]) if hour < 24 else None


def moment(day: date, clock: tuple[int, int, int], zone: timezone | ZoneInfo | None, place: Place) -> str:
    """Return *day* at *clock*, in *zone* or else in that of *place*; the day alone when there is no such time."""
    hour, minute, second = clock
    if hour > 23 or minute > 59:
        return day.isoformat()
    zone = zone or named_zone(place.zone)
    return datetime(day.year, day.month, day.day, hour, minute, min(second, 59), tzinfo=zone).isoformat()


def zone_of(offset: str, place: Place) -> timezone | ZoneInfo | None:
    """Return the zone that *offset* names: ``+02:00``, ``GMT+3``, ``MSK``, ``ET``; None when it names none."""
    name = offset.lower()
    known = BY_COUNTRY.get((name, place.country or "")) or (NAMED.get(name) if offset.isupper() else None)
    if known is not None:
        return named_zone(known)
    if name in OFFSET_MINUTES:
        return timezone(timedelta(minutes=OFFSET_MINUTES[name]))
    match = _OFFSET.fullmatch(offset)
    if match is None or int(match[2]) > 14 or int(match[3] or 0) > 59:
        return None
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes))


def zone_after(rest: str, place: Place) -> timezone | ZoneInfo | None:
    """Return the zone that *rest*, the text behind a time, begins with."""
    if _NO_OFFSET.match(rest):
        return None
    rest = rest[:ZONE_CHARS].lstrip()
    match = _OFFSET.match(rest)
    if match is not None:
        return zone_of(f"{match[1]}{match[2]}:{match[3] or '00'}", place)
    match = _ABBREVIATION.match(rest)
    if match is None:
        return None
    further = _OFFSET.match(rest[match.end() :])
    if further is not None and match[1].lower() in {"gmt", "utc"}:
        return zone_of(f"{further[1]}{further[2]}:{further[3] or '00'}", place)
    return zone_of(match[1], place)


def named_zone(name: str | None) -> ZoneInfo | None:
    """Return the IANA zone called *name*; None when there is none."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if _PM.match(half):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour
