"""Numbers of the schedule: jobs, plans, workers."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.schedule import JobState
from crawler.watch.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from crawler.schedule.overview import Overview

MOST_JOBS = 1_000


def of_schedule(overview: Overview, now: datetime) -> Iterator[Sample]:
    """Yield what *overview*, of the newest thousand jobs, tells."""
    states = Counter(job.state for job in overview.jobs)
    if overview.jobs or overview.plans:
        for state in JobState:
            yield Sample("microfiche_jobs", states[state], (str(state),))
    told = set()
    busy = set()
    for job in overview.jobs:
        if job.ended_at is None:
            busy.add(job.outlet)
        elif job.outlet not in told:
            told.add(job.outlet)
            yield Sample("microfiche_job_failed", int(job.state is JobState.FAILED), (job.outlet,))
            yield Sample("microfiche_job_ended_timestamp_seconds", job.ended_at.timestamp(), (job.outlet,))
    waiting = {job.outlet: job.queued_at for job in overview.jobs if job.state is JobState.WAITING}
    for plan in overview.plans:
        due_at = waiting.get(plan.outlet) or (now if plan.outlet in busy or plan.is_paused else plan.next_at())
        yield Sample("microfiche_plan_overdue_seconds", max(0.0, (now - due_at).total_seconds()), (plan.outlet,))
        yield Sample("microfiche_plan_paused", int(plan.is_paused), (plan.outlet,))
    for worker in overview.workers:
        yield Sample("microfiche_worker_silent_seconds", (now - worker.seen_at).total_seconds(), (worker.name,))
        yield Sample("microfiche_worker_given_up", int(worker.given_up), (worker.name,))
