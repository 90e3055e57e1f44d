"""The journal of one job: a SQLite file with what is pending and what is known, written in groups."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, Self

from crawler.errors import ArchiveUnwritable, BadJournal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

APPLICATION_ID = 0x4D66_4A31
"""Written into the file's head, so that a file of another program is told from ours."""
VERSION = 1
ROWS_AT_ONCE = 256
"""So many new requests wait in memory before they are written into the transaction."""
CACHE_KIB = 8_192

# `pending` is stored in the order in which a host's requests are taken: the best rank first, then the oldest.
SCHEMA = (
    "CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE pending (
        host TEXT, rank INTEGER, number INTEGER, request TEXT NOT NULL, PRIMARY KEY (host, rank, number)
    ) WITHOUT ROWID""",
    "CREATE TABLE known (digest BLOB PRIMARY KEY) WITHOUT ROWID",
)


class Place(NamedTuple):
    """Where a pending request stands. The lower *rank* goes first, then the lower *number*."""

    host: str
    rank: int
    number: int


class Journal:
    """One open journal. What was added, known and settled since the last `commit` is lost in a kill, all together.

    All methods raise `ArchiveUnwritable` when the file cannot be written or read, and from then on always: it stays as
    it was at the last commit.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._new: list[tuple[str, int, int, str]] = []
        self._failed: ArchiveUnwritable | None = None
        self._next_number = 1 + int(self._value("SELECT coalesce(max(number), 0) FROM pending"))

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the journal at *path*, a new one when there is none.

        Raises `BadJournal` when the file is damaged or no journal of ours; it then stays as it is.
        """
        try:
            connection = sqlite3.connect(path, isolation_level=None)
        except sqlite3.Error as err:
            raise ArchiveUnwritable(path, str(err)) from err
        try:
            _prepare(path, connection)
            return cls(path, connection)
        except sqlite3.DatabaseError as err:
            connection.close()
            if isinstance(err, sqlite3.OperationalError):
                raise ArchiveUnwritable(path, str(err)) from err
            raise BadJournal(path, str(err)) from err
        except BadJournal:
            connection.close()
            raise

    def state(self, name: str) -> str:
        """Return what `set_state` has put under *name*, the empty text when nothing."""
        with self._told():
            found = self._connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return "" if found is None else str(found[0])

    def set_state(self, name: str, value: str) -> None:
        with self._told():
            self._begin()
            self._connection.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    def add(self, host: str, rank: int, request: str) -> Place:
        """Append a pending request and return its place."""
        place = Place(host, rank, self._next_number)
        self._next_number += 1
        self._new.append((*place, request))
        if len(self._new) >= ROWS_AT_ONCE:
            self._write_new()
        return place

    def load(self, host: str, start: tuple[int, int], count: int) -> list[tuple[Place, str]]:
        """Return up to *count* pending requests of *host* in their order, from (rank, number) *start* on."""
        self._write_new()
        with self._told():
            rows = self._connection.execute(
                "SELECT rank, number, request FROM pending WHERE host = ? AND (rank, number) >= (?, ?)"
                " ORDER BY rank, number LIMIT ?",
                (host, *start, count),
            ).fetchall()
        return [(Place(host, rank, number), request) for rank, number, request in rows]

    def hosts(self) -> dict[str, int]:
        """Return the number of pending requests by host."""
        self._write_new()
        with self._told():
            return dict(self._connection.execute("SELECT host, count(*) FROM pending GROUP BY host").fetchall())

    def is_known(self, digest: bytes) -> bool:
        with self._told():
            return self._connection.execute("SELECT 1 FROM known WHERE digest = ?", (digest,)).fetchone() is not None

    def make_known(self, digest: bytes) -> bool:
        """Return whether *digest* was not known before."""
        with self._told():
            self._begin()
            return self._connection.execute("INSERT OR IGNORE INTO known VALUES (?)", (digest,)).rowcount == 1

    def settle(self, places: Sequence[Place], digests: Iterable[bytes] = ()) -> None:
        """Take away what is done; *digests* become known with it."""
        self._write_new()
        with self._told():
            self._begin()
            self._connection.executemany("DELETE FROM pending WHERE host = ? AND rank = ? AND number = ?", places)
            self._connection.executemany("INSERT OR IGNORE INTO known VALUES (?)", ((digest,) for digest in digests))

    def clear(self) -> None:
        """Forget everything that is pending or known."""
        self._new.clear()
        with self._told():
            self._begin()
            self._connection.execute("DELETE FROM pending")
            self._connection.execute("DELETE FROM known")

    def commit(self) -> None:
        self._write_new()
        with self._told():
            if self._connection.in_transaction:
                self._connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file. What was not committed is dropped."""
        self._connection.close()

    def _write_new(self) -> None:
        if self._new:
            with self._told():
                self._begin()
                self._connection.executemany("INSERT INTO pending VALUES (?, ?, ?, ?)", self._new)
            self._new.clear()

    def _begin(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    @contextmanager
    def _told(self) -> Iterator[None]:
        if self._failed is not None:
            raise self._failed
        try:
            yield
        except sqlite3.Error as err:
            self._failed = ArchiveUnwritable(self._path, str(err))
            raise self._failed from err

    def _value(self, query: str) -> str | int:
        value: str | int = self._connection.execute(query).fetchone()[0]
        return value


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    """Check that the file is a whole journal of ours, or make one of an empty file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if application == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:
        _create(connection)
    elif application != APPLICATION_ID:
        raise BadJournal(path, "a database of another program")
    elif connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        raise BadJournal(path, "written by another version of this program")
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not {"state", "pending", "known"} <= tables:
        raise BadJournal(path, "a part of it is missing")
    flaw = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if flaw != "ok":
        raise BadJournal(path, str(flaw).splitlines()[-1])
    connection.execute("PRAGMA journal_mode = WAL")
    # Without a sync at each commit: a power cut may undo the last commits, in order and whole, and what they settled
    # is fetched again. Nothing is settled before its capture is durable.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


def _create(connection: sqlite3.Connection) -> None:
    """Make the tables and the mark of our program in one transaction: a kill leaves an empty file or a journal."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
