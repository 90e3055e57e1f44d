"""What 10,000 outlets and a million articles a day would take: arithmetic from unit costs, and a small simulation.

    python benchmarks/scale.py [--measure]

It prints the tables that docs/scale.md holds; a test compares them. Nothing is fetched. *--measure* measures what
starting one crawl costs, on this machine.
"""

from __future__ import annotations

import argparse
import heapq
import math
import random
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OUTLETS = 10_000
ARTICLES_A_DAY = 1_000_000
DAY_S = 86_400
SEED = 8


@dataclass(frozen=True, slots=True)
class Unit:
    """What one thing costs."""

    value: float
    unit: str
    what: str
    source: str
    """Where it was measured; "assumed" where it was not."""


UNITS: dict[str, Unit] = {
    "fetch_ms": Unit(1.57, "ms CPU", "fetching and keeping a page", "decisions/0003-warc-writing.md"),
    "read_ms": Unit(17.0, "ms CPU", "reading a page, all fields", "reread.md"),
    "again_share": Unit(0.46, "of that", "a page that is asked for again and has not changed", "incremental.md"),
    "known_share": Unit(0.29, "of that", "a page that is not due, answered from the archive", "incremental.md"),
    "start_s": Unit(2.0, "s CPU", "starting and ending one crawl", "benchmarks/scale.py --measure"),
    "crawl_mb": Unit(248, "MB", "memory of one crawl, at most", "reliability.md"),
    "fetches_an_article": Unit(8.8, "", "fetches of an article in a year, the first included", "incremental.md"),
    "list_fetches": Unit(23.0, "a day", "fetches of an outlet's feed", "incremental.md"),
    "again_kb": Unit(2.2, "kB", "records of a page that has not changed", "incremental.md"),
    "article_kb": Unit(2.25, "kB", "record of an article", "decisions/0006-articles-in-the-warc.md"),
    "row_bytes": Unit(476, "bytes", "index, a capture", "decisions/0004-index.md"),
    "story_kib": Unit(12.3, "KiB", "index, an article with its words", "searching.md"),
    "rows_a_second": Unit(10_000, "rows/s", "index, SQLite, at least", "decisions/0004-index.md"),
    "page_kb": Unit(30, "kB", "a page as it is sent, gzip", "assumed"),
    "photo_kb": Unit(120, "kB", "a photo", "assumed"),
    "photos": Unit(3, "", "photos of an article", "assumed"),
    "known_a_crawl": Unit(30, "", "pages that a crawl meets and that are not due", "assumed"),
    "record_kb": Unit(1.5, "kB", "request, facts and heads of an exchange in the WARC file", "assumed"),
    "day_to_night": Unit(6, "", "articles by day for one by night, sixteen hours long", "assumed"),
}
DELAYS_S = ((1, 0.90), (10, 0.08), (30, 0.02))
"""Pace that servers ask for, and how many of them: assumed."""
ANSWER_S = 0.5
RHYTHMS_S = ((5, 6 * 3_600), (50, 3_600), (math.inf, 900))
"""Up to so many articles a day: crawled each so often. Smaller outlets need no crawl each quarter of an hour."""
SLOTS_TRIED = (300, 400, 500, 600, 800, 1_200, 1_600, 2_400, 3_200)
SLOTS_A_MACHINE = 32
CORES_A_MACHINE = 8


def cost(name: str) -> float:
    return UNITS[name].value


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One outlet of the model."""

    articles: float
    """A day."""
    delay_s: float
    rhythm_s: float

    @property
    def requests(self) -> float:
        """At its own server, a day, photos included. In the long run each fetch of an article falls on some day."""
        return self.articles * (cost("fetches_an_article") + cost("photos")) + cost("list_fetches")

    @property
    def crawls(self) -> float:
        return DAY_S / self.rhythm_s

    @property
    def crawl_s(self) -> float:
        """How long one crawl takes: its requests one after the other at the server's pace."""
        return cost("start_s") + self.requests / self.crawls * max(self.delay_s, ANSWER_S)

    @property
    def needs(self) -> float:
        """The share of the day that its requests take at its pace; above 1 it cannot be crawled in full."""
        return self.crawls * self.crawl_s / DAY_S


def outlets(number: int = OUTLETS, articles: float = ARTICLES_A_DAY) -> list[Outlet]:
    """Return *number* outlets that publish *articles* a day together; how much each does is log-uniform from 1 up."""
    rng = random.Random(SEED)
    most = _most(articles / number)
    sizes = [math.exp(rng.random() * math.log(most)) for _ in range(number)]
    scale = articles / sum(sizes)
    delays = rng.choices([delay for delay, _ in DELAYS_S], [share for _, share in DELAYS_S], k=number)
    return [
        Outlet(articles=size * scale, delay_s=delay, rhythm_s=rhythm_of(size * scale))
        for size, delay in zip(sizes, delays, strict=True)
    ]


def rhythm_of(articles: float) -> float:
    return next(rhythm for most, rhythm in RHYTHMS_S if articles <= most)


def waits(all_outlets: Sequence[Outlet], slots: int) -> tuple[list[float], int]:
    """Return how long each crawl that was due in a day waited for one of *slots*, and how many were passed over.

    First come, first served; what falls due while the outlet's crawl still waits or runs is passed over.
    """
    rng = random.Random(SEED)
    due = [(rng.random() * each.rhythm_s, number) for number, each in enumerate(all_outlets)]
    heapq.heapify(due)
    free = [0.0] * slots
    busy_until = [0.0] * len(all_outlets)
    found: list[float] = []
    passed = 0
    while due:
        at, number = heapq.heappop(due)
        each = all_outlets[number]
        if at + each.rhythm_s < DAY_S:
            heapq.heappush(due, (at + each.rhythm_s, number))
        if busy_until[number] > at:
            passed += 1
            continue
        begins = max(at, heapq.heappop(free))
        busy_until[number] = begins + each.crawl_s
        heapq.heappush(free, busy_until[number])
        found.append(begins - at)
    return sorted(found), passed


def least_slots(all_outlets: Sequence[Outlet]) -> tuple[int, float, int]:
    """Return the fewest slots with which 95 of 100 crawls begin within a minute, that wait, and crawls passed over."""
    for slots in SLOTS_TRIED:
        found, passed = waits(all_outlets, slots)
        late = found[int(len(found) * 0.95)]
        if late <= 60:
            return slots, late, passed
    raise ValueError("more slots are needed than were tried")


def cpu_s(all_outlets: Sequence[Outlet]) -> dict[str, float]:
    """Return what a day takes of processor time, by what takes it."""
    page_s = (cost("fetch_ms") + cost("read_ms")) / 1_000
    crawls = sum(each.crawls for each in all_outlets)
    again = ARTICLES_A_DAY * (cost("fetches_an_article") - 1) + len(all_outlets) * cost("list_fetches")
    return {
        "new articles fetched, kept and read": ARTICLES_A_DAY * page_s,
        "photos fetched and kept": ARTICLES_A_DAY * cost("photos") * cost("fetch_ms") / 1_000,
        "articles and feeds asked for again": again * page_s * cost("again_share"),
        "pages met again that are not due": crawls * cost("known_a_crawl") * page_s * cost("known_share"),
        "crawls started and ended": crawls * cost("start_s"),
    }


def bytes_a_day(all_outlets: Sequence[Outlet]) -> dict[str, float]:
    """Return what a day adds on the disk, by what it is."""
    again = ARTICLES_A_DAY * (cost("fetches_an_article") - 1) + len(all_outlets) * cost("list_fetches")
    captures = ARTICLES_A_DAY * (1 + cost("photos")) + again
    return {
        "WARC: pages of new articles": ARTICLES_A_DAY * (cost("page_kb") + cost("record_kb")) * 1e3,
        "WARC: photos": ARTICLES_A_DAY * cost("photos") * (cost("photo_kb") + cost("record_kb")) * 1e3,
        "WARC: asked for again": again * cost("again_kb") * 1e3,
        "WARC: articles": ARTICLES_A_DAY * cost("article_kb") * 1e3,
        "index: captures": captures * cost("row_bytes"),
        "index: articles": ARTICLES_A_DAY * cost("story_kib") * 1024,
    }


def peak() -> float:
    """Return how much more than the mean there is by day."""
    by_day = cost("day_to_night")
    return by_day / ((16 * by_day + 8) / 24)


def tables() -> Iterator[str]:
    """Yield the tables in Markdown."""
    model = outlets()
    yield _table(("unit cost", "is", "from"), [
        (unit.what, f"{unit.value:,g} {unit.unit}".strip(), _linked(unit.source)) for unit in UNITS.values()
    ])  # fmt: skip
    cpu = cpu_s(model)
    every_15m = [Outlet(articles=each.articles, delay_s=each.delay_s, rhythm_s=900) for each in model]
    plain = cpu_s(every_15m)
    rows = [(what, f"{plain[what] / DAY_S:.1f}", f"{seconds / DAY_S:.1f}") for what, seconds in cpu.items()]
    rows.append(("together", f"{sum(plain.values()) / DAY_S:.1f}", f"{sum(cpu.values()) / DAY_S:.1f}"))
    yield _table(("cores, the mean of a day", "each outlet every 15 minutes", "by what it publishes"), rows)
    yield _table(("what", "is"), list(_work(model, sum(cpu.values()))))
    sizes = bytes_a_day(model)
    held = [(what, f"{size / 1e9:,.1f} GB", f"{size * 365 / 1e12:,.1f} TB") for what, size in sizes.items()]
    held.append(("together", f"{sum(sizes.values()) / 1e9:,.1f} GB", f"{sum(sizes.values()) * 365 / 1e12:,.1f} TB"))
    yield _table(("what grows", "a day", "a year"), held)
    yield _table(("PostgreSQL", "mean", "by day"), list(_postgresql(model)))
    yield _table(("pace of the server", "outlets", "cannot be crawled in full", "from so many articles a day"), [
        _bound(model, delay) for delay, _ in DELAYS_S
    ])  # fmt: skip


def _work(model: Sequence[Outlet], cpu: float) -> Iterator[tuple[str, str]]:
    slots, late, passed = least_slots(model)
    crawls = sum(each.crawls for each in model)
    busy = sum(min(1.0, each.needs) for each in model)
    cores = math.ceil(cpu / DAY_S * peak() / 0.7)
    machines = max(math.ceil(slots / SLOTS_A_MACHINE), math.ceil(cores / CORES_A_MACHINE))
    sizes = bytes_a_day(model)
    warc = sum(size for what, size in sizes.items() if what.startswith("WARC"))
    photos = ARTICLES_A_DAY * cost("photos") * cost("photo_kb") * 1e3
    wire = ARTICLES_A_DAY * cost("page_kb") * 1e3 + photos
    yield "crawls a day", f"{crawls:,.0f} ({crawls / DAY_S:.1f} a second)"
    yield "requests a day", f"{sum(each.requests for each in model):,.0f}"
    yield "crawls running at once, mean", f"{busy:,.0f}"
    yield "slots, so that 95 of 100 begin within a minute", f"{slots:,} (they wait {late:.0f} s at most)"
    yield "crawls passed over, since the one before still ran", f"{passed:,} of {crawls:,.0f}"
    yield "cores by day, busy to 70 %", f"{cores:,}"
    yield "memory of the crawls", f"{slots * cost('crawl_mb') / 1e3:,.0f} GB"
    yield f"workers with {CORES_A_MACHINE} cores and {SLOTS_A_MACHINE} slots", f"{machines:,}"
    yield "download by day", f"{wire * 8 / DAY_S * peak() / 1e6:,.0f} Mbit/s"
    yield (
        "upload of closed WARC files, mean and by day",
        (f"{warc * 8 / DAY_S / 1e6:,.0f} and {warc * 8 / DAY_S * peak() / 1e6:,.0f} Mbit/s"),
    )


def _postgresql(model: Sequence[Outlet]) -> Iterator[tuple[str, str, str]]:
    requests = sum(each.requests for each in model) / DAY_S
    crawls = sum(each.crawls for each in model) / DAY_S
    busy = sum(min(1.0, each.needs) for each in model)
    told = {
        "captures written a second": requests,
        "articles written a second": ARTICLES_A_DAY / DAY_S,
        "groups committed a second (one a second for each crawl that runs, at most)": min(busy, requests),
        "turns at servers taken and given back a second": 2 * requests,
        "jobs begun a second": crawls,
    }
    for what, number in told.items():
        yield what, f"{number:,.0f}", f"{number * peak():,.0f}"
    share = requests * peak() / cost("rows_a_second")
    yield "share of what SQLite writes of rows on one core", f"{share / peak():.1%}", f"{share:.1%}"


def _bound(model: Sequence[Outlet], delay_s: float) -> tuple[str, str, str, str]:
    own = [each for each in model if each.delay_s == delay_s]
    over = [each for each in own if each.requests * delay_s > DAY_S]
    from_articles = (DAY_S / delay_s - cost("list_fetches")) / (cost("fetches_an_article") + cost("photos"))
    return f"{delay_s} s", f"{len(own):,}", f"{len(over):,}", f"{from_articles:,.0f}"


def _most(mean: float) -> float:
    """Return up to where sizes that are log-uniform from 1 go when their mean is *mean*."""
    low, high = 1.0001, 1e9
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if (middle - 1) / math.log(middle) < mean else (low, middle)
    return low


def _linked(source: str) -> str:
    return f"[{source.removesuffix('.md')}]({source})" if source.endswith(".md") else source


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def measure(rounds: int = 5) -> float:
    """Return the processor time in seconds of a crawl that reaches nobody: the median of *rounds*."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "crawler.cli", "crawl", "news", "-a", "seeds=http://127.0.0.1:9/"]
        for _ in range(rounds):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            more = ["-s", f"ARCHIVE={folder}", "-s", "RETRY_TIMES=0"]
            subprocess.run([*command, *more], check=False, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return sorted(found)[len(found) // 2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--measure", action="store_true", help="measure what starting a crawl costs on this machine")
    if parser.parse_args().measure:
        print(f"{measure():.2f} s of processor time for starting and ending one crawl")
        return
    print("\n".join(tables()), end="")


if __name__ == "__main__":
    main()
