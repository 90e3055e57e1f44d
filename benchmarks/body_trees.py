"""Gradient-boosted trees over blocks: the table that chooses the body."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from benchmarks.body_pages import UNKNOWN
from benchmarks.trees import STEADY, table_of
from pipelines.body.features import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from benchmarks.body_pages import LabelledPage

TREES = 160
GROUPS = 5
SETTINGS: dict[str, Any] = {
    **STEADY,
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
    return table_of(booster, NAMES, digest=digest)


def _weights(page: LabelledPage) -> NDArray[np.float64]:
    """Return how much each block counts: long ones more, all pages alike."""
    weight: NDArray[np.float64] = np.log1p(page.words) * (page.labels != UNKNOWN)
    known = float(weight.sum())
    if not known:
        return weight
    share = WEIGHT_OF_SNIPPETS if (page.labels == UNKNOWN).any() else 1.0
    return np.asarray(weight / known * WEIGHT_OF_PAGE * share)
