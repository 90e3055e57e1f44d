"""What archiving costs: bare Scrapy against Scrapy with the archive, on the same pages in the same run.

    python benchmarks/crawl.py [--pages 600] [--rounds 5]

CPU is the crawling process's own (`time.process_time`), from engine start to engine stop, for a list of addresses
without parsing. Each round runs both, one after the other; the figure is the median over rounds of the ratio.
Target: at most 1.15.
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
from pathlib import Path
from typing import Any

TARGET = 1.15
CONCURRENCY = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", metavar="FILE", help="write the archive crawl's cProfile here and stop")
    parser.add_argument("--child", choices=["bare", "archive"], help=argparse.SUPPRESS)
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


def measure(port: int, page_count: int, rounds: int) -> list[tuple[float, float]]:
    """Return (bare, archive) CPU seconds, one pair a round; the order within a round alternates."""
    pairs = []
    for number in range(rounds):
        order = ("bare", "archive") if number % 2 == 0 else ("archive", "bare")
        cpu = {mode: run_child(mode, port, page_count) for mode in order}
        pairs.append((cpu["bare"], cpu["archive"]))
    return pairs


def report(pairs: list[tuple[float, float]], page_count: int) -> None:
    print(f"{'round':>5} {'bare ms/page':>13} {'archive ms/page':>16} {'ratio':>6}")
    for number, (bare, archive) in enumerate(pairs, 1):
        print(
            f"{number:>5} {1000 * bare / page_count:>13.2f} {1000 * archive / page_count:>16.2f} {archive / bare:>6.3f}"
        )
    ratio = statistics.median(archive / bare for bare, archive in pairs)
    verdict = "within" if ratio <= TARGET else "ABOVE"
    print(
        f"median ratio {ratio:.3f}: archiving costs {100 * (ratio - 1):.1f} % of bare Scrapy's CPU, "
        f"{verdict} the target of 15 %"
    )


def run_child(mode: str, port: int, page_count: int, *extra: str) -> float:
    """Crawl in a process of its own and return its CPU seconds."""
    command = [sys.executable, __file__, "--child", mode, "--port", str(port), "--pages", str(page_count), *extra]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    result = json.loads(done.stdout.splitlines()[-1])
    if result["pages"] != page_count:
        raise SystemExit(f"{mode}: {result['pages']} of {page_count} pages came\n{done.stderr}")
    return float(result["cpu_s"])


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
        if mode == "archive":
            settings |= {"ADDONS": {"crawler.fetch.addon.ArchiveAddon": 300}, "ARCHIVE": str(Path(folder) / "archive")}
            settings["ARCHIVE_ALLOWED_NETWORKS"] = "127.0.0.0/8"
        process = AsyncCrawlerProcess(settings)
        crawler = process.create_crawler(Listed)
        process.crawl(crawler)
        cpu_s = timed(process.start, profile)
        assert crawler.stats is not None
        print(json.dumps({"cpu_s": cpu_s, "pages": crawler.stats.get_value("response_received_count", 0)}))


def timed(run: Any, profile: str | None) -> float:
    import cProfile

    profiler = cProfile.Profile() if profile else None
    started = time.process_time()
    profiler.runcall(run) if profiler else run()
    cpu_s = time.process_time() - started
    if profiler and profile:
        profiler.dump_stats(profile)
    return cpu_s


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
