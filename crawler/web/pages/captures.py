"""The captures of an address, on a calendar and one by one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from crawler.index import Part
from crawler.index.captures import key_of
from crawler.web.calendars import months_of
from crawler.web.room import room_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from crawler.index import CaptureRow, Index

LISTED = 100
LAST_ID = "urn:uuid:ffffffff-ffff-ffff-ffff-ffffffffffff"
"""Behind it comes the next moment."""
LOOKED_AT = 2_000
SUGGESTED = 12


def captures(request: Request) -> Response:
    """Return the calendar of one address, and the captures of one of its days, or the newest."""
    room = room_of(request)
    asked = request.query_params
    url = asked.get("url", "").strip()
    withheld = len(room.index.redactions.of_address(url)) if url else 0
    counts = room.index.days_at_address(url) if url else {}
    day = _day(asked.get("day", ""))
    years = sorted({each.year for each in counts})
    year = day.year if day in counts and day else _year(asked.get("year", ""), years)
    listed = _listed(room.index, url, day if day in counts else None) if counts else []
    articles = {row.record_id for row in listed if _has_article(room.index, row)}
    return room.page(
        "captures.html",
        request,
        status=200 if counts or not url else 451 if withheld else 404,
        url=url,
        total=sum(counts.values()),
        withheld=withheld,
        years=years,
        year=year,
        months=months_of(counts, year) if year else [],
        day=day if day in counts else None,
        listed=listed,
        articles=articles,
        near=nearby(room.index, url) if url and not counts else [],
    )


def _listed(index: Index, url: str, day: date | None) -> list[CaptureRow]:
    """Return the first captures of *day*, or the newest of all."""
    if day is None:
        return index.at_address(url, Part(most=LISTED, newest_first=True))[0]
    begin = datetime.combine(day, time.min, UTC)
    rows, _ = index.at_address(url, Part(most=LISTED, after=(begin - timedelta(microseconds=1), LAST_ID)))
    return [row for row in rows if row.captured_at.date() == day]


def nearby(index: Index, url: str) -> list[str]:
    """Return a few archived addresses that begin as *url* does, from the longest beginning that any has."""
    key = key_of(url)
    if "://" not in url and ")" not in key:
        key = key_of(f"http://{url}/")
    while key and key.isascii():
        rows = islice(index.captures(surt_prefix=key), LOOKED_AT)
        found = list(dict.fromkeys(row.url for row in rows))[:SUGGESTED]
        if found:
            return found
        key = key.rstrip("/").rpartition("/")[0] or key.partition(")")[0] if ")" in key else key.rpartition(",")[0]
        if "," not in key:
            return []
    return []


def _has_article(index: Index, row: CaptureRow) -> bool:
    return next(index.articles(record_id=row.record_id), None) is not None


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None


def _year(text: str, years: list[int]) -> int | None:
    if text.isascii() and text.isdigit() and len(text) == 4 and int(text) in years:
        return int(text)
    return years[-1] if years else None
