"""The two databases that an index can be in, for tests that must hold on both."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)]

ADDRESS = "INDEX_OF_THE_TEST"
"""Read by the settings `stores.indexed`."""


def use(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all commands that a test runs have their index at *address*; empty: where they have it usually."""
    if address:
        monkeypatch.setenv(ADDRESS, address)
        monkeypatch.setenv("MICROFICHE_SETTINGS_MODULE", "stores.indexed")


@contextmanager
def database_of_its_own(postgresql_server: str) -> Iterator[str]:
    """Give the address of a new database of *postgresql_server*: what empties the usual one does not touch it."""
    url = make_url(postgresql_server).set(drivername="postgresql+psycopg")
    name = f"own_{uuid4().hex}"
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    engine.dispose()
