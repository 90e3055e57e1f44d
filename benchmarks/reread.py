"""How fast an archive is read again: ``python benchmarks/reread.py --corpus DIR [--pages N] [--processes N …]``.

An archive is made of the pages of a corpus (folders with `gold.jsonl`), each with a request and a metadata record, read
once as a crawl would, and read again by 1, 2 and so on processes. The reader alone is timed on the same captures, in
this process: what is left is the overhead of finding, unpacking, comparing and handing over. ``--loose`` leaves the
bodies without content coding; else they are gzip, as servers send them. ``--ray`` reads by a Ray cluster of this
machine as well. Rates are counted from the first part on: a cluster takes its time to start.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.settings import Settings

from benchmarks.rounds import pace_of
from crawler.archive import Archive
from crawler.archive.sources import captures_at
from crawler.config import ArchiveConfig
from crawler.fetch.reader import Reader
from crawler.http import Bytes
from crawler.index import Index
from crawler.model import Exchange
from crawler.outlets.wanted import ALL
from crawler.reread.parts import parts_of
from crawler.reread.runners.cluster import Cluster
from crawler.reread.runners.pool import Pool
from crawler.reread.work import Work, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.model import Article
    from crawler.reread.compare import Outcome
    from crawler.reread.runners.runner import Runner

AT = datetime(2031, 3, 5, tzinfo=UTC)


def main(arguments: Sequence[str]) -> int:
    given = parsed(arguments)
    if given.corpus is None:
        print("no pages to read: give --corpus", file=sys.stderr)
        return 0
    settings = Settings()
    settings.setmodule("crawler.settings")
    with tempfile.TemporaryDirectory() as made:
        config = ArchiveConfig(folder=Path(made) / "archive", warc_max_bytes=64 << 20)
        count = make(config, given.corpus, settings, pages=given.pages, is_packed=not given.loose)
        work = Work(config=config, settings=settings, wanted=ALL)
        for name, steps in (("reader", read_alone(config, settings)), ("with all around it", outcomes(work))):
            pace = pace_of(steps)
            assert pace.steps == count
            print(
                f"{name}: {pace.cpu_ms:.2f} ms of CPU a page, {pace.reference_ms:.2f} on the reference: "
                f"{1e3 / pace.reference_ms:.0f} pages/s",
                flush=True,
            )
        print("| runner | processes | pages/s | s to the first part | MiB in all |\n|---|---:|---:|---:|---:|")
        for processes in given.processes:
            print(row("pool", Pool(processes=processes), work, processes, count), flush=True)
            if given.ray:
                print(row("ray", Cluster(processes=processes), work, processes, count), flush=True)
    return 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of the parts")
    parser.add_argument("--part", default="B-dev", help="the part whose pages are taken (B-dev)")
    parser.add_argument("--pages", type=int, default=300, help="so many, the same ones again and again (300)")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--ray", action="store_true", help="read by a cluster of this machine, too")
    parser.add_argument("--loose", action="store_true", help="bodies without content coding")
    given = parser.parse_args(arguments)
    if given.corpus is not None:
        given.corpus /= given.part
    return given


def make(config: ArchiveConfig, part: Path, settings: Settings, *, pages: int, is_packed: bool) -> int:
    """Return how many pages of *part* the new archive at *config* holds."""
    archive = Archive.open(config, spider="news")
    reader = Reader.from_settings(settings)
    for number, (url, body) in enumerate(islice(cycle(list(saved(part))), pages)):
        # A byte of its own: the same page again would be kept as a revisit.
        data = body + f"<!-- {number} -->".encode()
        data = gzip.compress(data, 6) if is_packed else data
        coding = b"Content-Encoding: gzip\r\n" if is_packed else b""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + coding
        at = AT + timedelta(seconds=number)
        capture = archive.keep(
            Exchange(
                url=url,
                request=Bytes(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"),
                response=Bytes(head + b"Content-Length: %d\r\n\r\n" % len(data) + data),
                started_at=at,
                ended_at=at,
                spider="news",
            )
        )
        article = reader.read(capture) if capture is not None else None
        if article is not None:
            archive.keep_article(article)
    archive.close()
    return pages


def saved(part: Path) -> Iterator[tuple[str, bytes]]:
    for line in (part / "gold.jsonl").read_text("utf-8").rstrip().split("\n"):
        page = json.loads(line)
        yield page["url"], gzip.decompress((part / page["file"]).read_bytes())


def read_alone(config: ArchiveConfig, settings: Settings) -> Iterator[Article | None]:
    """Yield what the reader makes of each capture, once it is in memory."""
    reader = Reader.from_settings(settings)
    paths = sorted(config.warc_folder.rglob("*.warc.gz"))
    captures = [found.capture for path in paths for found in captures_at(str(path), config)]
    yield from map(reader.read, captures)


def outcomes(work: Work) -> Iterator[Outcome]:
    """Yield what one worker finds in all parts, in this process."""
    worker = Worker(work)
    with Index.open(work.config.index_address) as index:
        parts = list(parts_of(index, ALL, [row.name for row in index.files()]))
    for part in parts:
        yield from worker.outcomes(part)
    worker.close()


def row(name: str, runner: Runner, work: Work, processes: int, count: int) -> str:
    """Return one row of the table. The rate is that from the first part on: starting is told apart."""
    with Index.open(work.config.index_address) as index:
        parts = list(parts_of(index, ALL, [row.name for row in index.files()]))
    start_s = time.perf_counter()
    first_s, first_pages, read, most_mib = 0.0, 0, 0, 0.0
    for done in runner.run(work, parts):
        read += len(done.outcomes)
        if not first_s:
            first_s, first_pages = time.perf_counter() - start_s, read
        most_mib = max(most_mib, held_mib(os.getpid()))
    took_s = time.perf_counter() - start_s
    assert read == count
    rate = (count - first_pages) / (took_s - first_s)
    return f"| {name} | {processes} | {rate:.1f} | {first_s:.1f} | {most_mib:.0f} |"


def held_mib(pid: int) -> float:
    """Return the memory in MiB that the processes below *pid* hold, what they share counted once (Linux)."""
    starters = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            starters[int(path.name)] = int((path / "stat").read_text("utf-8").rpartition(") ")[2].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {each for each, starter in starters.items() if starter in found} - found:
        found |= more
    held_kib = 0
    for each in found - {pid}:
        try:
            lines = Path(f"/proc/{each}/smaps_rollup").read_text("utf-8").splitlines()
        except OSError:
            continue
        held_kib += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return held_kib / 1024


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.exit(main(sys.argv[1:]))
