"""Answers without end: bounded in time, bytes and memory, and what came is kept with the reason why it ends there."""

from __future__ import annotations

import resource
import subprocess
import time
from itertools import chain, repeat
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, FAST, run
from crawl.endless import EndlessServer
from crawl.test_archive import only_warc
from crawl.test_bad_input import GOOD
from warcio.archiveiterator import ArchiveIterator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawl.endless import Script

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
MIB = 1 << 20
MAXSIZE = 4 * MIB
TIMEOUT_S = 6.0
ROOM_BYTES = 500 * MIB
SOCKETS_BYTES = 16 * MIB
"""What may be on its way when we hang up."""


def dripping(start: bytes, piece: bytes) -> Script:
    def script() -> Iterator[bytes]:
        yield start
        while True:
            time.sleep(0.1)
            yield piece

    return script


def pouring(start: bytes, piece: bytes) -> Script:
    return lambda: chain([start], repeat(piece * (MIB // len(piece))))


def page(body: bytes, head: bytes = OK) -> Script:
    return lambda: iter([head + b"Content-Length: %d\r\n\r\n" % len(body) + body])


ENDLESS: dict[str, tuple[Script, str, int]] = {
    "/drip-body": (dripping(CHUNKED, b"1\r\nx\r\n"), "time", 1_000),
    "/drip-head": (dripping(OK + b"X-Slow: ", b"x"), "time", 1_000),
    "/drip-headers": (dripping(OK, b"X: y\r\n"), "time", 1_000),
    "/drip-status": (dripping(b"H", b"T"), "time", 1_000),
    "/drip-interim": (dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), "time", 1_000),
    "/pour-chunks": (pouring(CHUNKED, b"400\r\n" + b"x" * 1024 + b"\r\n"), "length", MAXSIZE + MIB),
    "/pour-to-the-end": (pouring(OK + b"\r\n", b"x"), "length", MAXSIZE + MIB),
    "/pour-chunk-lines": (pouring(CHUNKED, b"1;" + b"x" * 900 + b"\r\ny\r\n"), "length", 2 * MAXSIZE + MIB),
    "/pour-header": (pouring(OK + b"X-Long: ", b"x"), "length", 2 * MIB),
    "/pour-headers": (pouring(OK, b"X-Many: y\r\n"), "length", 2 * MIB),
    "/pour-status": (pouring(b"HTTP/1.1 200 ", b"x"), "length", 2 * MIB),
    "/pour-interim": (pouring(b"", b"HTTP/1.1 103 Early Hints\r\nX: y\r\n\r\n"), "length", 2 * MIB),
}
"""What each address sends; why its capture ends; how much of it may be kept."""
NO_ANSWER = {"/drip-interim", "/pour-interim"}
"""1xx answers are no answer: only the request is archived."""


def kept(folder: Path) -> dict[str, tuple[str | None, int]]:
    """Return by path why a capture is cut short, and how long it is."""
    found = {}
    with only_warc(folder).open("rb") as file:
        for record in ArchiveIterator(file, no_record_parse=True):
            if record.rec_type == "response":
                url = record.rec_headers.get_header("WARC-Target-URI")
                why = record.rec_headers.get_header("WARC-Truncated")
                found["/" + str(url).split("/", 3)[3]] = (why, len(record.raw_stream.read()))
    return found


@pytest.mark.slow
def test_answers_without_end(tmp_path: Path) -> None:
    links = "".join(f'<a href="{path}">x</a>' for path in (*ENDLESS, "/good"))
    scripts = {path: script for path, (script, _, _) in ENDLESS.items()}
    scripts |= {"/": page(f"<html><body>{links}".encode()), "/good": page(GOOD.encode())}
    limits = ["-s", f"DOWNLOAD_TIMEOUT={TIMEOUT_S}", "-s", f"DOWNLOAD_MAXSIZE={MAXSIZE}", "-s", "RETRY_TIMES=0"]
    started_s = time.monotonic()
    with EndlessServer(scripts) as server:
        done = subprocess.run(
            [*CLI, "crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *limits],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (ROOM_BYTES, ROOM_BYTES)),
        )
    assert time.monotonic() - started_s < 50
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    assert f", 1 article; {len(ENDLESS)} not fetched" in done.stderr, done.stderr
    run("verify", cwd=tmp_path)
    captures = kept(tmp_path)
    for path, (_, why, most_bytes) in ENDLESS.items():
        lines = [line for line in done.stderr.splitlines() if path + ":" in line or path + " " in line]
        assert len(lines) >= 1, path
        if path in NO_ANSWER:
            assert path not in captures
        else:
            assert server.sent_bytes[path] < most_bytes + SOCKETS_BYTES, path
            assert captures[path][0] == why, path
            assert captures[path][1] < most_bytes, path


def test_ten_thousand_headers_are_no_trouble(tmp_path: Path) -> None:
    head = OK + b"".join(b"X-Number-%d: %d\r\n" % (number, number) for number in range(10_000))
    with EndlessServer({"/": page(GOOD.encode(), head)}) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, cwd=tmp_path)
    assert done.stderr.startswith("1 page, ")
    assert kept(tmp_path)["/"] == (None, len(head) + len(b"Content-Length: \r\n\r\n%d" % len(GOOD)) + len(GOOD))


def test_too_much_is_asked_for_once(tmp_path: Path) -> None:
    script, why, _ = ENDLESS["/pour-headers"]
    with EndlessServer({"/": script}) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, cwd=tmp_path, code=3)
    assert done.stderr.count("was cut off: its head and 1xx answers are longer than 1114112 bytes") == 1
    assert kept(tmp_path)["/"][0] == why
