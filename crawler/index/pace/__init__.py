"""The budget of each server: when it may be asked next, shared by all crawls of one archive (docs/politeness.md)."""

from crawler.index.pace.budget import Budget, Seen
from crawler.index.pace.store import MemoryBook, PaceBook, pace_address

__all__ = ["Budget", "MemoryBook", "PaceBook", "Seen", "pace_address"]
