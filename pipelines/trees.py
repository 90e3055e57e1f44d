"""A trained table: many small trees, walked for all rows at once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.float32]
    """Rows by columns."""

ROWS_AT_ONCE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """Trees as flat arrays. A leaf is a node that leads to itself."""

    feature: NDArray[np.int64]
    """Column that a node asks about."""
    threshold: NDArray[np.float32]
    """Up to this, inclusive, the way goes left."""
    child: NDArray[np.int64]
    """Where the way left leads, and beside it where the way right leads, for each node."""
    value: NDArray[np.float32]
    """What a leaf adds to the log odds; zero for other nodes."""
    roots: NDArray[np.int64]
    depth: int
    """Steps from a root to the deepest leaf."""
    digest: str
    """SHA-256 of what it was trained on."""

    def scores(self, table: Table) -> Table:
        """Return for each row how likely it is what the trees were trained to tell, 0 to 1."""
        # Some hundred rows at a time: what is worked out for a page of many thousand would take 200 MB.
        parts = [self._some(table[at : at + ROWS_AT_ONCE]) for at in range(0, len(table), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)

    def _some(self, table: Table) -> Table:
        rows, columns = table.shape
        flat = np.ascontiguousarray(table).ravel()
        start = (np.arange(rows) * columns)[:, None]
        at = np.broadcast_to(self.roots, (rows, len(self.roots)))
        for _ in range(self.depth):
            higher = flat.take(start + self.feature.take(at)) > self.threshold.take(at)
            at = self.child.take(2 * at + higher)
        odds = self.value.take(at).sum(axis=1, dtype=np.float64)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32)


def trees_of(told: dict[str, Any], columns: Sequence[str]) -> Trees:
    """Return the trees that *told*, a parsed table file, describes.

    Raises `ValueError` when they are for other *columns*.
    """
    if told["columns"] != list(columns):
        raise ValueError("the table was made for other columns: train it anew (docs/reading.md, docs/mirrors.md)")
    feature: list[int] = []
    threshold: list[float] = []
    child: list[int] = []
    value: list[float] = []
    roots = []
    for tree in told["trees"]:
        first, splits = len(feature), len(tree["feature"])
        leaves = range(first + splits, first + splits + len(tree["value"]))
        roots.append(first)
        feature += [*tree["feature"], *(0 for _ in leaves)]
        threshold += [*tree["threshold"], *(np.inf for _ in leaves)]
        # In the file a child below zero is a leaf: -1 is the first.
        child += [first + at if at >= 0 else leaves[-1 - at] for at in tree["child"]]
        child += [leaf for leaf in leaves for _ in range(2)]
        value += [*(0.0 for _ in range(splits)), *tree["value"]]
    return Trees(
        feature=np.array(feature),
        threshold=np.array(threshold, dtype=np.float32),
        child=np.array(child),
        value=np.array(value, dtype=np.float32),
        roots=np.array(roots),
        depth=told["depth"],
        digest=told["digest"],
    )


def shipped_trees(package: str, file: str, columns: Sequence[str]) -> Trees:
    """Return the trees of *file* in *package*."""
    return trees_of(json.loads(files(package).joinpath(file).read_text("utf-8")), columns)
