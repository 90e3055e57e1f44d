"""What the frontier of a job costs: requests in and out a second, memory, and the size of its journal. No network.

    python benchmarks/frontier.py [--requests 300000]

Each scheduler runs in a process of its own: Scrapy's (memory only), and ours with its journal. 50 hosts, one request in
ten a duplicate. Memory is the resident size, noted at each third of the way in and after the way out.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from scrapy import Request, Spider
from scrapy.core.scheduler import Scheduler
from scrapy.settings import Settings
from scrapy.statscollectors import DummyStatsCollector
from scrapy.utils.request import RequestFingerprinter

from crawler.fetch.frontier.scheduler import FrontierScheduler

HOSTS = 50
UNDER_WAY = 16
KINDS: dict[str, type[Scheduler]] = {"memory": Scheduler, "journal": FrontierScheduler}


class Reader(Spider):
    name = "reader"

    def failed(self, failure: Any) -> None:
        """Nothing: no request is fetched here."""


class Downloader:
    """What the queues ask of Scrapy's downloader; nothing is being downloaded."""

    slots: dict[str, Any]

    def __init__(self) -> None:
        self.slots = {}

    def get_slot_key(self, request: Request) -> str:
        return request.url.split("/", 3)[2]


class Sink:
    """Stands for the archive: whatever was fetched is durable."""

    sink: Any = None

    def make_durable(self) -> bool:
        return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=300_000)
    parser.add_argument("--child", choices=list(KINDS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(asyncio.run(measure(KINDS[options.child], options.requests))))
        return
    print("         in/s     out/s  µs, both   MB at the start, at thirds, at the end  MB per 100,000  file MB")
    for kind in KINDS:
        command = [sys.executable, __file__, "--child", kind, "--requests", str(options.requests)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        show(kind, json.loads(done.stdout.splitlines()[-1]), options.requests)


def show(kind: str, found: dict[str, Any], count: int) -> None:
    at_thirds = found["mb"]
    growth = (at_thirds[3] - at_thirds[1]) / (2 * count / 3) * 100_000
    both_us = 1e6 * (found["in_s"] + found["out_s"]) / count
    speeds = f"{count / found['in_s']:>8.0f} {found['out'] / found['out_s']:>9.0f} {both_us:>9.0f}"
    print(f"{kind:<7}{speeds} {' '.join(f'{mb:.0f}' for mb in at_thirds):>39} {growth:>15.1f} {found['file_mb']:>8.0f}")


async def measure(kind: type[Scheduler], count: int) -> dict[str, Any]:
    """Return seconds in and out, resident megabytes on the way, and the size of the journal."""
    with tempfile.TemporaryDirectory() as folder:
        crawler, under_way = crawler_in(Path(folder))
        spider = Reader()
        spider.crawler = crawler
        scheduler = kind.from_crawler(crawler)
        scheduler.open(spider)
        mb = [resident_mb()]
        in_s = 0.0
        for third in range(3):
            in_s += await put(scheduler, spider, range(third * count // 3, (third + 1) * count // 3))
            mb.append(resident_mb())
        out, out_s = await take_all(scheduler, under_way)
        mb.append(resident_mb())
        scheduler.close("finished")
        size = file_bytes(folder)
    return {"in_s": in_s, "out": out, "out_s": out_s, "mb": mb, "file_mb": size / 1e6}


def crawler_in(folder: Path) -> tuple[Any, set[Request]]:
    """Return what a scheduler asks of a crawler, and the set of requests that count as under way."""
    under_way: set[Request] = set()
    sink = Sink()
    sink.sink = sink
    settings = Settings({"ARCHIVE": str(folder), "JOB": "bench"})
    settings.setmodule("crawler.settings", priority="default")
    engine = SimpleNamespace(downloader=Downloader(), _slot=SimpleNamespace(inprogress=under_way), spider=None)
    crawler: Any = SimpleNamespace(
        settings=settings,
        engine=engine,
        extensions=SimpleNamespace(middlewares=[sink]),
        request_fingerprinter=RequestFingerprinter(),
    )
    crawler.stats = DummyStatsCollector(SimpleNamespace(settings=settings))  # type: ignore[arg-type]  # it asks for settings only
    return crawler, under_way


async def put(scheduler: Scheduler, spider: Reader, numbers: range) -> float:
    started = time.perf_counter()
    for number in numbers:
        known = number - 7 if number % 10 == 0 else number
        url = f"https://news-{known % HOSTS}.example/2026/11/22/a-story-of-usual-length-{known}"
        meta = {"hops": 3, "via": "https://news.example/list", "depth": 3, "known_as": url}
        scheduler.enqueue_request(
            Request(url, callback=spider.parse, errback=spider.failed, priority=100 - known % 3, meta=meta)
        )
        if number % 200 == 0:
            await asyncio.sleep(0)  # for the timer of the group
    return time.perf_counter() - started


async def take_all(scheduler: Scheduler, under_way: set[Request]) -> tuple[int, float]:
    started = time.perf_counter()
    count = 0
    while (request := scheduler.next_request()) is not None:
        count += 1
        under_way.add(request)
        if len(under_way) > UNDER_WAY:
            under_way.clear()
            await asyncio.sleep(0)
    under_way.clear()
    return count, time.perf_counter() - started


def file_bytes(folder: str) -> int:
    return sum(path.stat().st_size for path in Path(folder).rglob("frontier.sqlite*"))


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
