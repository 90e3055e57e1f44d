"""Gradient-boosted trees as the tables that `pipelines.trees` reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import lightgbm

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST = 3e38
"""Thresholds above it, of splits that only part what is no number, are no numbers of 32 bits."""
STEADY: dict[str, Any] = {
    "objective": "binary",
    "seed": 1,
    # The same bytes whatever the machine has of cores.
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}


def table_of(booster: lightgbm.Booster, columns: Sequence[str], *, digest: str) -> dict[str, Any]:
    """Return the table of a trained *booster*, ready for JSON."""
    trees = [_flat(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    return {
        "digest": digest,
        "library": f"lightgbm {lightgbm.__version__}",
        "depth": max(depth for _, depth in trees),
        "columns": list(columns),
        "trees": [tree for tree, _ in trees],
    }


def as_text(told: dict[str, Any]) -> str:
    """Return the table as JSON, one tree a line."""
    head = json.dumps({key: value for key, value in told.items() if key != "trees"}, ensure_ascii=False)
    trees = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in told["trees"])
    return f'{head[:-1]}, "trees": [\n{trees}\n]}}\n'


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
            tree["threshold"].append(float(f"{min(node['threshold'], MOST):.6g}"))
            tree["child"] += [0, 0]
            waiting.append((node["right_child"], 2 * name + 1, depth + 1))
            waiting.append((node["left_child"], 2 * name, depth + 1))
        if place is not None:
            tree["child"][place] = name
    return tree, deepest
