"""What is exported: captures and articles of an outlet, of a time, of a search, or all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crawler.index import Span
from crawler.outlets.wanted import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.index import CaptureRow, Index, Position
    from crawler.index.listing import ToldArticle
    from crawler.index.search.query import SearchQuery
    from crawler.outlets.wanted import Wanted


@dataclass(frozen=True)
class Selection:
    """Captures and articles that meet every condition."""

    index: Index
    wanted: Wanted = ALL
    query: SearchQuery | None = None
    """Only articles of stories that fit it, and the captures that they were read from."""

    @property
    def is_all(self) -> bool:
        return self.wanted == ALL and self.query is None

    @cached_property
    def stories(self) -> Sequence[int] | None:
        """Numbers of the stories that fit the query; None without one. Raises `BadQuery`, `UnknownOutlet`."""
        return None if self.query is None else self.index.stories.numbers(self.query)

    def as_json(self) -> dict[str, Any]:
        """Return what tells this selection from others."""
        outlet, scope = self.wanted.outlet, self.wanted.scope
        return {
            "outlet": outlet.key if outlet is not None else None if scope is None else list(scope.hosts),
            "from": self.wanted.since and self.wanted.since.isoformat(),
            "to": self.wanted.until and self.wanted.until.isoformat(),
            "query": self.query and self.query.text,
        }

    def articles(self, *, after: tuple[int, int] = (0, 0)) -> Iterator[ToldArticle]:
        """Yield the last reading of each capture, by story, from behind *after* (story, number)."""
        for told in self.index.told_articles(stories=self.stories, after=after):
            if self.wanted == ALL or (
                told.captured_at is not None
                and self.wanted.holds(url=told.article.url, captured_at=told.captured_at, spider=told.spider)
            ):
                yield told

    def listed(self, *, after: Position | None = None) -> Iterator[CaptureRow]:
        """Yield answered captures by SURT and time, from behind *after*; of a search, as `articles` yields them."""
        if self.query is not None:
            yield from self.read_from()
            return
        span = Span(from_at=self.wanted.since, until_at=self.wanted.until, after=after)
        for row in self.index.listing(span):
            if self.holds(row):
                yield row

    def read_from(self) -> Iterator[CaptureRow]:
        """Yield the captures that the articles were read from, as `articles` yields them."""
        for told in self.articles():
            row = self.index.record(told.record_id)
            if row is not None:
                yield row

    def holds(self, row: CaptureRow) -> bool:
        """Return whether *row* meets the conditions other than the query."""
        return self.wanted == ALL or self.wanted.holds(url=row.url, captured_at=row.captured_at, spider=row.spider)
