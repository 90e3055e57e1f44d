"""How much memory a whole crawl takes, and how it grows: a job, the archive, every step, on a generated site.

    python benchmarks/memory.py [PAGES] [--until SECONDS] [--folder FOLDER] [-s NAME=VALUE ...]

The site is another process on loopback (tests/trials/large_site.py). Resident memory is looked at once a second; the
slope is that of the straight line through what was seen after a quarter of the crawl. Exit code 1 when the crawl was
not flat, or did not end as it should.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from trials.long_crawl import crawl  # noqa: E402  # only the line above lets it be found

if TYPE_CHECKING:
    from trials.long_crawl import LongCrawl, Sample

MOST_MB = 250
STEEPEST_MB = 20
"""For each 100,000 requests."""
TOLD_EACH = 10_000
ENDED = 3
"""Exit code of a crawl that was ended in order before its time."""
SHORT = 100_000
"""In a shorter crawl caches are still being filled, and the slope says nothing."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=int, nargs="?", default=20_000)
    parser.add_argument("--until", type=float, metavar="SECONDS", help="end the crawl in order after so long")
    parser.add_argument("--folder", type=Path, help="where the archive is made, and taken away again")
    parser.add_argument("-s", dest="settings", action="append", default=[], metavar="NAME=VALUE", help="as for crawl")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        found = crawl(options.pages, Path(folder), *options.settings, until_s=options.until, on_sample=Progress().tell)
        log = (Path(folder) / "crawl.log").read_text("utf-8")
    if not found.samples:
        print(log)
        return 1
    report(found)
    if found.code and (options.until is None or found.code != ENDED):
        print(log)
        return 1
    is_flat = found.peak_mb < MOST_MB and (found.asked < SHORT or found.slope_mb < STEEPEST_MB)
    return 0 if is_flat else 1


class Progress:
    """Tells of a long crawl now and then."""

    def __init__(self) -> None:
        self._next = TOLD_EACH

    def tell(self, sample: Sample) -> None:
        if sample.asked >= self._next:
            print(f"{sample.asked:>10} requests, {sample.resident_mb:.1f} MB", file=sys.stderr, flush=True)
            self._next += TOLD_EACH


def report(found: LongCrawl) -> None:
    at = ", ".join(f"{found.resident_at(tenth / 10):.0f}" for tenth in range(11))
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC: {found.summary}")
    print(f"requests answered        {found.asked:>10}")
    print(f"resident, at each tenth  {at} MB")
    print(f"resident, at most        {found.peak_mb:>10.0f} MB (target {MOST_MB})")
    print(f"slope after a quarter    {found.slope_mb:>10.1f} MB for 100,000 requests (target {STEEPEST_MB})")
    print(f"journal, index           {found.journal_mb:>10.0f} MB, {found.index_mb:.0f} MB")
    print(f"CPU a request            {1e3 * found.cpu_s / max(1, found.asked):>10.2f} ms")
    print(f"took                     {found.took_s:>10.0f} s")


if __name__ == "__main__":
    sys.exit(main())
