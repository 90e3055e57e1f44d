"""Captures and articles piece by piece: no connection is held between the pieces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_

from crawler.index.articles import stored_article
from crawler.index.captures import id_bytes, id_text, key_of, microseconds, moment, row_of, select_captures
from crawler.index.lookup import ANSWERED, ROWS_AT_ONCE
from crawler.index.schema import ARTICLE, CAPTURE, WARC_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Connection

    from crawler.index.rows import CaptureRow
    from crawler.model import Article

STORIES_AT_ONCE = 500
READ_FROM = (CAPTURE.c.captured_at, CAPTURE.c.spider)
TOLD = (
    select(ARTICLE.c.story_id, ARTICLE.c.id, ARTICLE.c.record_id, ARTICLE.c.document, *READ_FROM)
    .select_from(ARTICLE.outerjoin(CAPTURE, CAPTURE.c.record_id == ARTICLE.c.record_id))
    .order_by(ARTICLE.c.story_id, ARTICLE.c.id)
)
ORDER = (CAPTURE.c.surt, CAPTURE.c.captured_at, CAPTURE.c.record_id)


class Position(NamedTuple):
    """The place of one capture in the order of keys and times."""

    surt: str
    captured_at: datetime
    record_id: str

    @classmethod
    def of(cls, row: CaptureRow) -> Position:
        return cls(key_of(row.url), row.captured_at, row.record_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which answered captures are listed; all of them when nothing is said."""

    keys: tuple[tuple[str, str | None], ...] = ()
    """Ranges of SURT keys: the first that belongs to it, the first behind it (None: no end)."""
    from_at: datetime | None = None
    until_at: datetime | None = None
    """Inclusive."""
    backwards: bool = False
    after: Position | None = None
    """Where an earlier listing stopped."""


def one_key(url: str) -> tuple[str, str]:
    """Return the range of the SURT of *url* alone: no key has a control character, and no database takes a zero."""
    key = key_of(url)
    return key, key + "\x01"


def listed(
    asking: Callable[[], AbstractContextManager[Connection]], span: Span, *, at_once: int = ROWS_AT_ONCE, skip: int = 0
) -> Iterator[CaptureRow]:
    """Yield what *span* holds by SURT and time; *asking* gives a connection each time it is called.

    One range of keys after the other: of several at once a database would sort all that is in them for each piece.
    """
    ranges = _disjoint(span.keys or (("", None),))
    for keys in reversed(ranges) if span.backwards else ranges:
        part = replace(span, keys=(keys,))
        if skip:
            with asking() as connection:
                held = counted(connection, part)
            if held <= skip:
                skip -= held
                continue
        yield from _one_range(asking, part, at_once, skip)
        skip = 0


def counted(connection: Connection, span: Span) -> int:
    """Return how many captures *span* holds."""
    query = _narrowed(select(func.count()).select_from(CAPTURE), span)
    number: int = connection.execute(query).scalar_one()
    return number


class ToldArticle(NamedTuple):
    """The last reading of one capture, and what is known of that capture."""

    story: int
    number: int
    """Both rise with the order in which articles are listed."""
    record_id: str
    article: Article
    captured_at: datetime | None
    """None when the capture is not in the index."""
    spider: str | None


def told_articles(
    asking: Callable[[], AbstractContextManager[Connection]],
    *,
    stories: Sequence[int] | None = None,
    after: tuple[int, int] = (0, 0),
    at_once: int = ROWS_AT_ONCE,
) -> Iterator[ToldArticle]:
    """Yield the last reading of each capture, those of one story side by side, from behind *after* (story, number).

    *stories*: only of these, which rise; None: of all.
    """
    if stories is None:
        yield from _told(asking, (), after, at_once)
        return
    for start in range(0, len(stories), STORIES_AT_ONCE):
        some = stories[start : start + STORIES_AT_ONCE]
        if some[-1] >= after[0]:
            yield from _told(asking, (ARTICLE.c.story_id.in_(list(some)),), after, at_once)


def _told(
    asking: Callable[[], AbstractContextManager[Connection]],
    conditions: Sequence[ColumnElement[bool]],
    after: tuple[int, int],
    at_once: int,
) -> Iterator[ToldArticle]:
    while True:
        # The first condition says less than the second, but is one that an index answers.
        behind = (ARTICLE.c.story_id >= after[0], tuple_(ARTICLE.c.story_id, ARTICLE.c.id) > after)
        with asking() as connection:
            found = connection.execute(TOLD.where(*behind, *conditions).limit(at_once)).all()
        for story, number, record_id, document, captured_at, spider in found:
            at = None if captured_at is None else moment(captured_at)
            yield ToldArticle(story, number, id_text(record_id), stored_article(record_id, document), at, spider)
        if len(found) < at_once:
            return
        after = (found[-1][0], found[-1][1])


def filed(
    asking: Callable[[], AbstractContextManager[Connection]], file: str, *, at_once: int = ROWS_AT_ONCE
) -> Iterator[CaptureRow]:
    """Yield all captures in the WARC file *file* as they stand in it."""
    after = -1
    query = select_captures().where(WARC_FILE.c.name == file).order_by(CAPTURE.c.offset).limit(at_once)
    while True:
        with asking() as connection:
            rows = [row_of(found) for found in connection.execute(query.where(CAPTURE.c.offset > after))]
        yield from rows
        if len(rows) < at_once:
            return
        after = rows[-1].offset


def _one_range(
    asking: Callable[[], AbstractContextManager[Connection]], span: Span, at_once: int, skip: int
) -> Iterator[CaptureRow]:
    while True:
        with asking() as connection:
            rows = [row_of(found) for found in connection.execute(_ordered(span).limit(at_once).offset(skip))]
        yield from rows
        if len(rows) < at_once:
            return
        span, skip = replace(span, after=Position.of(rows[-1])), 0


def _disjoint(keys: tuple[tuple[str, str | None], ...]) -> list[tuple[str, str | None]]:
    """Return the same ranges in order, those that overlap as one, without empty ones."""
    found: list[tuple[str, str | None]] = []
    for low, high in sorted(keys, key=lambda pair: pair[0]):
        if high is not None and low >= high:
            continue
        if found and (found[-1][1] is None or low <= found[-1][1]):
            before = found[-1][1]
            found[-1] = (found[-1][0], None if before is None or high is None else max(before, high))
        else:
            found.append((low, high))
    return found


def _ordered(span: Span) -> Select[Any]:
    order = [column.desc() for column in ORDER] if span.backwards else ORDER
    return _narrowed(select_captures(), span).order_by(*order)


def _narrowed(query: Select[Any], span: Span) -> Select[Any]:
    query = query.where(ANSWERED)
    if span.keys:
        query = query.where(or_(*[_within(low, high) for low, high in span.keys]))
    if span.from_at is not None:
        query = query.where(CAPTURE.c.captured_at >= microseconds(span.from_at))
    if span.until_at is not None:
        query = query.where(CAPTURE.c.captured_at <= microseconds(span.until_at))
    if span.after is not None:
        query = query.where(*_behind(span.after, backwards=span.backwards))
    return query


def _behind(at: Position, *, backwards: bool) -> list[ColumnElement[bool]]:
    """The first condition says less than the second, but is one that the index over the keys answers."""
    place = (at.surt, microseconds(at.captured_at), id_bytes(at.record_id))
    if backwards:
        return [CAPTURE.c.surt <= at.surt, tuple_(*ORDER) < place]
    return [CAPTURE.c.surt >= at.surt, tuple_(*ORDER) > place]


def _within(low: str, high: str | None) -> ColumnElement[bool]:
    return CAPTURE.c.surt >= low if high is None else and_(CAPTURE.c.surt >= low, CAPTURE.c.surt < high)
