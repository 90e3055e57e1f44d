"""Alarms told to a webhook and a command: once, again after a failure, and never for long."""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from rooms.watch.test_coverage_metrics import ALARM, REPORT
from rooms.watch.watched_kit import job

from crawler.config import ArchiveConfig
from crawler.coverage import Site
from crawler.errors import BadSetting
from crawler.schedule import JobState
from crawler.watch.telling import job_news, news_of, tell_alarms
from crawler.watch.telling.told import FILE, tallies, told_alarms
from crawler.watch.watch import Watch
from crawler.watch.worker import Afterwards

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.coverage import Report

WELL = replace(REPORT, alarms=())


class Hook(ThreadingHTTPServer):
    """A webhook that answers as it is told to."""

    daemon_threads = True
    answers: list[int]
    got: list[dict[str, Any]]
    keys: list[str | None]
    sleep_s: float = 0.0


class Handler(BaseHTTPRequestHandler):
    server: Hook

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.sleep_s:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for _ in range(int(self.server.sleep_s / 0.05)):
                time.sleep(0.05)
                try:
                    self.wfile.write(b"X-Drip: a\r\n")
                except OSError:
                    return
        status = self.server.answers.pop(0) if self.server.answers else 204
        assert self.headers["Content-Type"] == "application/json"
        self.server.got.append(json.loads(body))
        self.server.keys.append(self.headers["Authorization"])
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hook(*answers: int) -> Iterator[tuple[Hook, str]]:
    server = Hook(("127.0.0.1", 0), Handler)
    server.answers, server.got, server.keys = list(answers), [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_address[1]}/hook?secret=words"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def told(config: ArchiveConfig, *reports: Report) -> tuple[int, list[str]]:
    return tell_alarms(config, lambda known: news_of(reports, known), pause=lambda _: None)


def test_an_alarm_is_told_once_and_once_more_when_it_is_over(tmp_path: Path) -> None:
    with hook() as (server, url):
        config = ArchiveConfig(folder=tmp_path, alarm_url=url)
        assert told(config, REPORT) == (1, [])
        assert told(config, replace(REPORT, alarms=(replace(ALARM, text="it is still gone"),))) == (0, [])
        assert told(config, replace(WELL, site=Site(name="Another"))) == (0, []), "it says nothing of this one"
        assert told(config, WELL) == (1, [])
        assert told(config, WELL) == (0, [])
        first, second = (message["alarms"] for message in server.got)
    assert first == [
        {
            "state": "standing", "outlet": 'The "Gazette"', "kind": "list", "subject": ALARM.subject,
            "text": "it is gone", "first_day": "2026-11-22", "evidence": [],
        }
    ]  # fmt: skip
    assert [(each["state"], each["kind"]) for each in second] == [("over", "list")]
    assert server.got[0]["archive"] == str(tmp_path)
    assert tallies(tmp_path) == (2, 0)


@pytest.mark.parametrize("answers", [(500, 200), (404, 500, 204), (302, 200)])
def test_it_is_tried_again(tmp_path: Path, answers: tuple[int, ...]) -> None:
    with hook(*answers) as (server, url):
        pauses: list[float] = []
        config = ArchiveConfig(folder=tmp_path, alarm_url=url)
        done = tell_alarms(config, lambda known: news_of([REPORT], known), pause=pauses.append)
    assert done == (1, [])
    assert len(server.got) == len(answers)
    assert pauses == [1.0, 2.0][: len(answers) - 1]


def test_what_could_not_be_told_is_counted_and_told_the_next_time(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hook(500, 500, 500) as (server, url):
        config = ArchiveConfig(folder=tmp_path, alarm_url=url)
        number, (why,) = told(config, REPORT)
        assert (number, why) == (0, "webhook at 127.0.0.1: answered with 500")
        assert tallies(tmp_path) == (0, 1)
        assert told_alarms(tmp_path) == []
        assert "secret" not in caplog.text, "an address may hold one"
        assert "told the next time" in caplog.text
        assert told(config, REPORT) == (1, [])
        assert len(server.got) == 4
    assert tallies(tmp_path) == (1, 1)
    _, (why,) = told(config, WELL)
    assert "refused" in why


def test_a_name_and_password_are_sent_as_such(tmp_path: Path) -> None:
    with hook() as (server, url):
        named = url.replace("127.0.0.1", "desk:p%40ss@127.0.0.1").replace("hook", "höok")
        assert told(ArchiveConfig(folder=tmp_path, alarm_url=named), REPORT) == (1, [])
    assert server.keys == ["Basic ZGVzazpwQHNz"]


@pytest.mark.parametrize("url", ["http://desk:secret@a..b/", "http://desk:secret@[::1/x", "http://a.example:secret/"])
def test_an_address_that_cannot_be_used_is_one_line_without_it(
    tmp_path: Path, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, (why,) = told(ArchiveConfig(folder=tmp_path, alarm_url=url, alarm_tries=1), REPORT)
    assert why.endswith("its address cannot be used")
    assert "secret" not in why + capsys.readouterr().err


def test_a_webhook_that_drips_does_not_keep_us(tmp_path: Path) -> None:
    with hook() as (server, url):
        server.sleep_s = 5
        config = ArchiveConfig(folder=tmp_path, alarm_url=url, alarm_timeout_s=0.3, alarm_tries=2)
        began = time.monotonic()
        _, (why,) = told(config, REPORT)
        assert time.monotonic() - began < 2
    assert why == "webhook at 127.0.0.1: no answer within 0.3 s"


def test_a_command_gets_the_alarms_on_stdin_and_no_shell(tmp_path: Path) -> None:
    got, never = tmp_path / "got.json", tmp_path / "never"
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read()); assert sys.argv[2] == '; touch never'"
    config = ArchiveConfig(folder=tmp_path, alarm_command=(sys.executable, "-c", code, str(got), "; touch never"))
    assert told(config, REPORT) == (1, [])
    assert [each["kind"] for each in json.loads(got.read_bytes())["alarms"]] == ["list"]
    assert not never.exists()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("no-such-program-anywhere",), "command no-such-program-anywhere: no such file or directory"),
        (("/bin/sh", "-c", "exit 7"), "exit code 7"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "not done within 0.5 s"),
        (("/bin/sh", "-c", "sleep 60 & wait"), "command sh: not done within 0.5 s"),
    ],
)
def test_a_command_that_fails_is_one_line(tmp_path: Path, command: tuple[str, ...], why: str) -> None:
    config = ArchiveConfig(folder=tmp_path, alarm_command=command, alarm_timeout_s=0.5, alarm_tries=1)
    began = time.monotonic()
    number, (said,) = told(config, REPORT)
    assert (number, tallies(tmp_path)) == (0, (0, 1))
    assert said.endswith(why)
    assert time.monotonic() - began < 10


def test_nothing_is_kept_where_nobody_is_told(tmp_path: Path) -> None:
    assert told(ArchiveConfig(folder=tmp_path), REPORT) == (0, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data", [b"\xff", b"[]", b'{"standing": 7, "told": "many"}', b'{"standing": [1, {"kind": 2}]}']
)
def test_a_state_that_is_broken_is_begun_anew(tmp_path: Path, data: bytes) -> None:
    (tmp_path / FILE).write_bytes(data)
    with hook() as (_, url):
        assert told(ArchiveConfig(folder=tmp_path, alarm_url=url), REPORT) == (1, [])
    assert tallies(tmp_path) == (1, 0)


def test_a_crawl_that_failed_is_an_alarm_until_one_is_done(tmp_path: Path) -> None:
    with hook() as (server, url):
        config = ArchiveConfig(folder=tmp_path, alarm_url=url)
        states = (JobState.DONE, JobState.FAILED, JobState.FAILED, JobState.CANCELLED, JobState.DONE, JobState.DONE)
        for state in states:
            ended = job("gazette", state, reason="nothing was fetched")
            tell_alarms(config, partial(job_news, ended))
        told(config, replace(WELL, site=Site(name="gazette")))
        messages = [message["alarms"] for message in server.got]
    assert [[(each["state"], each["kind"], each["text"]) for each in message] for message in messages] == [
        [("standing", "job", "the crawl failed: nothing was fetched")],
        [("over", "job", "the crawl failed: nothing was fetched")],
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ARCHIVE_ALARM_URL", "file:///etc/passwd"),
        ("ARCHIVE_ALARM_URL", "ftp://a.example/"),
        ("ARCHIVE_ALARM_URL", "http://a example/"),
        ("ARCHIVE_ALARM_COMMAND", "sh -c 'unclosed"),
        ("ARCHIVE_ALARM_TRIES", "0"),
        ("ARCHIVE_ALARM_TIMEOUT_S", "-1"),
        ("ARCHIVE_METRICS_PORT", "70000"),
        ("ARCHIVE_METRICS_PORT", "http"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(name: str, value: str) -> None:
    from crawler import settings

    table = {each: getattr(settings, each) for each in vars(settings) if each.startswith("ARCHIVE")}
    with pytest.raises(BadSetting, match=f"^{name}: "):
        ArchiveConfig.from_settings({**table, name: value})


def test_a_worker_goes_on_telling_after_an_error_that_nobody_thought_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    state = tmp_path / FILE
    state.write_text("[" * 100_000, "utf-8")
    with hook() as (server, url):
        config = ArchiveConfig(folder=tmp_path, alarm_url=url)
        with Afterwards(config, Watch(config)) as afterwards:
            afterwards.job_ended(job("gazette", JobState.FAILED))
            until = time.monotonic() + 10
            while not caplog.records and time.monotonic() < until:
                time.sleep(0.01)
            state.unlink()
            afterwards.job_ended(job("gazette", JobState.FAILED))
    assert [len(message["alarms"]) for message in server.got] == [1]
    assert [record.message for record in caplog.records] == ["The alarm of a crawl that failed"]
