"""A trained table: many small trees, for all rows at once."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from numpy.typing import NDArray

    Table = NDArray[np.float32]
    """Rows by columns."""

ROWS_AT_ONCE = 128
MOST_SIFTED = 32
"""Trees with no more leaves are sifted: a bit for each."""
FORMS = {"feature": "<i2", "threshold": "<f4", "child": "<i4", "value": "<f4", "roots": "<i4"}
"""The arrays of a table file: of the nodes that split, the leaves, and the trees; numbers of these types.

Two children for each split; a child or root below zero is a leaf. As text a table takes ten times as long to read.
"""


class Sieve(NamedTuple):
    """Trees as splits that rule out leaves: whoever goes right at one arrives at none on its left.

    Each row is held against each split, and the first leaf left over is where it arrives. No way is walked, which takes
    half the time for small trees. Source: Lucchese et al., "QuickScorer", SIGIR 2015.
    """

    feature: NDArray[np.int64]
    """Column that a split asks about: splits of a tree by trees."""
    threshold: NDArray[np.float32]
    """Up to this, inclusive, the way goes left."""
    left: NDArray[np.uint32]
    """The leaves on the left of a split, a bit for each."""
    value: NDArray[np.float32]
    """What leaves add to the log odds, from left to right, tree after tree."""
    first: NDArray[np.int64]
    """Where the leaves of each tree begin."""

    @classmethod
    def of(cls, trees: Trees) -> Self | None:
        """Return *trees* as a sieve; None when they have too many leaves."""
        if not 0 < np.isinf(trees.threshold).sum() <= MOST_SIFTED * len(trees.roots):
            return None
        child = trees.child.tolist()
        grown = [_grown(child, root) for root in trees.roots.tolist()]
        if max(len(leaves) for _, leaves in grown) > MOST_SIFTED:
            return None
        most = max(len(splits) for splits, _ in grown)
        # A leaf in the place of a split: no row goes right there.
        filled = [[*splits, *[(leaves[0], 0)] * (most - len(splits))] for splits, leaves in grown]
        node, left = np.array(filled, np.int64).reshape(len(grown), most, 2).transpose(2, 1, 0)
        ends = np.cumsum([len(leaves) for _, leaves in grown], dtype=np.int64)
        return cls(
            feature=trees.feature[node],
            threshold=trees.threshold[node][:, :, None],
            left=left.astype(np.uint32)[:, :, None],
            value=trees.value[[node for _, leaves in grown for node in leaves]],
            first=np.concatenate([[0], ends[:-1]])[:, None],
        )

    def odds(self, table: Table) -> NDArray[np.float64]:
        """Return the log odds of each row."""
        goes_right = np.ascontiguousarray(table.T).take(self.feature, axis=0) > self.threshold
        out = np.bitwise_or.reduce(goes_right * self.left, axis=0)
        # The first bit that is not set has as many below it as it is far from the first leaf.
        arrived = np.bitwise_count(out & ~(out + np.uint32(1)))
        found: NDArray[np.float64] = self.value.take(self.first + arrived).sum(axis=0, dtype=np.float64)
        return found


def _grown(child: list[int], root: int) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the splits of the tree at *root*, each with the leaves on its left, a bit for each; and its leaves.

    *child*: that of `Trees`.
    """
    splits: list[tuple[int, int]] = []
    leaves: list[int] = []

    def under(node: int) -> int:
        left, right = child[2 * node : 2 * node + 2]
        if left == node:
            leaves.append(node)
            return 1 << (len(leaves) - 1)
        on_left = under(left)
        splits.append((node, on_left))
        return on_left | under(right)

    under(root)
    return splits, leaves


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
    sieve: Sieve | None = None
    """The same trees where they are small."""

    def scores(self, table: Table) -> Table:
        """Return for each row how likely it is what the trees were trained to tell, 0 to 1."""
        # Some rows at a time: what is worked out for a page of many thousand would take 200 MB.
        parts = [self._some(table[at : at + ROWS_AT_ONCE]) for at in range(0, len(table), ROWS_AT_ONCE)]
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)

    def _some(self, table: Table) -> Table:
        odds = self._walked(table) if self.sieve is None else self.sieve.odds(table)
        return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float32)

    def _walked(self, table: Table) -> NDArray[np.float64]:
        rows, columns = table.shape
        flat = np.ascontiguousarray(table).ravel()
        start = (np.arange(rows) * columns)[:, None]
        at = np.broadcast_to(self.roots, (rows, len(self.roots)))
        for _ in range(self.depth):
            higher = flat.take(start + self.feature.take(at)) > self.threshold.take(at)
            at = self.child.take(2 * at + higher)
        odds: NDArray[np.float64] = self.value.take(at).sum(axis=1, dtype=np.float64)
        return odds


def trees_of(told: Mapping[str, Any], columns: Sequence[str]) -> Trees:
    """Return the trees that *told* describes, whose arrays are those of `FORMS`.

    Raises `ValueError` when they are for other *columns*.
    """
    if told["columns"] != list(columns):
        raise ValueError("the table was made for other columns: train it anew (docs/reading.md, docs/mirrors.md)")
    feature, threshold, child, value, roots = (np.asarray(told[name], form) for name, form in FORMS.items())
    splits, leaves = len(feature), len(value)
    # In the file a child below zero is a leaf: -1 is the first.
    child, roots = (np.where(at < 0, splits - 1 - at, at) for at in (child, roots))
    trees = Trees(
        feature=np.concatenate([feature, np.zeros(leaves, np.int64)]),
        threshold=np.concatenate([threshold, np.full(leaves, np.inf, np.float32)]),
        child=np.concatenate([child, np.repeat(np.arange(splits, splits + leaves), 2)]),
        value=np.concatenate([np.zeros(splits, np.float32), value]),
        roots=roots,
        depth=told["depth"],
        digest=told["digest"],
    )
    return replace(trees, sieve=Sieve.of(trees))


def trees_from(text: str, columns: Sequence[str]) -> Trees:
    """Return the trees of a table file, which is JSON with the arrays in base64.

    Raises `ValueError` when they are for other *columns*.
    """
    told = json.loads(text)
    arrays = {name: np.frombuffer(b64decode(told[name]), form) for name, form in FORMS.items()}
    return trees_of({**told, **arrays}, columns)


def shipped_trees(package: str, file: str, columns: Sequence[str]) -> Trees:
    """Return the trees of *file* in *package*."""
    return trees_from(files(package).joinpath(file).read_text("utf-8"), columns)
