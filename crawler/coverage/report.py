"""What there is to tell of one outlet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.coverage.alarms import Alarm
    from crawler.coverage.day import Day
    from crawler.coverage.lists import Listing
    from crawler.coverage.sites import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The coverage of one outlet over some days."""

    site: Site
    days: tuple[Day, ...]
    """Without gaps, the oldest first."""
    listings: tuple[Listing, ...]
    """Its feeds and sitemaps, by their address."""
    alarms: tuple[Alarm, ...] = ()
    """Those that stand on the last day first, then those that stood on any of the days."""

    @property
    def standing(self) -> tuple[Alarm, ...]:
        """The alarms that stand on the last day that can be judged."""
        return tuple(alarm for alarm in self.alarms if alarm.is_standing)
