"""The index that a test is given: an empty one, in SQLite and in PostgreSQL one after the other."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from stores.databases import DATABASES

from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=DATABASES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "sqlite":
        return tmp_path / "index.sqlite"
    found: str = request.getfixturevalue("postgresql_address")
    return found


@pytest.fixture
def index(address: Path | str) -> Iterator[Index]:
    """The index of those who write: it knows of all."""
    with Index.open(address) as opened:
        yield opened


@pytest.fixture
def sqlite_index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index.sqlite") as opened:
        yield opened


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that another user may enter; those of pytest are private."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)
        Path(name).chmod(0o755)
