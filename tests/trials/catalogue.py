"""All trials by name, with the counts for a quick and for a long run.

python -m trials.catalogue NAME COUNT SEED FOLDER [SHARE OF]     one of them, or a share of it

Writes a dot for each try, and then its outcome as JSON, on a line of its own.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from trials import kills, losses, uploads
from trials.crawls import kills as crawls
from trials.share import Share

if TYPE_CHECKING:
    from collections.abc import Callable

    from trials.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One way to do harm; without a count it does all there is."""

    run: Callable[[Path, int, int, Share], Outcome]
    """Called with an empty folder, how often, a seed, and which share of it to do."""
    quick: int | None = None
    long: int | None = None
    can_be_shared: bool = False


def _whole(run: Callable[[Path, int, int], Outcome], *, quick: int, long: int | None) -> Trial:
    return Trial(run=lambda folder, count, seed, _: run(folder, count, seed), quick=quick, long=long)


def _all(run: Callable[[Path], Outcome]) -> Trial:
    return Trial(run=lambda folder, *_: run(folder))


TRIALS = {
    "killed-while-writing": _whole(kills.killed_while_writing, quick=85, long=None),
    "killed-while-recovering": _all(kills.killed_while_recovering),
    "killed-at-random": _whole(kills.killed_at_random, quick=20, long=500),
    "two-writers": _whole(kills.two_writers, quick=5, long=50),
    "killed-while-uploading": _whole(uploads.killed_while_uploading, quick=45, long=None),
    "cut-at-every-byte": _whole(losses.cut_at_every_byte, quick=200, long=None),
    "failing-disk": _whole(losses.failing_disk, quick=136, long=None),
    "failing-disk-in-recovery": _all(losses.failing_disk_in_recovery),
    "power-cuts": _whole(losses.power_cuts, quick=50, long=1_000),
    "crawl-killed": Trial(run=crawls.crawl_killed, quick=9, long=500, can_be_shared=True),
    "crawl-killed-at-steps": Trial(run=crawls.crawl_killed_at_steps, quick=1, long=2_000, can_be_shared=True),
    "crawl-loses-power": Trial(
        run=partial(crawls.crawl_killed_at_steps, loses_power=True), quick=1, long=40, can_be_shared=True
    ),
    "two-crawls": Trial(run=crawls.two_crawls, quick=3, long=50, can_be_shared=True),
}


def main(name: str, count: str, seed: str, folder: str, *share: str) -> None:
    number, of = (int(text) for text in share or ("0", "1"))
    outcome = TRIALS[name].run(Path(folder), int(count), int(seed), Share(number=number, of=of))
    sys.stdout.write("\n" + json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
