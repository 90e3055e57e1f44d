"""The demo newspaper over a month of thirty days, in which it changes as real ones do."""

from crawler.demo.month.edition import Month, edition, published_until
from crawler.demo.month.plan import FIRST_DAY, LAST_DAY, PLAN, Plan, day_number

__all__ = ["FIRST_DAY", "LAST_DAY", "PLAN", "Month", "Plan", "day_number", "edition", "published_until"]
