"""Links that lead on without end, caught by the rules of a table."""

from crawler.fetch.discovery.traps.rules import Rules
from crawler.fetch.discovery.traps.slugs import Slugs
from crawler.fetch.discovery.traps.traps import Traps

__all__ = ["Rules", "Slugs", "Traps"]
