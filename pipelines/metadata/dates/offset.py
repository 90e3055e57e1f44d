"""The clock by which a page prints a moment that it tells machines in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.metadata.dates.printed import Witness

IN_UTC = "+00:00"
EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=-12)
STEP = timedelta(minutes=30)
MOST_WITNESSES = 40


def offset_of(found: Sequence[Witness]) -> timezone | None:
    """Return the zone in which one of *found* tells a moment that another one tells in UTC.

    It is told with the moment, or is the difference to a time that is printed without a zone: half or whole hours,
    to the minute.
    """
    told = [one.value for one in found[:MOST_WITNESSES] if len(one.value) >= len("2024-05-01T10:30:00")]
    moments = {datetime.fromisoformat(value).replace(second=0) for value in told if value.endswith(IN_UTC)}
    for value in told if moments else ():
        moment = datetime.fromisoformat(value).replace(second=0, microsecond=0)
        offset = moment.utcoffset()
        if offset is None:
            given = (moment.replace(tzinfo=UTC) - one for one in moments)
            offset = next((one for one in given if WESTERNMOST <= one <= EASTERNMOST and not one % STEP), None)
        elif moment not in moments:
            continue
        if offset:
            return timezone(offset)
    return None


def by_clock(value: str, zone: timezone) -> str:
    """Return a moment in UTC by the clock of *zone*.

    >>> by_clock("2024-05-04T00:25:56+00:00", timezone(timedelta(hours=-3)))
    '2024-05-03T21:25:56-03:00'
    """
    return datetime.fromisoformat(value).astimezone(zone).isoformat()
