"""A crawl whose machine was asleep, or whose worker is silent, may be another's by now: it ends, whatever it is at."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from crawl.listener import Listener

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.schedule.crawl import BEAT_S, END_S, SILENCE_S, run_crawl

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
SLOW = ["-s", "DOWNLOAD_DELAY=0.2", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1"]


def test_crawls_that_were_asleep_end_at_once(tmp_path: Path) -> None:
    """One whose worker awakes with it, and does not know yet that it was given up; and one whose worker is silent."""
    with ExitStack() as stack:
        crawls = [stack.enter_context(running(tmp_path / name)) for name in ("told", "not-told")]
        fall_asleep(crawls)
        time.sleep(SILENCE_S + END_S + 1)
        asked = [len(server.log) for _, server in crawls]
        told = crawls[0][0]
        assert told.stdin is not None
        told.stdin.write(b".")
        for (crawl, server), before in zip(crawls, asked, strict=True):
            crawl.send_signal(signal.SIGCONT)
            assert crawl.wait(5) == -signal.SIGKILL
            assert len(server.log) <= before + 1, "what it was just about to send"


class Mute(Listener):
    """Answers nobody."""

    met_at_s: float | None = None

    def meet(self, client: socket.socket) -> None:
        self.ends.append(client)
        self.met_at_s = self.met_at_s or time.monotonic()


def test_one_that_is_to_end_has_no_more_time_when_its_worker_is_not_heard_of(tmp_path: Path) -> None:
    """It waits for an answer when it is told to end, and a worker may be cut off right then."""
    with Mute() as server:
        words = ["demo", "-a", f"seeds=http://127.0.0.1:{server.port}/", "-s", f"ARCHIVE={tmp_path / 'archive'}"]
        came = run_crawl(
            words,
            log=tmp_path / "said.log",
            timeout_s=120,
            is_stopping=lambda: server.met_at_s is not None,
            is_heard=lambda: server.met_at_s is None,
        )
    assert came is None
    assert server.met_at_s is not None
    assert time.monotonic() - server.met_at_s < SILENCE_S + END_S + 3 * BEAT_S


@contextmanager
def running(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], NewsServer]]:
    """Give a crawl as a worker starts it, and the newspaper that it asks; it is killed at the end."""
    folder.mkdir()
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        words = ["crawl", "demo", "-a", f"seeds={server.base_url}/", *SLOW]
        command = [sys.executable, "-m", "crawler.schedule.crawl", *words]
        with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, bufsize=0) as crawl:
            try:
                yield crawl, server
            finally:
                crawl.kill()


def fall_asleep(crawls: list[tuple[subprocess.Popen[bytes], NewsServer]]) -> None:
    """Be the worker of all *crawls*, until each is in its middle and stopped there."""
    awake, deadline = crawls, time.monotonic() + 60
    while awake:
        assert time.monotonic() < deadline
        amid = [crawl for crawl, server in awake if len(server.log) >= 12]
        for crawl in amid:
            crawl.send_signal(signal.SIGSTOP)
        awake = [(crawl, server) for crawl, server in awake if crawl not in amid]
        for crawl, _ in awake:
            assert crawl.stdin is not None
            crawl.stdin.write(b".")
        time.sleep(0.2)
