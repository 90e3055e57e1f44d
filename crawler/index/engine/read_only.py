"""An SQLite file in a folder that cannot be written: on a medium for reading only, or another user's.

SQLite keeps a file beside the database for all who read it, and makes it when there is none. Where it cannot, it reads
only what it is told nobody changes. That is looked at anew for each connection that is handed out.
"""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DisconnectionError

from crawler.errors import ArchiveError

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine

    State = tuple[int, int] | None
    """When the file was changed last, in nanoseconds, and its size in bytes; None: somebody writes it now."""

STATE = "state"


def cannot_be_written(path: Path) -> bool:
    """Return whether nothing can be made beside the file at *path*."""
    return not os.access(path.parent, os.W_OK)


def open_read_only(url: URL) -> Engine:
    """Return an engine for the SQLite file at *url*, which is there; it only reads."""
    path = Path(url.database or "")
    engine = create_engine(url, creator=partial(_connect, path), max_overflow=-1)
    event.listen(engine, "connect", partial(_note, path))
    event.listen(engine, "checkout", partial(_look, path))
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    if _log(path).exists() and not path.with_name(f"{path.name}-shm").exists():
        raise ArchiveError(
            f"{path}: its last rows are in {_log(path).name}, which cannot be read in a folder that cannot be written: "
            "copy both to one that can"
        )
    unchanging = "" if _state(path) is None else "&immutable=1"
    address = f"file:{quote(str(path.absolute()))}?mode=ro{unchanging}"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _note(path: Path, _connection: Any, record: Any) -> None:
    record.info[STATE] = _state(path)


def _look(path: Path, _connection: Any, record: Any, _proxy: Any) -> None:
    """Have a connection made anew when the file is no longer what it was made for."""
    if record.info[STATE] != _state(path):
        raise DisconnectionError(f"{path} was written meanwhile")


def _state(path: Path) -> State:
    told = path.stat()
    return None if _log(path).exists() else (told.st_mtime_ns, told.st_size)


def _log(path: Path) -> Path:
    """What writers have beside the file while they are at work."""
    return path.with_name(f"{path.name}-wal")
