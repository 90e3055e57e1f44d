"""Little on the wire, much when unpacked: bounded in memory and time, the raw record kept, the crawl goes on."""

from __future__ import annotations

import gzip
import resource
import subprocess
import time
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from crawl.command import CLI, FAST, run
from crawl.test_archive import blocks, only_warc
from crawl.test_bad_input import GOOD, HTML

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Routes

GIB = 1 << 30
ROOM_BYTES = 600 << 20
"""Memory the crawl may take for its data; bare it takes about 100 MiB."""
PIECE = b"\0" * (16 << 20)
MANY = GIB // len(PIECE)


def crawl(routes: Routes, tmp_path: Path, code: int, *more: str) -> str:
    """Crawl with these routes and a good page in limited memory; return the log."""
    assert isinstance(routes, dict)
    links = "".join(f'<a href="{path}">x</a>' for _, path in routes if path != "/robots.txt")
    home = Answer(fields=HTML, body=f"<html><body>{links}<a href='/good'>good</a></body></html>".encode())
    with NewsServer({(None, "/"): home, (None, "/good"): Answer(fields=HTML, body=GOOD.encode()), **routes}) as server:
        done = subprocess.run(
            [*CLI, "crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *more],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (ROOM_BYTES, ROOM_BYTES)),
        )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert ", 1 article" in done.stderr, done.stderr
    run("verify", cwd=tmp_path)
    return done.stderr


def packed(coding: str) -> bytes:
    """Return 1 GiB of zeros, packed; 64 MiB for br, whose streams cannot be put one after the other."""
    if coding == "gzip":
        return gzip.compress(PIECE) * MANY
    if coding == "zstd":
        return zstandard.compress(PIECE) * MANY
    return brotli.compress(PIECE * 16, quality=1)


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_page_that_is_a_bomb(coding: str, tmp_path: Path) -> None:
    bomb = packed(coding)
    assert len(bomb) < 2 << 20
    started_s = time.monotonic()
    answer = Answer(fields=(*HTML, ("Content-Encoding", coding)), body=bomb)
    log = crawl({(None, "/bomb"): answer}, tmp_path, 3)
    assert time.monotonic() - started_s < 30
    (line,) = [line for line in log.splitlines() if "/bomb" in line]
    assert f"{coding}: stopped at " in line
    assert any(block.endswith(bomb) for block in blocks(only_warc(tmp_path), "response"))


@pytest.mark.slow
def test_a_bomb_in_a_bomb(tmp_path: Path) -> None:
    answer = Answer(fields=(*HTML, ("Content-Encoding", "gzip, gzip")), body=gzip.compress(packed("gzip")))
    assert len(answer.body) < 30_000
    log = crawl({(None, "/bomb"): answer}, tmp_path, 3, "-s", "ARCHIVE_DECODED_MAX_BYTES=8388608")
    assert "gzip: stopped at 256 times the encoded size" in log


@pytest.mark.slow
def test_a_sitemap_that_is_a_bomb(tmp_path: Path) -> None:
    bomb = gzip.compress(gzip.compress(b"<urlset>" + b" " * (200 << 20)))
    routes: Routes = {
        (None, "/robots.txt"): Answer(body=b"Sitemap: /map.xml.gz\nSitemap: /twice.xml.gz"),
        (None, "/map.xml.gz"): Answer(body=gzip.decompress(bomb)),
        (None, "/twice.xml.gz"): Answer(body=bomb, fields=(("Content-Encoding", "gzip"),)),
    }
    log = crawl(routes, tmp_path, 3)
    lines = [line for line in log.splitlines() if ".xml.gz" in line and "Feed or sitemap" in line]
    assert len(lines) == 2
    assert all("larger than 52428800 bytes; kept as received" in line for line in lines)


@pytest.mark.slow
def test_a_robots_txt_that_is_a_bomb(tmp_path: Path) -> None:
    rules = b"User-agent: *\nDisallow: /secret\n" + b"Disallow: /x\n" * 20_000_000
    robots = Answer(body=gzip.compress(rules), fields=(("Content-Encoding", "gzip"),))
    routes: Routes = {(None, "/robots.txt"): robots, (None, "/secret"): Answer(fields=HTML, body=GOOD.encode())}
    log = crawl(routes, tmp_path, 3, "-L", "INFO")
    assert "/secret: forbidden by robots.txt" in log


def test_a_page_that_is_falsely_named_gzip(tmp_path: Path) -> None:
    named = Answer(fields=(*HTML, ("Content-Encoding", "gzip")), body=GOOD.replace("Pier", "Quay").encode())
    home = Answer(fields=HTML, body=b"<a href='/named'>named</a>")
    with NewsServer({(None, "/"): home, (None, "/named"): named}) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, "-L", "INFO", cwd=tmp_path)
    assert ", 1 article" in done.stderr
    assert "/named: gzip: falsely named, bytes left as they are; kept as received" in done.stderr
    run("verify", cwd=tmp_path)


def test_the_limit_is_a_number(tmp_path: Path) -> None:
    arguments = ["-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_DECODED_MAX_BYTES=much"]
    done = run("crawl", "news", *arguments, cwd=tmp_path, code=2)
    assert done.stderr == "microfiche: ARCHIVE_DECODED_MAX_BYTES: 'much' is not a number\n"
