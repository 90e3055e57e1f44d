"""A trained table: many small trees, walked for all rows at once."""

from __future__ import annotations

import json
from base64 import b64decode
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Table = NDArray[np.float32]
    """Rows by columns."""

ROWS_AT_ONCE = 512
FORMS = {"feature": "<i2", "threshold": "<f4", "child": "<i4", "value": "<f4", "roots": "<i4"}
"""The arrays of a table file: of the nodes that split, the leaves, and the trees; numbers of these types.

Two children for each split; a child or root below zero is a leaf. As text a table takes ten times as long to read.
"""


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
    return Trees(
        feature=np.concatenate([feature, np.zeros(leaves, np.int64)]),
        threshold=np.concatenate([threshold, np.full(leaves, np.inf, np.float32)]),
        child=np.concatenate([child, np.repeat(np.arange(splits, splits + leaves), 2)]),
        value=np.concatenate([np.zeros(splits, np.float32), value]),
        roots=roots,
        depth=told["depth"],
        digest=told["digest"],
    )


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
