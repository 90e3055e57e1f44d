"""A crawl that is watched from outside: its log as JSON, its run, its metrics, its alarms told."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from prometheus_client.parser import text_string_to_metric_families

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
QUICK = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]


@pytest.fixture
def paper() -> Iterator[NewsServer]:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        yield server


def test_a_job_leaves_its_run_and_its_metrics(paper: NewsServer, tmp_path: Path) -> None:
    seeds = f"seeds={paper.base_url}/"
    settings = ["-s", "JOB=gazette", "-s", "ARCHIVE_METRICS_FILE=m.prom", "-s", "ARCHIVE_LOG_FORMAT=json", *QUICK]
    done = run("crawl", "demo", "-a", seeds, "-a", "limit=4", "-L", "INFO", *settings, cwd=tmp_path)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert all({"time", "level", "logger", "message"} <= set(line) for line in lines)
    assert {line["job"] for line in lines} == {"gazette"}
    assert lines[0]["message"].startswith("Scrapy "), "from the first line on"
    assert {line["spider"] for line in lines if "spider" in line} == {"demo"}
    (path,) = (tmp_path / "archive" / "jobs" / "gazette" / "runs").iterdir()
    told = json.loads(path.read_text("utf-8"))
    assert (told["job"], told["spider"], told["exit_code"], told["lost"]) == ("gazette", "demo", 0, 0)
    assert told["articles"] == told["stats"]["archive/article/kept"] >= 1
    assert told["summary"] in [line["message"] for line in lines if line["logger"] == "microfiche"]
    families = {family.name for family in text_string_to_metric_families((tmp_path / "m.prom").read_text("utf-8"))}
    assert {"microfiche_run_articles", "microfiche_pages", "microfiche_captures", "microfiche_healthy"} <= families


def test_a_scheduled_crawl_tells_its_summary_whatever_comes_after_it(paper: NewsServer, tmp_path: Path) -> None:
    run("schedule", "add", "demo", "--every", "1h", "-a", f"seeds={paper.base_url}/", "-a", "limit=3", cwd=tmp_path)
    run("schedule", "run-now", "demo", cwd=tmp_path)
    done = run("work", "--drain", *QUICK, "-s", "ARCHIVE_LOG_FORMAT=json", cwd=tmp_path)
    said = [json.loads(line)["message"] for line in done.stderr.splitlines()]
    (job,) = [json.loads(line) for line in run("jobs", "--json", cwd=tmp_path).stdout.splitlines()]
    assert f"demo: done, {job['said']}" in said
    assert job["said"] == job["summary"]["summary"]
    assert job["summary"]["articles"] >= 1
    assert "stats" not in job["summary"]


def test_a_crawl_that_cannot_work_is_told_to_the_command(tmp_path: Path) -> None:
    code = "import sys; open('told.jsonl', 'ab').write(sys.stdin.buffer.read() + b'\\n')"
    command = ["-s", f'ARCHIVE_ALARM_COMMAND={sys.executable} -c "{code}"']
    run("schedule", "add", "demo", "--every", "1h", "-a", "seeds=http://127.0.0.1:9/", "--tries", "1", cwd=tmp_path)
    for _ in range(2):
        run("schedule", "run-now", "demo", cwd=tmp_path)
        run("work", "--drain", *command, *QUICK, "-s", "RETRY_TIMES=0", cwd=tmp_path)
    (line,) = (tmp_path / "told.jsonl").read_text("utf-8").splitlines()
    (alarm,) = json.loads(line)["alarms"]
    assert (alarm["outlet"], alarm["kind"], alarm["state"]) == ("demo", "job", "standing")
    assert "nothing was fetched" in alarm["text"]
    assert json.loads((tmp_path / "archive" / "alarms.json").read_text("utf-8"))["told"] == 1


def test_a_log_format_that_is_none_is_one_line(tmp_path: Path) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_LOG_FORMAT=xml", cwd=tmp_path, code=2)
    assert done.stderr == "microfiche: ARCHIVE_LOG_FORMAT: 'xml' is neither text nor json\n"
