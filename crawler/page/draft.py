"""A draft: a page, the article that is being read from it, and which blocks of text are spoken for."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from crawler.errors import ArchiveError
from crawler.model import Article
from crawler.page.shape import fingerprint
from crawler.url import host_of, registrable_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from crawler.page.page import Page

logger = logging.getLogger(__name__)

ROLES = frozenset(
    {"headline", "standfirst", "byline", "date", "section", "caption", "credit", "mirror", "body", "furniture"}
)
"""What a block of text can be in an article."""
_FAILED = re.compile(r"\w+ failed: \w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An article while it is being read. Steps return changed copies."""

    page: Page
    article: Article
    claimed: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    """Role of each block that is spoken for, by `Block.index`."""

    @classmethod
    def of(cls, page: Page, *, outlet: str | None = None, reader: str | None = None) -> Self:
        """Return the draft that reading begins with. Without *outlet* it is the registrable domain of the address."""
        article = Article(
            url=page.url,
            outlet=outlet or _domain(page.url),
            record_id=page.capture.record_id,
            captured_at=page.capture.captured_at.isoformat(),
            reader=reader,
            template=fingerprint(page),
        )
        return cls(page=page, article=article)

    def claim(self, block_indexes: Iterable[int], role: str) -> Self:
        """Return a copy in which the blocks have *role*; a block that is spoken for keeps its first role."""
        assert role in ROLES, role
        fresh = {index: role for index in block_indexes if index not in self.claimed}
        return replace(self, claimed=MappingProxyType({**self.claimed, **fresh})) if fresh else self

    def note(self, text: str) -> Self:
        """Return a copy with one more note; the same note is kept once."""
        notes = self.article.notes
        return self if text in notes else self.with_article(notes=[*notes, text])

    def with_article(self, **changes: Any) -> Self:
        """Return a copy whose article has *changes*."""
        return replace(self, article=replace(self.article, **changes)) if changes else self

    def sourced(self, **sources: str | None) -> Self:
        """Return a copy that tells for each field which source or rule gave it; None, and a source that is known, stay.

        A source is a short name: ``json-ld:headline``, ``meta:og:title``, ``h1``, ``template`` (docs/reading.md).
        """
        known = self.article.sources
        fresh = {name: source for name, source in sources.items() if source is not None and name not in known}
        return self.with_article(sources={**known, **fresh}) if fresh else self

    def claimed_as(self, role: str) -> list[int]:
        """Return the indexes of blocks with *role*, ascending."""
        return sorted(index for index, given in self.claimed.items() if given == role)


def read(
    page: Page, steps: Sequence[Callable[[Draft], Draft]], *, outlet: str | None = None, reader: str | None = None
) -> Article:
    """Return the article of *page* as *steps* read it, one after the other."""
    return run_steps(Draft.of(page, outlet=outlet, reader=reader), steps).article


def run_steps(draft: Draft, steps: Sequence[Callable[[Draft], Draft]]) -> Draft:
    """Return *draft* after all *steps*; a step that fails costs only its own fields."""
    for step in steps:
        draft, _ = run_step(draft, step)
    return draft


def run_step(draft: Draft, step: Callable[[Draft], Draft]) -> tuple[Draft, bool]:
    """Return *draft* after *step*, and whether the step failed; then a note says so and the rest is as it was."""
    try:
        return step(draft), False
    except Exception as err:  # the boundary of a step: foreign pages must not end a run
        name = getattr(step, "__name__", type(step).__name__)
        logger.warning("Step %s failed on %s", name, draft.page.url, exc_info=True)
        return draft.note(f"{name} failed: {type(err).__name__}"), True


def failed_steps(article: Article) -> list[str]:
    """Return what `run_step` noted on *article*: a line for each step that failed."""
    return [note for note in article.notes if _FAILED.fullmatch(note)]


def _domain(url: str) -> str | None:
    try:
        return registrable_domain(host_of(url))
    except ArchiveError:
        return None
