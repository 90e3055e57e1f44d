"""One group of rows, written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from crawler.index.articles import ArticleValues, write_article
from crawler.index.captures import columns_of, microseconds
from crawler.index.engine.renewal import STATE
from crawler.index.redaction.hiding import hide_new
from crawler.index.schema import CAPTURE, HOST, WARC_FILE
from crawler.index.search.stories import retell_all
from crawler.index.search.words import alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection, Insert

    from crawler.index.rows import CaptureRow, FileRow
    from crawler.model import Article

NAMES_AT_ONCE = 500
"""Databases limit how many values one statement may hold."""


@dataclass(slots=True)
class Group:
    """Rows that were handed over and wait to be committed together."""

    captures: list[dict[str, Any]] = field(default_factory=list)
    articles: list[ArticleValues] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)

    def add_captures(self, rows: Sequence[CaptureRow]) -> None:
        # All or none: a row that cannot be kept raises before the first is taken.
        self.captures += [columns_of(row) for row in rows]

    def add_article(self, article: Article, record_id: str) -> None:
        self.articles.append(ArticleValues(article, record_id))

    def add_file(self, row: FileRow) -> None:
        self.files.append(
            {
                "name": row.name,
                "is_closed": row.is_closed,
                "size_bytes": row.size_bytes,
                "sha256": row.sha256 and bytes.fromhex(row.sha256),
                "closed_at": None if row.closed_at is None else microseconds(row.closed_at),
                "vantage": row.vantage,
            }
        )

    def __bool__(self) -> bool:
        return bool(self.captures or self.articles or self.files)


class Writer:
    """Writes groups; remembers the ids of hosts and files between them."""

    def __init__(self) -> None:
        self._hosts: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._state: object = None

    def write(self, connection: Connection, group: Group) -> None:
        """Write *group* inside the caller's transaction. A record or file that is there already is no second row."""
        state = connection.info.get(STATE)
        if state != self._state:
            self.forget()  # the ids are those of another file
            self._state = state
        if group.files:
            self._write_files(connection, group.files)
        if group.captures:
            hosts = self._ids(connection, HOST, self._hosts, {row["host"] for row in group.captures})
            files = self._ids(connection, WARC_FILE, self._files, {row["file"] for row in group.captures})
            rows = [{**row, "host_id": hosts[row["host"]], "file_id": files[row["file"]]} for row in group.captures]
            _by_driver(connection, insert_new(connection, CAPTURE, rows[0]), rows)
            # A redaction that began before is seen now, and one that begins from now on sees these rows.
            alone(connection)
            hide_new(connection, rows)
        elif group.articles:
            alone(connection)
        touched: set[int] = set()
        for article in group.articles:
            touched |= write_article(connection, article)
        # Once for all of the group: one story may have many captures, and all of them be read again.
        retell_all(connection, touched)

    def forget(self) -> None:
        """Drop the remembered ids: a transaction that gave some was undone."""
        self._hosts.clear()
        self._files.clear()

    def _write_files(self, connection: Connection, rows: list[dict[str, Any]]) -> None:
        self._ids(connection, WARC_FILE, self._files, {row["name"] for row in rows})
        changes = update(WARC_FILE).where(WARC_FILE.c.name == bindparam("known_name"))
        names = ("is_closed", "size_bytes", "sha256", "closed_at", "vantage")
        changes = changes.values({name: bindparam(f"new_{name}") for name in names})
        connection.execute(
            changes, [{"known_name": row["name"], **{f"new_{name}": row[name] for name in names}} for row in rows]
        )

    def _ids(self, connection: Connection, table: Table, known: dict[str, int], names: Iterable[str]) -> dict[str, int]:
        """Return *known* with the ids of *names* in it; rows are made for those that have none."""
        missing = sorted(name for name in names if name not in known)
        if missing:
            new = [{"name": name, "is_closed": False} if table is WARC_FILE else {"name": name} for name in missing]
            connection.execute(insert_new(connection, table, new[0]), new)
            for part in _parts(missing):
                found = connection.execute(select(table.c.name, table.c.id).where(table.c.name.in_(part)))
                known.update((name, number) for name, number in found)
        return known


def insert_new(connection: Connection, table: Table, row: dict[str, Any]) -> Insert:
    """Return an INSERT that passes over rows whose unique column is there already; both dialects spell it alike."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    columns: dict[str, Any] = {name: bindparam(name) for name in row if name in table.c}
    return make(table).values(columns).on_conflict_do_nothing()


def _by_driver(connection: Connection, statement: Insert, rows: list[dict[str, Any]]) -> None:
    """Carry out *statement* for each of *rows*, whose values the driver takes as they are.

    SQLAlchemy would look at each value, which takes longer than SQLite does to store it.
    """
    compiled = statement.compile(dialect=connection.dialect)
    order = getattr(compiled, "positiontup", None)
    values: Any = rows if order is None else [tuple([row[name] for name in order]) for row in rows]
    connection.exec_driver_sql(str(compiled), values)


def _parts(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), NAMES_AT_ONCE):
        yield names[start : start + NAMES_AT_ONCE]
