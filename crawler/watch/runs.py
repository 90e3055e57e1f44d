"""What each run of a job came to: one JSON file a run, in the folder of the job."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveUnwritable, reason_of
from crawler.watch.files import replace_whole

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

KEPT_RUNS = 100
FOLDER = "runs"


def write_run(jobs_folder: Path, job: str, run: dict[str, Any], *, began_at: datetime) -> Path:
    """Keep *run*, which JSON can hold, as the run of *job* that began then; return where. Of older ones the last stay.

    Raises `ArchiveUnwritable`.
    """
    folder = jobs_folder / job / FOLDER
    path = folder / f"{began_at:%Y%m%dT%H%M%S%f}Z.json"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_whole(path, json.dumps(run, ensure_ascii=False, indent=1, default=str) + "\n")
        for old in sorted(folder.glob("*.json"))[:-KEPT_RUNS]:
            old.unlink(missing_ok=True)
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err
    return path


def last_runs(jobs_folder: Path) -> dict[str, dict[str, Any]]:
    """Return the newest run of each job that has one, by its name; files that hold none are passed over."""
    newest: dict[str, Path] = {}
    for path in sorted(jobs_folder.glob(f"*/{FOLDER}/*.json")):
        newest[path.parent.parent.name] = path
    found = {}
    for job, path in newest.items():
        run = run_at(path)
        if run is not None:
            found[job] = run
    return found


def run_at(path: Path) -> dict[str, Any] | None:
    """Return the run in the file at *path*; None when there is none."""
    try:
        run = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return run if isinstance(run, dict) else None
