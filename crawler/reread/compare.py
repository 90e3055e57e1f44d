"""What a new reading of a capture changes against the reading that is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from crawler.model.readings import is_same, newest_reading
from crawler.reread.texts import FieldChange, changes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Article
    from crawler.reread.reading import Reading

OTHER = "other"
"""The field of a difference that no text shows."""


class Kind(StrEnum):
    """What became of one capture."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"
    """It is read as an article now, and was not before."""
    GONE = "gone"
    """It was read as an article before, and is not now; the stored reading stays."""
    NONE = "none"
    """It shows no article, then as now."""
    FAILED = "failed"
    """It could not be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One capture, or one damaged place, after it was read again."""

    kind: Kind
    file: str
    offset: int
    url: str = ""
    record_id: str = ""
    headline: str | None = None
    changes: tuple[FieldChange, ...] = ()
    failure: str | None = None
    """Why it could not be read, or which steps failed."""
    document: bytes | None = None
    """What is to be stored, as JSON; None when nothing is."""
    article: bytes | None = None
    """As read now, as JSON; None when there is none, or nobody asked for it."""
    digest: str | None = None
    """SHA-256 of the article as read now; None when there is none."""


def compared(reading: Reading, stored: Sequence[Article], *, file: str) -> Outcome:
    """Return what *reading* changes against *stored*: all readings of its capture that the archive has."""
    article, before = reading.article, newest_reading(stored)
    outcome = Outcome(
        kind=Kind.SAME,
        file=file,
        offset=reading.offset,
        url=reading.url,
        record_id=reading.record_id,
        headline=_headline(article) or _headline(before),
        failure=reading.failure,
    )
    if article is None and reading.failure is not None:
        return replace(outcome, kind=Kind.FAILED)
    if article is None:
        return replace(outcome, kind=Kind.NONE if before is None else Kind.GONE)
    if before is None:
        return replace(outcome, kind=Kind.NEW)
    if is_same(before, article):
        return outcome
    changes = changes_of(before, article) or (FieldChange(OTHER, "", ""),)
    return replace(outcome, kind=Kind.CHANGED, changes=changes)


def _headline(article: Article | None) -> str | None:
    return article.headline if article is not None else None
