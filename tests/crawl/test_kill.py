"""A crawl that is killed: what it left is brought to its end by `repair`, or by the next crawl."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, run

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.errors import ArchiveError
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
PACE = ["-s", "DOWNLOAD_DELAY=0.02", "-s", "ARCHIVE_GROUP_SECONDS=0.1"]
SOME = 10


@pytest.fixture(scope="module")
def server() -> Iterator[NewsServer]:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        yield server


@pytest.fixture(scope="module")
def killed_once(server: NewsServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the archive of a crawl that was killed when it had committed some captures."""
    folder = tmp_path_factory.mktemp("killed")
    command = [*CLI, "crawl", "demo", "-a", f"seeds={server.base_url}/", *PACE]
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE) as crawl:
        while committed(folder) < SOME:
            time.sleep(0.05)
        crawl.kill()
        _, said = crawl.communicate(timeout=60)
    assert crawl.returncode == -signal.SIGKILL, said
    return folder


@pytest.fixture
def killed(killed_once: Path, tmp_path: Path) -> Path:
    shutil.copytree(killed_once / "archive", tmp_path / "archive")
    return tmp_path


def committed(folder: Path) -> int:
    try:
        with Index.open(folder / "archive" / "index.sqlite", create=False) as index:
            return index.counts().captures
    except ArchiveError:  # not there yet, or being made
        return 0


def test_repair_ends_what_a_killed_crawl_left(killed: Path) -> None:
    before = committed(killed)
    assert (
        "left open by a process that is gone; `microfiche repair` closes it" in run("verify", cwd=killed, code=5).stdout
    )
    said = run("repair", cwd=killed).stdout
    assert ".warc.gz: closed" in said
    assert said.endswith("no flaws are left\n")
    assert committed(killed) >= before >= SOME
    run("verify", cwd=killed)
    assert run("repair", cwd=killed).stdout == "no flaws are left\n"
    run("reindex", cwd=killed)
    run("verify", cwd=killed)


def test_the_next_crawl_ends_what_a_killed_one_left(killed: Path, server: NewsServer) -> None:
    said = run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-a", "limit=2", *PACE, cwd=killed).stderr
    assert "WARNING: Left by a writer that is gone" in said
    assert said.splitlines()[-1].endswith("; 1 left-over file recovered")
    run("verify", cwd=killed)


def test_repair_names_what_it_cannot_mend(killed: Path) -> None:
    run("repair", cwd=killed)
    (path,) = (killed / "archive").rglob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    said = run("repair", cwd=killed, code=5).stdout
    assert "cannot be mended: " in said
    assert "SHA-256 is not what it was" in said
    assert path.read_bytes() == data


def test_repair_of_nothing_is_one_line(tmp_path: Path) -> None:
    assert run("repair", cwd=tmp_path, code=1).stderr == "microfiche: no archive at archive\n"
    run("repair", "everything", cwd=tmp_path, code=2)


def test_a_crawl_fetches_nothing_when_its_archive_cannot_be_opened(killed: Path, server: NewsServer) -> None:
    for path in (killed / "archive").glob("index.sqlite*"):
        path.unlink()
    (killed / "archive" / "index.sqlite").write_bytes(b"no index at all" * 100)
    said = run("crawl", "demo", "-a", f"seeds={server.base_url}/", *PACE, cwd=killed, code=4).stderr
    assert "Nothing is fetched: " in said
    assert said.splitlines()[-1] == "0 pages, 0 exchanges, 0 records, 0 articles"
