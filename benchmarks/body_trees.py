"""Gradient-boosted trees over blocks, as the table that `pipelines.body.model` reads."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from benchmarks.body_pages import UNKNOWN
from pipelines.body.features import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from benchmarks.body_pages import LabelledPage

TREES = 160
GROUPS = 5
SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.08,
    "num_leaves": 20,
    "max_depth": 9,
    "max_bin": 63,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.35,
    "bagging_fraction": 0.6,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "use_missing": False,
    "seed": 1,
    # The same bytes whatever the machine has of cores.
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
WEIGHT_OF_SNIPPETS = 0.5
"""A page of which only snippets are known weighs so much."""
WEIGHT_OF_PAGE = 100.0


def group_of(page: LabelledPage) -> int:
    """Return in which of `GROUPS` parts the page is: all pages of a site in one."""
    return zlib.crc32(page.group.encode()) % GROUPS


def trained(pages: Iterable[LabelledPage], *, digest: str) -> dict[str, Any]:
    """Return the table, ready for JSON; the same pages give the same one."""
    tables, labels, weights = [], [], []
    for page in pages:
        weight = _weights(page)
        rows = weight > 0
        if rows.any() and page.labels[rows].any():
            tables.append(page.table[rows])
            labels.append(page.labels[rows])
            weights.append(weight[rows])
    data = lightgbm.Dataset(
        np.vstack(tables), np.concatenate(labels), weight=np.concatenate(weights), params={"max_bin": 63, "verbose": -1}
    )
    booster = lightgbm.train(SETTINGS, data, num_boost_round=TREES)
    trees = [_flat(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return {
        "digest": digest,
        "library": f"lightgbm {lightgbm.__version__}",
        "depth": max(depth for _, depth in trees),
        "columns": list(NAMES),
        "trees": [tree for tree, _ in trees],
    }


def as_text(told: dict[str, Any]) -> str:
    """Return the table as JSON, one tree a line."""
    head = json.dumps({key: value for key, value in told.items() if key != "trees"}, ensure_ascii=False)
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in told["trees"])
    return f'{head[:-1]}, "trees": [\n{trees}\n]}}\n'


def _weights(page: LabelledPage) -> NDArray[np.float64]:
    """Return how much each block counts: long ones more, all pages alike."""
    weight: NDArray[np.float64] = np.log1p(page.words) * (page.labels != UNKNOWN)
    known = float(weight.sum())
    if not known:
        return weight
    share = WEIGHT_OF_SNIPPETS if (page.labels == UNKNOWN).any() else 1.0
    return np.asarray(weight / known * WEIGHT_OF_PAGE * share)


def _flat(root: dict[str, Any]) -> tuple[dict[str, list[float]], int]:
    """Return a tree as lists, and its depth. A child is a node's number, or below zero a leaf: -1 is the first."""
    tree: dict[str, list[Any]] = {"feature": [], "threshold": [], "child": [], "value": []}
    waiting: list[tuple[dict[str, Any], int | None, int]] = [(root, None, 0)]
    deepest = 0
    while waiting:
        node, place, depth = waiting.pop()
        deepest = max(deepest, depth)
        if "leaf_value" in node:
            tree["value"].append(float(f"{node['leaf_value']:.4g}"))
            name = -len(tree["value"])
        else:
            name = len(tree["feature"])
            tree["feature"].append(node["split_feature"])
            tree["threshold"].append(float(f"{node['threshold']:.6g}"))
            tree["child"] += [0, 0]
            waiting.append((node["right_child"], 2 * name + 1, depth + 1))
            waiting.append((node["left_child"], 2 * name, depth + 1))
        if place is not None:
            tree["child"][place] = name
    return tree, deepest
