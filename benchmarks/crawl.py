"""What archiving costs, beside bare Scrapy and beside others that fetch and keep, on the same pages in the same run.

    python benchmarks/crawl.py [--pages generated|plain|saved] [--count 600] [--rounds 5] [--growth] [--archiving]

A list of addresses is fetched from a server on loopback. CPU is that of the crawling process, from engine start to
engine stop, so that starting is left out; of wget, which has no such mark, it is all of it. Programs:

- bare Scrapy, and Scrapy with the archive: exact records, index, durable groups. Target: 10 % more CPU than bare.
- the same with an archive that waits for no disk: what durability costs. Target: 5 %, in CPU and on the clock, where
  the time counts that passes in fsync and in commits of the index.
- the main job: fetched, archived, indexed, links followed, every field of every article read and stored.
  Target: 18 ms of CPU a page on saved pages, on the reference machine.
- wget with and without WARC, scrapy-webarchive with and without itself on the Scrapy that it needs, crawlee, which
  keeps nothing. Those that are not installed are named (peers.py).

With --archiving only bare Scrapy and the two archives run. With --growth ours alone fetch a hundredth, a tenth and all
of the pages: the cost of one should not rise.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pages import KINDS, kinds, serve
from benchmarks.peers import Child, Missing, cost_of, outside, program, python_of
from benchmarks.rounds import Cost, Words, in_turn, print_calibration, print_growth, print_table, ratio, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

BARE, ARCHIVE, UNSYNCED, MAIN_JOB = "bare Scrapy", "Scrapy, archive", "Scrapy, archive, unsynced", "the main job"
MODES = {BARE: "bare", ARCHIVE: "archive", UNSYNCED: "unsynced", MAIN_JOB: "main job"}
TARGET = 1.10
DURABLE_TARGET = 1.05
MAIN_JOB_TARGET_MS = 18.0
WGET = ("-q", "-O", os.devnull, "--header", "Accept-Encoding: gzip", "--tries", "1")
WGET_WARC = ("--warc-file", "kept", "--no-warc-keep-log")
NOTES = {
    ARCHIVE: "exact bytes, index, durable",
    MAIN_JOB: "and links, every field of the articles",
    "wget --warc-file": "exact bytes; one connection; its start counts",
    "wget": "keeps nothing",
    "scrapy-webarchive": "heads made up, no request as sent",
    "its Scrapy, bare": "Scrapy 2.11, keeps nothing",
    "crawlee": "keeps nothing",
}


class Crawls:
    """Crawls of one list of pages, each in a process of its own and into a folder of its own."""

    def __init__(self, base: str, count: int) -> None:
        self._base = base
        self._count = count
        self.waited_s: dict[str, list[float]] = {}
        self.items = 0
        """Articles that the last main job has read."""

    def scrapy(self, name: str, mode: str, *, python: Path | None = None, profile: str | None = None) -> Cost:
        told = self._ask("scrapy_crawl.py", python, mode=mode, **({"profile": profile} if profile else {}))
        self.waited_s.setdefault(name, []).append(told["waited_s"])
        self.items = told["items"] or self.items
        return cost_of(told, self._count)

    def crawlee(self, *, python: Path) -> Cost:
        return cost_of(self._ask("crawlee_crawl.py", python), self._count)

    def wget(self, path: str, *arguments: str) -> Cost:
        with tempfile.TemporaryDirectory() as folder:
            listed = Path(folder) / "list"
            listed.write_text("".join(f"{self._base}/{number}\n" for number in range(self._count)), "ascii")
            started_s = time.perf_counter()
            child = subprocess.Popen([path, *WGET, *arguments, "-i", str(listed)], cwd=folder, env=outside())
            _, code, spent = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(code)
            wall_s = time.perf_counter() - started_s
        if child.returncode:
            raise Missing(f"wget ended with {child.returncode}")
        cpu_s = spent.ru_utime + spent.ru_stime
        return Cost(units=self._count, cpu_s=cpu_s, wall_s=wall_s)

    def _ask(self, script: str, python: Path | None, **order: Any) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder, Child(script, folder, python=python) as child:
            told = child.ask("crawl", base=self._base, count=self._count, folder=folder, **order)
        if told["pages"] < self._count:
            raise Missing(f"{told['pages']} of {self._count} pages came")
        return told


def contestants(crawls: Crawls, *, with_peers: bool = True) -> tuple[dict[str, Callable[[], Cost]], dict[str, str]]:
    """Return what is to be run, and what cannot be, each with the reason."""
    runs: dict[str, Callable[[], Cost]] = {name: partial(crawls.scrapy, name, mode) for name, mode in MODES.items()}
    missing: dict[str, str] = {}
    if not with_peers:
        return runs, missing
    peers: dict[str, Callable[[], Callable[[], Cost]]] = {
        "wget --warc-file": lambda: partial(crawls.wget, program("wget"), *WGET_WARC),
        "wget": lambda: partial(crawls.wget, program("wget")),
        "scrapy-webarchive": lambda: partial(
            crawls.scrapy, "scrapy-webarchive", "webarchive", python=python_of("scrapy-webarchive")
        ),
        "its Scrapy, bare": lambda: partial(
            crawls.scrapy, "its Scrapy, bare", "bare", python=python_of("scrapy-webarchive")
        ),
        "crawlee": lambda: partial(crawls.crawlee, python=python_of("crawlee")),
    }
    for name, found in peers.items():
        try:
            run = found()
            run()  # once outside of the rounds: who breaks down is named, and files are in memory
        except Missing as err:
            missing[name] = str(err)
        else:
            runs[name] = run
    return runs, missing


def report(crawls: Crawls, options: argparse.Namespace, slower: float) -> None:
    runs, missing = contestants(crawls, with_peers=not (options.alone or options.archiving))
    if options.archiving:
        del runs[MAIN_JOB]
    costs = in_turn(runs, options.rounds)
    title = f"{options.count} {options.pages} pages"
    print_table(title, costs, Words(beside=BARE, unit="page", missing=missing, notes=NOTES))
    more = ratio(costs, ARCHIVE, BARE)
    print(f"\narchiving: {100 * (more - 1):.1f} % more CPU than bare Scrapy, {verdict(more, TARGET)}")
    durable = ratio(costs, ARCHIVE, UNSYNCED)
    print(f"durable groups: {100 * (durable - 1):.1f} % more CPU, {verdict(durable, DURABLE_TARGET)}")
    waited = statistics.median(
        (durable_s - other_s) / cost.wall_s
        for durable_s, other_s, cost in zip(
            crawls.waited_s[ARCHIVE], crawls.waited_s[UNSYNCED], costs[ARCHIVE], strict=True
        )
    )
    print(f"durable groups: {100 * waited:.1f} % of the clock, {verdict(1 + waited, DURABLE_TARGET)}")
    if MAIN_JOB not in costs:
        return
    spent_ms = statistics.median(cost.cpu_ms for cost in costs[MAIN_JOB])
    there_ms = spent_ms / slower
    print(
        f"main job: {spent_ms:.1f} ms of CPU a page, {there_ms:.1f} ms on the reference by the calibration, "
        f"{verdict(there_ms, MAIN_JOB_TARGET_MS)}; {crawls.items} of {options.count} pages read as articles"
    )


def growth(base: str, count: int) -> dict[str, list[Cost]]:
    """Return the cost of ours for a hundredth, a tenth and all of *count* pages."""
    found: dict[str, list[Cost]] = {name: [] for name in (BARE, ARCHIVE, MAIN_JOB)}
    for size in (count // 100, count // 10, count):
        for name, costs in found.items():
            costs.append(Crawls(base, size).scrapy(name, MODES[name]))
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", choices=KINDS, default="generated")
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="ours alone, with more and more pages")
    parser.add_argument("--alone", action="store_true", help="without programs of others")
    parser.add_argument("--archiving", action="store_true", help="bare Scrapy and the archive alone")
    parser.add_argument("--profile", metavar="FILE", help="write the archive crawl's cProfile here and stop")
    options = parser.parse_args(arguments)
    base = serve(kinds(options.pages))
    slower = print_calibration()
    if options.profile:
        Crawls(base, options.count).scrapy(ARCHIVE, "archive", profile=options.profile)
    elif options.growth:
        print_growth(f"{options.pages} pages", growth(base, options.count), unit="page")
    else:
        report(Crawls(base, options.count), options, slower)


if __name__ == "__main__":
    main()
