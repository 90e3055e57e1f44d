"""Search for bytes that break a law of reading and recovery: a table, and exit code 1 when some were found.

    python benchmarks/fuzzing.py [SECONDS] [--folder FOLDER] [--seed N] [TARGET ...]

The targets are those of tests/fuzz; SECONDS are shared among them. FOLDER keeps the corpus from run to run, and what
was found; without it, what was found is printed. A search with a seed takes the same way each time, as far as it comes.
The search follows what the code reaches (atheris).
"""

from __future__ import annotations

import argparse
import base64
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from fuzz.catalogue import TARGETS  # noqa: E402  # only the line above lets it be found

SECONDS = 60
LINES = 60
"""So many of the last lines tell what went wrong."""
MOST_PRINTED_BYTES = 2_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("seconds", nargs="?", type=int, default=SECONDS)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time (the default)")
    options = parser.parse_args()
    unknown = set(options.targets) - set(TARGETS)
    if unknown:
        parser.error(f"no such target: {', '.join(sorted(unknown))}")
    if importlib.util.find_spec("atheris") is None:
        print("Not fuzzed: atheris has no wheel for this machine or this Python", file=sys.stderr)
        return 0
    names = options.targets or list(TARGETS)
    shares = sum(TARGETS[name].share for name in names)
    print("| target | inputs tried | inputs kept | code reached | peak MB | wrong | s |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as room:
        wrong = [
            found
            for name in names
            for found in searched(
                name, options.seconds * TARGETS[name].share / shares, options.seed, options.folder or Path(room)
            )
        ]
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def searched(name: str, seconds: float, seed: int, folder: Path) -> list[str]:
    """Search one target in a process of its own; return what went wrong."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    started_s = time.monotonic()
    numbers = (str(max(1, round(seconds))), str(seed))
    command = [sys.executable, "-m", "fuzz.catalogue", name, *numbers, str(place.resolve())]
    # The order of sets would lead a search with a seed another way.
    env = {**os.environ, "PYTHONHASHSEED": str(seed)} if seed else None
    done = subprocess.run(command, cwd=TESTS, capture_output=True, check=False, env=env)
    said = done.stderr.decode("utf-8", "replace") + done.stdout.decode("utf-8", "replace")
    tried, peak = (
        _figure(said, f"stat::{figure}:\\s+(\\d+)") for figure in ("number_of_executed_units", "peak_rss_mb")
    )
    kept, reached = _figure(said, r" corp: (\d+)"), _figure(said, r" cov: (\d+)")
    cells = (name, tried, kept, reached, peak, int(done.returncode != 0), round(time.monotonic() - started_s))
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    if not done.returncode:
        return []
    # A search that broke down before its first input has no such folder.
    inputs = [_shown(path) for path in sorted((place / "found").glob("*"))]
    return [f"{name}: exit code {done.returncode}", *said.splitlines()[-LINES:], *inputs]


def _figure(said: str, pattern: str) -> str:
    """Return the last number that *pattern* finds; a search that broke down may have told none."""
    found: list[str] = re.findall(pattern, said)
    return found[-1] if found else "-"


def _shown(path: Path) -> str:
    data = path.read_bytes()
    if len(data) > MOST_PRINTED_BYTES:
        return f"{path}: {len(data)} bytes; --folder keeps them"
    return f"{path.name}: {base64.b64encode(data).decode()}"


if __name__ == "__main__":
    raise SystemExit(main())
