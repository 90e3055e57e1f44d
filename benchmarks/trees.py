"""Gradient-boosted trees as the tables that `pipelines.trees` reads."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from pipelines.trees import FORMS

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
    """Return the table of a trained *booster*: what `pipelines.trees.trees_of` takes."""
    arrays: dict[str, list[Any]] = {name: [] for name in FORMS}
    depth = max(_add(tree["tree_structure"], arrays) for tree in booster.dump_model()["tree_info"])
    return {
        "digest": digest,
        "library": f"lightgbm {lightgbm.__version__}",
        "depth": depth,
        "columns": list(columns),
        **arrays,
    }


def as_text(told: dict[str, Any]) -> str:
    """Return the table as the JSON that `pipelines.trees.shipped_trees` reads, one entry a line."""
    arrays = {name: b64encode(np.array(told[name], form).tobytes()).decode() for name, form in FORMS.items()}
    lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in {**told, **arrays}.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _add(root: dict[str, Any], arrays: dict[str, list[Any]]) -> int:
    """Add the nodes of a tree to *arrays*, and return its depth."""
    waiting: list[tuple[dict[str, Any], list[Any], int, int]] = [(root, arrays["roots"], len(arrays["roots"]), 0)]
    arrays["roots"].append(0)
    deepest = 0
    while waiting:
        node, above, place, depth = waiting.pop()
        deepest = max(deepest, depth)
        if "leaf_value" in node:
            arrays["value"].append(float(f"{node['leaf_value']:.4g}"))
            above[place] = -len(arrays["value"])
            continue
        above[place] = name = len(arrays["feature"])
        arrays["feature"].append(node["split_feature"])
        arrays["threshold"].append(float(f"{min(node['threshold'], MOST):.6g}"))
        arrays["child"] += [0, 0]
        waiting.append((node["right_child"], arrays["child"], 2 * name + 1, depth + 1))
        waiting.append((node["left_child"], arrays["child"], 2 * name, depth + 1))
    return deepest
