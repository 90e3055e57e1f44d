"""The memory of a whole crawl: a process of its own, with a job, the archive and every step, watched from outside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TESTS = Path(__file__).parents[1]
SAMPLE_S = 1.0
WARM_UP = 0.25
"""This part of a crawl is left out of the slope: caches fill in it."""
SETTINGS = ("JOB=long", "DOWNLOAD_DELAY=0", "CONCURRENT_REQUESTS_PER_DOMAIN=4", "ARCHIVE_PROGRESS=0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    asked: int
    """How many requests the server has had."""
    resident_mb: float


@dataclass(slots=True, kw_only=True)
class LongCrawl:
    """What one crawl came to."""

    samples: list[Sample] = field(default_factory=list)
    asked: int = 0
    peak_mb: float = 0.0
    cpu_s: float = 0.0
    took_s: float = 0.0
    journal_mb: float = 0.0
    index_mb: float = 0.0
    summary: str = ""
    code: int = 0

    @property
    def slope_mb(self) -> float:
        """Resident megabytes that 100,000 requests add, after the warm-up."""
        late = [each for each in self.samples if each.asked >= WARM_UP * self.asked]
        return 100_000 * slope([(each.asked, each.resident_mb) for each in late])

    def resident_at(self, share: float) -> float:
        """Return the resident megabytes when *share* of all requests had been made."""
        return min(self.samples, key=lambda each: abs(each.asked - share * self.asked)).resident_mb


def slope(points: list[tuple[float, float]]) -> float:
    """Return the slope of the straight line with the least squares of distance from *points*.

    >>> slope([(0, 1), (2, 2), (4, 3)])
    0.5
    """
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    square = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / square if square else 0.0


def crawl(
    page_count: int,
    folder: Path,
    *settings: str,
    until_s: float | None = None,
    on_sample: Callable[[Sample], None] = lambda _: None,
) -> LongCrawl:
    """Crawl a site of *page_count* pages into *folder*; after *until_s* seconds the crawl is ended in order."""
    site = subprocess.Popen(
        [sys.executable, "-m", "trials.large_site", str(page_count)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=TESTS,
    )  # fmt: skip
    try:
        seeds = json.loads(_line_of(site))
        command = [sys.executable, "-m", "crawler.cli", "crawl", "news", "-a", f"seeds={','.join(seeds)}"]
        for setting in (*SETTINGS, *settings):
            command += ["-s", setting]
        with (folder / "crawl.log").open("w", encoding="utf-8") as log:
            crawler = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env=_environment())
        found = LongCrawl()
        _watch(crawler, site, found, until_s=until_s, on_sample=on_sample)
    finally:
        site.kill()
        site.communicate()
    found.summary = (folder / "crawl.log").read_text("utf-8").rstrip().rpartition("\n")[2]
    found.journal_mb = _size_mb(folder / "archive" / "jobs" / "long", "frontier.sqlite")
    found.index_mb = _size_mb(folder / "archive", "index.sqlite")
    return found


def _watch(
    crawler: subprocess.Popen[bytes],
    site: subprocess.Popen[str],
    found: LongCrawl,
    *,
    until_s: float | None,
    on_sample: Callable[[Sample], None],
) -> None:
    """Look at *crawler* until it ends, and at what it has used then."""
    started_s = time.monotonic()
    is_ending = False
    while not os.waitid(os.P_PID, crawler.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
        memory = _memory_of(crawler.pid)
        asked = _asked(site)
        if asked and "VmRSS" in memory:
            found.samples.append(Sample(asked=asked, resident_mb=memory["VmRSS"]))
            found.peak_mb = memory["VmHWM"]
            on_sample(found.samples[-1])
        if until_s is not None and time.monotonic() - started_s > until_s and not is_ending:
            is_ending = True
            crawler.terminate()
        time.sleep(SAMPLE_S)
    found.took_s = time.monotonic() - started_s
    found.asked = _asked(site)
    _, status, usage = os.wait4(crawler.pid, 0)
    crawler.returncode = found.code = os.waitstatus_to_exitcode(status)
    found.cpu_s = usage.ru_utime + usage.ru_stime


def _asked(site: subprocess.Popen[str]) -> int:
    assert site.stdin is not None
    site.stdin.write("\n")
    site.stdin.flush()
    return int(_line_of(site))


def _line_of(site: subprocess.Popen[str]) -> str:
    assert site.stdout is not None
    return site.stdout.readline()


def _environment() -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": os.pathsep.join([str(TESTS.parent), *filter(None, [os.environ.get("PYTHONPATH")])])
    }


def _memory_of(pid: int) -> dict[str, float]:
    """Return what the kernel says of the memory of *pid*, in megabytes."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines()
    pairs = (line.split(":", 1) for line in lines if line.startswith(("VmRSS", "VmHWM")))
    return {name: int(value.split()[0]) * 1024 / 1e6 for name, value in pairs}


def _size_mb(folder: Path, name: str) -> float:
    return sum(path.stat().st_size for path in folder.glob(f"{name}*")) / 1e6
