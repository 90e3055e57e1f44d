"""The two ways in which feeds and sitemaps write dates: W3C date-time (ISO 8601) and RFC 822."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_CHARS = 64
YEAR_OR_MONTH = re.compile(r"(\d{4})(?:-(\d{2}))?")
ZONE = re.compile(r"(:\d\d)\s*(?:GMT|UTC)?([+-]\d\d):?(\d\d)\Z")
"""With a colon, or behind a name: not as RFC 822 has it, and often seen."""


def when(text: str | None) -> datetime | None:
    """Return the time *text* means, aware and in UTC; None when it is no date.

    What is left out is the earliest: ``2026-11`` is the first of November, midnight. A time without zone is UTC.

    >>> when("2026-11-22T10:30:00+01:00").isoformat()
    '2026-11-22T09:30:00+00:00'
    >>> when("Sun, 22 Nov 2026 09:30:00 GMT").isoformat()
    '2026-11-22T09:30:00+00:00'
    >>> when("2026-11").isoformat()
    '2026-11-01T00:00:00+00:00'
    >>> when("yesterday") is None
    True
    """
    text = (text or "").strip()
    if not text or len(text) > LONGEST_CHARS:
        return None
    found = _iso(text) or _rfc822(text)
    if found is None:
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None


def _iso(text: str) -> datetime | None:
    short = YEAR_OR_MONTH.fullmatch(text)
    try:
        if short:
            return datetime(int(short[1]), int(short[2] or 1), 1, tzinfo=UTC)
        # Frameworks print a time so when nobody tells them how.
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except ValueError:
        return None


def _rfc822(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(ZONE.sub(r"\1 \2\3", text))
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
