"""Harm done to the archive again and again, and what did not hold: a table, and exit code 1 when anything was wrong.

    python benchmarks/torture.py [--quick] [--seed N] [--folder FOLDER] [TRIAL ...]

The trials are those of the tests (tests/trials), with larger counts. FOLDER is where archives are made and broken; on
a disk in memory it is much quicker, and what a killed process leaves is the same there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from trials.catalogue import TRIALS  # noqa: E402  # only the line above lets it be found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=", ".join(TRIALS))
    parser.add_argument("--quick", action="store_true", help="the counts of the tests")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    unknown = set(options.trials) - set(TRIALS)
    if unknown:
        parser.error(f"no such trial: {', '.join(sorted(unknown))}")
    print(f"seed {options.seed}")
    print("| trial | tried | acknowledged before | files recovered | tails cut | wrong | s |")
    print("|---|---|---|---|---|---|---|")
    wrong = []
    for name in options.trials or TRIALS:
        count = (TRIALS[name].quick if options.quick else TRIALS[name].long) or 0
        started = time.monotonic()
        outcome = run(name, count, options.seed, options.folder)
        figures = (outcome[key] for key in ("tried", "acknowledged", "recovered", "tails"))
        cells = [name, *figures, len(outcome["wrong"]), round(time.monotonic() - started)]
        print(f"| {' | '.join(map(str, cells))} |", flush=True)
        wrong += outcome["wrong"]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def run(name: str, count: int, seed: int, folder: Path | None) -> dict[str, Any]:
    """Run one trial in a process of its own and return its outcome."""
    with tempfile.TemporaryDirectory(dir=folder) as room:
        command = [sys.executable, "-m", "trials.catalogue", name, str(count), str(seed), room]
        done = subprocess.run(command, cwd=TESTS, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} came to no end:\n{done.stderr}")
    outcome: dict[str, Any] = json.loads(done.stdout)
    return outcome


if __name__ == "__main__":
    raise SystemExit(main())
