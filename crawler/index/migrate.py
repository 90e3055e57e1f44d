"""Bring the tables to the schema this version works with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, inspect, select, text, update

from crawler.errors import ArchiveError, ArchiveNotFound
from crawler.index.captures import MOST_KEY_BYTES, MOST_NAME_BYTES, bounded
from crawler.index.engine import writing
from crawler.index.schema import ANNOUNCED, ARTICLE, CAPTURE, HIDDEN, LISTING, METADATA, REVISIONS, STORY
from crawler.index.search.stories import fill

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Column, Connection, Engine, Table

FOLDER = Path(__file__).with_name("migrations")
VERSION_TABLE = "alembic_version"
WITH_STORIES = "0006"
UPGRADE_ASLEEP_S = 600
"""Between two statements of an upgrade the program may be busy with what all articles say."""
ROWS_AT_ONCE = 1_000
KEYS = (
    *((CAPTURE, "surt"), (CAPTURE, "requested_surt"), (LISTING, "surt"), (ANNOUNCED, "surt")),
    *((HIDDEN, "surt"), (HIDDEN, "requested_surt")),
)
NAMES = (*((ARTICLE, name) for name in ("outlet", "key", "published_at", "template")), (STORY, "outlet"))


def ensure_schema(engine: Engine, *, create: bool) -> None:
    """Make or upgrade the tables where they are not what they should be.

    Raises `ArchiveError` for tables of a newer version or of another program, and `ArchiveNotFound` when there are none
    and none should be made.
    """
    with engine.connect() as connection:
        found = _revision(connection)
    if found == REVISIONS[-1]:
        return
    if found is None and not create:
        raise ArchiveNotFound(Path(engine.url.database or "").parent)
    with writing(engine, durable=True, asleep_s=UPGRADE_ASLEEP_S) as connection:
        # Looked at again under the lock: another process may have done it meanwhile.
        found = _revision(connection)
        if found is None:
            make(connection)
        elif found != REVISIONS[-1]:
            upgrade(connection)
            if REVISIONS.index(found) < REVISIONS.index(WITH_STORIES):
                fill(connection)
            shorten(connection)


def make(connection: Connection) -> None:
    """Make all tables in an empty database, as the migrations would, without the time it takes to import Alembic.

    A test holds both ways together.
    """
    METADATA.create_all(connection, checkfirst=False)
    key = f"CONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num)"
    connection.exec_driver_sql(f"CREATE TABLE {VERSION_TABLE} (version_num VARCHAR(32) NOT NULL, {key})")
    connection.execute(text(f"INSERT INTO {VERSION_TABLE} VALUES (:newest)"), {"newest": REVISIONS[-1]})  # noqa: S608  # a constant


def upgrade(connection: Connection) -> None:
    """Run the migrations that are missing, inside the caller's transaction."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def shorten(connection: Connection) -> None:
    """Shorten what an earlier version looked up by in its whole length: see `bounded`."""
    for columns, most_bytes in ((KEYS, MOST_KEY_BYTES), (NAMES, MOST_NAME_BYTES)):
        for table, name in columns:
            _shorten(connection, table, table.c[name], most_bytes)


def alembic_config() -> Config:
    """Return what Alembic must know; imported here because it takes longer than opening an index."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def _shorten(connection: Connection, table: Table, column: Column[str], most_bytes: int) -> None:
    # No letter has more than four bytes: all that may be too long, and some more.
    query = select(table.c.id, column).where(func.length(column) > most_bytes // 4).order_by(table.c.id)
    last = 0
    while rows := connection.execute(query.where(table.c.id > last).limit(ROWS_AT_ONCE)).all():
        for number, told in rows:
            short = bounded(told, most_bytes)
            if short != told:
                connection.execute(update(table).where(table.c.id == number).values({column.name: short}))
        last = rows[-1][0]


def _revision(connection: Connection) -> str | None:
    """The schema's revision, checked; None for an empty database."""
    names = inspect(connection).get_table_names()
    if VERSION_TABLE not in names:
        if names:
            raise ArchiveError(f"{_place(connection)} is a database of another program: it holds {names[0]!r}")
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608  # a constant
    if found is not None and found not in REVISIONS:
        raise ArchiveError(
            f"{_place(connection)} has schema {found}, this version knows none above {REVISIONS[-1]}: update microfiche"
        )
    return None if found is None else str(found)


def _place(connection: Connection) -> str:
    return connection.engine.url.render_as_string(hide_password=True).removeprefix("sqlite:///")
