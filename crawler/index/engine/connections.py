"""Connections to the database behind the index, and what its errors mean for a person."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from crawler.errors import ArchiveError, ArchiveNotFound, ArchiveUnwritable, BadSetting, reason_of
from crawler.index.engine.read_only import cannot_be_written, connected, open_read_only
from crawler.index.engine.renewal import renew_when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

BUSY_TIMEOUT_MS = 30_000
"""So long a writer waits for another process to finish its group."""
CACHE_KIB = 32_768
CHECKPOINT_PAGES = 8_000
"""The write-ahead log is carried over when it holds so many pages of 4 KiB."""
WRITES = "microfiche_writes"
SETTING = "ARCHIVE_INDEX"
ASLEEP_S = 20
"""A writer that says nothing for so long in the middle of a transaction is asleep or cut off: PostgreSQL lets go of
what it holds. Others take over a lost machine's crawls after 40 s (crawler/schedule), and must not wait for it then."""
DEAD_AFTER_S = 25
"""A connection to PostgreSQL is given up, at both ends, when the other end has not answered for so long."""
KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
UNWRITABLE = ("readonly", "unable to open", "disk i/o error", "disk is full", "is locked", "permission denied")
BROKEN = ("not a database", "malformed")


def url_of(address: str | Path) -> URL:
    """Return the database address for *address*: a path means SQLite. Raises `BadSetting`."""
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except ArgumentError as err:
        raise BadSetting(SETTING, f"{address[:100]!r} is not the address of a database") from err
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise BadSetting(SETTING, f"{url.get_backend_name()} is neither sqlite nor postgresql")
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def open_engine(url: URL, *, create: bool) -> Engine:
    """Return an engine for *url*. Raises `ArchiveNotFound`, `ArchiveUnwritable` or `BadSetting`."""
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url, create=create)
    try:
        engine = create_engine(url, pool_pre_ping=True, connect_args=libpq_arguments(url))
    except (ImportError, NoSuchModuleError) as err:
        raise BadSetting(SETTING, "PostgreSQL needs the package psycopg") from err
    event.listen(engine, "connect", _let_it_look)
    return engine


def libpq_arguments(url: URL) -> dict[str, int]:
    """Return what makes a client see within seconds that its server is gone: nothing that *url* says itself."""
    usual = {"connect_timeout": 10, **KEEPALIVES, "tcp_user_timeout": DEAD_AFTER_S * 1_000}
    return {name: value for name, value in usual.items() if name not in url.query}


class Kept(NamedTuple):
    """What a database holds, and what a person does when its file is broken."""

    name: str
    mend: str


INDEX = Kept("metadata index", "reindex makes a new one")


@contextmanager
def clear_errors(url: URL, kept: Kept = INDEX) -> Iterator[None]:
    """Raise what the database says inside as `ArchiveUnwritable`, `ArchiveNotFound` or `ArchiveError`, in one line.

    *kept* is what is at *url*; a server holds all of it.
    """
    try:
        yield
    except (DBAPIError, sqlite3.Error) as err:
        said = str(err.orig if isinstance(err, DBAPIError) else err).partition("\n")[0]
        if url.get_backend_name() != "sqlite":
            raise ArchiveError(f"index {url.render_as_string(hide_password=True)}: {said}") from err
        path = Path(url.database or "")
        if "unable to open" in said and not path.exists() and not cannot_be_written(path):
            raise ArchiveNotFound(path.parent) from err
        if any(words in said.lower() for words in UNWRITABLE):
            raise ArchiveUnwritable(path, said) from err
        if any(words in said.lower() for words in BROKEN):
            raise ArchiveError(f"{path} is no {kept.name}, or a broken one ({said}); {kept.mend}") from err
        raise ArchiveError(f"{kept.name} {path}: {said}") from err


@contextmanager
def writing(engine: Engine, *, durable: bool, asleep_s: int = ASLEEP_S) -> Iterator[Connection]:
    """Give a connection inside one transaction, committed at the end.

    With *durable* it is on the disk before this returns; without, a power cut may undo it, but a kill may not.
    PostgreSQL undoes it when nothing is said for *asleep_s*.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        if engine.dialect.name == "sqlite":
            # Outside the transaction: SQLite does not change this inside one.
            connection.connection.cursor().execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout TO '{asleep_s}s'")
                if not durable:
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection


def _let_it_look(connection: Any, _record: Any) -> None:
    """Let the server see, too, when we are gone; without a word of ours it would wait two hours."""
    settings = {**{f"tcp_{name}": value for name, value in KEEPALIVES.items()}, "tcp_user_timeout": f"{DEAD_AFTER_S}s"}
    connection.execute(";".join(f"SET {name} TO '{value}'" for name, value in settings.items()))
    connection.commit()  # the pool's rollback would undo them


def _open_sqlite(url: URL, *, create: bool) -> Engine:
    path = Path(url.database or "")
    if not create and not path.exists():
        raise ArchiveNotFound(path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ArchiveUnwritable(path.parent, reason_of(err)) from err
    if not create and cannot_be_written(path):
        engine = open_read_only(url)
    else:
        made = {} if create else {"creator": partial(connected, path, "mode=rw")}  # never an empty one in its place
        engine = create_engine(url, max_overflow=-1, **made)
        renew_when(engine, partial(_file_at, path))
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _file_at(path: Path) -> tuple[int, int] | None:
    """Which file is at *path*: `microfiche reindex` puts a new one there, also while a room that reads is open."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def _prepare(connection: Any, _record: Any) -> None:
    # The driver's own handling of transactions begins them too late for a consistent view (sqlalchemy.org, pysqlite).
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    connection.execute("PRAGMA foreign_keys=ON")
    # Record ids and digests come in no order: with the default of 2 MiB their indexes are read again and again.
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}")
    if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        # Another process may be making the same new file: then it has set this, or the next connection will.
        with suppress(connection.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a reader that became a writer could not wait for the lock.
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # Said to the driver itself: it takes no lock, so that nothing can go wrong, and is on the path of every question.
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN")
