"""Where jobs stand, as somebody sees it who only looks: nothing is written, nothing is locked."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.fetch.frontier.journal import APPLICATION_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCKS = Path("/proc/locks")
MOST_HOSTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One job."""

    name: str
    spider: str | None = None
    is_running: bool | None = None
    """Whether a process has it now; None where the system does not tell."""
    ended: str | None = None
    """Why its last round ended; None: it has not ended."""
    pages_read: int = 0
    """In this round."""
    pending: int = 0
    """Requests that are not done."""
    hosts: tuple[tuple[str, int], ...] = ()
    """Those with most requests that are not done."""
    changed_at: datetime | None = None
    """When its journal was last written."""
    trouble: str | None = None
    """Why its journal cannot be read."""


def standings(archive: Path) -> list[Standing]:
    """Return every job of the *archive* folder, the one that changed last first."""
    try:
        folders = [path for path in (archive / "jobs").iterdir() if path.is_dir()]
    except OSError:
        return []
    held = _held()
    found = [_standing(folder, held) for folder in folders]
    return sorted(found, key=lambda job: (-(job.changed_at.timestamp() if job.changed_at else 0), job.name))


def _standing(folder: Path, held: frozenset[tuple[int, int, int]] | None) -> Standing:
    path = folder / "frontier.sqlite"
    is_running = None if held is None else _key(folder / "lock") in held
    # Without a log nobody writes; SQLite would put side files beside the journal to read even then.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=1)) as connection:
            return _read(connection, folder, is_running=is_running)
    except (sqlite3.Error, ValueError) as err:
        return Standing(name=folder.name, is_running=is_running, trouble=str(err).partition("\n")[0])


def _read(connection: sqlite3.Connection, folder: Path, *, is_running: bool | None) -> Standing:
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise ValueError("no journal of this program")
    state = dict(connection.execute("SELECT name, value FROM state"))
    query = "SELECT host, count(*) FROM pending GROUP BY host ORDER BY count(*) DESC, host"
    hosts = [(str(host), int(count)) for host, count in connection.execute(query)]
    return Standing(
        name=folder.name,
        spider=state.get("spider") or None,
        is_running=is_running,
        ended=state.get("ended") or None,
        pages_read=int(state.get("pages_read") or 0),
        pending=sum(count for _, count in hosts),
        hosts=tuple(hosts[:MOST_HOSTS]),
        changed_at=max(_times(folder), default=None),
    )


def _times(folder: Path) -> Iterator[datetime]:
    for name in ("frontier.sqlite", "frontier.sqlite-wal"):
        with suppress(OSError):
            yield datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)


def _held() -> frozenset[tuple[int, int, int]] | None:
    """Return device and inode of each file that is locked; to try a lock would be to take it from who wants it now."""
    found = set()
    try:
        for line in LOCKS.read_text("ascii").splitlines():
            words = line.split()
            if "FLOCK" in words and "WRITE" in words:
                major, minor, inode = words[-3].split(":")
                found.add((int(major, 16), int(minor, 16), int(inode)))
    except (OSError, ValueError):
        return None
    return frozenset(found)


def _key(path: Path) -> tuple[int, int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return os.major(status.st_dev), os.minor(status.st_dev), status.st_ino
