"""The seam to DBOS: a durable queue in which each outlet has at most one job running, on however many machines.

Why DBOS, and what it does not do by itself: docs/decisions/0020-jobs.md.
"""

from __future__ import annotations

import logging
import random
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypedDict

from dbos import DBOS, DBOSClient, SetEnqueueOptions, SetWorkflowID

from crawler.errors import ArchiveUnwritable, reason_of
from crawler.index.engine import ASLEEP_S, clear_errors, libpq_arguments, url_of
from crawler.schedule.crawl import run_crawl
from crawler.schedule.job import Job, JobState, Outcome, wait_s
from crawler.schedule.logs import log_path, run_since, summary_in
from crawler.schedule.store import JOBS, database_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from dbos import WorkflowStatus

    from crawler.config import ArchiveConfig
    from crawler.schedule.plan import Plan

APPLICATION = "microfiche"
VERSION = "1"
"""The form of a job's arguments and steps, not of the program: a new program takes up the jobs of the old one."""
QUEUE = "crawls"
ACTIVE = ("ENQUEUED", "DELAYED", "PENDING")
STATES = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "CANCELLED": JobState.CANCELLED,
}
KEPT_LOGS = 30


class Try(TypedDict):
    """What is kept of one try."""

    code: int | None
    said: str
    log: str
    run: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What a job needs to know of the worker that runs it."""

    config: ArchiveConfig
    worker: str
    """Its name."""
    settings: tuple[str, ...]
    """Arguments that tell a crawl of the worker's archive and settings."""
    jobs_folder: Path
    may_go_on: Callable[[], bool]
    """Whether the worker's jobs are still its own."""
    is_heard: Callable[[], bool]
    """Whether the other workers have heard of this one lately."""
    stopping: threading.Event
    at_work: set[str]
    """Keys of the jobs whose crawls run here."""


class Engine:
    """The queue, run by this process. There is one in a process at a time."""

    _here: Here | None = None

    def __init__(self, config: ArchiveConfig, *, worker: str, slots: int, here: Here) -> None:
        """Open the queue; jobs that a worker of this name left unfinished begin again at once."""
        Engine._here = here
        address = _dbos_address(config)
        DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": address,
                "application_version": VERSION,
                "executor_id": worker,
                "log_level": "CRITICAL",  # what keeps it from being launched is raised besides
                "use_listen_notify": False,
                "sys_db_idle_transaction_timeout_sec": float(ASLEEP_S),
                "db_engine_kwargs": {"connect_args": _connect_arguments(config)},
            }
        )
        with clear_errors(url_of(database_of(config, "engine")), JOBS):
            DBOS.launch()
        logging.getLogger("dbos").setLevel(logging.ERROR)
        DBOS.register_queue(QUEUE, worker_concurrency=slots, partition_concurrency=1, on_conflict="always_update")

    def enqueue(self, plan: Plan, *, key: str) -> None:
        """Queue a crawl of *plan*'s outlet. The same *key* is one job, however often it is queued."""
        with SetWorkflowID(key), SetEnqueueOptions(queue_partition_key=plan.outlet):
            DBOS.enqueue_workflow(QUEUE, crawl_outlet, *_arguments(plan))

    def active(self) -> dict[str, str]:
        """Return the outlets whose jobs wait or run, with the key of the job."""
        found = DBOS.list_workflows(status=list(ACTIVE), queue_name=QUEUE, load_input=False, load_output=False)
        return {status.queue_partition_key or "": status.workflow_id for status in found}

    def jobs(self, keys: Collection[str]) -> list[Job]:
        """Return the jobs of these *keys*."""
        return [job_of(status) for status in DBOS.list_workflows(workflow_ids=list(keys))] if keys else []

    def take_over(self, workers: Collection[str]) -> list[str]:
        """Queue anew what runs at *workers* that were given up; return the keys of those jobs."""
        if not workers:
            return []
        lost = DBOS.list_workflows(
            status="PENDING", queue_name=QUEUE, executor_id=list(workers), load_input=False, load_output=False
        )
        keys = [status.workflow_id for status in lost]
        for key in keys:
            DBOS.resume_workflow(key, queue_name=QUEUE)
        return keys

    def stop(self) -> None:
        DBOS.destroy()
        Engine._here = None

    @classmethod
    def here(cls) -> Here:
        assert cls._here is not None
        return cls._here


@DBOS.workflow(name="crawl")
def crawl_outlet(outlet: str, arguments: list[str], timeout_s: int, tries: int) -> dict[str, Any]:
    """Crawl an outlet, again after a while when that fails; return what the last try came to."""
    for number in range(1, tries + 1):
        tried = try_once(outlet, arguments, timeout_s, DBOS.workflow_id or outlet)
        outcome = Outcome(code=tried["code"], said=tried["said"])
        if not outcome.is_worth_another_try or number == tries:
            break
        DBOS.sleep(wait_s(number, tried["share"]))
    return {**tried, "tries": number}


@DBOS.step(name="try")
def try_once(outlet: str, arguments: list[str], timeout_s: int, key: str) -> Try:
    """Crawl once. A crawl that was killed with its worker goes on where it was: the journal has the outlet's name."""
    here = Engine.here()
    if here.stopping.is_set():
        _wait_for_the_end()
    log = log_path(here.jobs_folder.absolute(), outlet, key)
    asked = [outlet, *arguments, *here.settings, "-s", f"JOB={outlet}"]
    here.at_work.add(key)
    began_at = datetime.now(UTC)
    try:
        outcome = run_crawl(
            asked, log=log, timeout_s=timeout_s, is_stopping=here.stopping.is_set, is_heard=here.is_heard
        )
    finally:
        here.at_work.discard(key)
    if outcome is None or not here.may_go_on():
        # What this try came to must not be kept: the job is another worker's, or goes on when this one is back.
        here.stopping.set()
        _wait_for_the_end()
    _drop_old(log.parent)
    run = run_since(here.jobs_folder.absolute(), outlet, began_at)
    said = (summary_in(run) if run is not None else "") or outcome.said
    share = random.random()  # noqa: S311  # jitter
    return {"code": outcome.code, "said": said, "log": str(log), "run": str(run or ""), "share": share}


def _wait_for_the_end() -> NoReturn:
    """Hold a job as it is until this process ends; the queue takes up others until then."""
    threading.Event().wait()
    raise AssertionError


class JobBook:
    """The jobs, seen from outside the workers."""

    def __init__(self, config: ArchiveConfig, *, create: bool = True) -> None:
        """Open the queue. Without *create* nothing is written, and there must be one (`store.has_jobs`).

        Raises `ArchiveError`.
        """
        address = _dbos_address(config, create=create)
        if create:
            with clear_errors(url_of(database_of(config, "engine")), JOBS):
                DBOS.migrate(address)
        self._client = DBOSClient(
            system_database_url=address,
            application_name=APPLICATION,
            retry_connection_errors=create,
            sys_db_idle_transaction_timeout_sec=float(ASLEEP_S),
        )

    def jobs(self, *, outlet: str | None = None, limit: int = 100) -> list[Job]:
        """Return the newest jobs first, those that run or wait before all others."""
        active = self._client.list_workflows(status=list(ACTIVE), queue_name=QUEUE, sort_desc=True)
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
            queue_name=QUEUE, sort_desc=True, limit=None if outlet else limit,
        )  # fmt: skip
        found = [job_of(status) for status in [*active, *ended]]
        return [job for job in found if outlet in {None, job.outlet}][:limit]

    def job(self, key: str) -> Job | None:
        """Return the job of this *key*."""
        found = self._client.list_workflows(workflow_ids=[key], queue_name=QUEUE)
        return job_of(found[0]) if found else None

    def found(self, **conditions: Any) -> list[WorkflowStatus]:
        """Return what the engine knows of those of its workflows that meet *conditions*, the newest first."""
        return self._client.list_workflows(sort_desc=True, **conditions)

    def run_now(self, plan: Plan, *, key: str) -> bool:
        """Queue a crawl of *plan*'s outlet; return False when one waits or runs already."""
        active = self._client.list_workflows(status=list(ACTIVE), queue_name=QUEUE, load_input=False, load_output=False)
        if any(status.queue_partition_key == plan.outlet for status in active):
            return False
        self._client.enqueue(
            {
                "workflow_name": "crawl",
                "queue_name": QUEUE,
                "workflow_id": key,
                "app_version": VERSION,
                "queue_partition_key": plan.outlet,
            },
            *_arguments(plan),
        )
        return True

    def close(self) -> None:
        self._client.destroy()


def _arguments(plan: Plan) -> tuple[str, list[str], int, int]:
    return plan.outlet, list(plan.arguments), plan.timeout_s, plan.tries


def job_of(status: WorkflowStatus) -> Job:
    """Return what *status* says, as a crawl's."""
    came: dict[str, Any] = status.output if isinstance(status.output, dict) else {}
    state, reason = STATES.get(status.status, JobState.FAILED), ""
    if "code" in came:
        outcome = Outcome(code=came["code"], said=came["said"])
        state, reason = JobState.DONE if outcome.is_done else JobState.FAILED, outcome.reason
    elif status.error is not None:
        reason = f"{type(status.error).__name__}: {status.error}"[:300]
    return Job(
        key=status.workflow_id,
        outlet=status.queue_partition_key or "",
        state=state,
        worker=status.executor_id if status.status != "ENQUEUED" else None,
        queued_at=_time(status.created_at) or datetime.now(UTC),
        started_at=_time(status.dequeued_at),
        ended_at=_time(status.completed_at),
        tries=came.get("tries", 0),
        reason=reason,
        said=came.get("said", ""),
        log=came.get("log", ""),
        run=came.get("run", ""),
    )


def _time(millis: int | None) -> datetime | None:
    return None if millis is None else datetime.fromtimestamp(millis / 1_000, UTC)


def _dbos_address(config: ArchiveConfig, *, create: bool = True) -> str:
    database = database_of(config, "engine")
    if isinstance(database, Path):
        if create:
            try:
                database.parent.mkdir(parents=True, exist_ok=True)
            except OSError as err:
                raise ArchiveUnwritable(database.parent, reason_of(err)) from err
        return f"sqlite:///{database.absolute()}"
    return url_of(database).set(drivername="postgresql").render_as_string(hide_password=False)


def _connect_arguments(config: ArchiveConfig) -> dict[str, int]:
    """Return what lets the engine see soon that the server is gone. A file is never gone."""
    database = database_of(config, "engine")
    return {} if isinstance(database, Path) else libpq_arguments(url_of(database))


def _drop_old(folder: Path) -> None:
    for log in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime)[:-KEPT_LOGS]:
        log.unlink(missing_ok=True)
