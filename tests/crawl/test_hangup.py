"""A terminal that is closed while a crawl runs in it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, TIMEOUT_S, run

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
SLOW = ["-a", "limit=60", "-s", "DOWNLOAD_DELAY=0.3", "-s", "ARCHIVE_CONTACT=desk@news.example"]


BEGUN_BYTES = 20_000


def hung_up(command: list[str], folder: Path) -> int:
    """Run *command*, a crawl, in a terminal, close the terminal in its midst, and return the exit code."""
    ours, its = os.openpty()
    process = subprocess.Popen([*command, "-s", "LOG_FILE=log"], cwd=folder, stdin=its, stdout=its, stderr=its)
    os.close(its)
    deadline = time.monotonic() + TIMEOUT_S
    while sum(path.stat().st_size for path in folder.rglob("*.open")) < BEGUN_BYTES:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.close(ours)
    process.send_signal(signal.SIGHUP)
    return process.wait(TIMEOUT_S)


def test_a_crawl_ends_in_order(tmp_path: Path) -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        command = [*CLI, "crawl", "news", "-a", f"seeds={server.base_url}/", *SLOW]
        assert hung_up(command, tmp_path) == 3
    log = (tmp_path / "log").read_text("utf-8")
    assert "Traceback" not in log
    assert [path.name for path in tmp_path.rglob("*.open")] == []
    assert "no flaws" in run("verify", cwd=tmp_path).stdout


def test_with_nohup_it_goes_on(tmp_path: Path) -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        quick = ["-a", "limit=4", "-s", "DOWNLOAD_DELAY=0.1", "-s", "ARCHIVE_CONTACT=desk@news.example"]
        command = ["nohup", *CLI, "crawl", "news", "-a", f"seeds={server.base_url}/", *quick]
        assert hung_up(command, tmp_path) == 0
