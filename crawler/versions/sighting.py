"""One look at an article's address: what stood there, and what was read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One capture of an address of the article."""

    at: datetime
    """When it was captured (aware)."""
    url: str
    record_id: str
    status: int | None
    """None when no answer came."""
    leads_to: str | None = None
    """Absolute address that a redirect names."""
    refers_to: str | None = None
    """Record id of the capture that a revisit repeats."""
    article: Article | None = None
    """As today's newest reading has it; None when no article was read from the capture."""
