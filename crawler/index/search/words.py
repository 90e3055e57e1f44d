"""What only one of the databases understands: how words are put in, taken out and matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, cast, column, literal_column, select, table, text
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.sql import func

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from crawler.index.search.query import Phrase
    from crawler.index.search.telling import Told

SQLITE_ADD = "INSERT INTO story_words (rowid, headline, lead, body, earlier) VALUES (?, ?, ?, ?, ?)"
SQLITE_TAKE = (
    "INSERT INTO story_words (story_words, rowid, headline, lead, body, earlier) VALUES ('delete', ?, ?, ?, ?, ?)"
)
FTS = table("story_words", column("rowid"), column("story_words", Text))
WORDS = table("story_words", column("story_id"), column("words", TSVECTOR))
RANK: ColumnElement[float] = literal_column("bm25(story_words, 10.0, 3.0, 1.0, 0.4)")
"""Smaller is better. Headline, lead, body, earlier versions."""
WEIGHTS = "{0.04, 0.1, 0.3, 1.0}"
"""The same for PostgreSQL, which counts from the least."""
LABELS = ("A", "B", "C", "D")
LAST_POSITION = 16_383
"""PostgreSQL knows no place behind it: phrases beyond are not found there."""
STORIES_LOCK = 0x4D66_5354
"""Any number will do, as long as nobody else takes it."""
MOST_PLACES = 250
"""Of one term."""
MOST_BYTES = 700_000
"""A tsvector holds a megabyte; a story with more different terms keeps the first of them."""


def alone(connection: Connection) -> None:
    """Wait until no other process is telling stories or hides, and keep the others out until the transaction ends.

    SQLite has one writer at a time anyway. In PostgreSQL two could begin the same story, or wait for each other, and a
    redaction and what it speaks of could pass by each other.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(STORIES_LOCK)))


def put(connection: Connection, story_id: int, told: Told) -> None:
    """Make the words of *told* findable as *story_id*, of which nothing is findable yet."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SQLITE_ADD, (story_id, *told.columns()))
        return
    statement = text("INSERT INTO story_words (story_id, words) VALUES (:id, CAST(:words AS tsvector))")
    connection.execute(statement, {"id": story_id, "words": tsvector(told)})


def take(connection: Connection, story_id: int, told: Told) -> None:
    """Make *story_id*, which was put as *told*, no longer findable."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(SQLITE_TAKE, (story_id, *told.columns()))
        return
    connection.execute(text("DELETE FROM story_words WHERE story_id = :id"), {"id": story_id})


def count(connection: Connection) -> int:
    """Return of how many stories there are words."""
    table = "story_words_docsize" if connection.dialect.name == "sqlite" else "story_words"
    number: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  # constants
    return number


def matching(dialect: str, phrases: Sequence[Phrase]) -> tuple[Any, ColumnElement[int], ColumnElement[bool], Any]:
    """Return the table, its story id, the condition that all *phrases* are there, and the rank: less is better."""
    if dialect == "sqlite":
        condition = FTS.c.story_words.op("MATCH")(fts_match(phrases, " AND "))
        return FTS, FTS.c.rowid, condition, RANK
    asked = cast(tsquery(phrases, " & "), TSQUERY)
    rank = -func.ts_rank_cd(literal_column(f"'{WEIGHTS}'::float4[]"), WORDS.c.words, asked, 1)
    return WORDS, WORDS.c.story_id, WORDS.c.words.op("@@")(asked), rank


def any_of(dialect: str, phrases: Sequence[Phrase]) -> Any:
    """Return the query for the ids of stories in which any of *phrases* is."""
    if dialect == "sqlite":
        return select(FTS.c.rowid).where(FTS.c.story_words.op("MATCH")(fts_match(phrases, " OR ")))
    return select(WORDS.c.story_id).where(WORDS.c.words.op("@@")(cast(tsquery(phrases, " | "), TSQUERY)))


def fts_match(phrases: Iterable[Phrase], between: str) -> str:
    """Return *phrases* for FTS5. Terms hold no quotation marks, so that nothing typed is read as its language."""
    return between.join(f'"{" ".join(phrase.terms)}"{"*" if phrase.is_prefix else ""}' for phrase in phrases)


def tsquery(phrases: Iterable[Phrase], between: str) -> str:
    """Return *phrases* as the text of a tsquery; terms hold neither quotation marks nor backslashes."""
    told = []
    for phrase in phrases:
        terms = [f"'{term}'" for term in phrase.terms]
        terms[-1] += ":*" if phrase.is_prefix else ""
        told.append(f"({' <-> '.join(terms)})")
    return between.join(told)


def tsvector(told: Told) -> str:
    """Return the text of the tsvector with the terms of *told* at their places, its columns as weights."""
    places: dict[str, list[str]] = {}
    room = MOST_BYTES
    position = 0
    for label, words in zip(LABELS, told.columns(), strict=True):
        position += 1  # no phrase from one column to the next
        for term in words.split():
            position += 1
            if term not in places:
                room -= len(term.encode()) + 8
            known = places.setdefault(term, []) if room > 0 else places.get(term)
            if known is not None and len(known) < MOST_PLACES:
                room -= 2
                known.append(f"{min(position, LAST_POSITION)}{label}")
    return " ".join(f"'{term}':{','.join(at)}" for term, at in places.items())
