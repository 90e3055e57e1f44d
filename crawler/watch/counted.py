"""What was counted in the index of a large archive, kept for the crawls that end soon after: to count it takes long."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crawler.errors import ArchiveUnwritable
from crawler.watch.files import replace_whole
from crawler.watch.samples import Sample, samples_in, text_of

if TYPE_CHECKING:
    from pathlib import Path

FILE = "counts.json"
"""In the folder of the archive. It may be deleted: what it holds is counted anew."""
REST = 20
"""So many times as long as counting it took an index is left alone: every row of a large one is looked at."""
QUICK_S = 0.25
"""What takes no longer is not kept."""


def keep_counted(folder: Path, samples: list[Sample], *, at: datetime, took_s: float) -> None:
    """Keep *samples*, counted *at* this time, where that took long. If they cannot be kept, each counts for itself."""
    if took_s > QUICK_S:
        told = {"at": at.isoformat(), "took_s": round(took_s, 3), "metrics": text_of(samples)}
        with suppress(ArchiveUnwritable):
            replace_whole(folder / FILE, json.dumps(told) + "\n")


def kept_counted(folder: Path, now: datetime) -> list[Sample]:
    """Return what was counted lately; nothing where that is too long ago, or the file holds something else."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        age = now - datetime.fromisoformat(told["at"])
        is_fresh = timedelta(0) <= age <= REST * timedelta(seconds=float(told["took_s"]))
        return samples_in(told["metrics"]) if is_fresh else []
    except (OSError, ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return []
