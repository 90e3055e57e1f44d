"""The database of a test's crawls, where it says that it does not matter which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from stores.databases import DATABASES, use

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(params=DATABASES)
def either_database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path | str:
    """Return where commands that run in the test's folder have their index: once in SQLite, once in PostgreSQL."""
    if request.param == "sqlite":
        return tmp_path / "archive" / "index.sqlite"
    address: str = request.getfixturevalue("postgresql_address")
    use(address, monkeypatch)
    return address
