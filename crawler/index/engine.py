"""Connections to the database behind the index, and what its errors mean for a person."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from crawler.errors import ArchiveError, ArchiveNotFound, ArchiveUnwritable, BadSetting

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
        return create_engine(url, pool_pre_ping=True)
    except (ImportError, NoSuchModuleError) as err:
        raise BadSetting(SETTING, "PostgreSQL needs the package psycopg") from err


@contextmanager
def clear_errors(url: URL) -> Iterator[None]:
    """Raise what the database says inside as `ArchiveUnwritable` or `ArchiveError`, in one line."""
    try:
        yield
    except DBAPIError as err:
        said = str(err.orig).partition("\n")[0]
        if url.get_backend_name() != "sqlite":
            raise ArchiveError(f"index {url.render_as_string(hide_password=True)}: {said}") from err
        path = Path(url.database or "")
        if any(words in said.lower() for words in UNWRITABLE):
            raise ArchiveUnwritable(path, said) from err
        if any(words in said.lower() for words in BROKEN):
            raise ArchiveError(
                f"{path} is no metadata index, or a broken one ({said}); reindex makes a new one"
            ) from err
        raise ArchiveError(f"index {path}: {said}") from err


@contextmanager
def writing(engine: Engine, *, durable: bool) -> Iterator[Connection]:
    """Give a connection inside one transaction, committed at the end.

    With *durable* it is on the disk before this returns; without, a power cut may undo it, but a kill may not.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        if engine.dialect.name == "sqlite":
            # Outside the transaction: SQLite does not change this inside one.
            connection.connection.cursor().execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
        with connection.begin():
            if engine.dialect.name == "postgresql" and not durable:
                connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
            yield connection


def _open_sqlite(url: URL, *, create: bool) -> Engine:
    path = Path(url.database or "")
    if not create and not path.exists():
        raise ArchiveNotFound(path.parent)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ArchiveUnwritable(path.parent, err.strerror or str(err)) from err
    engine = create_engine(url, max_overflow=-1)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


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
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
