"""How fast archived pages are shown, beside pywb on the same WARC files in the same run.

    python benchmarks/replay.py [PAGES] [--rounds 5] [--growth]

Pages are those of the corpus of saved pages (MICROFICHE_CORPUS), else of the demo newspaper. One client, one
connection, each server in a process of its own; its processor time is what counts. pywb asks the CDXJ file of the same
archive. With --growth ours alone shows the same pages out of archives of 1, 10 and 100 times as many captures.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import multiprocessing
import os
import random
import socket
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.pages import CORPUS
from benchmarks.peers import Missing, outside, python_of
from benchmarks.rounds import Cost, Words, in_turn, print_calibration, print_growth, print_table
from crawler.archive import Archive
from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.demo.answer import Answer
from crawler.demo.newspaper import newspaper
from crawler.http import Bytes
from crawler.index import Index
from crawler.model import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

AT = datetime(2024, 5, 1, 10, 30, tzinfo=UTC)
STAMP = "20240501103000"
FILM = f"/web/{STAMP}oe_/http://news.example/film.mp4"
FILM_BYTES = 100 << 20
OURS = "microfiche"
STARTS_IN_S = 120
WHATS = {"rewritten pages": "mp_", "raw pages": "id_"}
BANNERS = "banners"
"""Of ours alone: pywb's is a frame around the page, and does not look the page up."""

BROKEN: Counter[str] = Counter()
"""Answers that broke off in the middle, by server."""


@dataclass(frozen=True, slots=True)
class Server:
    """One that is running."""

    name: str
    pid: int
    port: int
    web: str
    """What stands before a timestamp."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="ours alone, with more and more captures")
    options = parser.parse_args(arguments)
    print_calibration()
    pages = some_pages(options.pages)
    size = sum(map(len, pages)) / len(pages) / 1_000
    title = f"{len(pages)} pages, {size:.0f} kB on the average"
    if options.growth:
        print_growth(title, growth(pages), unit="capture")
        return
    with tempfile.TemporaryDirectory() as folder:
        config = ArchiveConfig(folder=Path(folder) / "archive", group_s=3_600)
        urls = fill(config, pages, with_film=True)
        compare(title, config, urls, options.rounds)


def compare(title: str, config: ArchiveConfig, urls: list[str], rounds: int) -> None:
    missing: dict[str, str] = {}
    with running(config) as ours:
        film(ours.port, ours.pid)
        servers = [ours]
        try:
            with pywb(config) as theirs:
                servers.append(theirs)
                tables(title, servers, urls, rounds, missing)
        except Missing as err:
            missing["pywb"] = str(err)
            tables(title, servers, urls, rounds, missing)


def tables(title: str, servers: list[Server], urls: list[str], rounds: int, missing: dict[str, str]) -> None:
    for what, modifier in {**WHATS, BANNERS: ""}.items():
        asked = servers[:1] if what == BANNERS else servers
        runs = {
            server.name: partial(shown, server, [f"{server.web}/{STAMP}{modifier}/{url}" for url in urls])
            for server in asked
        }
        for run in runs.values():
            run()  # once outside of the rounds: files are in memory, rules loaded
        BROKEN.clear()
        costs = in_turn(runs, rounds)
        notes = {name: f"{broken // rounds} pages broke off" for name, broken in BROKEN.items()}
        print_table(f"{what}: {title}", costs, Words(beside=OURS, unit="page", missing=missing, notes=notes))


def growth(pages: list[bytes]) -> dict[str, list[Cost]]:
    """Return what a page costs to be shown out of larger and larger archives, told by their captures."""
    costs: dict[str, list[Cost]] = {}
    for times in (1, 10, 100):
        with tempfile.TemporaryDirectory() as folder:
            config = ArchiveConfig(folder=Path(folder) / "archive", group_s=3_600)
            urls = fill(config, pages)
            others(config, (times - 1) * len(pages))
            with running(config) as ours:
                for what, modifier in WHATS.items():
                    cost = shown(ours, [f"{ours.web}/{STAMP}{modifier}/{url}" for url in urls])
                    took = {"cpu_s": cost.cpu_s * times, "wall_s": cost.wall_s * times}
                    costs.setdefault(f"{what}, a page", []).append(
                        Cost(units=times * len(pages), peak_mib=peak_mib(ours.pid), **took)
                    )
    return costs


def some_pages(count: int) -> list[bytes]:
    pages = [gzip.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("*/html/*.gz"))]
    if not pages:
        answers = [found for found in newspaper("http://news.example").values() if isinstance(found, Answer)]
        pages = [found.body for found in answers if b"<html" in found.body]
    random.Random(1).shuffle(pages)
    return pages[:count]


def fill(config: ArchiveConfig, pages: list[bytes], *, with_film: bool = False) -> list[str]:
    """Archive *pages*, a third each as they are, gzip, and gzip with chunk framing, and perhaps one film."""
    archive = Archive.open(config, spider="bench")
    urls = [f"http://news{n % 9}.example/2024/story-{n}?id={n}" for n in range(len(pages))]
    for number, (url, page) in enumerate(zip(urls, pages, strict=True)):
        keep(archive, url, answer(page, number % 3))
    if with_film:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % FILM_BYTES
        keep(archive, "http://news.example/film.mp4", head + random.Random(2).randbytes(FILM_BYTES))
    archive.close()
    return urls


def others(config: ArchiveConfig, count: int) -> None:
    """Archive so many small pages of the same hosts."""
    archive = Archive.open(config, spider="others")
    for number in range(count):
        body = b"<html><title>%d</title><p>Nothing new.</p></html>" % number
        keep(archive, f"http://news{number % 9}.example/2023/{number}", answer(body, 0))
    archive.close()


def keep(archive: Archive, url: str, response: bytes) -> None:
    request = Bytes(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n")
    archive.keep(Exchange(url=url, request=request, response=Bytes(response), started_at=AT, ended_at=AT))


def answer(page: bytes, kind: int) -> bytes:
    if kind == 0:
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page
    packed = gzip.compress(page, 6)
    if kind == 1:
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + packed
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)


@contextmanager
def running(config: ArchiveConfig) -> Iterator[Server]:
    """Run our replay of the archive."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(config.folder, there))
    process.start()
    try:
        yield Server(OURS, process.pid or 0, here.recv(), "/web")
    finally:
        process.terminate()
        process.join()


def serve(folder: Path, parent: Connection) -> None:
    import uvicorn
    from starlette.applications import Starlette

    from crawler.replay.routes import replay_routes

    config = ArchiveConfig(folder=folder)
    index = Index.open(config.index_address, create=False)
    app = Starlette(routes=replay_routes(index, WarcFiles(config, index)))
    listener = socket.create_server(("127.0.0.1", 0))
    parent.send(listener.getsockname()[1])
    uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off", access_log=False)).run([listener])


@contextmanager
def pywb(config: ArchiveConfig) -> Iterator[Server]:
    """Run pywb over the WARC files of the archive and its CDXJ lines. Raises `Missing`."""
    program = python_of("pywb").with_name("wayback")
    folder = config.folder.parent
    with Index.open(config.index_address, create=False) as index:
        (folder / "index.cdxj").write_text("".join(f"{line}\n" for line in index.cdxj_lines()), "utf-8")
    paths = f"index_paths: {folder}/index.cdxj\n    archive_paths: {config.warc_folder}/\n"
    (folder / "config.yaml").write_text(f"collections:\n  news:\n    {paths}", "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(program), "-b", "127.0.0.1", "-p", str(port)]
    with (folder / "pywb.log").open("wb") as log:
        child = subprocess.Popen(command, cwd=folder, env=outside(), stdout=log, stderr=log)
    try:
        deadline_s = time.monotonic() + STARTS_IN_S
        while not answers(port):
            if child.poll() is not None or time.monotonic() > deadline_s:
                raise Missing(f"it does not start: {(folder / 'pywb.log').read_text('utf-8')[-200:]}")
            time.sleep(0.2)
        yield Server("pywb", child.pid, port, "/news")
    finally:
        child.terminate()
        child.wait(20)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def shown(server: Server, paths: list[str]) -> Cost:
    """Return what showing *paths* costs the server."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    cpu_s, started_s = processor_s(server.pid), time.perf_counter()
    for path in paths:
        try:
            ask(connection, path)
        except http.client.IncompleteRead:
            BROKEN[server.name] += 1
            connection.close()  # the next question opens it anew
    wall_s = time.perf_counter() - started_s
    connection.close()
    cpu_s = processor_s(server.pid) - cpu_s
    return Cost(units=len(paths), cpu_s=cpu_s, wall_s=wall_s, peak_mib=peak_mib(server.pid))


def ask(connection: http.client.HTTPConnection, path: str) -> None:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    if response.status != 200:
        raise RuntimeError(f"{path} was answered {response.status}")


def film(port: int, pid: int) -> None:
    """Ask for a film as a whole, then for parts of it, and tell how the memory of the server grew."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    before, started, got = peak_mib(pid), time.perf_counter(), 0
    connection.request("GET", FILM)
    response = connection.getresponse()
    first_s = time.perf_counter() - started
    while piece := response.read(1 << 20):
        got += len(piece)
    wall_s = time.perf_counter() - started
    grown = peak_mib(pid) - before
    print(f"a film of {got >> 20} MiB  first byte {first_s:.2f} s, all {wall_s:.2f} s, memory +{grown:.0f} MiB")
    started = time.perf_counter()
    for part in range(100):
        at = part * (FILM_BYTES // 100)
        connection.request("GET", FILM, headers={"Range": f"bytes={at}-{at + 65_535}"})
        if len(connection.getresponse().read()) != 65_536:
            raise RuntimeError("a part of the film has another length")
    connection.close()
    rate = 100 / (time.perf_counter() - started)
    print(f"parts of it        {rate:6.0f} a second, memory +{peak_mib(pid) - before:.0f} MiB")


def processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(pid: int) -> float:
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines())
    return int(lines["VmHWM"].split()[0]) / 1_024


if __name__ == "__main__":
    main()
