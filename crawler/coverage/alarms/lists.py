"""Feeds and sitemaps that named pages and name none any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from crawler.coverage.alarms.alarm import Alarm, AlarmKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.coverage.lists import Asked, Listing

MAY_PASS = timedelta(hours=24)
"""An error of the server, or no answer, is an alarm when it has lasted so long."""


def list_alarms(listings: Iterable[Listing]) -> list[Alarm]:
    """Return an alarm for each list that was well once and is not since: at once where it is gone or something else."""
    found = []
    for listing in listings:
        failing = _failing(listing)
        last = listing.last
        if not failing or (not last.is_definite and last.at - failing[0].at < MAY_PASS):
            continue
        well = listing.last_well
        assert well is not None
        text = f"{listing.url} named {well.entries} on {well.at:%Y-%m-%d}, and none since: {last.why}"
        found.append(
            Alarm(
                kind=AlarmKind.LIST,
                subject=listing.url,
                text=text,
                first_day=failing[0].at.date(),
                last_day=last.at.date(),
                evidence=(last.record_id,),
            )
        )
    return found


def _failing(listing: Listing) -> list[Asked]:
    """Return the times that it was asked for in vain since it was last well; none when it never was."""
    well = listing.last_well
    return [] if well is None else [each for each in listing.asked if each.at > well.at]
