"""Harm done to the archive again and again, and what did not hold: a table, and exit code 1 when anything was wrong.

    python benchmarks/torture.py [--quick] [--seed N] [--jobs N] [--count N] [--folder FOLDER] [TRIAL ...]

The trials are those of the tests (tests/trials), with larger counts. The same seed does the same harm, whatever the
number of jobs. FOLDER is where archives are made and broken; on a disk in memory it is much quicker, and what a killed
process leaves is the same there.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from trials.catalogue import TRIALS
from trials.share import run_shares

COLUMNS = {
    "tried": "tried",
    "acknowledged": "acknowledged before",
    "recovered": "files recovered",
    "tails": "tails cut",
    "again": "pages fetched again",
    "again_at_most": "of one kill",
}
TELL_EVERY_S = 0.5


def main() -> int:
    options = parsed()
    print(f"seed {options.seed}")
    print("| trial |", *(f"{title} |" for title in COLUMNS.values()), "wrong | s |")
    print("|---" * (len(COLUMNS) + 3) + "|", flush=True)
    total, wrong, began = 0, [], time.monotonic()
    for name in options.trials or TRIALS:
        outcome = run(name, options)
        total += outcome["tried"]
        wrong += outcome["wrong"]
    print(f"\n{total} tries in {time.monotonic() - began:.0f} s, {len(wrong)} things wrong")
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument("--quick", action="store_true", help="the counts of the tests")
    parser.add_argument("--count", type=int, help="how often, for each trial that does not do all there is")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--jobs", type=int, default=1, help="processes at once, for the trials of whole crawls")
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    unknown = set(options.trials) - set(TRIALS)
    if unknown:
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    return options


def run(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """Run one trial, print its row, and return its outcome."""
    trial = TRIALS[name]
    count = (trial.quick if options.quick else trial.long) or 0
    if count and options.count:
        count = options.count
    started = time.monotonic()
    with Progress(name, count) as progress:
        of = options.jobs if trial.can_be_shared else 1
        try:
            outcome = run_shares(name, (count, options.seed), folder=options.folder, of=of, on_try=progress.advance)
        except RuntimeError as err:
            raise SystemExit(str(err)) from err
    cells = [name, *(outcome[key] for key in COLUMNS), len(outcome["wrong"]), round(time.monotonic() - started)]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    return outcome


class Progress:
    """A line on a terminal that says how far a trial is; nothing in a pipe."""

    def __init__(self, name: str, count: int) -> None:
        self._name, self._of = name, f" of {count}" if count else ""
        self._tries, self._told_at_s = 0, 0.0
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tell("")

    def advance(self) -> None:
        """One more try is done; called from any thread."""
        with self._lock:
            self._tries += 1
            if time.monotonic() - self._told_at_s >= TELL_EVERY_S:
                self._told_at_s = time.monotonic()
                self._tell(f"{self._name}: {self._tries}{self._of}")

    def _tell(self, text: str) -> None:
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
