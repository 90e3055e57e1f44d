"""Settings that are none of the archive's, whatever their names say."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from crawler import settings as table

if TYPE_CHECKING:
    from collections.abc import Iterable

OURS = [name for name in vars(table) if name.startswith("ARCHIVE")]


def mistyped(names: Iterable[str]) -> list[str]:
    """Return a line for each of *names* that begins as the archive's settings do and is none of them.

    >>> mistyped(["ARCHIVE", "ARCHIVE_INDX", "LOG_LEVEL"])
    ['unknown setting ARCHIVE_INDX: the archive has none of that name; nearest: ARCHIVE_INDEX']
    """
    unknown = sorted({name for name in names if name.startswith("ARCHIVE")}.difference(OURS))
    nearest = [get_close_matches(name, OURS, n=1, cutoff=0)[0] for name in unknown]
    return [
        f"unknown setting {name}: the archive has none of that name; nearest: {near}"
        for name, near in zip(unknown, nearest, strict=True)
    ]
