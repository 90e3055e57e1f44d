"""Numbers of the archive itself: what it holds and lost, its disk, its outlets, the pace at servers, the last runs."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from crawler import __version__
from crawler.index.pace import pace_address
from crawler.index.pace.reading import budgets_since
from crawler.watch.runs import last_runs
from crawler.watch.samples import Sample

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.config import ArchiveConfig
    from crawler.index import Index

LOST = "lost.jsonl"
RECENT_US = 3_600 * 1_000_000
MOST_SERVERS = 1_000
"""Those asked last: each is a series that whoever collects them has to keep."""
KINDS = ("responses", "revisits", "unanswered", "unreached")
OF_A_RUN = ("pages", "articles", "exchanges", "not_fetched", "lost", "exit_code")


def of_index(index: Index, now: datetime) -> Iterator[Sample]:
    """Yield what *index* holds, in all and by outlet."""
    counts = index.counts()
    for kind in KINDS:
        yield Sample("microfiche_captures", getattr(counts, kind), (kind,))
    yield Sample("microfiche_articles", counts.articles)
    yield Sample("microfiche_warc_files", counts.files)
    for outlet in index.stories.outlets():
        yield Sample("microfiche_outlet_articles", outlet.stories, (outlet.name,))
        if outlet.seen_at is not None:
            yield Sample("microfiche_outlet_lag_seconds", (now - outlet.seen_at).total_seconds(), (outlet.name,))
        if outlet.last_at is not None:
            at = outlet.last_at.timestamp()
            yield Sample("microfiche_outlet_published_timestamp_seconds", at, (outlet.name,))


def of_folder(config: ArchiveConfig) -> Iterator[Sample]:
    """Yield what the folder of the archive tells: its disk, what was lost, the last runs."""
    yield Sample("microfiche_build", 1, (__version__,))
    room = disk_room(config)
    if room is not None:
        for name, value in zip(("size", "free", "floor"), room, strict=True):
            yield Sample(f"microfiche_disk_{name}_bytes", value)
    yield Sample("microfiche_lost_total", _lines(config))
    for job, run in last_runs(config.folder / "jobs").items():
        for name in OF_A_RUN:
            if isinstance(run.get(name), int):
                yield Sample(f"microfiche_run_{name}", run[name], (job,))
        if isinstance(run.get("took_s"), int | float):
            yield Sample("microfiche_run_seconds", run["took_s"], (job,))
        with suppress(TypeError, ValueError, KeyError):
            ended_at = datetime.fromisoformat(run["ended_at"])
            yield Sample("microfiche_run_ended_timestamp_seconds", ended_at.timestamp(), (job,))


def of_pace(config: ArchiveConfig, now: datetime) -> Iterator[Sample]:
    """Yield how servers are paced. Raises `ArchiveError`."""
    now_us = round(now.timestamp() * 1_000_000)
    address = pace_address(config.folder, config.index_address)
    for server, budget in budgets_since(address, now_us - RECENT_US, most=MOST_SERVERS).items():
        yield Sample("microfiche_pace_seconds", budget.pace_us / 1_000_000, (server,))
        if budget.rest_us > now_us:
            yield Sample("microfiche_pace_rest_seconds", (budget.rest_us - now_us) / 1_000_000, (server,))


def disk_room(config: ArchiveConfig) -> tuple[int, int, int] | None:
    """Return size, free bytes and floor of the disk with the archive; None where there is no folder yet."""
    try:
        disk = os.statvfs(config.folder)
    except OSError:
        return None
    size_bytes = disk.f_blocks * disk.f_frsize
    return size_bytes, disk.f_bavail * disk.f_frsize, config.min_free.of(size_bytes)


def _lines(config: ArchiveConfig) -> int:
    try:
        with (config.folder / LOST).open("rb") as file:
            return sum(1 for _ in file)
    except OSError:
        return 0
