"""The schedule in the reading room: as `microfiche jobs` tells it, and nothing is written by looking."""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from rooms.web.room_kit import HOSTILE, opened, parsed
from rooms.web.scripts import scripts_in

from crawler.config import ArchiveConfig
from crawler.schedule import Every, Job, JobState, Plan, Store
from crawler.schedule.engine import JobBook
from crawler.schedule.logs import SHOWN_BYTES, end_of, log_here
from crawler.schedule.overview import Overview, look
from crawler.web import Access

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "gazette@20261128T100000Z"
AT = datetime(2026, 11, 28, 10, tzinfo=UTC)
TOKEN = "a long enough token"


def plan(outlet: str = "gazette", *, is_paused: bool = False) -> Plan:
    return Plan(outlet=outlet, rhythm=Every(900), looked_at=AT, is_paused=is_paused)


@contextmanager
def scheduled(folder: Path, *plans: Plan) -> Iterator[JobBook]:
    """A schedule of *plans*; the first of them is queued."""
    config = ArchiveConfig(folder=folder)
    with closing(Store.of(config)) as store, closing(JobBook(config)) as book:
        store.begin_worker("north", AT)
        for each in plans:
            store.add(each)
        assert book.run_now(plans[0], key=KEY)
        yield book


def put_log(folder: Path, text: str, name: str = "20261128T100000Z.log") -> Path:
    logs = folder / "jobs" / "gazette" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    (logs / name).write_text(text, "utf-8")
    return logs


def test_jobs_plans_and_workers_are_shown(tmp_path: Path) -> None:
    with scheduled(tmp_path, plan(), plan("herald", is_paused=True)), opened(tmp_path) as client:
        page = parsed(client.get("/jobs").text)
        cells = [[each.text_content().strip() for each in row] for row in page.cssselect(".scheduled tbody tr")]
        assert [row[:2] for row in cells] == [["gazette", "waiting"]]
        plans = [[each.text_content().strip() for each in row] for row in page.cssselect(".plans tbody tr")]
        assert [row[:2] for row in plans] == [["gazette", "every 15m"], ["herald", "every 15m"]]
        assert plans[1][2] == "paused"
        assert "north" in page.cssselect(".workers li")[0].text_content()
        assert parsed(client.get("/jobs?live=1").text).cssselect("meta[http-equiv=refresh]")
        assert not parsed(client.get("/jobs?outlet=herald").text).cssselect(".scheduled")
        told = client.get("/api/jobs").json()
        assert [(job["key"], job["state"]) for job in told["scheduled"]] == [(KEY, "waiting")]
        assert [each["is_paused"] for each in told["plans"]] == [False, True]


def test_looking_writes_nothing(tmp_path: Path) -> None:
    config = ArchiveConfig(folder=tmp_path)
    assert look(config) == Overview()
    with opened(tmp_path) as client:
        assert client.get("/jobs").status_code == 200
        assert client.get("/jobs/log", params={"key": KEY}).status_code == 404
    assert not (tmp_path / "jobs").exists()


def test_looking_at_postgresql_makes_no_tables(tmp_path: Path, postgresql_address: str) -> None:
    config = ArchiveConfig(folder=tmp_path, index=postgresql_address)
    assert look(config) == Overview()
    with closing(JobBook(config)) as book, closing(Store.of(config)) as store:
        store.add(plan())
        assert book.run_now(plan(), key=KEY)
        found = look(config)
    assert [(job.key, job.state) for job in found.jobs] == [(KEY, JobState.WAITING)]
    assert [each.outlet for each in found.plans] == ["gazette"]


def test_a_log_is_readable_as_text(tmp_path: Path) -> None:
    with scheduled(tmp_path, plan()), opened(tmp_path) as client:
        assert client.get("/jobs/log", params={"key": KEY}).status_code == 404
        put_log(tmp_path, f"first\n{HOSTILE}\nlast\n")
        answer = client.get("/jobs/log", params={"key": KEY, "live": "1"})
        assert answer.status_code == 200
        assert scripts_in(answer.text) == []
        page = parsed(answer.text)
        assert page.cssselect("pre.log")[0].text_content() == f"first\n{HOSTILE}\nlast\n"
        assert page.cssselect("meta[http-equiv=refresh]")
        whole = client.get("/jobs/log.txt", params={"key": KEY})
        assert whole.headers["content-type"] == "text/plain; charset=utf-8"
        assert whole.headers["x-content-type-options"] == "nosniff"
        assert whole.text == f"first\n{HOSTILE}\nlast\n"


def test_logs_are_behind_the_token(tmp_path: Path) -> None:
    put_log(tmp_path, "secret words")
    with scheduled(tmp_path, plan()), opened(tmp_path, access=Access(token=TOKEN)) as client:
        for path in ("/jobs", "/jobs/log", "/jobs/log.txt"):
            refused = client.get(path, params={"key": KEY})
            assert refused.status_code == 401
            assert "secret words" not in refused.text
            asked = client.get(path, params={"key": KEY}, headers={"Authorization": f"Bearer {TOKEN}"})
            assert asked.status_code == 200
        assert client.post("/jobs", params={"key": KEY}).status_code == 405


def job(outlet: str, key: str) -> Job:
    return Job(
        key=key, outlet=outlet, state=JobState.DONE, worker="north", queued_at=AT, started_at=AT, ended_at=AT,
        tries=1, reason="", said="", log="/etc/passwd",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("outlet", "key"),
    [
        ("gazette", "gazette@../../../secret"),
        ("../gazette", KEY),
        ("..", KEY),
        ("/etc", "x@passwd"),
        ("gazette", "gazette@link"),
        ("gazette", "gazette@folder"),
        ("gazette", "gazette@\0"),
        ("gazette/logs/..", KEY),
    ],
)
def test_no_other_file_is_a_log(tmp_path: Path, outlet: str, key: str) -> None:
    archive = tmp_path / "archive"
    logs = put_log(archive, "fine")
    secret = tmp_path / "secret.log"
    secret.write_text("secret", "utf-8")
    (logs / "link.log").symlink_to(secret)
    (logs / "folder.log").mkdir()
    (archive / "secret.log").write_text("secret", "utf-8")
    jobs = archive / "jobs"
    assert log_here(jobs, job("gazette", KEY)) == (logs / "20261128T100000Z.log").resolve()
    found = log_here(jobs, job(outlet, key))
    assert found is None or found.parent == logs.resolve()
    assert found is None or found.read_text("utf-8") == "fine"


def test_a_folder_of_logs_that_leads_elsewhere_is_none(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "20261128T100000Z.log").write_text("secret", "utf-8")
    (tmp_path / "jobs" / "gazette").mkdir(parents=True)
    (tmp_path / "jobs" / "gazette" / "logs").symlink_to(outside)
    assert log_here(tmp_path / "jobs", job("gazette", KEY)) is None


def test_of_a_long_log_the_end_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("".join(f"line {number}\n" for number in range(40_000)), "utf-8")
    text, is_cut = end_of(log)
    assert is_cut
    assert len(text) <= SHOWN_BYTES
    assert text.startswith("line ")
    assert text.endswith("line 39999\n")
    log.write_text("short\n", "utf-8")
    assert end_of(log) == ("short\n", False)
