"""Where the log of a job is, whether it may be shown, and what the run that wrote it came to."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from crawler.schedule.job import Job

SHOWN_BYTES = 128 << 10


def log_path(jobs_folder: Path, outlet: str, key: str) -> Path:
    """Return where the crawl of the job *key* writes what it says."""
    return jobs_folder / outlet / "logs" / f"{key.rpartition('@')[2].replace(':', '')}.log"


def log_here(jobs_folder: Path, job: Job) -> Path | None:
    """Return the log of *job* when it is on this machine.

    The queue may be written by others, so its word for the place is not taken: the path follows from outlet and key,
    and one that leads out of the folder of logs, as through a link, is none.
    """
    path = log_path(jobs_folder, job.outlet, job.key)
    try:
        real, logs = path.resolve(strict=True), (jobs_folder / job.outlet / "logs").resolve(strict=True)
        is_inside = logs.is_relative_to(jobs_folder.resolve()) and real.parent == logs
    except (OSError, ValueError):
        return None
    return real if is_inside and real.is_file() else None


def end_of(log: Path) -> tuple[str, bool]:
    """Return the last lines of *log*, and whether there are more before them."""
    with log.open("rb") as file:
        size_bytes = file.seek(0, 2)
        file.seek(max(0, size_bytes - SHOWN_BYTES))
        data = file.read(SHOWN_BYTES)
    is_cut = size_bytes > SHOWN_BYTES
    if is_cut:
        data = data.partition(b"\n")[2] or data
    return data.decode("utf-8", "replace"), is_cut


def run_since(jobs_folder: Path, outlet: str, since: datetime) -> Path | None:
    """Return the file with what the newest run that began *since* then came to (`crawler.watch.runs`)."""
    found = sorted((jobs_folder / outlet / "runs").glob("*.json"))
    return found[-1] if found and found[-1].name >= f"{since:%Y%m%dT%H%M%S%f}" else None


def summary_in(run: Path) -> str:
    """Return the one line that sums up the *run*; empty where it cannot be read."""
    try:
        told = json.loads(run.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    summary = told.get("summary") if isinstance(told, dict) else None
    return summary if isinstance(summary, str) else ""
