"""A crawl whose machine was asleep may be another's by now: it ends at once, and asks for nothing more."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.schedule.crawl import END_S, SILENCE_S

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
SLOW = ["-s", "DOWNLOAD_DELAY=0.2", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1"]


@pytest.mark.parametrize("is_told", [True, False], ids=["the worker speaks", "the worker is silent"])
def test_a_crawl_that_was_asleep_ends_at_once(tmp_path: Path, *, is_told: bool) -> None:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        words = ["crawl", "demo", "-a", f"seeds={server.base_url}/", *SLOW]
        command = [sys.executable, "-m", "crawler.schedule.crawl", *words]
        with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, bufsize=0) as crawl:
            try:
                assert_it_ends(crawl, server, is_told=is_told)
            finally:
                crawl.kill()


def assert_it_ends(crawl: subprocess.Popen[bytes], server: NewsServer, *, is_told: bool) -> None:
    assert crawl.stdin is not None
    deadline = time.monotonic() + 60
    while len(server.log) < 12 and time.monotonic() < deadline:
        crawl.stdin.write(b".")
        time.sleep(0.2)
    crawl.send_signal(signal.SIGSTOP)
    time.sleep(SILENCE_S + END_S + 1)
    asked = len(server.log)
    if is_told:  # by a worker that awakes with it, and does not know yet that it was given up
        crawl.stdin.write(b".")
    crawl.send_signal(signal.SIGCONT)
    assert crawl.wait(5) == -signal.SIGKILL
    assert len(server.log) <= asked + 1, "what it was just about to send"
