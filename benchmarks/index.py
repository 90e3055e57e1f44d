"""How fast the index takes and finds captures, beside a sorted CDXJ file: ``python benchmarks/index.py [CAPTURES]``.

The file is made by ``sort`` and asked by pywb's binary search, as pywb does. Both get the same captures, of 500 hosts.
Three sizes, a hundredth, a tenth and all of them: adding and finding should cost no more in a large index.

Targets with a million: 15,000 captures a second go in, in durable groups of 1,000; the capture of an address is found
in 0.1 ms of CPU, the first 20 below the beginning of an address in 0.2 ms.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from benchmarks.peers import Child, Missing, cost_of, python_of
from benchmarks.rounds import Cost, Words, in_turn, print_calibration, print_growth, print_table, verdict

OURS, CDXJ = "microfiche, SQLite", "a sorted CDXJ file, pywb"
GROUP_ROWS = 1_000
QUESTIONS = 500
ROWS_A_SECOND = 15_000
POINT_MS, PREFIX_MS = 0.1, 0.2


@dataclass
class Index:
    """One of the two, in a process and a folder of its own."""

    child: Child
    folder: str
    captures: int = 0
    added: list[Cost] = field(default_factory=list)
    """What it took to grow to each size."""
    size_bytes: int = 0
    told_ms: dict[str, list[float]] = field(default_factory=dict)

    def grow(self, captures: int, *, durable: bool = True) -> Cost:
        more = captures - self.captures
        told = self.child.ask("fill", folder=self.folder, first=self.captures, count=more, durable=durable)
        self.captures, self.size_bytes = captures, told["size_bytes"]
        return cost_of(told, more)

    def ask(self, what: str, numbers: list[int]) -> Cost:
        told: dict[str, Any] = self.child.ask(what, numbers=numbers)
        self.told_ms.setdefault(what, []).append(told["p99_ms"])
        return cost_of(told, len(numbers))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("captures", type=int, nargs="?", default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    slower = print_calibration()
    sizes = (options.captures // 100, options.captures // 10, options.captures)
    with ExitStack() as stack:
        indexes, missing = started(stack)
        asked: dict[str, list[Cost]] = {}
        for size in sizes:
            for name, index in indexes.items():
                index.added.append(index.grow(size))
                print(f"{name}: {size:,} captures, {index.size_bytes / size:.0f} bytes each", flush=True)
            asked |= compare(size, indexes, options.rounds, missing)
        print_growth("added", {name: index.added for name, index in indexes.items()}, unit="capture")
        last = indexes[OURS].added[-1]
    told(last, asked, slower)


def started(stack: ExitStack) -> tuple[dict[str, Index], dict[str, str]]:
    indexes, missing = {}, {}
    for name, who in ((OURS, "ours"), (CDXJ, "cdxj")):
        try:
            python = python_of("pywb") if who == "cdxj" else None
            child = stack.enter_context(Child("captures.py", who, python=python))
        except Missing as err:
            missing[name] = str(err)
        else:
            indexes[name] = Index(child, stack.enter_context(tempfile.TemporaryDirectory()))
    return indexes, missing


def compare(size: int, indexes: dict[str, Index], rounds: int, missing: dict[str, str]) -> dict[str, list[Cost]]:
    """Print what questions and one more group cost with *size* captures; return what ours took."""
    dice = random.Random(size)
    numbers = [dice.randrange(size) for _ in range(QUESTIONS)]
    found: dict[str, list[Cost]] = {}
    for what, title in (("point", "the capture of an address"), ("prefix", "the first below a beginning")):
        costs = in_turn({name: partial(index.ask, what, numbers) for name, index in indexes.items()}, rounds)
        notes = {
            name: f"clock of 99 in 100: {statistics.median(index.told_ms.pop(what)):.3f} ms"
            for name, index in indexes.items()
        }
        print_table(f"{title}, of {size:,}", costs, Words(beside=OURS, unit="question", missing=missing, notes=notes))
        found[what] = costs[OURS]
    groups = {name: partial(one_group, index) for name, index in indexes.items()}
    print_table(
        f"one more group of {GROUP_ROWS:,}, to {size:,}",
        in_turn(groups, rounds),
        Words(beside=OURS, unit="capture", missing=missing),
    )
    return found


def one_group(index: Index) -> Cost:
    return index.grow(index.captures + GROUP_ROWS)


def told(added: Cost, asked: dict[str, list[Cost]], slower: float) -> None:
    """Print how the figures of the largest index stand to the targets, which are those of the reference machine."""
    rate = added.units / added.cpu_s
    print(
        f"\nadded: {added.units / added.wall_s:,.0f} a second on this clock, {rate:,.0f} a second of CPU, "
        f"{rate * slower:,.0f} on the reference by the calibration, "
        f"{verdict(rate * slower, ROWS_A_SECOND, at_least=True)}"
    )
    for what, target_ms in (("point", POINT_MS), ("prefix", PREFIX_MS)):
        took_ms = statistics.median(cost.cpu_ms for cost in asked[what])
        there_ms = took_ms / slower
        print(f"{what}: {took_ms:.3f} ms of CPU, {there_ms:.3f} on the reference, {verdict(there_ms, target_ms)}")


if __name__ == "__main__":
    main()
