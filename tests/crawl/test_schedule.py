"""Scheduled crawls from the command line: done, killed and taken up again, ended in order, given up.

What several workers do is in `test_fleet.py`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from crawl.command import CLI, run
from starlette.testclient import TestClient
from trials.fleet.papers import edition

from crawler.archive.folder import open_for_reading
from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.schedule import Every, Job, Plan, Store
from crawler.schedule.engine import JobBook
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

UNITS = Path(__file__).parents[2] / "docs/systemd"
SLOW = ["-s", "DOWNLOAD_DELAY=0.2", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "ARCHIVE_GROUP_SECONDS=0.1"]
QUICK = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-s", "ARCHIVE_LONGEST_CRAWL_DELAY_S=0"]
WAIT_S = 100
MISSED = timedelta(days=21)
TIMEOUT_S = 25
"""Enough for a crawl to begin on a busy machine, and not enough for one with long pauses to end."""


@pytest.fixture
def paper() -> Iterator[NewsServer]:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url, edition(0))
        yield server


def scheduled(folder: Path, server: NewsServer, timeout_s: int = 600) -> None:
    """Plan the newspaper and make it due at once."""
    plan = Plan(
        outlet="demo",
        rhythm=Every(7 * 86_400),
        arguments=("-a", f"seeds={server.base_url}/"),
        timeout_s=timeout_s,
        looked_at=datetime.now(UTC) - MISSED,
    )
    with closing(Store.of(ArchiveConfig(folder=folder / "archive"))) as store:
        store.add(plan)


def told_jobs(folder: Path, *more: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in run("jobs", "--json", *more, cwd=folder).stdout.splitlines()]


def jobs(folder: Path) -> list[Job]:
    """Return what `told_jobs` tells, without the second that a process takes to begin."""
    with closing(JobBook(ArchiveConfig(folder=folder / "archive"))) as book:
        return book.jobs()


def assert_sound(folder: Path) -> None:
    assert verify(ArchiveConfig(folder=folder / "archive")).flaws == []


@contextmanager
def worker(folder: Path, name: str, *more: str) -> Iterator[subprocess.Popen[str]]:
    """A worker, killed at the end if it is still there; its words go to NAME.txt."""
    with (folder / f"{name}.txt").open("w") as said:
        process = subprocess.Popen([*CLI, "work", "--name", name, *more], cwd=folder, stderr=said, text=True)
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def until(is_so: Any, what: str, seconds: float = WAIT_S) -> float:
    """Wait until *is_so*; return how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if is_so():
            return time.monotonic() - began
        time.sleep(0.3)
    raise AssertionError(f"not within {seconds} s: {what}")


def crawls_under(folder: Path) -> list[int]:
    """The crawls that run in *folder*."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes()
            if b"crawler.schedule.crawl" in words and (process / "cwd").resolve() == folder.resolve():
                found.append(int(process.name))
        except OSError:
            continue
    return found


def fetched(server: NewsServer) -> int:
    return len(server.log)


def test_what_is_due_is_crawled_once_however_much_was_missed(paper: NewsServer, tmp_path: Path) -> None:
    run("schedule", "add", "demo", "--every", "7d", "-a", f"seeds={paper.base_url}/", "-a", "limit=5", cwd=tmp_path)
    with closing(Store.of(ArchiveConfig(folder=tmp_path / "archive"))) as store:
        (plan,) = store.plans()
        store.add(replace(plan, looked_at=plan.looked_at - MISSED))
    run("work", "--drain", *QUICK, cwd=tmp_path)
    (job,) = told_jobs(tmp_path)
    assert (job["outlet"], job["state"], job["tries"], job["reason"]) == ("demo", "done", 1, "")
    assert "exchanges" in job["said"]
    assert "articles" in Path(job["log"]).read_text("utf-8")
    assert_the_room_tells(tmp_path / "archive", job)
    run("work", "--drain", *QUICK, cwd=tmp_path)
    assert len(jobs(tmp_path)) == 1, "three weeks were missed, and one crawl made up for them"
    run("schedule", "run-now", "demo", cwd=tmp_path)
    assert "waits or runs already" in run("schedule", "run-now", "demo", cwd=tmp_path).stderr
    assert [job["state"] for job in told_jobs(tmp_path, "demo")] == ["waiting", "done"]
    run("verify", cwd=tmp_path)


def assert_the_room_tells(folder: Path, job: dict[str, Any]) -> None:
    config = ArchiveConfig(folder=folder)
    with open_for_reading(config) as index:
        app = reading_room(index, config, access=Access())
        with TestClient(app, base_url="http://localhost") as client:
            page = client.get("/jobs").text
            assert job["said"] in page
            assert f"/jobs/log?key={quote(job['key'], safe='')}" in page
            said = client.get("/jobs/log.txt", params={"key": job["key"]}).text
            assert said == Path(job["log"]).read_text("utf-8")


def test_a_crawl_that_cannot_work_is_told_with_its_reason(tmp_path: Path) -> None:
    run("schedule", "add", "demo", "--every", "1h", "-a", "seeds=http://127.0.0.1:9/", "--tries", "1", cwd=tmp_path)
    run("schedule", "run-now", "demo", cwd=tmp_path)
    done = run("work", "--drain", *QUICK, "-s", "RETRY_TIMES=0", cwd=tmp_path)
    (job,) = jobs(tmp_path)
    assert (job.state, job.reason) == ("failed", "nothing was fetched")
    assert "demo: failed, nothing was fetched" in done.stderr


def test_a_crawl_that_takes_too_long_is_ended_in_order(paper: NewsServer, tmp_path: Path) -> None:
    scheduled(tmp_path, paper, TIMEOUT_S)
    run("work", "--drain", "-s", "DOWNLOAD_DELAY=1.5", cwd=tmp_path)
    (job,) = jobs(tmp_path)
    assert (job.state, job.reason) == ("failed", "it took too long; it goes on when it is due next")
    assert fetched(paper) > 0
    assert_sound(tmp_path)
    assert not list(tmp_path.rglob("*.open"))


def test_a_killed_worker_takes_its_crawl_up_again(paper: NewsServer, tmp_path: Path) -> None:
    scheduled(tmp_path, paper)
    with worker(tmp_path, "north", *SLOW) as first:
        until(lambda: fetched(paper) > 12, "the crawl is in its middle")
        first.kill()
        first.wait()
        until(lambda: not crawls_under(tmp_path), "the crawl died with its worker", 15)
    before = {exchange.request.split(b" ")[1] for exchange in list(paper.log)}
    run("work", "--drain", "--name", "north", *QUICK, cwd=tmp_path)
    (job,) = jobs(tmp_path)
    assert job.state == "done"
    assert "goes on" in Path(job.log).read_text("utf-8")
    assert len({exchange.request.split(b" ")[1] for exchange in list(paper.log)}) > len(before)
    assert_sound(tmp_path)


@pytest.mark.parametrize(("number", "more"), [(signal.SIGINT, ()), (signal.SIGTERM, ("--drain",))])
def test_a_worker_told_to_stop_ends_crawls_in_order_and_the_next_goes_on(
    paper: NewsServer, tmp_path: Path, number: int, more: tuple[str, ...]
) -> None:
    scheduled(tmp_path, paper)
    with worker(tmp_path, "north", *more, *SLOW) as first:
        until(lambda: fetched(paper) > 12, "the crawl is in its middle")
        assert "a worker called north runs here already" in run("work", "--name", "north", cwd=tmp_path, code=1).stderr
        first.send_signal(number)
        assert first.wait(60) == 0
    assert not crawls_under(tmp_path)
    assert not list(tmp_path.rglob("*.open")), "it had time to close its file"
    run("work", "--drain", "--name", "north", *QUICK, cwd=tmp_path)
    assert [job.state for job in jobs(tmp_path)] == ["done"]
    assert_sound(tmp_path)


def test_a_worker_is_heard_of_until_its_crawls_have_ended_and_begins_none_meanwhile(
    paper: NewsServer, tmp_path: Path
) -> None:
    scheduled(tmp_path, paper)
    config = ArchiveConfig(folder=tmp_path / "archive")
    seeds = ("-a", f"seeds={paper.base_url}/")
    other = Plan(outlet="presstv", rhythm=Every(86_400), arguments=seeds, looked_at=datetime.now(UTC))
    with worker(tmp_path, "north", *SLOW) as first:
        until(lambda: fetched(paper) > 12, "the crawl is in its middle")
        with closing(Store.of(config)) as store, closing(JobBook(config)) as book:
            (crawl,) = crawls_under(tmp_path)
            os.kill(crawl, signal.SIGSTOP)  # so that it takes its time to end
            first.send_signal(signal.SIGINT)
            until(lambda: "ending in order: demo" in (tmp_path / "north.txt").read_text("utf-8"), "it has heard")
            told_at = store.workers()[0].seen_at
            book.run_now(other, key="presstv@now")
            until(lambda: [job.state for job in book.jobs(outlet="presstv")] == ["running"], "its queue goes on")
            until(lambda: store.workers()[0].seen_at > told_at + timedelta(seconds=3), "it is heard of", 10)
            os.kill(crawl, signal.SIGCONT)
            assert first.wait(60) == 0
    assert not (config.folder / "jobs/presstv").exists(), "no other crawl was begun"
    assert not list(tmp_path.rglob("*.open")), "it had time to close its file"


def test_a_mistake_is_one_line_and_nothing_is_planned(tmp_path: Path) -> None:
    for words, told in (
        (("add", "presstvv", "--every", "1h"), "nearest: presstv"),
        (("add", "presstv", "--every", "1s"), "less than a minute"),
        (("add", "presstv", "--cron", "x y", "--tz", "UTC"), "2 fields"),
        (("add", "presstv", "--every", "1h", "-a", "limit"), "not NAME=VALUE"),
        (("add", "presstv", "--every", "1h", "--tries", "0"), "not from 1 to"),
        (("add", "presstv", "--every", "1h", "-a", "limit=x"), "limit: 'x' is not a whole number"),
        (("add", "presstv", "--every", "1h", "-a", "speed=9"), "speed: no such argument"),
        (("add", "news", "--every", "1h"), "nowhere to start"),
        (("pause", "presstv"), "presstv is not scheduled"),
        (("remove", "presstv"), "presstv is not scheduled"),
        (("run-now", "presstv"), "presstv is not scheduled"),
    ):
        done = run("schedule", *words, cwd=tmp_path, code=2)
        assert told in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
    assert run("schedule", "list", "--json", cwd=tmp_path).stdout == ""
    assert run("jobs", cwd=tmp_path).stdout.count("\n") == 1


def test_plans_are_listed_paused_and_taken_back(tmp_path: Path) -> None:
    run("schedule", "add", "presstv", "20min", "--cron", "0 6 * * *", "--tz", "Asia/Tehran", cwd=tmp_path)
    run("schedule", "pause", "20min", cwd=tmp_path)
    listed = [json.loads(line) for line in run("schedule", "list", "--json", cwd=tmp_path).stdout.splitlines()]
    assert [(plan["outlet"], plan["is_paused"]) for plan in listed] == [("presstv", False), ("20min", True)]
    assert listed[0]["when"] == "0 6 * * * (Asia/Tehran)"
    run("schedule", "remove", "20min", "presstv", cwd=tmp_path)
    assert run("schedule", "list", "--json", cwd=tmp_path).stdout == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze: unit files are not checked here")
def test_unit_files(tmp_path: Path) -> None:
    for unit in UNITS.iterdir():
        text = unit.read_text("utf-8").replace("/srv/microfiche/venv/bin/microfiche", sys.executable)
        (tmp_path / unit.name.replace("@", "@presstv")).write_text(text, "utf-8")
    names = [f"./{path.name}" for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
