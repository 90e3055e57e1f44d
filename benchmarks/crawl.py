"""What archiving costs: bare Scrapy against Scrapy with the archive, on the same pages in the same run.

    python benchmarks/crawl.py [--pages 600] [--rounds 5]

CPU is the crawling process's own (`time.process_time`), from engine start to engine stop, for a list of addresses
without parsing. Each round runs all, one after the other; the figure is the median over rounds of the ratio.
Target: at most 1.15.

What it costs to make each group durable is told besides: the archive against one that waits for no disk, neither for
the WARC file nor for the index. In CPU, as above; and on the clock, the time that passes in fsync and in commits of the
index, as a part of the crawl's time. Other programs make crawls longer by much more than that: whole crawls cannot be
compared. Target for both: at most 5 %. The clock depends on the disk below the temporary folder (TMPDIR).
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

TARGET = 1.15
DURABLE_TARGET = 1.05
CONCURRENCY = 16
MODES = ("bare", "unsynced", "archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one crawl took, from engine start to engine stop."""

    cpu_s: float
    wall_s: float
    waited_s: float = 0.0
    """Of it, in fsync and in commits of the index."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", metavar="FILE", help="write the archive crawl's cProfile here and stop")
    parser.add_argument("--child", choices=MODES, help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        crawl(options.child, options.port, options.pages, options.profile)
        return
    port = serve(pages(options.pages))
    if options.profile:
        run_child("archive", port, options.pages, "--profile", options.profile)
        return
    report(measure(port, options.pages, options.rounds), options.pages)


def measure(port: int, page_count: int, rounds: int) -> list[dict[str, Cost]]:
    """Return the cost of each mode, round by round; who comes first takes turns."""
    costs = []
    for number in range(rounds):
        first = number % len(MODES)
        costs.append({mode: run_child(mode, port, page_count) for mode in MODES[first:] + MODES[:first]})
    return costs


def report(costs: list[dict[str, Cost]], page_count: int) -> None:
    print(f"{'round':>5}", *(f"{f'{mode} ms/page: CPU':>22} {'clock':>6}" for mode in MODES))
    for number, cost in enumerate(costs, 1):
        figures = [(1000 * cost[mode].cpu_s / page_count, 1000 * cost[mode].wall_s / page_count) for mode in MODES]
        print(f"{number:>5}", *(f"{cpu:>22.2f} {wall:>6.2f}" for cpu, wall in figures))
    ratio = statistics.median(cost["archive"].cpu_s / cost["bare"].cpu_s for cost in costs)
    print(
        f"median ratio {ratio:.3f}: archiving costs {100 * (ratio - 1):.1f} % of bare Scrapy's CPU, "
        f"{verdict(ratio, TARGET)}"
    )
    ratio = statistics.median(cost["archive"].cpu_s / cost["unsynced"].cpu_s for cost in costs)
    print(
        f"median ratio {ratio:.3f}: durable groups cost {100 * (ratio - 1):.1f} % CPU, {verdict(ratio, DURABLE_TARGET)}"
    )
    waited = statistics.median(
        (cost["archive"].waited_s - cost["unsynced"].waited_s) / cost["archive"].wall_s for cost in costs
    )
    print(f"on the clock they cost {100 * waited:.1f} % of the crawl's time, {verdict(1 + waited, DURABLE_TARGET)}")


def verdict(ratio: float, target: float) -> str:
    return f"{'within' if ratio <= target else 'ABOVE'} the target of {100 * (target - 1):.0f} %"


def run_child(mode: str, port: int, page_count: int, *extra: str) -> Cost:
    """Crawl in a process of its own and return its cost."""
    command = [sys.executable, __file__, "--child", mode, "--port", str(port), "--pages", str(page_count), *extra]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.splitlines()[-1])
    if result["pages"] != page_count:
        raise SystemExit(f"{mode}: {result['pages']} of {page_count} pages came\n{done.stderr}")
    return Cost(cpu_s=result["cpu_s"], wall_s=result["wall_s"], waited_s=result["waited_s"])


def watch_the_disk(*, is_durable: bool) -> list[float]:
    """Return the seconds of each wait for the disk, filled as they pass; without *is_durable* nothing is waited for."""
    from crawler.index import Index
    from crawler.warc.file import Disk

    waits: list[float] = []

    def timed_or_left(owner: Any, name: str, otherwise: Any) -> None:
        original = getattr(owner, name)

        def timed_call(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            answer = (original if is_durable else otherwise(original))(*arguments, **named)
            waits.append(time.perf_counter() - started)
            return answer

        setattr(owner, name, timed_call)

    timed_or_left(Disk, "fsync", lambda _: lambda *_: None)
    timed_or_left(Disk, "sync_folder", lambda _: lambda *_: None)
    timed_or_left(Index, "commit", lambda commit: lambda index, **_: commit(index, durable=False))
    return waits


def crawl(mode: str, port: int, page_count: int, profile: str | None) -> None:
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess

    class Listed(scrapy.Spider):
        name = "listed"

        async def start(self) -> Any:
            for number in range(page_count):
                yield scrapy.Request(f"http://127.0.0.1:{port}/{number}")

        def parse(self, response: Any) -> None:
            """Nothing: only fetching and keeping are measured."""

    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, Any] = {
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "COOKIES_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "DEFAULT_REQUEST_HEADERS": {"Accept-Encoding": "gzip"},
        }
        waits: list[float] = []
        if mode != "bare":
            waits = watch_the_disk(is_durable=mode == "archive")
            settings |= {"ADDONS": {"crawler.fetch.addon.ArchiveAddon": 300}, "ARCHIVE": str(Path(folder) / "archive")}
            settings["ARCHIVE_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(Listed)
        process.crawl(crawler)
        cost = timed(process.start, profile)
        assert crawler.stats is not None
        print(
            json.dumps(
                {**asdict(cost), "waited_s": sum(waits), "pages": crawler.stats.get_value("response_received_count", 0)}
            )
        )


def timed(run: Any, profile: str | None) -> Cost:
    import cProfile

    profiler = cProfile.Profile() if profile else None
    cpu_s, wall_s = time.process_time(), time.perf_counter()
    profiler.runcall(run) if profiler else run()
    cost = Cost(cpu_s=time.process_time() - cpu_s, wall_s=time.perf_counter() - wall_s)
    if profiler and profile:
        profiler.dump_stats(profile)
    return cost


def pages(count: int) -> list[bytes]:
    """Return whole answers, no two alike: gzip-encoded pages of 64 kB on average, 19 kB on the wire."""
    chance = random.Random(2026)
    words = ["".join(chance.choices("etaoinshrdlucmfwypvbgkjqxz", k=chance.randint(2, 11))) for _ in range(400)]
    texts = [
        "".join(
            f'<p class="story-{chance.randint(1, 9)}">{" ".join(chance.choices(words, k=60))}</p>\n'
            for _ in range(chance.randint(60, 250))
        )
        for _ in range(40)
    ]
    answers = []
    for number in range(count):
        text = texts[number % len(texts)]
        body = gzip.compress(f"<html><title>{number}</title><body>{text}</body></html>".encode(), 6, mtime=0)
        head = (
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        answers.append(head.encode() + body)
    return answers


def serve(answers: list[bytes]) -> int:
    """Serve *answers* in turn on loopback, from a thread of this process, and return the port."""
    ready: list[int] = []
    started = threading.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            number = int(head.split(b" ", 2)[1].strip(b"/") or b"0")
            writer.write(answers[number % len(answers)])
        writer.close()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        ready.append(server.sockets[0].getsockname()[1])
        started.set()
        await server.serve_forever()

    threading.Thread(target=lambda: asyncio.run(run()), daemon=True).start()
    started.wait()
    return ready[0]


if __name__ == "__main__":
    main()
