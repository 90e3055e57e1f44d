"""Dates as machines and people write them, to ISO 8601."""

from crawler.page.dates.clock import Place
from crawler.page.dates.read import Printed, any_date, dates_in, read_date, since_1970

__all__ = ["Place", "Printed", "any_date", "dates_in", "read_date", "since_1970"]
