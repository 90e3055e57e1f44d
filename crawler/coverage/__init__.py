"""What outlets announce, what of it the archive has, and alarms when something changes for the worse.

All but `reading` and `gathering` is pure: no index, no network, no clock.
"""

from crawler.coverage.day import Announced, Day, Reason, days_of, reason_of
from crawler.coverage.lists import Asked, Listing, listing_of
from crawler.coverage.report import Report
from crawler.coverage.sites import Site, sites_of

__all__ = [
    "Announced",
    "Asked",
    "Day",
    "Listing",
    "Reason",
    "Report",
    "Site",
    "days_of",
    "listing_of",
    "reason_of",
    "sites_of",
]
