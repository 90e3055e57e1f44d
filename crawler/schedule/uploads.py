"""Closed WARC files brought to the store by the worker that wrote them: jobs of the same engine as the crawls.

They are not queued, as crawls are: a file can only be brought there by the machine that has it. Nobody takes them over.
What the engine takes up again after a kill it hands to any worker, though: one that does not have the file leaves it
alone, and the machine that has it begins anew.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from dbos import DBOS, SetWorkflowID

from crawler.archive.folder import open_for_reading
from crawler.archive.places import Store
from crawler.archive.places.upload import to_upload, upload
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveNotFound
from crawler.schedule.engine import ACTIVE, Engine, job_of
from crawler.schedule.job import Job, JobState, wait_s

if TYPE_CHECKING:
    from collections.abc import Callable

    from dbos import WorkflowStatus

    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.schedule.engine import JobBook

NAME = "upload"
AT_ONCE = 2
TRIES = 6
"""Over half an hour. What could not be brought there then is begun anew in the next hour, by another job."""


class Try(TypedDict):
    """What is kept of one try."""

    why: str
    """Empty when the file is in the store."""
    said: str
    share: float


class Uploads:
    """The uploads of one worker. They go on when the worker is started again."""

    def __init__(self, config: ArchiveConfig, *, worker: str, tell: Callable[[str], None]) -> None:
        """Raises `BadSetting` when the store that is set can never be reached from here."""
        self._config = config
        self._worker = worker
        self.term = 0
        """Of the worker: what it had begun before it was killed may have gone to another."""
        self._tell = tell
        self._index: Index | None = None
        self._seen: set[str] = set()
        self._begun: set[str] = set()
        """Keys of this hour's jobs, so that those that failed are not asked about at each tick."""
        if config.store.address is not None:
            Store(config.store.options).check(config.store.address)

    def tick(self) -> bool:
        """Begin what there is to do; return whether something is under way. Raises `ArchiveError`."""
        if self._config.store.address is None:
            return False
        running = self._running()
        for job in self._ended(self._seen - running.keys()):
            self._tell(f"{job.outlet}: {'; '.join(filter(None, (job.reason, job.said)))}")
        names = set(running.values())
        now = datetime.now(UTC)
        self._begun = {key for key in self._begun if key == self.key(owner_of(key)[0], now)}
        for name in self._names():
            if len(running) >= AT_ONCE:
                break
            key = self.key(name, now)
            if name in names or key in self._begun:
                continue
            self._begun.add(key)
            if self._is_new(key):
                with SetWorkflowID(key):
                    DBOS.start_workflow(upload_file, name)
                running[key] = name
        self._seen = set(running)
        return bool(running)

    def key(self, name: str, now: datetime) -> str:
        """Return the key of the job that brings the file called *name* to the store."""
        return f"{NAME}@{name}@{self._worker}@{now:%Y%m%dT%H}.{self.term}"

    def close(self) -> None:
        if self._index is not None:
            self._index.close()

    def _names(self) -> list[str]:
        try:
            if self._index is None:
                self._index = open_for_reading(self._config)
            return [row.name for row in to_upload(self._config, self._index)]
        except ArchiveNotFound:
            return []  # nothing was crawled yet

    def _running(self) -> dict[str, str]:
        """Return the names of the files that are under way, by the keys of their jobs."""
        found = DBOS.list_workflows(name=NAME, status=list(ACTIVE), load_input=False, load_output=False)
        owners = {status.workflow_id: owner_of(status.workflow_id) for status in found}
        return {key: name for key, (name, worker) in owners.items() if worker == self._worker}

    def _is_new(self, key: str) -> bool:
        return not DBOS.list_workflows(workflow_ids=[key], load_input=False, load_output=False)

    def _ended(self, keys: set[str]) -> list[Job]:
        return [upload_job(status) for status in DBOS.list_workflows(workflow_ids=sorted(keys))] if keys else []


@DBOS.workflow(name=NAME)
def upload_file(name: str) -> dict[str, Any]:
    """Bring a WARC file to the store, again after a while when that fails; return what the last try came to."""
    _, worker = owner_of(DBOS.workflow_id or "")
    if worker != Engine.here().worker:
        return {"why": "", "said": f"left to {worker}, which has the file", "share": 0.0, "tries": 0}
    for number in range(1, TRIES + 1):
        tried = upload_once(name)
        if not tried["why"] or number == TRIES:
            break
        DBOS.sleep(wait_s(number, tried["share"]))
    return {**tried, "tries": number}


@DBOS.step(name="upload_try")
def upload_once(name: str) -> Try:
    """Try once. Killed at any moment, it can be done again."""
    config = Engine.here().config
    share = random.random()  # noqa: S311  # jitter
    try:
        with open_for_reading(config) as index:
            row = index.file(name)
            path = config.warc_folder / name
            if row is None or not path.exists():
                where = "" if row is None else row.place or ""
                return {"why": "", "said": f"in the store already: {where}", "share": share}
            done = upload(row, config, index, Store(config.store.options))
    except ArchiveError as err:
        return {"why": str(err), "said": "", "share": share}
    return {"why": "", "said": f"{counted(done.size_bytes, 'byte')}, proved, at {done.url}", "share": share}


def owner_of(key: str) -> tuple[str, str]:
    """Return the file and the worker of a job's *key*."""
    _, _, rest = key.partition("@")
    name, worker, _ = rest.rsplit("@", 2)
    return name, worker


def upload_jobs(book: JobBook, *, limit: int) -> list[Job]:
    """Return the newest uploads of all workers first."""
    return [upload_job(status) for status in book.found(name=NAME, limit=limit)]


def upload_job(status: WorkflowStatus) -> Job:
    """Return the job of an upload as the others are shown: its outlet is the word ``upload``."""
    came: dict[str, Any] = status.output if isinstance(status.output, dict) else {}
    name, _ = owner_of(status.workflow_id)
    job = job_of(status)
    state, reason = job.state, job.reason
    if came:
        state, reason = (JobState.FAILED, came["why"]) if came["why"] else (JobState.DONE, "")
    said = f"{name}: {came['said']}" if came.get("said") else name
    return replace(job, outlet=NAME, state=state, reason=reason, said=said)
