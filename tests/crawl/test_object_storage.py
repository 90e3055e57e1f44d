"""Two workers with folders of their own, one PostgreSQL, one S3 store: all is there in the end, and read from anywhere."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, Started, run
from crawl.test_schedule import QUICK, SLOW, until, worker
from stores.cutting import CuttingProxy

from crawler.config import ArchiveConfig
from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.index import Index
from crawler.schedule import JobState, Store
from crawler.schedule.engine import JobBook
from crawler.schedule.uploads import upload_jobs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stores.server import S3Server

pytestmark = pytest.mark.slow

OUTLETS = ("demo", "news")


@pytest.fixture
def paper() -> Iterator[NewsServer]:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        yield server


def stored_at(s3: S3Server, monkeypatch: pytest.MonkeyPatch, port: int | None = None) -> list[str]:
    """Return the arguments that name a new store; how to reach it is in the environment."""
    store = s3.settings(port)
    monkeypatch.setenv("MICROFICHE_STORE_OPTIONS", json.dumps(dict(store.options)))
    return ["-s", f"ARCHIVE_STORE={store.address}"]


def local_files(folder: Path) -> list[Path]:
    return sorted((folder / "archive" / "warc").rglob("*.warc.gz*"))


def uploaded(address: str) -> int:
    """Return how many files the jobs in the database at *address* have brought to the store."""
    with closing(JobBook(ArchiveConfig(folder=Path(), index=address))) as book:
        return sum(job.state is JobState.DONE for job in upload_jobs(book, limit=100))


def test_two_workers_one_database_one_store(
    paper: NewsServer, s3: S3Server, tmp_path: Path, postgresql_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = itertools.cycle([2_000, None, 500, None, 20_000, None, None])  # the first connection is one that is cut
    with CuttingProxy(s3.port, lambda: next(ends)) as proxy:
        shared = [*stored_at(s3, monkeypatch, proxy.port), "-s", f"ARCHIVE_INDEX={postgresql_address}"]
        folders = [tmp_path / name for name in ("north", "south")]
        for folder in folders:
            folder.mkdir()
        for outlet in OUTLETS:
            run(
                *("schedule", "add", outlet, "--every", "1h", "-a", f"seeds={paper.base_url}/", "-a", "limit=8"),
                *shared,
                cwd=folders[0],
            )
        with closing(Store.of(ArchiveConfig(folder=folders[0] / "archive", index=postgresql_address))) as plans:
            for plan in plans.plans():
                plans.add(replace(plan, looked_at=plan.looked_at - timedelta(days=2)))
        one_each = ["--slots", "1", *shared, *QUICK]
        with worker(folders[0], "north", *one_each), worker(folders[1], "south", *one_each):
            until(
                lambda: uploaded(postgresql_address) >= len(OUTLETS), "the files of both crawls are in the store", 600
            )
            told = run("jobs", "--uploads", "--json", *shared, cwd=folders[0]).stdout.splitlines()
            assert [json.loads(line)["state"] for line in told].count("done") >= len(OUTLETS)
            until(lambda: not local_files(folders[0]) + local_files(folders[1]), "and no longer here", 60)
        assert proxy.cuts > 0
        third = tmp_path / "third"
        third.mkdir()
        verified = json.loads(run("verify", "--json", *shared, cwd=third).stdout)
        assert (verified["flaws"], verified["elsewhere"]) == ([], [])
        assert verified["files"] >= len(OUTLETS)
        with Index.open(postgresql_address, create=False) as index:
            names = {row.name: row.place for row in index.files()}
            urls = [row.url for row in index.captures() if row.status == 200 and row.mime == "text/html"]
        assert len(names) >= len(OUTLETS)
        assert None not in names.values()
        article = json.loads(run("read", urls[-1], *shared, cwd=third).stdout)
        assert article["url"] == urls[-1]
        run("reindex", *shared[:2], cwd=third)
        assert "no flaws" in run("verify", *shared[:2], cwd=third).stdout
        assert local_files(third) == []


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_an_upload(
    paper: NewsServer, s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    run("crawl", "demo", "-a", f"seeds={paper.base_url}/", *QUICK, cwd=tmp_path)
    (path,) = local_files(tmp_path)
    size = path.stat().st_size
    with CuttingProxy(s3.port) as proxy:
        store = stored_at(s3, monkeypatch, proxy.port)
        kill_at = random.Random(seed).randrange(1, 2 * size)
        process = Started("upload", *store, cwd=tmp_path)
        while proxy.passed_bytes < kill_at and process.poll() is None:
            time.sleep(0.001)
        process.kill()
        process.wait()
        assert run("verify", cwd=tmp_path).stdout.count("no flaws") == 1
        run("upload", *store, cwd=tmp_path)
        assert local_files(tmp_path) == []
        assert "no flaws" in run("verify", cwd=tmp_path).stdout


def test_what_a_killed_crawl_left_is_in_the_store_once_its_worker_is_back(paper: NewsServer, tmp_path: Path) -> None:
    """Also when nothing is due: another machine may have taken over its outlet, and waits for the records."""
    crawl = subprocess.Popen([*CLI, "crawl", "demo", "-a", f"seeds={paper.base_url}/", *SLOW], cwd=tmp_path)
    until(lambda: len(paper.log) > 12, "the crawl is in its middle")
    crawl.kill()
    crawl.wait()
    (left,) = local_files(tmp_path)
    assert left.name.endswith(".open")
    store = ["-s", f"ARCHIVE_STORE=file://{tmp_path}/store"]
    told = run("work", "--drain", *store, cwd=tmp_path).stderr
    assert f"left by a crawl that is gone: {left.relative_to(tmp_path / 'archive/warc')}".removesuffix(".open") in told
    assert local_files(tmp_path) == []
    verified = json.loads(run("verify", "--json", *store, cwd=tmp_path).stdout)
    assert (verified["flaws"], verified["files"]) == ([], 1)
    assert verified["captures"] >= 10


def test_a_store_that_cannot_be_reached_is_one_line(
    paper: NewsServer, s3: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("crawl", "demo", "-a", f"seeds={paper.base_url}/", "-a", "limit=2", *QUICK, cwd=tmp_path)
    with CuttingProxy(s3.port) as proxy:
        store = stored_at(s3, monkeypatch, proxy.port)
        proxy.shut()
        told = run("upload", *store, cwd=tmp_path, code=1)
        assert told.stderr.startswith("microfiche: store: s3://")
        assert told.stderr.count("\n") == 1, told.stderr
        assert len(local_files(tmp_path)) == 1
        proxy.is_open = True
        assert "1 WARC file is in s3://" in run("upload", *store, cwd=tmp_path).stdout
        proxy.shut()
        told = run("verify", *store, cwd=tmp_path, code=1)
        assert told.stderr.count("\n") == 1, told.stderr


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        (["ARCHIVE_STORE="], "ARCHIVE_STORE: not set"),
        (["ARCHIVE_STORE=bucket/news"], "is not like s3://bucket/folder"),
        (["ARCHIVE_STORE=sftp://me:secret@nas/news"], "no password"),
        (["ARCHIVE_STORE=s3://b/n", "ARCHIVE_STORE_OPTIONS={x"], "ARCHIVE_STORE_OPTIONS: no JSON"),
        (["ARCHIVE_STORE=s3://b/n", "ARCHIVE_STORE_OPTIONS=[1]"], "ARCHIVE_STORE_OPTIONS: not an object"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, settings: list[str], told: str) -> None:
    with Index.open(tmp_path / "archive" / "index.sqlite"):
        pass
    given = [part for setting in settings for part in ("-s", setting)]
    done = run("upload", *given, cwd=tmp_path, code=2)
    assert told in done.stderr
    assert "secret" not in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


def test_without_the_library_the_line_says_what_to_install(tmp_path: Path) -> None:
    with Index.open(tmp_path / "archive" / "index.sqlite"):
        pass
    hidden = "import sys; sys.modules['fsspec'] = None; from crawler.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", hidden, "upload", "-s", "ARCHIVE_STORE=s3://b/n"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'microfiche[remote]'" in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
