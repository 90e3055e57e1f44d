"""Small files that others read: there whole, or as they were before."""

from __future__ import annotations

import tempfile
from pathlib import Path

from crawler.errors import ArchiveUnwritable, reason_of


def replace_whole(path: Path, text: str) -> None:
    """Write *text* to the file at *path*, whole or not at all. Raises `ArchiveUnwritable`."""
    fresh: Path | None = None
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as file:
            fresh = Path(file.name)
            file.write(text)
        # A collector runs as another user, who is not meant to read a temporary file.
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError as err:
        if fresh is not None:
            fresh.unlink(missing_ok=True)
        raise ArchiveUnwritable(path, reason_of(err)) from err
