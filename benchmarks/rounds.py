"""Rounds of several programs in turn, and the table of what they took: what every benchmark beside others shares.

Absolute times of a busy machine mean little. So all run in the same round, one after the other, who comes first takes
turns, and what is compared is the median over rounds of the ratio within a round.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

REFERENCE_MS = 6.0
"""What `calibration_ms` gives on the machine for which targets in milliseconds are meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run took, without the start of its process."""

    units: int
    """So many pages, records or questions."""
    cpu_s: float
    wall_s: float
    peak_mib: float = 0.0
    """The most memory of its process so far; 0 when it is not known."""

    @property
    def cpu_ms(self) -> float:
        """For each unit."""
        return 1e3 * self.cpu_s / self.units

    @property
    def wall_ms(self) -> float:
        return 1e3 * self.wall_s / self.units


Costs = dict[str, list[Cost]]


def calibration_ms() -> float:
    """Return the CPU time of a fixed piece of Python, the least of five: how fast this machine is now."""
    spent = []
    for _ in range(5):
        start_s = time.process_time()
        sum(range(10**6))
        spent.append(time.process_time() - start_s)
    return 1e3 * min(spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the steps of a piece of work took, each held against how fast the machine was right before and behind it."""

    steps: int
    cpu_ms: float
    """Of a step."""
    reference_ms: float
    """Of a step on the reference."""


def pace_of(steps: Iterator[object]) -> Pace:
    """Return how long each of *steps* takes; some machines change threefold within minutes."""
    count, spent_ms, there_ms = 0, 0.0, 0.0
    before_ms = _short_calibration_ms()
    while True:
        start_s = time.process_time()
        try:
            next(steps)
        except StopIteration:
            break
        took_ms = 1e3 * (time.process_time() - start_s)
        after_ms = _short_calibration_ms()
        count, spent_ms = count + 1, spent_ms + took_ms
        there_ms += took_ms * 2 * REFERENCE_MS / (before_ms + after_ms)
        before_ms = after_ms
    return Pace(steps=count, cpu_ms=spent_ms / max(count, 1), reference_ms=there_ms / max(count, 1))


def _short_calibration_ms() -> float:
    """What `calibration_ms` would give, from a fifth of it."""
    start_s = time.process_time()
    sum(range(2 * 10**5))
    return 5e3 * (time.process_time() - start_s)


def print_calibration() -> float:
    """Print how fast this machine is, and return how many times slower than the reference it is."""
    took_ms = calibration_ms()
    print(f"calibration: sum(range(10**6)) takes {took_ms:.1f} ms of CPU here, {REFERENCE_MS:.0f} ms on the reference")
    return took_ms / REFERENCE_MS


def in_turn(runs: Mapping[str, Callable[[], Cost]], rounds: int) -> Costs:
    """Return the cost of each of *runs*, round by round; who comes first takes turns."""
    costs: Costs = {name: [] for name in runs}
    names = list(runs)
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            costs[name].append(runs[name]())
    return costs


def ratio(costs: Costs, name: str, other: str) -> float:
    """Return the median over rounds of the CPU time of *name* divided by that of *other*.

    It is not a number when *other* was over within a tick of the clock in every round.
    """
    pairs = zip(costs[name], costs[other], strict=True)
    return median([a.cpu_ms / b.cpu_ms for a, b in pairs if b.cpu_ms] or [math.nan])


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a table says besides figures."""

    beside: str
    """Whose CPU is 1."""
    unit: str
    missing: Mapping[str, str]
    """Who is not measured, and why."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """A word on each that is."""


def print_table(title: str, costs: Costs, words: Words) -> None:
    """Print a row for each of *costs*, its CPU also as a multiple of another's, and one for each that is missing."""
    beside, unit = words.beside, words.unit
    print(f"\n| {title} | CPU ms / {unit} | least–most | clock ms | CPU, {beside} = 1 | MiB at most |  |")
    print("|---|---:|---:|---:|---:|---:|---|")
    for name, rows in costs.items():
        cpu = sorted(row.cpu_ms for row in rows)
        peak = max(row.peak_mib for row in rows)
        print(
            f"| {name} | {_figure(median(cpu))} | {_figure(cpu[0])}–{_figure(cpu[-1])} "
            f"| {_figure(median(row.wall_ms for row in rows))} | {ratio(costs, name, beside):.2f} "
            f"| {f'{peak:.0f}' if peak else '–'} | {words.notes.get(name, '')} |"
        )
    for name, why in words.missing.items():
        print(f"| {name} | – | – | – | – | – | not measured: {why} |")


def print_growth(title: str, costs: Mapping[str, Sequence[Cost]], *, unit: str) -> None:
    """Print what a unit costs as the work grows: for each name a cost of each size, smallest first."""
    print(f"\n| {title} | {unit}s | CPU ms / {unit} | times the first | MiB at most |")
    print("|---|---:|---:|---:|---:|")
    for name, rows in costs.items():
        for row in rows:
            peak = f"{row.peak_mib:.0f}" if row.peak_mib else "–"
            times = row.cpu_ms / (rows[0].cpu_ms or row.cpu_ms)
            print(f"| {name} | {row.units:,} | {_figure(row.cpu_ms)} | {times:.2f} | {peak} |")


def verdict(value: float, target: float, *, at_least: bool = False) -> str:
    """Return whether *value* keeps the *target*, in words."""
    kept = value >= target if at_least else value <= target
    return f"{'within' if kept else 'NOT WITHIN'} the target of {target:g}"


def _figure(value: float) -> str:
    return (
        f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
        if value >= 1
        else f"{value:.3f}"
        if value >= 0.01
        else f"{value:.4f}"
    )
