"""A lock on a file, that a process has to itself until it lets go of it or dies."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from crawler.errors import ArchiveUnwritable, reason_of

if TYPE_CHECKING:
    from pathlib import Path


def locked(path: Path) -> int | None:
    """Return a descriptor that holds the lock at *path*, or None while another process has it.

    The file is made when it is not there; its folder must be. Who closes the descriptor lets go of the lock.
    Raises `ArchiveUnwritable`.
    """
    try:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as err:
        raise ArchiveUnwritable(path.parent, reason_of(err)) from err
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock
