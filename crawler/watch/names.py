"""Every metric by its name: what it is, and by what it is told apart. docs/watching.md lists them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """What is told of one number."""

    help: str
    labels: tuple[str, ...] = ()
    kind: Literal["gauge", "counter"] = "gauge"


METRICS: dict[str, Metric] = {
    "microfiche_build": Metric(help="1, with the version that runs", labels=("version",)),
    "microfiche_healthy": Metric(help="1 when that is as it should be, else 0", labels=("check",)),
    "microfiche_captures": Metric(help="Captures in the index, by kind", labels=("kind",)),
    "microfiche_articles": Metric(help="Readings of articles in the index"),
    "microfiche_warc_files": Metric(help="WARC files that the index knows"),
    "microfiche_lost_total": Metric(
        help="Answers and articles that crossed the wire and were not kept", kind="counter"
    ),
    "microfiche_disk_size_bytes": Metric(help="Size of the disk with the archive"),
    "microfiche_disk_free_bytes": Metric(help="How much of it is free"),
    "microfiche_disk_floor_bytes": Metric(help="How much must stay free, else fetching pauses"),
    "microfiche_outlet_articles": Metric(
        help="Articles of an outlet, each once at all its addresses", labels=("outlet",)
    ),
    "microfiche_outlet_lag_seconds": Metric(
        help="How long ago the newest capture of an article of the outlet was made", labels=("outlet",)
    ),
    "microfiche_outlet_published_timestamp_seconds": Metric(
        help="When the newest article of the outlet was published", labels=("outlet",)
    ),
    "microfiche_plan_overdue_seconds": Metric(
        help="How long a crawl of the outlet has been due and has not begun; 0 while it is not", labels=("outlet",)
    ),
    "microfiche_plan_paused": Metric(help="1 when crawls of the outlet are paused", labels=("outlet",)),
    "microfiche_jobs": Metric(
        help="Jobs that wait or run, and those that ended among the newest thousand, by state", labels=("state",)
    ),
    "microfiche_job_failed": Metric(help="1 when the last crawl of the outlet failed, else 0", labels=("outlet",)),
    "microfiche_job_ended_timestamp_seconds": Metric(help="When its last crawl ended", labels=("outlet",)),
    "microfiche_worker_silent_seconds": Metric(help="How long the worker has not been heard of", labels=("worker",)),
    "microfiche_worker_given_up": Metric(help="1 when others have taken over its jobs", labels=("worker",)),
    "microfiche_pace_seconds": Metric(
        help="How long requests to a server are kept apart, of servers asked in the last hour", labels=("server",)
    ),
    "microfiche_pace_rest_seconds": Metric(
        help="How long a server that said not now is still left alone", labels=("server",)
    ),
    "microfiche_run_pages": Metric(help="Pages that the last run of the job read", labels=("job",)),
    "microfiche_run_articles": Metric(help="Articles that it kept", labels=("job",)),
    "microfiche_run_exchanges": Metric(help="Exchanges that it kept", labels=("job",)),
    "microfiche_run_not_fetched": Metric(help="Addresses that it could not fetch", labels=("job",)),
    "microfiche_run_lost": Metric(help="What it did not keep", labels=("job",)),
    "microfiche_run_seconds": Metric(help="How long it took", labels=("job",)),
    "microfiche_run_exit_code": Metric(help="Its exit code", labels=("job",)),
    "microfiche_run_ended_timestamp_seconds": Metric(help="When it ended", labels=("job",)),
    "microfiche_pages": Metric(
        help="Pages that feeds and sitemaps announced in the days of the report, by what became of them",
        labels=("outlet", "became"),
    ),
    "microfiche_missing": Metric(help="Pages that were announced and not read, by reason", labels=("outlet", "reason")),
    "microfiche_list_well": Metric(
        help="1 when a feed or sitemap named pages the last time it was asked for, else 0", labels=("outlet", "url")
    ),
    "microfiche_list_well_timestamp_seconds": Metric(
        help="When a feed or sitemap last named pages", labels=("outlet", "url")
    ),
    "microfiche_alarm": Metric(help="1 for each alarm that stands", labels=("outlet", "kind", "subject")),
    "microfiche_alarms": Metric(help="How many alarms stand", labels=("outlet",)),
    "microfiche_alarms_told_total": Metric(
        help="Alarms that began or ended and were told to the webhook or command", kind="counter"
    ),
    "microfiche_alarms_untold_total": Metric(
        help="Times the webhook or command could not be reached, all its tries together once", kind="counter"
    ),
}
