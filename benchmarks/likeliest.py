"""Weights of marks under which the right options are the likeliest: a conditional logit, held near zero."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Positions = NDArray[np.int64]

STEPS = 300
REMEMBERED = 10
"""So many steps back the shape of the slope is known from."""
FLAT = 1e-4
SHORTEST = 1e-10
ENOUGH = 1e-4
"""A step must lower the loss by this share of what its slope promises."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All options of all pages, page after page."""

    marks: tuple[str, ...]
    """The marks that occur, in their order."""
    option: Positions
    """For each mark of each option, the option's number..."""
    mark: Positions
    """...and the mark's."""
    starts: Positions
    """For each page its first option."""
    page: Positions
    """For each option its page."""
    right: Numbers
    """For each option 1 when it is among the best of its page, else 0."""
    weight: Numbers
    """For each page how much it counts."""


def options_of(pages: Sequence[tuple[Sequence[Sequence[str]], Sequence[float], float]]) -> Options:
    """Return the options of *pages*: for each the marks of its options, how right each is, and what the page counts."""
    names = sorted({mark for options, _, _ in pages for marks in options for mark in marks})
    at = {name: number for number, name in enumerate(names)}
    counts = [len(options) for options, _, _ in pages]
    marks = [marks for options, _, _ in pages for marks in options]
    return Options(
        marks=tuple(names),
        option=np.repeat(np.arange(len(marks)), [len(one) for one in marks]),
        mark=np.array([at[name] for one in marks for name in one], dtype=np.int64),
        starts=np.concatenate([[0], np.cumsum(counts)[:-1]]),
        page=np.repeat(np.arange(len(pages)), counts),
        right=np.array([float(one == max(quality)) for _, quality, _ in pages for one in quality]),
        weight=np.array([weight for _, _, weight in pages]),
    )


def likeliest(options: Options, ridge: float) -> Numbers:
    """Return a weight for each mark; *ridge*: how hard they are held near zero."""

    def slope(weights: Numbers) -> tuple[float, Numbers]:
        count = len(options.page)
        scores = np.bincount(options.option, weights[options.mark], minlength=count)
        powers = np.exp(scores - np.maximum.reduceat(scores, options.starts)[options.page])
        total = np.add.reduceat(powers, options.starts)
        # Any of several right options will do: the weight goes to those that are likely already.
        right = np.maximum(np.add.reduceat(powers * options.right, options.starts), 1e-300)
        loss = float(options.weight @ (np.log(total) - np.log(right))) + ridge / 2 * float(weights @ weights)
        lean = options.weight[options.page] * powers * (1.0 / total[options.page])
        lean -= options.weight[options.page] * powers * options.right / right[options.page]
        found = np.bincount(options.mark, lean[options.option], minlength=len(weights))
        return loss, found + ridge * weights

    return lowest(slope, len(options.marks))


def lowest(slope: Callable[[Numbers], tuple[float, Numbers]], size: int) -> Numbers:
    """Return where a convex function of *size* numbers is lowest (L-BFGS); *slope* gives its value and its slope."""
    here = np.zeros(size)
    value, steep = slope(here)
    known: deque[tuple[Numbers, Numbers]] = deque(maxlen=REMEMBERED)
    for _ in range(STEPS):
        if np.abs(steep).max(initial=0.0) < FLAT:
            break
        way = _downhill(steep, known)
        promise = float(way @ steep)
        length = 1.0 if known else 1.0 / float(np.abs(steep).sum())
        while True:
            there = here + length * way
            lower, then = slope(there)
            if lower <= value + ENOUGH * length * promise or length < SHORTEST:
                break
            length /= 2
        if lower >= value:
            break
        known.append((there - here, then - steep))
        here, value, steep = there, lower, then
    return here


def _downhill(steep: Numbers, known: Sequence[tuple[Numbers, Numbers]]) -> Numbers:
    way = -steep
    shares = []
    for step, change in reversed(known):
        share = float(step @ way) / float(step @ change)
        shares.append(share)
        way = way - share * change
    if known:
        step, change = known[-1]
        way = way * (float(step @ change) / float(change @ change))
    for (step, change), share in zip(known, reversed(shares), strict=True):
        way = way + step * (share - float(change @ way) / float(step @ change))
    return way
