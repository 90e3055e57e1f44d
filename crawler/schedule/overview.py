"""Plans, jobs and workers as somebody sees them who only looks: nothing is written, no table is made."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.errors import ArchiveNotFound
from crawler.index.engine import clear_errors, url_of
from crawler.schedule.store import JOBS, Store, database_of, has_jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from crawler.config import ArchiveConfig
    from crawler.schedule.engine import JobBook
    from crawler.schedule.job import Job
    from crawler.schedule.plan import Plan
    from crawler.schedule.store import Worker

    Found = TypeVar("Found")

MOST_JOBS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The schedule of an archive at one moment."""

    jobs: tuple[Job, ...] = ()
    """The newest first, those that run or wait before all others."""
    plans: tuple[Plan, ...] = ()
    """The next due first, those that are paused last."""
    workers: tuple[Worker, ...] = ()
    """By name."""


def must_have_folder(config: ArchiveConfig) -> None:
    """Raise `ArchiveNotFound` when there is neither a folder in which anything could be scheduled nor a server."""
    if not isinstance(database_of(config, "schedule"), str) and not config.folder.is_dir():
        raise ArchiveNotFound(config.folder)


def look(config: ArchiveConfig, *, outlet: str | None = None, limit: int = MOST_JOBS) -> Overview:
    """Return the schedule as it stands; an empty one where nothing was ever scheduled. Raises `ArchiveError`."""
    jobs: list[Job] = _asked(config, lambda book: book.jobs(outlet=outlet, limit=limit)) or []
    plans, workers = planned(config)
    return Overview(jobs=tuple(jobs), plans=tuple(plans), workers=tuple(workers))


def planned(config: ArchiveConfig) -> tuple[list[Plan], list[Worker]]:
    """Return the plans, the next due first and those that are paused last, and the workers. Raises `ArchiveError`."""
    try:
        with closing(Store.of(config, create=False)) as store:
            plans, workers = (store.plans(), store.workers()) if store.has_tables() else ([], [])
    except ArchiveNotFound:
        return [], []
    return sorted(plans, key=lambda plan: (plan.is_paused, plan.next_at(), plan.outlet)), workers


def uploads(config: ArchiveConfig, *, limit: int) -> list[Job]:
    """Return the newest uploads of all workers first. Raises `ArchiveError`."""

    def newest(book: JobBook) -> list[Job]:
        from crawler.schedule.uploads import upload_jobs

        return upload_jobs(book, limit=limit)

    return _asked(config, newest) or []


def job_of(config: ArchiveConfig, key: str) -> Job | None:
    """Return the job of this *key*. Raises `ArchiveError`."""
    return _asked(config, lambda book: book.job(key))


def _asked(config: ArchiveConfig, ask: Callable[[JobBook], Found]) -> Found | None:
    """Return what *ask* gives; None where there is no queue. DBOS takes half a second to import: not without need."""
    if not has_jobs(config):
        return None
    from crawler.schedule.engine import JobBook

    with clear_errors(url_of(database_of(config, "engine")), JOBS), closing(JobBook(config, create=False)) as book:
        return ask(book)
