"""Names and places of WARC files."""

from __future__ import annotations

import fcntl
import re
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

OPEN_SUFFIX = ".open"

_NOT_IN_NAME = re.compile(r"[^0-9A-Za-z.]+")
_OWN_NAME = re.compile(r"[^-]+-[0-9]{17}-[0-9]+-([^-]+)-[0-9]+\.warc\.gz")


def file_name(prefix: str, at: datetime, *, serial: int, hostname: str, pid: int) -> str:
    """Return the name of a new file below the WARC folder: ``2026/11/news-20261124151637123-00001-host-77.warc.gz``.

    Hyphens divide the parts, so that there is none within a part.
    """
    at = at.astimezone(UTC)
    stamp = f"{at:%Y%m%d%H%M%S}{at.microsecond // 1000:03d}"
    host = _part(hostname.partition(".")[0])
    return f"{at:%Y}/{at:%m}/{_part(prefix)}-{stamp}-{serial:05d}-{host}-{pid}.warc.gz"


def own_host() -> str:
    """Return what names of files that are written here call this machine."""
    return _part(socket.gethostname().partition(".")[0])


def host_in(name: str) -> str | None:
    """Return what *name* calls the machine that wrote the file; None for a name that is not one of `file_name`.

    >>> host_in("2026/11/news-20261124151637123-00001-ark-77.warc.gz")
    'ark'
    """
    found = _OWN_NAME.fullmatch(name.rpartition("/")[2])
    return None if found is None else found[1]


def path_of(folder: Path, file: str) -> Path:
    """Return where *file* (of a `Location`) is now: under its own name, else under the name of an open file."""
    closed = folder / file
    being_written = closed.with_name(closed.name + OPEN_SUFFIX)
    return being_written if not closed.exists() and being_written.exists() else closed


def is_held(path: Path) -> bool:
    """Return whether a living writer has *path* open: it holds a lock that ends with its process."""
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _part(text: str) -> str:
    return _NOT_IN_NAME.sub("_", text).strip(".") or "_"
