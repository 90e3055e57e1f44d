"""What feeds and sitemaps tell of pages that a crawl had met before them: it must not be lost for that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

MOST = 50_000
"""Pages of which something is kept at once, those told of last."""


class Announcements:
    """Times of changes, by the names under which a spider knows its pages."""

    def __init__(self) -> None:
        self._told: dict[str, datetime] = {}
        """Of pages that were not asked about yet."""
        self._answered: dict[str, datetime] = {}
        """When the pages were captured that the archive has answered for in this crawl."""

    def note(self, name: str, at: datetime) -> bool:
        """Keep that something changed *at* that time; return whether the archive has answered with what is older.

        Then the page is to be asked about again, once.
        """
        answered = self._answered.get(name)
        if answered is not None:
            if at <= answered:
                return False
            del self._answered[name]
        _keep(self._told, name, max(at, self._told.get(name, at)))
        return answered is not None

    def take(self, name: str) -> datetime | None:
        """Return the time that was kept for the page called *name*, and forget it."""
        return self._told.pop(name, None)

    def answered(self, name: str, captured_at: datetime) -> None:
        """Note that the archive answers for the page, with what was captured at that time."""
        _keep(self._answered, name, captured_at)


def _keep(times: dict[str, datetime], name: str, at: datetime) -> None:
    times.pop(name, None)
    times[name] = at
    if len(times) > MOST:
        del times[next(iter(times))]
