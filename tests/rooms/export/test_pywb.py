"""pywb replays our archive: the WARC files with their CDXJ, with ZipNum, and a package. It runs by itself, beside ours."""

from __future__ import annotations

import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.export.asked import wacz
from rooms.export.beside import environment, outside, ran
from rooms.replay.served import AT, STAMP, Made, answer, chunked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig

pytestmark = pytest.mark.slow

PYWB = "pywb==2.10.0"
STARTS_IN_S = 120
SITE = "http://news.example"
PAGE = (
    b"<html><head><title>Ferry</title><link rel=stylesheet href=/style.css></head><body><h1>Ferry late</h1>"
    + b"<p>Again.</p>" * 60
)
SHEET = b"h1 { color: rgb(0, 128, 128) }" + b" " * 300
MARK = b"later, the same body again: " + b"x" * 400


def made(folder: Path) -> ArchiveConfig:
    """Return an archive with what is hard to replay: chunks, codings, a redirect, a revisit, an error."""
    from datetime import timedelta

    import brotli
    from isal import igzip

    archive = Made(folder)
    packed = igzip.compress(PAGE)
    archive.keep(
        (f"{SITE}/", answer(chunked(packed), Content_Encoding="gzip", Transfer_Encoding="chunked")),
        (f"{SITE}/style.css", answer(brotli.compress(SHEET), mime="text/css", Content_Encoding="br")),
        (f"{SITE}/old", answer(status="301 Moved Permanently", Location="/mark")),
        (f"{SITE}/mark", answer(MARK)),
        (f"{SITE}/gone", answer(b"<h1>nothing here</h1>", status="404 Not Found")),
    )
    archive.keep((f"{SITE}/mark", answer(MARK)), at=AT + timedelta(days=30))
    return archive.config


@contextmanager
def pywb(folder: Path, config: str) -> Iterator[str]:
    """Run pywb in *folder* with *config*; yield its address."""
    (folder / "config.yaml").write_text(config)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(environment(PYWB) / "wayback"), "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "pywb.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=folder, env=outside(), stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + STARTS_IN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert child.poll() is None, (folder / "pywb.log").read_text()
                assert time.monotonic() < deadline, "pywb does not start"
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(20)


def got(address: str) -> tuple[int, bytes, str]:
    """Return status, body and final address of what is at *address*."""
    try:
        with urllib.request.urlopen(address, timeout=60) as response:
            return response.status, response.read(), response.url
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read(), address


def proved(base: str, collection: str) -> None:
    """Ask *collection* for each page, not rewritten; pywb must have found each record by our index."""
    web = f"{base}/{collection}/{STAMP}id_/{SITE}"
    assert got(f"{web}/")[:2] == (200, PAGE)
    assert got(f"{web}/style.css")[:2] == (200, SHEET)
    status, body, last = got(f"{base}/{collection}/{STAMP}mp_/{SITE}/old")
    assert (status, MARK in body, last.endswith(f"{SITE}/mark")) == (200, True, True), last
    assert got(f"{web}/gone")[0] == 404
    later = f"{base}/{collection}/20240531103000id_/{SITE}/mark"
    assert got(later)[:2] == (200, MARK), "a revisit"
    status, shown, _ = got(f"{base}/{collection}/{STAMP}mp_/{SITE}/")
    assert status == 200
    assert b"Ferry late" in shown


def test_pywb_replays_the_files_by_their_index(tmp_path: Path) -> None:
    made(tmp_path)
    run("export", "cdxj", "--to", "index.cdxj", cwd=tmp_path)
    run("export", "zipnum", "--to", "zipnum", cwd=tmp_path)
    config = (
        "collections:\n"
        "  lines:\n    index_paths: ./index.cdxj\n    archive_paths: ./archive/warc/\n"
        "  blocks:\n    index_paths: ./zipnum/cluster.idx\n    archive_paths: ./archive/warc/\n"
    )
    with pywb(tmp_path, config) as base:
        proved(base, "lines")
        proved(base, "blocks")


def test_pywb_takes_and_replays_a_package(tmp_path: Path) -> None:
    wacz(made(tmp_path), tmp_path / "a.wacz")
    (tmp_path / "room").mkdir()
    manager = environment(PYWB) / "wb-manager"
    assert ran(manager, "init", "ours", cwd=tmp_path / "room").returncode == 0
    done = ran(manager, "add", "--unpack-wacz", "ours", tmp_path / "a.wacz", cwd=tmp_path / "room")
    assert done.returncode == 0, done.stdout + done.stderr
    with pywb(tmp_path / "room", "collections: {}\n") as base:
        proved(base, "ours")
