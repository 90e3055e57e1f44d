"""An SQLite file in a folder that cannot be written: on a medium for reading only, or another user's.

SQLite keeps a file beside the database for all who read it, and makes it when there is none. Where it cannot, it reads
only what it is told nobody changes. That is looked at anew for each connection that is handed out.
"""

from __future__ import annotations

import os
import sqlite3
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import create_engine

from crawler.errors import ArchiveError
from crawler.index.engine.renewal import renew_when

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine


def cannot_be_written(path: Path) -> bool:
    """Return whether nothing can be made beside the file at *path*."""
    return not os.access(path.parent, os.W_OK)


def open_read_only(url: URL) -> Engine:
    """Return an engine for the SQLite file at *url*, which is there; it only reads."""
    path = Path(url.database or "")
    engine = create_engine(url, creator=partial(_connect, path), max_overflow=-1)
    renew_when(engine, partial(_state, path))
    return engine


def _connect(path: Path) -> sqlite3.Connection:
    if _log(path).exists() and not path.with_name(f"{path.name}-shm").exists():
        raise ArchiveError(
            f"{path}: its last rows are in {_log(path).name}, which cannot be read in a folder that cannot be written: "
            "copy both to one that can"
        )
    return connected(path, "mode=ro" if _log(path).exists() else "mode=ro&immutable=1")


def connected(path: Path, how: str) -> sqlite3.Connection:
    """Return a connection to the database at *path* that is made as *how* says (sqlite.org/uri.html)."""
    return sqlite3.connect(f"file:{quote(os.fsencode(path.absolute()))}?{how}", uri=True, check_same_thread=False)


def _state(path: Path) -> tuple[int, int, int] | str | None:
    """Which file it is and when it was changed last, or that somebody writes it now, who is seen at work by all."""
    try:
        told = path.stat()
    except OSError:
        return None
    return "written" if _log(path).exists() else (told.st_ino, told.st_mtime_ns, told.st_size)


def _log(path: Path) -> Path:
    """What writers have beside the file while they are at work."""
    return path.with_name(f"{path.name}-wal")
