"""The plans and the workers, in a database of their own: they do not follow from the WARC files, as the index does."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.schema import CreateSchema

from crawler.index.engine import Kept, clear_errors, open_engine, url_of, writing
from crawler.schedule.plan import Plan
from crawler.schedule.rhythm import Cron, Every

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from crawler.config import ArchiveConfig
    from crawler.schedule.rhythm import Rhythm

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

SCHEMA = "microfiche_jobs"
JOBS = Kept("queue of jobs", "move it away: what is due is queued anew")
KEPT = Kept("schedule of crawls", "move it away and schedule the outlets again")
METADATA = MetaData()
PLANS = Table(
    "schedule_plan",
    METADATA,
    Column("outlet", String, primary_key=True),
    Column("every_s", Integer),
    Column("cron", String),
    Column("zone", String),
    Column("arguments", JSON, nullable=False),
    Column("timeout_s", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("looked_at", BigInteger, nullable=False),
)
WORKERS = Table(
    "schedule_worker",
    METADATA,
    Column("name", String, primary_key=True),
    Column("term", Integer, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("given_up", Boolean, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A worker as the others see it."""

    name: str
    term: int
    """How often a worker of this name has begun: one that was given up is not the one that came after it."""
    seen_at: datetime
    given_up: bool
    """Others have taken over its jobs; it must not go on."""


def database_of(config: ArchiveConfig, name: str) -> str | Path:
    """Return the address of a database of jobs: the index's server where it is one, else a file beside the jobs."""
    if config.index and url_of(config.index).get_backend_name() != "sqlite":
        return config.index
    return config.folder / "jobs" / f"{name}.sqlite"


def has_jobs(config: ArchiveConfig) -> bool:
    """Return whether there is a queue of jobs. Raises `ArchiveError` when its server cannot be asked."""
    database = database_of(config, "engine")
    if not isinstance(database, str):
        return database.exists()
    url = url_of(database)
    engine = open_engine(url, create=False)
    try:
        with clear_errors(url):
            return inspect(engine).has_table("workflow_status", schema="dbos")
    finally:
        engine.dispose()


class Store:
    """Plans and workers. Several processes and machines may use one at once."""

    def __init__(self, address: str | Path, *, create: bool = True) -> None:
        """Without *create* nothing is written, and there must be tables.

        Raises `ArchiveUnwritable`, `ArchiveNotFound`, `ArchiveError` and `BadSetting`.
        """
        self._url = url_of(address)
        self._engine = open_engine(self._url, create=create)
        if self._url.get_backend_name() == "postgresql":
            # The index has a database's own schema to itself, and refuses one with other tables in it.
            self._engine = self._engine.execution_options(schema_translate_map={None: SCHEMA})
        if not create:
            return
        with self._writing() as connection:
            if self._url.get_backend_name() == "postgresql":
                connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
            METADATA.create_all(connection)

    @classmethod
    def of(cls, config: ArchiveConfig, *, create: bool = True) -> Self:
        return cls(database_of(config, "schedule"), create=create)

    def close(self) -> None:
        self._engine.dispose()

    def has_tables(self) -> bool:
        """Return whether anything was ever scheduled here."""
        schema = SCHEMA if self._url.get_backend_name() == "postgresql" else None
        with clear_errors(self._url, KEPT):
            return inspect(self._engine).has_table(WORKERS.name, schema=schema)

    def plans(self) -> list[Plan]:
        """Return all plans, by name."""
        with self._reading() as connection:
            return [_plan(row) for row in connection.execute(select(PLANS).order_by(PLANS.c.outlet))]

    def add(self, plan: Plan) -> bool:
        """Keep *plan* in the place of the one for its outlet; return whether there was one."""
        with self._writing() as connection:
            replaced = connection.execute(delete(PLANS).where(PLANS.c.outlet == plan.outlet)).rowcount > 0
            connection.execute(insert(PLANS).values(_values(plan)))
        return replaced

    def remove(self, outlet: str) -> bool:
        """Return whether there was a plan for *outlet*; now there is none."""
        with self._writing() as connection:
            return connection.execute(delete(PLANS).where(PLANS.c.outlet == outlet)).rowcount > 0

    def pause(self, outlet: str, *, is_paused: bool, now: datetime) -> bool:
        """Return whether there is a plan for *outlet*; what it missed while it was paused is not made up for."""
        values = {"is_paused": is_paused} | ({} if is_paused else {"looked_at": _micros(now)})
        with self._writing() as connection:
            return connection.execute(update(PLANS).where(PLANS.c.outlet == outlet).values(values)).rowcount > 0

    def dealt_with(self, plan: Plan, until: datetime) -> None:
        """Note that due times of *plan* until that time are dealt with, unless another worker or a person was first."""
        mine = (PLANS.c.outlet == plan.outlet) & (PLANS.c.looked_at == _micros(plan.looked_at))
        with self._writing() as connection:
            connection.execute(update(PLANS).where(mine).values(looked_at=_micros(until)))

    def begin_worker(self, name: str, now: datetime) -> int:
        """Return the term of the worker *name* that begins now."""
        mine = WORKERS.c.name == name
        with self._writing() as connection:
            term: int = (connection.execute(select(WORKERS.c.term).where(mine)).scalar() or 0) + 1
            connection.execute(delete(WORKERS).where(mine))
            connection.execute(insert(WORKERS).values(name=name, term=term, seen_at=_micros(now), given_up=False))
        return term

    def beat(self, name: str, term: int, now: datetime) -> bool:
        """Return whether the worker may go on; the others see that it lives."""
        mine = (WORKERS.c.name == name) & (WORKERS.c.term == term) & ~WORKERS.c.given_up
        with self._writing() as connection:
            return connection.execute(update(WORKERS).where(mine).values(seen_at=_micros(now))).rowcount > 0

    def give_up(self, worker: Worker) -> bool:
        """Return whether *worker* was silent since it was looked at, and is given up now."""
        silent = (
            (WORKERS.c.name == worker.name)
            & (WORKERS.c.term == worker.term)
            & (WORKERS.c.seen_at == _micros(worker.seen_at))
        )
        with self._writing() as connection:
            return connection.execute(update(WORKERS).where(silent).values(given_up=True)).rowcount > 0

    def workers(self) -> list[Worker]:
        """Return all workers there ever were, by name."""
        with self._reading() as connection:
            return [
                Worker(name=row.name, term=row.term, seen_at=_time(row.seen_at), given_up=row.given_up)
                for row in connection.execute(select(WORKERS).order_by(WORKERS.c.name))
            ]

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with clear_errors(self._url, KEPT), writing(self._engine, durable=True) as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with clear_errors(self._url, KEPT), self._engine.connect() as connection:
            yield connection


def _plan(row: Row[tuple[object, ...]]) -> Plan:
    rhythm: Rhythm = Every(row.every_s) if row.every_s is not None else Cron(row.cron, row.zone)
    return Plan(
        outlet=row.outlet,
        rhythm=rhythm,
        arguments=tuple(row.arguments),
        timeout_s=row.timeout_s,
        tries=row.tries,
        is_paused=row.is_paused,
        looked_at=_time(row.looked_at),
    )


def _values(plan: Plan) -> dict[str, object]:
    rhythm = plan.rhythm
    return {
        "outlet": plan.outlet,
        "every_s": rhythm.seconds if isinstance(rhythm, Every) else None,
        "cron": rhythm.line if isinstance(rhythm, Cron) else None,
        "zone": rhythm.zone if isinstance(rhythm, Cron) else None,
        "arguments": list(plan.arguments),
        "timeout_s": plan.timeout_s,
        "tries": plan.tries,
        "is_paused": plan.is_paused,
        "looked_at": _micros(plan.looked_at),
    }


def _micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def _time(micros: int) -> datetime:
    return EPOCH + micros * MICROSECOND
