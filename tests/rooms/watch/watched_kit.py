"""A small archive with a schedule, a pace, a run and something lost, to be watched."""

from __future__ import annotations

import json
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from rooms.coverage.made import row

from crawler.config import ArchiveConfig, MinFree
from crawler.index import Index
from crawler.index.pace import Budget, PaceBook
from crawler.model import Article
from crawler.schedule import Every, Job, JobState, Plan, Store
from crawler.watch.runs import write_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
RECORD = UUID(int=1).urn


def config_of(folder: Path) -> ArchiveConfig:
    return ArchiveConfig(folder=folder, min_free=MinFree(size_bytes=1))


def plan(outlet: str, *, is_late: bool = False, is_paused: bool = False) -> Plan:
    """A plan that has been due for a while, or is not due yet."""
    looked_at = NOW - timedelta(hours=2) if is_late else NOW
    return Plan(outlet=outlet, rhythm=Every(3_600), looked_at=looked_at, is_paused=is_paused)


def job(outlet: str, state: JobState, *, reason: str = "", minutes: int = 1) -> Job:
    at = NOW - timedelta(minutes=minutes)
    return Job(
        key=f"{outlet}@{minutes}", outlet=outlet, state=state, worker="north", queued_at=at,
        started_at=None if state is JobState.WAITING else at,
        ended_at=at if state in {JobState.DONE, JobState.FAILED} else None,
        tries=1, reason=reason, said="", log="",
    )  # fmt: skip


@contextmanager
def watched_archive(folder: Path) -> Iterator[ArchiveConfig]:
    config = config_of(folder)
    (folder / "warc").mkdir(parents=True)
    with Index.open(config.index_address) as index:
        seen = row(record_id=RECORD, captured_at=NOW - timedelta(minutes=5))
        index.add_captures([seen])
        index.add_article(
            Article(
                url=seen.url, outlet="The Gazette", key="/a", record_id=RECORD, reader="microfiche/0.1.0",
                captured_at=seen.captured_at.isoformat(), headline="Ferry", published_at="2026-11-28T10:00:00+00:00",
            ),
            record_id=RECORD,
        )  # fmt: skip
        index.commit()
    (folder / "lost.jsonl").write_text('{"url": "a"}\n{"url": "b"}\n', "utf-8")
    now_us = round(NOW.timestamp() * 1_000_000)
    with closing(PaceBook.open(folder / "pace.sqlite")) as book:
        budgets = {
            "gazette.example": Budget(last_us=now_us - 1, pace_us=1_500_000, rest_us=now_us + 30_000_000),
            "old.example": Budget(last_us=now_us - 7_200_000_000, pace_us=1),
        }
        book.change(list(budgets), lambda *_: (budgets, None))
    run = {"pages": 12, "articles": 9, "exchanges": 40, "not_fetched": 1, "lost": 0, "exit_code": 3, "took_s": 8.5}
    for number in (2, 1):
        began_at = NOW - timedelta(hours=number)
        write_run(folder / "jobs", "gazette", {**run, "ended_at": began_at.isoformat()}, began_at=began_at)
    (folder / "jobs" / "broken" / "runs").mkdir(parents=True)
    (folder / "jobs" / "broken" / "runs" / "1.json").write_text("{", "utf-8")
    (folder / "alarms.json").write_text(json.dumps({"told": 4, "untold": 2}), "utf-8")
    with closing(Store.of(config)) as store:
        store.begin_worker("north", NOW - timedelta(seconds=3))
        store.add(plan("gazette", is_late=True))
        store.add(plan("herald", is_paused=True, is_late=True))
    yield config
