"""A disk that fills up: fetching pauses, nothing is lost when room comes back, and what is lost is listed."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import FAST, Started, run

from crawler.demo.newspaper import newspaper, summary
from crawler.demo.server import Answer, NewsServer
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HTML = (("Content-Type", "text/html"),)
PAGES = 30
PAGE_BYTES = 60_000
PATIENCE_S = 60
NO_FLOOR = ("-s", "ARCHIVE_MIN_FREE=0")


def site() -> dict[Any, Answer]:
    """Return a front page and PAGES pages that no compression makes smaller."""
    chance = random.Random(11)
    pages = {f"/{n}": b"<p>" + chance.randbytes(PAGE_BYTES) for n in range(PAGES)}
    pages["/"] = "".join(f'<a href="{path}">x</a>' for path in pages).encode()
    return {(None, path): Answer(fields=HTML, body=body) for path, body in pages.items()}


class Crawl:
    """A crawl that runs beside the test; its archive is in *folder*, its log beside that."""

    def __init__(self, base_url: str | None, folder: Path, *settings: str, limit_bytes: int | None = None) -> None:
        """Without *base_url* it is that of the demo."""
        self._log = folder.parent / f"{folder.name}.log"
        command = ["demo"] if base_url is None else ["crawl", "news", "-a", f"seeds={base_url}/", *FAST]
        command += settings
        self.process = Started(*command, cwd=folder, said=self._log)
        if limit_bytes is not None:
            limits = (limit_bytes, resource.RLIM_INFINITY)
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, limits)

    @property
    def log(self) -> str:
        return self._log.read_text()

    def wait_for(self, words: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while words not in self.log:
            assert time.monotonic() < until, self.log
            assert self.process.poll() is None, self.log
            time.sleep(0.05)

    def end(self, code: int) -> str:
        assert self.process.wait(PATIENCE_S) == code, self.log
        assert "Traceback" not in self.log, self.log
        assert "Unhandled" not in self.log, self.log
        return self.log


@contextmanager
def small_disk(folder: Path, size_kib: int) -> Iterator[Path]:
    """Mount a disk of that size at a new folder below *folder*; skips the test where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size_kib}k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield disk
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(disk: Path, leave_bytes: int) -> Path:
    """Return a file that takes up all of *disk* but *leave_bytes*."""
    space = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(b"\0" * (space.f_bavail * space.f_frsize - leave_bytes))
    return filler


def paths_kept(folder: Path) -> list[str]:
    with Index.open(folder / "archive" / "index.sqlite") as index:
        return sorted("/" + row.url.split("/", 3)[3] for row in index.captures())


def nothing_is_missing(server: NewsServer, folder: Path) -> None:
    """Every exchange that crossed the wire is in the archive, each address was asked once, and verify is content."""
    asked = sorted(exchange.target for exchange in server.log)
    assert len(asked) == len(set(asked)) > PAGES
    assert paths_kept(folder) == asked
    run("verify", cwd=folder)


@pytest.mark.slow
def test_a_crawl_waits_for_room_and_loses_nothing(tmp_path: Path) -> None:
    with NewsServer(site(), log=True) as server:
        crawl = Crawl(server.base_url, tmp_path, *NO_FLOOR, limit_bytes=400_000)
        crawl.wait_for("Fetching pauses: cannot write")
        resource.prlimit(crawl.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        log = crawl.end(0)
    assert "Fetching goes on" in log
    assert "Not kept" not in log
    assert not (tmp_path / "archive" / "lost.jsonl").exists()
    nothing_is_missing(server, tmp_path)


@pytest.mark.slow
def test_a_full_disk_that_gets_room_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path, 8_000) as disk, NewsServer(site(), log=True) as server:
        filler = fill(disk, 1_200_000)
        crawl = Crawl(server.base_url, disk, *NO_FLOOR)
        crawl.wait_for("Fetching pauses: cannot write")
        filler.unlink()
        assert "Fetching goes on" in crawl.end(0)
        nothing_is_missing(server, disk)


@pytest.mark.slow
@pytest.mark.parametrize("leave_bytes", [300_000, 500_000, 700_000])
def test_articles_and_index_wait_for_room_too(tmp_path: Path, leave_bytes: int) -> None:
    with small_disk(tmp_path, 12_000) as disk, NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        filler = fill(disk, leave_bytes)
        crawl = Crawl(server.base_url, disk, *NO_FLOOR)
        crawl.wait_for("Fetching pauses: cannot write")
        time.sleep(2)
        filler.unlink()
        log = crawl.end(0)
        assert f"{summary().articles} articles" in log
        assert paths_kept(disk) == sorted(exchange.target for exchange in server.log)
        assert json.loads(run("verify", "--json", cwd=disk).stdout)["articles"] == summary().articles


@pytest.mark.slow
def test_a_full_disk_ends_the_crawl_and_what_is_lost_is_listed(tmp_path: Path) -> None:
    with small_disk(tmp_path, 8_000) as disk, NewsServer(site(), log=True) as server:
        filler = fill(disk, 1_200_000)
        crawl = Crawl(server.base_url, disk, *NO_FLOOR, "-s", "ARCHIVE_DISK_WAIT_S=2")
        log = crawl.end(4)
        listed = lost_lines((disk / "archive" / "lost.jsonl"), log)
        assert all({"url", "time", "reason"} == set(line) for line in listed)
        assert f"{len(listed)} NOT KEPT (listed in archive/lost.jsonl)" in log
        assert log.count("Not kept: ") == len(listed)
        filler.unlink()
        lost = {"/" + line["url"].split("/", 3)[3] for line in listed}
        assert {exchange.target for exchange in server.log} == lost | set(paths_kept(disk))
        assert lost
        told = run("verify", cwd=disk, code=None).stdout
        assert "digest" not in told
        assert "no such record" not in told


def lost_lines(path: Path, log: str) -> list[dict[str, str]]:
    """Return what was listed in the file, and on stderr where the file had no room."""
    lines = path.read_text().splitlines() if path.exists() else []
    lines += [line for line in log.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines]


@pytest.mark.slow
def test_below_the_floor_nothing_is_fetched_until_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path, 16_000) as disk, NewsServer(site(), log=True) as server:
        filler = fill(disk, 5_000_000)
        crawl = Crawl(server.base_url, disk, "-s", "ARCHIVE_MIN_FREE=8MiB,90%")
        crawl.wait_for("Fetching pauses: 5 MiB are free at archive, 8 MiB must stay free (ARCHIVE_MIN_FREE)")
        time.sleep(1.5)
        assert server.log == []
        filler.unlink()
        assert "Fetching goes on" in crawl.end(0)
        nothing_is_missing(server, disk)


@pytest.mark.slow
def test_ctrl_c_ends_a_crawl_that_waits_for_room(tmp_path: Path) -> None:
    with NewsServer(site(), log=True) as server:
        low = Crawl(server.base_url, tmp_path, "-s", "ARCHIVE_MIN_FREE=100%")
        low.wait_for("Fetching pauses")
        low.process.send_signal(signal.SIGINT)
        assert "Not kept" not in low.end(1)
        assert server.log == []
        full = Crawl(server.base_url, tmp_path, *NO_FLOOR, limit_bytes=400_000)
        full.wait_for("Fetching pauses: cannot write")
        full.process.send_signal(signal.SIGINT)
        assert "NOT KEPT" in full.end(4)


@pytest.mark.slow
def test_the_demo_says_what_it_waits_for(tmp_path: Path) -> None:
    demo = Crawl(None, tmp_path, "-s", "ARCHIVE_MIN_FREE=100%")
    demo.wait_for("must stay free (ARCHIVE_MIN_FREE). It waits until that is over; Ctrl-C ends the crawl")
    demo.process.send_signal(signal.SIGINT)
    assert demo.end(1).count("Fetching pauses") == 1


@pytest.mark.parametrize("text", ["", "much", "5 %%", "-1", "2GiB 5%", "1e9", "²"])
def test_a_floor_that_cannot_be_used_is_told_before_anything_is_done(tmp_path: Path, text: str) -> None:
    arguments = ("-a", "seeds=http://127.0.0.1:9/", "-s", f"ARCHIVE_MIN_FREE={text}")
    assert "ARCHIVE_MIN_FREE: " in run("crawl", "news", *arguments, cwd=tmp_path, code=2).stderr
