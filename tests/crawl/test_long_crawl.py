"""The memory of a whole crawl, in short: `./dev memory` is the long form."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from trials.large_site import HOSTS, LargeSite, address, page_number
from trials.long_crawl import LongCrawl, Sample, crawl, slope

if TYPE_CHECKING:
    from pathlib import Path

PAGES = 6_000
"""Nine of ten are articles with a photo: some 11,500 addresses."""
MOST_MB = 250
WARM = 0.7
"""Its caches are full after some 6,500 requests."""
MOST_GROWTH_MB = 3.5
"""From then on: a crawl that keeps 1 kB of each request grows by as much."""


def test_all_pages_of_the_site_are_found_from_its_first() -> None:
    site = LargeSite(500)
    found, waiting = {0}, [0]
    while waiting:
        new = set(site.links(waiting.pop())) - found
        found |= new
        waiting += new
    assert found == set(range(500))
    assert {page_number(address(number)) for number in found} == found
    answers = [site.answer(address(number)) for number in range(500)]
    pages = [answer for answer in answers if answer.startswith(b"HTTP/1.1 200 ")]
    assert len(pages) == len(set(pages)) > 450
    assert {answer.split()[1] for answer in answers} == {b"200", b"301", b"404"}


def test_the_slope_leaves_out_the_warm_up() -> None:
    assert slope([(0, 1), (2, 2), (4, 3)]) == 0.5
    found = LongCrawl(
        samples=[Sample(asked=n * 1000, resident_mb=50 * n if n < 3 else 150) for n in range(13)], asked=12_000
    )
    assert found.slope_mb == 0
    assert found.resident_at(0.5) == 150


@pytest.mark.slow
def test_a_crawl_stays_flat(tmp_path: Path) -> None:
    found = crawl(PAGES, tmp_path)
    assert found.code == 0, (tmp_path / "crawl.log").read_text("utf-8")
    # Each page is asked for once, and those that moved twice, each photo once; each host has a robots.txt.
    assert 1.8 * PAGES < found.asked < 2.1 * PAGES + 20 * HOSTS
    assert found.peak_mb < MOST_MB
    assert found.resident_at(1.0) - found.resident_at(WARM) < MOST_GROWTH_MB
    assert found.journal_mb < 30
    command = [sys.executable, "-m", "crawler.cli", "verify"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
