"""What was told already, kept in the archive, so that an alarm that stands for a month is told once."""

from __future__ import annotations

import fcntl
import json
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveUnwritable, reason_of
from crawler.watch.files import replace_whole
from crawler.watch.telling.news import FIELDS, AlarmNews

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "alarms.json"
"""In the folder of the archive. Without it, alarms that stand are told again."""


def told_alarms(folder: Path) -> list[AlarmNews]:
    """Return the alarms that were told and are not over."""
    standing = _read(folder).get("standing")
    return [
        AlarmNews(**{name: each[name] for name in FIELDS})
        for each in (standing if isinstance(standing, list) else ())
        if isinstance(each, dict) and all(isinstance(each.get(name), str) for name in FIELDS)
    ]


def tallies(folder: Path) -> tuple[int, int]:
    """Return how many were told, and how often nobody could be told."""
    state = _read(folder)
    return _count(state, "told"), _count(state, "untold")


def note(folder: Path, news: Sequence[AlarmNews], *, was_told: bool) -> None:
    """Keep that *news* were told, or could not be. Raises `ArchiveUnwritable`."""
    path = folder / FILE
    try:
        with path.with_name(f"{FILE}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            standing = {each.key: each for each in told_alarms(folder)}
            told, untold = tallies(folder)
            if was_told:
                for each in news:
                    standing.pop(each.key, None)
                    if not each.is_over:
                        standing[each.key] = each
            kept = [{name: getattr(each, name) for name in FIELDS} for each in standing.values()]
            state = {
                "standing": kept,
                "told": told + (len(news) if was_told else 0),
                "untold": untold + (0 if was_told else 1),
            }
            replace_whole(path, json.dumps(state, indent=1) + "\n")
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err


def _read(folder: Path) -> dict[str, Any]:
    try:
        state = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _count(state: dict[str, Any], name: str) -> int:
    value = state.get(name, 0)
    return value if isinstance(value, int) and value >= 0 else 0
