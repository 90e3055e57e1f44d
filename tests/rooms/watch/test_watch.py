"""What is told of an archive that is watched: every number, the health, and that a scrape never fails."""

from __future__ import annotations

import json
import logging
import shutil
import socket
import struct
import time
import urllib.error
import urllib.request
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families
from rooms.watch.watched_kit import NOW, config_of, job, plan, watched_archive

from crawler.config import ArchiveConfig, MinFree
from crawler.errors import ArchiveError
from crawler.index import Index
from crawler.schedule import JobState, Store
from crawler.schedule.overview import Overview
from crawler.watch.counted import FILE
from crawler.watch.names import METRICS
from crawler.watch.schedule import of_schedule
from crawler.watch.server import watched
from crawler.watch.watch import Watch

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.index import Counts

ASIDE = {"microfiche_pages", "microfiche_missing", "microfiche_list_well", "microfiche_list_well_timestamp_seconds"}
ASIDE |= {"microfiche_alarm", "microfiche_alarms"}
"""Coverage, which has tests of its own."""
OF_JOBS = {"microfiche_jobs", "microfiche_job_failed", "microfiche_job_ended_timestamp_seconds"}


def numbers(text: str) -> dict[tuple[str, ...], float]:
    """What the parser of Prometheus's own library finds: name and labels in the order of `METRICS`."""
    return {
        (sample.name, *(sample.labels[label] for label in METRICS[sample.name].labels)): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_number_of_an_archive(tmp_path: Path) -> None:
    with watched_archive(tmp_path) as config:
        found = numbers(Watch(config, now=lambda: NOW).text())
    assert plan("gazette", is_late=True).next_at() < NOW
    assert {name for name, *_ in found} == set(METRICS) - ASIDE - OF_JOBS | {"microfiche_jobs"}
    expected: dict[tuple[str, ...], float] = {
        ("microfiche_healthy", "index"): 1,
        ("microfiche_healthy", "disk"): 1,
        ("microfiche_healthy", "workers"): 1,
        ("microfiche_captures", "responses"): 1,
        ("microfiche_captures", "revisits"): 0,
        ("microfiche_captures", "unanswered"): 0,
        ("microfiche_captures", "unreached"): 0,
        ("microfiche_articles",): 1,
        ("microfiche_warc_files",): 1,
        ("microfiche_lost_total",): 2,
        ("microfiche_outlet_articles", "The Gazette"): 1,
        ("microfiche_outlet_lag_seconds", "The Gazette"): 300,
        ("microfiche_outlet_published_timestamp_seconds", "The Gazette"): NOW.timestamp() - 7_200,
        ("microfiche_plan_overdue_seconds", "gazette"): (NOW - plan("gazette", is_late=True).next_at()).total_seconds(),
        ("microfiche_plan_overdue_seconds", "herald"): 0,
        ("microfiche_plan_paused", "gazette"): 0,
        ("microfiche_plan_paused", "herald"): 1,
        **dict.fromkeys([("microfiche_jobs", str(state)) for state in JobState], 0.0),
        ("microfiche_worker_silent_seconds", "north"): 3,
        ("microfiche_worker_given_up", "north"): 0,
        ("microfiche_pace_seconds", "gazette.example"): 1.5,
        ("microfiche_pace_rest_seconds", "gazette.example"): 30,
        ("microfiche_run_pages", "gazette"): 12,
        ("microfiche_run_articles", "gazette"): 9,
        ("microfiche_run_exchanges", "gazette"): 40,
        ("microfiche_run_not_fetched", "gazette"): 1,
        ("microfiche_run_lost", "gazette"): 0,
        ("microfiche_run_exit_code", "gazette"): 3,
        ("microfiche_run_seconds", "gazette"): 8.5,
        ("microfiche_run_ended_timestamp_seconds", "gazette"): NOW.timestamp() - 3_600,
        ("microfiche_alarms_told_total",): 4,
        ("microfiche_alarms_untold_total",): 2,
    }
    assert {key: found[key] for key in found if "disk" not in key[0] and key[0] != "microfiche_build"} == expected
    assert found["microfiche_disk_size_bytes",] >= found["microfiche_disk_free_bytes",] > 0
    assert found["microfiche_disk_floor_bytes",] == 1


def test_jobs_as_numbers() -> None:
    jobs = (
        job("a", JobState.RUNNING),
        job("b", JobState.WAITING, minutes=2),
        job("a", JobState.FAILED, reason="no", minutes=3),
        job("c", JobState.DONE, minutes=4),
        job("c", JobState.FAILED, minutes=5),
    )
    plans = (plan("a", is_late=True), plan("b"), plan("c"))
    found = {(each.name, *each.labels): each.value for each in of_schedule(Overview(jobs=jobs, plans=plans), NOW)}
    assert {name[1]: value for name, value in found.items() if name[0] == "microfiche_jobs"} == {
        "running": 1, "waiting": 1, "failed": 2, "done": 1, "cancelled": 0,
    }  # fmt: skip
    assert {name[1]: value for name, value in found.items() if name[0] == "microfiche_job_failed"} == {"a": 1, "c": 0}
    overdue = {name[1]: value for name, value in found.items() if name[0] == "microfiche_plan_overdue_seconds"}
    assert overdue == {"a": 0, "b": 120, "c": 0}, "one that runs is not late, one that waits for a slot is"


@pytest.mark.parametrize("harm", ["index", "pace", "schedule", "folder", "coverage"])
def test_what_cannot_be_asked_is_left_out(tmp_path: Path, harm: str) -> None:
    with watched_archive(tmp_path) as config:
        names = {"index": "index.sqlite", "pace": "pace.sqlite", "schedule": "jobs/schedule.sqlite"}
        if harm == "folder":
            shutil.rmtree(tmp_path)
        else:
            (tmp_path / names.get(harm, "coverage.prom")).write_bytes(b"no database" * 500)
        watch = Watch(config, now=lambda: NOW)
        found = {name for name, *_ in numbers(watch.text())}
    assert "microfiche_build" in found
    assert ("microfiche_articles" in found) == (harm not in {"index", "folder"})
    assert ("microfiche_pace_seconds" in found) == (harm not in {"pace", "folder"})
    assert ("microfiche_worker_silent_seconds" in found) == (harm not in {"schedule", "folder"})
    assert watch.health().is_well == (harm in {"pace", "coverage"})


class Slow:
    """An index that takes its time to count."""

    def __init__(self, index: Index) -> None:
        self.times = 0
        self._index = index

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)

    def counts(self) -> Counts:
        self.times += 1
        time.sleep(0.5)
        return self._index.counts()


def test_an_index_that_takes_long_to_count_is_not_counted_for_every_scrape(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.watch.watch.KEPT_S", -1.0)
    with watched_archive(tmp_path) as config, Index.open(config.index_address) as index:
        slow = Slow(index)
        watch = Watch(config, index=cast("Index", slow), now=lambda: NOW)
        found = [numbers(watch.text())["microfiche_articles",] for _ in range(3)]
        again = Watch(config, index=cast("Index", slow), now=lambda: NOW + timedelta(seconds=9))
        assert (numbers(again.text())["microfiche_articles",], slow.times) == (1, 1), "nor for every crawl that ends"
        later = Watch(config, index=cast("Index", slow), now=lambda: NOW + timedelta(minutes=9))
        assert (numbers(later.text())["microfiche_articles",], slow.times) == (1, 2)
        (tmp_path / FILE).write_text('{"at": 3}', "utf-8")
        Watch(config, index=cast("Index", slow), now=lambda: NOW).text()
    assert (found, slow.times) == ([1, 1, 1], 3)


def test_health(tmp_path: Path) -> None:
    with watched_archive(tmp_path) as config:
        watch = Watch(config, now=lambda: NOW)
        assert watch.health().as_json(with_checks=False) == {"status": "ok"}
        assert watch.health().as_json(with_checks=True)["checks"][2] == {
            "name": "workers", "ok": True, "text": "at work: north",
        }  # fmt: skip
        later = Watch(config, now=lambda: NOW + timedelta(minutes=1)).health()
        assert [check.name for check in later.checks if not check.is_well] == ["workers"]
        assert "the last one was heard of 63 s ago" in later.checks[2].text
        with closing(Store.of(config)) as store:
            store.pause("gazette", is_paused=True, now=NOW)
        assert Watch(config, now=lambda: NOW + timedelta(days=9)).health().is_well, "nothing is to be done"
    full = ArchiveConfig(folder=tmp_path, min_free=MinFree(size_bytes=1 << 60))
    assert [check.name for check in Watch(full).health().checks if not check.is_well] == ["disk"]


def test_an_archive_that_is_not_begun_is_well(tmp_path: Path) -> None:
    watch = Watch(config_of(tmp_path), now=lambda: NOW)
    assert watch.health().is_well
    assert ("microfiche_healthy", "index") in numbers(watch.text())
    assert sorted(tmp_path.iterdir()) == []


def test_the_file_of_metrics_is_replaced_whole(tmp_path: Path) -> None:
    with watched_archive(tmp_path / "archive") as config:
        Watch(config, now=lambda: NOW).write(tmp_path / "microfiche.prom")
    assert ("microfiche_articles",) in numbers((tmp_path / "microfiche.prom").read_text("utf-8"))
    assert (tmp_path / "microfiche.prom").stat().st_mode & 0o777 == 0o644
    with pytest.raises(ArchiveError, match="no such file or directory"):
        Watch(config).write(tmp_path / "nowhere" / "a.prom")


def test_what_is_written_is_as_it_is_now(tmp_path: Path) -> None:
    with watched_archive(tmp_path / "archive") as config:
        watch = Watch(config, now=lambda: NOW)
        assert numbers(watch.text())["microfiche_lost_total",] == 2
        (config.folder / "lost.jsonl").write_text("{}\n{}\n{}\n", "utf-8")
        watch.write(tmp_path / "microfiche.prom")
    assert numbers((tmp_path / "microfiche.prom").read_text("utf-8"))["microfiche_lost_total",] == 3


def asked(url: str, host: str | None = None) -> tuple[int, str, Any]:
    request = urllib.request.Request(url, headers={} if host is None else {"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read().decode(), err.headers


def test_a_worker_answers_on_the_loopback(tmp_path: Path) -> None:
    with watched_archive(tmp_path) as config, watched(Watch(config, now=lambda: NOW), 0) as port:
        base = f"http://127.0.0.1:{port}"
        status, text, headers = asked(f"{base}/metrics")
        assert (status, headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
        assert numbers(text)["microfiche_articles",] == 1
        assert (asked(f"{base}/health")[0], json.loads(asked(f"{base}/health")[1])["status"]) == (200, "ok")
        assert asked(f"{base}/jobs")[0] == 404
        assert asked(f"{base}/metrics", host="evil.example")[0] == 421
        assert asked(f"{base}/metrics", host="localhost:1")[0] == 200
        with (
            pytest.raises(ArchiveError, match=f"cannot listen at 127.0.0.1 port {port}: "),
            watched(Watch(config), port),
        ):
            raise AssertionError


def test_a_worker_that_is_not_well_says_so(tmp_path: Path) -> None:
    with watched_archive(tmp_path) as config:
        late = Watch(config, now=lambda: NOW + timedelta(hours=1))
        with watched(late, 0) as port:
            status, text, _ = asked(f"http://127.0.0.1:{port}/health")
    assert (status, json.loads(text)["status"]) == (503, "failing")


def test_who_goes_away_before_the_answer_leaves_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with watched_archive(tmp_path) as config, watched(Watch(config), 0) as port, caplog.at_level(logging.DEBUG):
        asker = socket.create_connection(("127.0.0.1", port))
        asker.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # it hangs up with a reset
        asker.sendall(b"GET /metrics HTTP/1.1\r\nHo")
        asker.close()
        ends_at = time.monotonic() + 10
        while "went away" not in caplog.text and time.monotonic() < ends_at:
            time.sleep(0.01)
    assert "went away" in caplog.text
    assert capsys.readouterr().err == ""
