"""What a search finds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawler.index.search.places import Place
    from crawler.index.search.snippets import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article as lists show it: its newest version at an address of its outlet, or another one that was found."""

    record_id: str
    """Of the capture that this version was read from."""
    url: str
    outlet: str | None
    headline: str | None
    language: str | None
    published_at: datetime | None
    """As the page says, else when it was first captured."""
    first_seen_at: datetime | None
    seen_at: datetime | None
    photos: int

    def as_json(self) -> dict[str, Any]:
        """Return it with times as ISO 8601."""
        values = {name: getattr(self, name) for name in type(self).__slots__}
        return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One story that was found."""

    story: Story
    headline: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    is_earlier: bool = False
    """Whether only another version says so, as a rule an earlier one; then all that is told is of that one."""

    def as_json(self) -> dict[str, Any]:
        """Return it as `search --json` and the reading room's API give it."""
        return {
            **self.story.as_json(),
            "snippet": [{"text": piece.text, "hit": piece.is_hit} for piece in self.snippet],
            "earlier_version": self.is_earlier,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what was found."""

    total: int
    found: tuple[Found, ...]
    next: Place | None = None
    """Where it goes on; None: it does not, or is not ordered by time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCount:
    """How much there is of one outlet."""

    name: str
    stories: int
    first_at: datetime | None
    """Day of the oldest story, as published."""
    last_at: datetime | None
    seen_at: datetime | None
    """When the newest capture with an article was made."""
