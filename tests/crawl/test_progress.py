"""The progress line: on a terminal it is there and log lines stay whole; in a pipe there is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from crawler.demo.server import Answer, NewsServer
from crawler.fetch.terminal.progress import Progress

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("run_spider.py")
MISSING = "/" + "a-long-name-that-would-be-wrapped-at-the-edge-of-a-narrow-terminal-" * 3


def test_the_line() -> None:
    progress = Progress(pages=1, articles=0, pages_per_s=0.25, waiting=7, host="tidewater.example", trouble=0)
    assert progress.line() == "1 page, 0 articles, 0.2 pages/s, 7 waiting, tidewater.example"
    trouble = Progress(pages=12, articles=1, pages_per_s=3.0, waiting=0, host="", trouble=2)
    assert trouble.line() == "12 pages, 1 article, 3.0 pages/s, 0 waiting, 2 not fetched"


@pytest.fixture
def order() -> str:
    return json.dumps(
        {
            "spider": "news",
            "arguments": {},
            "settings": {
                "EXTENSIONS": {"crawler.fetch.terminal.progress.ProgressExtension": 500},
                "ARCHIVE_PROGRESS": True,
            },
        }
    )


def crawl(order: str, base_url: str, stderr: int) -> None:
    given = json.loads(order)
    given["arguments"] = {"seeds": base_url + "/"}
    subprocess.run(
        [sys.executable, "-W", "error", str(RUNNER)],
        input=json.dumps(given).encode(),
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        timeout=60,
        check=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "TERM": "xterm", "FORCE_COLOR": "1", "COLUMNS": "80"},
    )


def site() -> NewsServer:
    home = f'<!doctype html><a href="{MISSING}">More</a><a href="/slow">Slow</a>'.encode()
    html = (("Content-Type", "text/html"),)
    slow = Answer(fields=html, body=b"<!doctype html><p>Slow</p>", delay_s=1.2)
    return NewsServer({(None, "/"): Answer(fields=html, body=home), (None, "/slow"): slow})


def written_to_terminal(order: str) -> str:
    reading, writing = os.openpty()
    written = bytearray()

    def drain() -> None:
        # Once the last writer has closed, Linux answers a read with an error instead of an end.
        with suppress(OSError):
            while piece := os.read(reading, 65_536):
                written.extend(piece)

    reader = Thread(target=drain)
    reader.start()
    try:
        with site() as server:
            crawl(order, server.base_url, writing)
    finally:
        os.close(writing)
        reader.join(10)
        os.close(reading)
    return written.decode()


def test_on_a_terminal_the_line_is_redrawn_below_whole_log_lines(order: str) -> None:
    written = written_to_terminal(order)
    assert "2 pages, 0 articles" in written or "1 page, 0 articles" in written
    assert f"{MISSING}: answered 404\r\n" in written
    # 1.2 s of crawl at two redraws a second, and one for each line of the log: a line, not a flood.
    assert written.count("pages/s") <= written.count("\r\n") + 12
    # The line is gone at the end; what stays is the log.
    assert "pages/s" not in written.rpartition("\x1b[2K")[2]


def test_in_a_pipe_there_is_no_line(order: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with site() as server, log.open("wb") as file:
        crawl(order, server.base_url, file.fileno())
    assert "answered 404" in log.read_text()
    assert "pages/s" not in log.read_text()
    assert "\x1b" not in log.read_text()


def test_it_can_be_switched_off(order: str) -> None:
    off = order.replace('"ARCHIVE_PROGRESS": true', '"ARCHIVE_PROGRESS": false')
    assert off != order
    assert "pages/s" not in written_to_terminal(off)
