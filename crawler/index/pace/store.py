"""Where budgets are kept: in memory, or in a table that all processes of an archive share."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, bindparam, func, select, text, update
from sqlalchemy.schema import CreateTable

from crawler.index.engine import Kept, clear_errors, open_engine, url_of, writing
from crawler.index.pace.budget import Budget, Seen
from crawler.index.schema import Sortable
from crawler.index.writer import insert_new

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

Result = TypeVar("Result")
Budgets = dict[str, Budget]

FILE = "pace.sqlite"
"""Beside ``index.sqlite``. It may be deleted at any time: what it holds is of use for minutes."""
KEPT = Kept("book of the pace", "delete it when no crawl runs: what it holds is of use for minutes")
MAKING = 0x6D66_7061_6365
"""Two processes must not make the table at once; the number is PostgreSQL's to tell locks apart."""

NUMBERS = ("last_us", "pace_us", "lease_us", "holder", "rest_us")
PACE = Table(
    "pace",
    MetaData(),
    Column("name", Sortable, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in NUMBERS),
    Column("answer_s", Float, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("busy", Integer, nullable=False),
)
COLUMNS = tuple(column.name for column in PACE.c if column.name != "name")
CHANGE = update(PACE).where(PACE.c.name == bindparam("known_name"))
CHANGE = CHANGE.values({name: bindparam(f"new_{name}") for name in COLUMNS})


class Book(Protocol):
    """Keeps budgets by the names of servers."""

    def change(self, names: Sequence[str], how: Callable[[Budgets, int], tuple[Budgets, Result]]) -> Result:
        """Give *how* the budgets of *names* and the time, keep those it returns, and return what it returns besides.

        Nobody else sees or changes them meanwhile. Raises `ArchiveError` when they cannot be kept.
        """

    def close(self) -> None:
        """Let go of what is open."""


class MemoryBook:
    """The budgets of one process."""

    def __init__(self, clock: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        """*clock* gives microseconds since 1970."""
        self._clock = clock
        self._budgets: Budgets = {}

    def change(self, names: Sequence[str], how: Callable[[Budgets, int], tuple[Budgets, Result]]) -> Result:
        changed, result = how({name: self._budgets.get(name, Budget()) for name in names}, self._clock())
        self._budgets.update(changed)
        return result

    def close(self) -> None:
        """There is nothing open."""


class PaceBook:
    """The budgets that all processes of one archive share. May be used by one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, address: str | Path) -> Self:
        """Return the book at *address*, made when it is not there. Raises `ArchiveError` and `BadSetting`."""
        url = url_of(address)
        engine = open_engine(url, create=True)
        try:
            with clear_errors(url, KEPT), writing(engine, durable=False) as connection:
                if engine.dialect.name == "postgresql":
                    connection.execute(select(func.pg_advisory_xact_lock(MAKING)))
                connection.execute(CreateTable(PACE, if_not_exists=True))
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def change(self, names: Sequence[str], how: Callable[[Budgets, int], tuple[Budgets, Result]]) -> Result:
        with clear_errors(self._engine.url, KEPT), writing(self._engine, durable=False) as connection:
            known = self._known(connection, sorted(names))
            changed, result = how(known, _now_us(connection))
            if changed:
                connection.execute(CHANGE, [_values(name, budget) for name, budget in changed.items()])
            return result

    def close(self) -> None:
        self._engine.dispose()

    def _known(self, connection: Connection, names: list[str]) -> Budgets:
        """Return the budgets of *names*, locked until the end of the transaction and made where there are none."""
        # Always in one order, or two processes could wait for each other.
        query = select(PACE).where(PACE.c.name.in_(names)).order_by(PACE.c.name).with_for_update()
        found = {row.name: budget_of(row) for row in connection.execute(query)}
        if len(found) < len(names):
            new = [{"name": name, **_columns(Budget())} for name in names if name not in found]
            connection.execute(insert_new(connection, PACE, new[0]), new)
            found = {row.name: budget_of(row) for row in connection.execute(query)}
        return found


def pace_address(folder: Path, index: str | Path) -> str | Path:
    """Return where the budgets of the archive in *folder* are kept, whose index is at *index*.

    Those who share a database share it there. With SQLite it is a file of its own: the index follows from the WARC
    files alone, and is replaced as a whole when it is made anew.
    """
    url = url_of(index)
    return folder / FILE if url.get_backend_name() == "sqlite" else str(index)


def _now_us(connection: Connection) -> int:
    """Return the time of the database where several machines may share it, else this machine's."""
    if connection.dialect.name == "postgresql":
        return int(
            connection.execute(text("SELECT (extract(epoch FROM clock_timestamp()) * 1e6)::bigint")).scalar_one()
        )
    return time.time_ns() // 1000


def budget_of(row: Any) -> Budget:
    """Return the budget of one row of the table."""
    numbers = {name: getattr(row, name) for name in NUMBERS}
    return Budget(**numbers, seen=Seen(row.answer_s, row.errors, row.busy))


def _columns(budget: Budget) -> dict[str, Any]:
    numbers = {name: getattr(budget, name) for name in NUMBERS}
    return {**numbers, "answer_s": budget.seen.answer_s, "errors": budget.seen.errors, "busy": budget.seen.busy}


def _values(name: str, budget: Budget) -> dict[str, Any]:
    return {"known_name": name, **{f"new_{key}": value for key, value in _columns(budget).items()}}
