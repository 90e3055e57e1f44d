"""The loop of a worker: what is due is queued, the others hear of it, and those that fall silent are given up."""

from __future__ import annotations

import os
import threading
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.archive.folder import warc_files
from crawler.archive.places.lock import locked
from crawler.archive.recover import recover
from crawler.errors import ArchiveError, ArchiveUnwritable, WorkerBusy, reason_of
from crawler.index import Index
from crawler.schedule.engine import Engine, Here
from crawler.schedule.plan import due
from crawler.schedule.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.archive.recover import Recovered
    from crawler.config import ArchiveConfig
    from crawler.schedule.job import Job
    from crawler.schedule.store import Store, Worker

TICK_S = 2.0
HEARD_S = 6.0
"""A worker that could not tell the others of itself for so long stops telling its crawls that it is there."""
GIVEN_UP_S = 40.0
"""A worker that the others have not heard of for so long is given up. By then its crawls have ended themselves:
6 s as above, 12 s of silence, 8 s to end (crawl.py)."""


@dataclass(slots=True)
class Watch:
    """How long each worker has been silent by this machine's own clock: those of others may be wrong."""

    given_up_s: float = GIVEN_UP_S
    _since: dict[str, tuple[Worker, float]] = field(default_factory=dict)

    def silent(self, workers: list[Worker], *, now_s: float) -> list[Worker]:
        """Return those of *workers* that have shown no sign for too long."""
        for worker in workers:
            if worker.name not in self._since or self._since[worker.name][0] != worker:
                self._since[worker.name] = worker, now_s
        return [one for one in workers if not one.given_up and now_s - self._since[one.name][1] > self.given_up_s]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a worker was told when it was started."""

    name: str
    slots: int
    """Crawls at once."""
    settings: tuple[str, ...]
    """Arguments for each crawl that tell where the archive is, and what else was set."""


class WorkerLoop:
    """One worker of the archive. `run` returns when it is told to stop, or may not go on."""

    def __init__(
        self,
        config: ArchiveConfig,
        store: Store,
        post: Post,
        *,
        tell: Callable[[str], None],
        on_ended: Callable[[Job], None] = lambda _: None,
    ) -> None:
        """*on_ended* hears of each job that this worker came to the end of; it must not take long."""
        self._config = config
        self._store = store
        self._post = post
        self._name = post.name
        self._tell = tell
        self._on_ended = on_ended
        self._watch = Watch()
        self._heard_at = time.monotonic()
        self._given_up = False
        self._seen: set[str] = set()
        self.stopping = threading.Event()

    def run(self, *, drain: bool) -> bool:
        """Work until told to stop, or with *drain* until nothing waits or runs; return whether it ended in order.

        Raises `WorkerBusy` when a worker of this name runs on this machine.
        """
        uploads = Uploads(self._config, worker=self._name, tell=self._tell)
        with closing(uploads), _alone(self._config.folder / "jobs", self._name):
            for file in _brought_to_an_end(self._config):
                self._tell(f"left by a crawl that is gone: {file}")
            term = uploads.term = self._store.begin_worker(self._name, datetime.now(UTC))
            here = Here(
                config=self._config,
                worker=self._name,
                settings=self._post.settings,
                jobs_folder=self._config.folder / "jobs",
                may_go_on=lambda: self._beat(term),
                is_heard=lambda: time.monotonic() - self._heard_at < HEARD_S,
                stopping=self.stopping,
                at_work=set(),
            )
            engine = Engine(self._config, worker=self._name, slots=self._post.slots, here=here)
            while not self.stopping.is_set():
                if self._tick(engine, uploads, term) and drain:
                    engine.stop()
                    return True
                self.stopping.wait(TICK_S)
            self._see_to_their_end(here)
        return not self._given_up

    def _see_to_their_end(self, here: Here) -> None:
        """Wait until the crawls have ended. Meanwhile the others hear of this worker, lest they take its outlets."""
        if here.at_work:
            outlets = ", ".join(sorted(key.rpartition("@")[0] for key in here.at_work))
            self._tell(f"ending in order: {outlets}")
        next_s = 0.0
        while here.at_work:
            if time.monotonic() >= next_s and not self._given_up:
                try:
                    here.may_go_on()
                except ArchiveError as err:
                    self._tell(f"cannot reach the jobs: {err}")
                next_s = time.monotonic() + TICK_S
            time.sleep(0.1)

    def _tick(self, engine: Engine, uploads: Uploads, term: int) -> bool:
        """Do what there is to do now; return whether nothing waits or runs."""
        try:
            if not self._beat(term):
                return False
            active = engine.active()
            self._queue_due(engine, active)
            self._give_up_silent(engine)
            after = engine.active()
            for job in engine.jobs(self._seen - set(after.values())):
                self._tell(f"{job.outlet}: {job.state}, {'; '.join(filter(None, (job.reason, job.said)))}")
                if job.worker == self._name:
                    self._on_ended(job)
            self._seen = set(after.values())
            uploading = uploads.tick()  # last: a crawl that has ended has closed its files
        except ArchiveError as err:
            self._tell(f"cannot reach the jobs: {err}")
            return False
        return not after and not uploading

    def _queue_due(self, engine: Engine, active: dict[str, str]) -> None:
        now = datetime.now(UTC)
        starts, passed = due(self._store.plans(), now=now, running=active.keys())
        for plan in starts:
            engine.enqueue(plan, key=f"{plan.outlet}@{plan.next_at():%Y%m%dT%H%M%SZ}")
            self._tell(f"{plan.outlet}: due")
        for plan in passed:
            self._tell(f"{plan.outlet}: due, and still at it since {active[plan.outlet].rpartition('@')[2]}")
        for plan in (*starts, *passed):
            self._store.dealt_with(plan, now)

    def _give_up_silent(self, engine: Engine) -> None:
        workers = [worker for worker in self._store.workers() if worker.name != self._name]
        for worker in self._watch.silent(workers, now_s=time.monotonic()):
            if self._store.give_up(worker):
                self._tell(f"worker {worker.name} is given up: not heard of since {worker.seen_at:%Y-%m-%d %H:%M:%S}Z")
        lost = {worker.name for worker in self._store.workers() if worker.given_up}
        for key in engine.take_over(lost - {self._name}):
            self._tell(f"{key.rpartition('@')[0]}: taken over")

    def _beat(self, term: int) -> bool:
        if not self._store.beat(self._name, term, datetime.now(UTC)):
            self._tell("the other workers have given this one up while it was silent; start it anew")
            self._given_up = True
            self.stopping.set()
            return False
        self._heard_at = time.monotonic()
        return True


def _brought_to_an_end(config: ArchiveConfig) -> tuple[Recovered, ...]:
    """Close what killed crawls have left on this machine: its outlets may be another's, and no crawl come to do it."""
    if not warc_files(config):
        return ()
    with Index.open(config.index_address) as index:
        return recover(config, index)


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    """Hold the lock of the worker called *name* on this machine. Raises `WorkerBusy`, `ArchiveUnwritable`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as err:
        raise ArchiveUnwritable(folder, reason_of(err)) from err
    lock = locked(folder / f"worker-{name}.lock")
    if lock is None:
        raise WorkerBusy(name)
    try:
        yield
    finally:
        os.close(lock)
