"""What is known of one address: who it is, and what each visit saw there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Kind(StrEnum):
    """What kind of address it is. Whether a page is an article is known by what was read from it."""

    LIST = "list"
    """A feed or sitemap, or a page where a site begins."""
    PAGE = "page"
    """A page that shows no article."""
    ARTICLE = "article"
    REQUISITE = "requisite"
    """A photo, style sheet, icon or font."""


class Outcome(StrEnum):
    """What came of one visit."""

    SEEN = "seen"
    GONE = "gone"
    """The server says that there is nothing, or nothing any more (404, 410)."""
    FAILED = "failed"
    """No answer, a server's failure, a notice in place of the page, or an answer that was cut short."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One visit."""

    at: datetime
    """Aware."""
    content: str | None = None
    """Names what was there: equal for visits that saw the same; None when that is not known."""
    outcome: Outcome = Outcome.SEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All that is known of one address."""

    kind: Kind
    visits: tuple[Visit, ...]
    """The oldest first; more than the latest few change nothing."""
    published_at: datetime | None = None
    """When the article says that it was published (aware)."""
    announced_at: datetime | None = None
    """The newest time of a change that a feed or sitemap tells for this address (aware)."""
