"""What a feed or sitemap says, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One address that a feed or sitemap lists."""

    url: str
    """Absolute address."""
    changed_at: datetime | None = None
    """The newest date the list gives for it (aware, UTC); None when it gives none that can be read."""
    is_list: bool = False
    """True for another sitemap, false for a page."""
    language: str | None = None
    """The hreflang under which another page was named beside its translation; None for a page that is listed itself."""

    def is_older_than(self, since: datetime | None) -> bool:
        """Return whether the list itself says that nothing happened at this address since then."""
        return since is not None and self.changed_at is not None and self.changed_at < since


@dataclass(frozen=True, slots=True)
class BrokenListing:
    """What stands where a feed or sitemap was expected cannot be read, or not to its end."""

    reason: str
    """What was wrong, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of one list is read (sitemaps.org, "Sitemap file format": 50 MB and 50,000 addresses)."""

    max_bytes: int = 50 << 20
    """Bytes after unpacking."""
    max_entries: int = 50_000
