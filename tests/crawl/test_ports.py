"""A crawl listens on no port: what Scrapy opens for a debugger would run any code that is sent there."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from crawler.demo.answer import Answer, Request
from crawler.demo.server import NewsServer

LISTENS = "0A"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="sockets of a process are told by Linux alone")
def test_a_running_crawl_listens_nowhere(tmp_path: Path) -> None:
    asked, answered = threading.Event(), threading.Event()
    listening: set[str] = set()

    def answer(request: Request) -> Answer:
        if request.target != "/robots.txt":
            asked.set()
            answered.wait(60)
        return Answer(body=b"<title>Tide</title><p>High water at nine.")

    with NewsServer(answer) as site:
        command = [sys.executable, "-m", "crawler.cli", "crawl", "news", "-a", f"seeds={site.base_url}/"]
        with subprocess.Popen(
            [*command, "-s", f"ARCHIVE={tmp_path / 'archive'}"], stdout=subprocess.DEVNULL, cwd=tmp_path, env=os.environ
        ) as crawl:
            assert asked.wait(60)
            listening = sockets(crawl.pid) & listeners()
            answered.set()
    assert crawl.returncode == 0
    assert not listening


def sockets(pid: int) -> set[str]:
    """Return the inodes of the sockets that a process holds."""
    links = (str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir())
    return {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}


def listeners() -> set[str]:
    """Return the inodes of all sockets of this machine that listen for TCP."""
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[9] for row in rows if row[3] == LISTENS}
