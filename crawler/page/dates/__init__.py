"""Dates as machines and people write them, to ISO 8601."""

from crawler.page.dates.read import any_date, read_date

__all__ = ["any_date", "read_date"]
