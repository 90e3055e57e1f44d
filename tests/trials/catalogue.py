"""All trials by name, with the counts for a quick and for a long run.

python -m trials.catalogue NAME COUNT SEED FOLDER     one of them, its outcome as JSON
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trials import kills, losses

if TYPE_CHECKING:
    from collections.abc import Callable

    from trials.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One way to do harm; without counts it does all there is."""

    run: Callable[[Path, int, int], Outcome]
    """Called with an empty folder, how often, and a seed."""
    quick: int | None = None
    long: int | None = None


TRIALS = {
    "killed-while-writing": Trial(run=lambda folder, _count, _seed: kills.killed_while_writing(folder)),
    "killed-while-recovering": Trial(run=lambda folder, _count, _seed: kills.killed_while_recovering(folder)),
    "killed-at-random": Trial(run=kills.killed_at_random, quick=20, long=500),
    "two-writers": Trial(run=kills.two_writers, quick=5, long=50),
    "cut-at-every-byte": Trial(run=lambda folder, _count, _seed: losses.cut_at_every_byte(folder)),
    "failing-disk": Trial(run=lambda folder, _count, _seed: losses.failing_disk(folder)),
    "failing-disk-in-recovery": Trial(run=lambda folder, _count, _seed: losses.failing_disk_in_recovery(folder)),
    "power-cuts": Trial(run=losses.power_cuts, quick=50, long=1_000),
}


def main(name: str, count: str, seed: str, folder: str) -> None:
    outcome = TRIALS[name].run(Path(folder), int(count), int(seed))
    sys.stdout.write(json.dumps(asdict(outcome)))


if __name__ == "__main__":
    main(*sys.argv[1:])
