"""Questions to the stories: search, what came in, how much there is of each outlet and day."""

from __future__ import annotations

import time
from array import array
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, or_, select, text
from sqlalchemy.exc import DBAPIError

from crawler.counting import counted
from crawler.errors import BadQuery, UnknownOutlet
from crawler.index.articles import stored_article
from crawler.index.captures import id_text, microseconds, moment, plain
from crawler.index.engine import clear_errors
from crawler.index.schema import ARTICLE, HIDDEN, STORY
from crawler.index.search import words
from crawler.index.search.fold import terms_of
from crawler.index.search.found import Found, OutletCount, Results, Story
from crawler.index.search.places import Place, behind
from crawler.index.search.snippets import hits_in, marked, snippet
from crawler.index.search.stories import NEVER, Reading, age_of
from crawler.index.search.telling import Told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Select

    from crawler.index.search.query import Phrase, SearchQuery
    from crawler.model import Article

MOST_VERSIONS = 50
"""So many articles of a story are looked through for what only an earlier one says."""
ROWS_AT_ONCE = 1_000
STEPS_BETWEEN_LOOKS = 1_000
SORTS = ("best", "newest", "oldest")
COLUMNS = (
    *(ARTICLE.c.record_id, ARTICLE.c.url, STORY.c.outlet, ARTICLE.c.headline, STORY.c.language),
    *(STORY.c.published_at, STORY.c.first_seen_at, STORY.c.seen_at, STORY.c.photos),
)
LISTED = select(*COLUMNS).join_from(STORY, ARTICLE, ARTICLE.c.id == STORY.c.article_id)
SHOWN = LISTED.add_columns(STORY.c.id, STORY.c.told, ARTICLE.c.document).where(
    STORY.c.id.in_(bindparam("numbers", expanding=True))
)
FILTERED = STORY.alias("fitting")
OTHER = ARTICLE.alias()
IS_TOLD = (
    select(OTHER.c.id)
    .where(OTHER.c.record_id == ARTICLE.c.record_id, OTHER.c.story_id.in_(select(STORY.c.id)))
    .correlate(ARTICLE)
    .exists()
)
READ_AGAIN = (
    select(ARTICLE.c.id, ARTICLE.c.reader, ARTICLE.c.record_id, ARTICLE.c.story_id)
    .where(ARTICLE.c.record_id.in_(select(OTHER.c.record_id).group_by(OTHER.c.record_id).having(func.count() > 1)))
    .order_by(ARTICLE.c.record_id)
)
IS_HIDDEN = ARTICLE.c.record_id.in_(select(HIDDEN.c.record_id))
FLAWS = (
    (
        "article is in no story",
        "articles are in no story",
        select(func.count(ARTICLE.c.record_id.distinct())).where(~IS_TOLD, ~IS_HIDDEN),
    ),
    (
        "article that is redacted is still in a story",
        "articles that are redacted are still in a story",
        select(func.count()).where(IS_HIDDEN, ARTICLE.c.story_id.is_not(None)),
    ),
    (
        "story shows an article that is not its own",
        "stories show an article that is not theirs",
        select(func.count())
        .select_from(STORY)
        .where(
            ~select(ARTICLE.c.id)
            .where(ARTICLE.c.id == STORY.c.article_id, ARTICLE.c.story_id == STORY.c.id)
            .correlate(STORY)
            .exists()
        ),
    ),
)
NAMES = text(
    "WITH RECURSIVE hop (name) AS (SELECT min(outlet) FROM story UNION ALL"
    " SELECT (SELECT min(outlet) FROM story WHERE outlet > hop.name) FROM hop WHERE hop.name IS NOT NULL)"
    " SELECT name FROM hop WHERE name IS NOT NULL"
)
DAY_US = 86_400_000_000


class Stories:
    """What an index says of stories. May be shared by threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def search(  # noqa: PLR0913  # all but the query may be left out
        self,
        query: SearchQuery,
        *,
        sort: str = "best",
        limit: int = 20,
        offset: int = 0,
        after: Place | None = None,
        timeout_s: float = 10.0,
    ) -> Results:
        """Return the stories that fit *query*: the best first, or by date, as is the rule without words.

        Those behind *after*, which the answer before gave as `next`; the best first have none.
        Raises `BadQuery` when it takes longer than *timeout_s*, `UnknownOutlet` for an outlet that has no stories.
        """
        names = self.outlet_names() if query.outlets else []
        outlets = [name for typed in query.outlets for name in outlets_called(typed, names)]
        chosen, order = _chosen(self._engine.dialect.name, query, outlets, sort)
        with self._asking() as connection, _bounded(connection, query, timeout_s):
            total = connection.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
            if after is not None:
                chosen = chosen.where(behind(after, STORY.c.published_at, newest_first=sort != "oldest"))
            numbers = list(connection.execute(chosen.order_by(*order).limit(limit + 1).offset(offset)).scalars())
            rows = {row.id: row for row in connection.execute(SHOWN, {"numbers": numbers[:limit]})}
            # One that went away between the two questions is passed over.
            shown = [rows[number] for number in numbers[:limit] if number in rows]
            found = tuple(_found(connection, row, query) for row in shown)
        goes_on = len(numbers) > limit and shown and is_by_time(query, sort)
        return Results(total=total, found=found, next=Place(shown[-1].published_at, shown[-1].id) if goes_on else None)

    def numbers(self, query: SearchQuery, *, timeout_s: float = 600.0) -> Sequence[int]:
        """Return the numbers of all stories that fit *query*, rising, in eight bytes each. Raises as `search` does."""
        names = self.outlet_names() if query.outlets else []
        outlets = [name for typed in query.outlets for name in outlets_called(typed, names)]
        chosen, _ = _chosen(self._engine.dialect.name, query, outlets, "newest")
        with self._asking() as connection, _bounded(connection, query, timeout_s):
            return array("q", connection.execute(chosen.order_by(chosen.selected_columns[0])).scalars())

    def recent(self, *, limit: int = 20, outlet: str | None = None) -> list[Story]:
        """Return the stories that came in last, or were published last by *outlet*."""
        return self.recent_part(limit=limit, outlet=outlet)[0]

    def recent_part(
        self, *, limit: int, offset: int = 0, outlet: str | None = None, after: Place | None = None
    ) -> tuple[list[Story], Place | None]:
        """Return a part of the same list, behind *after*, and where it goes on, if it does."""
        time = STORY.c.first_seen_at if outlet is None else STORY.c.published_at
        query = LISTED.add_columns(STORY.c.id)
        if outlet is not None:
            query = query.where(STORY.c.outlet == outlet)
        if after is not None:
            query = query.where(behind(after, time, last_number_first=True))
        query = query.order_by(time.desc().nulls_last(), STORY.c.id.desc()).limit(limit + 1).offset(offset)
        with self._asking() as connection:
            rows = connection.execute(query).all()
        last = rows[limit - 1] if len(rows) > limit else None
        return [_story(row) for row in rows[:limit]], None if last is None else Place(getattr(last, time.name), last.id)

    def outlet_names(self) -> list[str]:
        """Return the names of all outlets that have stories, sorted."""
        with self._asking() as connection:
            return list(_names(connection))

    def outlets(self) -> list[OutletCount]:
        """Return how much there is of each outlet, by name."""
        count = (
            func.count(),
            func.min(STORY.c.published_at),
            func.max(STORY.c.published_at),
            func.max(STORY.c.seen_at),
        )
        query = select(STORY.c.outlet, *count).where(STORY.c.outlet.is_not(None)).group_by(STORY.c.outlet)
        with self._asking() as connection:
            return [
                OutletCount(name=name, stories=stories, first_at=_at(first), last_at=_at(last), seen_at=_at(seen))
                for name, stories, first, last, seen in connection.execute(query.order_by(STORY.c.outlet))
            ]

    def days(self, *, from_at: datetime, before_at: datetime) -> dict[tuple[str, int], int]:
        """Return how many stories each outlet published on each day (days since 1970, UTC) of that time."""
        first, last = microseconds(from_at), microseconds(before_at)
        # Both databases divide whole numbers without a rest; below zero they round otherwise, and 1970 is early enough.
        day = STORY.c.published_at.op("/")(DAY_US)
        query = select(STORY.c.outlet, day, func.count()).where(
            STORY.c.outlet.is_not(None), STORY.c.published_at >= max(0, first), STORY.c.published_at < last
        )
        with self._asking() as connection:
            found = connection.execute(query.group_by(STORY.c.outlet, day))
            return {(name, number): count for name, number, count in found}

    def flaws(self) -> Iterator[str]:
        """Yield what is wrong with the stories as they follow from the articles; an index made anew mends it."""
        with self._asking() as connection:
            for one, many, query in FLAWS:
                count = connection.execute(query).scalar_one()
                if count:
                    yield counted(count, one, many)
            older = _told_though_older(connection)
            stories = connection.execute(select(func.count()).select_from(STORY)).scalar_one()
            found = words.count(connection)
        if older:
            yield counted(
                older,
                "article that was read again is still in a story",
                "articles that were read again are still in a story",
            )
        if stories != found:
            yield f"{counted(stories, 'story', 'stories')}, and the words of {found}"

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            yield connection


def outlets_called(typed: str, names: Sequence[str]) -> list[str]:
    """Return those of *names* that *typed* means: the very name, else those with its words in them.

    Case, accents and spaces make no difference: ``presstv`` is Press TV. Raises `UnknownOutlet`.
    """
    wanted = "".join(terms_of(typed))
    folded = {name: "".join(terms_of(name)) for name in names}
    same = [name for name, terms in folded.items() if terms == wanted or name == typed]
    found = same or [name for name, terms in folded.items() if wanted and wanted in terms]
    if not found:
        raise UnknownOutlet(typed, list(names), listed_by="microfiche coverage")
    return found


def _chosen(dialect: str, query: SearchQuery, outlets: Sequence[str], sort: str) -> tuple[Select[Any], list[Any]]:
    """Return the query for the ids of stories, and by what they are ordered."""
    by_date = STORY.c.published_at.asc() if sort == "oldest" else STORY.c.published_at.desc()
    order: list[Any] = [by_date.nulls_last(), STORY.c.id]
    number: ColumnElement[int] = STORY.c.id
    chosen = select(number)
    conditions = list(_conditions(query, outlets, STORY))
    if query.phrases:
        table, number, condition, rank = words.matching(dialect, query.phrases)
        chosen = select(number).select_from(table).where(condition)
        if sort == "best":
            # Without the stories themselves it is much quicker for words of which there are many.
            order = [rank, number.desc()]
        else:
            chosen = chosen.join(STORY, STORY.c.id == number)
        # As a question to each story that has the words: joined, SQLite would ask for the words story by story.
        fitting = select(FILTERED.c.id).where(FILTERED.c.id == number, *_conditions(query, outlets, FILTERED))
        conditions = [fitting.exists()] if conditions else []
    if query.without:
        conditions.append(number.not_in(words.any_of(dialect, query.without)))
    return chosen.where(*conditions), order


def is_by_time(query: SearchQuery, sort: str) -> bool:
    """Return whether what is found is in the order of time: what is sought by no words has no best."""
    return sort != "best" or not query.phrases


def _conditions(query: SearchQuery, outlets: Sequence[str], story: FromClause) -> Iterator[ColumnElement[bool]]:
    if outlets:
        yield story.c.outlet.in_(outlets)
    if query.languages:
        tags = (
            (story.c.language == tag, story.c.language.startswith(f"{tag}-", autoescape=True))
            for tag in query.languages
        )
        yield or_(*chain.from_iterable(tags))
    if query.from_at is not None:
        yield story.c.published_at >= microseconds(query.from_at)
    if query.before_at is not None:
        yield story.c.published_at < microseconds(query.before_at)
    if query.has_photos:
        yield story.c.photos > 0


def _found(connection: Connection, row: Any, query: SearchQuery) -> Found:
    story = _story(row)
    is_newest = Told.unpack(row.told).says(query.phrases)
    earlier = None if is_newest else _earlier(connection, row.id, query.phrases)
    article = earlier or stored_article(row.record_id, row.document)
    headline = article.headline or ""
    return Found(
        story=story if earlier is None else _as_told_by(earlier, story),
        headline=marked(headline, hits_in(headline, query.shown)),
        snippet=snippet(texts_of(article), query.shown),
        is_earlier=earlier is not None,
    )


def _earlier(connection: Connection, number: int, phrases: Sequence[Phrase]) -> Article | None:
    """Return the newest of the story's other articles that says most of *phrases*; None when none says any."""
    columns = (ARTICLE.c.record_id, ARTICLE.c.document)
    query = select(*columns).where(ARTICLE.c.story_id == number).order_by(ARTICLE.c.id.desc())
    best, most = None, (0, (True, -NEVER))
    for record_id, document in connection.execute(query.limit(MOST_VERSIONS)).all():
        article = stored_article(record_id, document)
        reading = Reading.of(article)
        said = sum(reading.told.says([phrase]) for phrase in phrases), reading.rank
        if said > most:
            best, most = article, said
    return best


def _as_told_by(article: Article, story: Story) -> Story:
    """Return *story* with the facts of *article*, one of its versions, in the place of those that are shown."""
    reading = Reading.of(article)
    return replace(
        story,
        record_id=article.record_id or story.record_id,
        url=plain(article.url),
        headline=article.headline and plain(article.headline),
        language=reading.language,
        published_at=_at(reading.published_at),
        seen_at=_at(reading.captured_at),
        photos=reading.photos,
    )


def texts_of(article: Article) -> Iterator[str]:
    """Yield what is searched of *article*, as it stands there, without the headline."""
    blocks = [block.text for block in article.blocks] or [article.body or ""]
    photos = [text for photo in article.photos for text in (photo.caption, ", ".join(photo.credits))]
    names = (", ".join(article.authors), ", ".join(article.topics))
    yield from filter(None, (*blocks, article.standfirst, *photos, *names, article.headline))


def _story(row: Any) -> Story:
    return Story(
        record_id=id_text(row.record_id),
        url=row.url,
        outlet=row.outlet,
        headline=row.headline,
        language=row.language,
        published_at=_at(row.published_at),
        first_seen_at=_at(row.first_seen_at),
        seen_at=_at(row.seen_at),
        photos=row.photos,
    )


def _at(since_epoch_us: int | None) -> datetime | None:
    return None if since_epoch_us is None else moment(since_epoch_us)


def _names(connection: Connection) -> Iterator[str]:
    """Yield the outlets by hopping from one to the next in the index: there are few, and many stories of each."""
    yield from connection.execute(NAMES).scalars()


def _told_though_older(connection: Connection) -> int:
    """Return how many articles are in a story though there is a newer reading of their capture."""
    rows = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(READ_AGAIN)
    number = 0
    for _, of_one in groupby(rows, key=lambda row: bytes(row.record_id)):
        readings = sorted(of_one, key=age_of)
        number += sum(reading.story_id is not None for reading in readings[:-1])
    return number


@contextmanager
def _bounded(connection: Connection, query: SearchQuery, timeout_s: float) -> Iterator[None]:
    """Raise `BadQuery` when what is asked inside takes longer than *timeout_s*."""
    too_long = f"took longer than {timeout_s:g} s; more words, an outlet or a time make it quicker"
    try:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL statement_timeout = {max(1, round(timeout_s * 1000))}")
            yield
            return
        driver: Any = connection.connection.driver_connection
        deadline = time.monotonic() + timeout_s
        driver.set_progress_handler(lambda: time.monotonic() > deadline, STEPS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            driver.set_progress_handler(None, 0)
    except DBAPIError as err:
        said = str(err.orig).lower()
        if "interrupt" in said or "statement timeout" in said:
            raise BadQuery(query.text, too_long) from err
        raise
