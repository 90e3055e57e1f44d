"""Train the tables that judge addresses: ``python benchmarks/train_mirrors.py --corpus DIR [--write]``.

Run it with ``PYTHONPATH=.:tests``.

They learn from pages written for it (tests/rooms/pipelines/claims, plain_*.toml) and from the saved pages of a corpus,
whose addresses are offered by nobody. Prints how well offers are told on batches and sites that a table has not seen
(four parts), beside the rules alone; with ``--write`` the tables that ship are made anew. The same pages give the same
bytes. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from benchmarks.body_pages import digest_of
from benchmarks.mirror_rows import (
    GROUPS,
    MEASURED,
    SAVED,
    WRITTEN,
    batches,
    digest_of_pages,
    form_rows,
    saved_rows,
    written_rows,
)
from benchmarks.trees import STEADY, as_text, table_of
from crawler.model import MirrorKind
from pipelines.mirrors.learned.features import NAMES
from pipelines.mirrors.learned.judge import LIKELY, MOVED, OFFERED, VERY_LIKELY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from benchmarks.mirror_rows import Address

SETTINGS: dict[str, Any] = {
    **STEADY,
    "learning_rate": 0.05,
    "num_leaves": 31,
    "max_depth": 12,
    "min_data_in_leaf": 15,
    "feature_fraction": 0.1,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
}
TREES, TREES_OF_MOVED = 450, 100
OF_MOVED = {"learning_rate": 0.08, "num_leaves": 15, "feature_fraction": 0.15, "min_data_in_leaf": 10}
WEIGHTS = {**dict.fromkeys(WRITTEN, 3.0), SAVED: 0.5}
"""How much an address counts: most where neither rules nor words were fitted to its page; 1 on other written pages."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the parts")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where the tables are written")
    parser.add_argument("--write", action="store_true", help="write the tables")
    given = parser.parse_args(arguments)
    told = [one for batch in batches() for one in written_rows(batch)]
    told += [*form_rows(), *saved_rows(given.corpus)]
    digest = f"{digest_of_pages()} {digest_of(given.corpus)}"
    print(f"{len(told)} addresses, {sum(one.kind is not None for one in told)} of them offered")
    offered = trained(told)
    moved = trained_of_moved(told)
    if given.write:
        for file, booster in ((OFFERED, offered), (MOVED, moved)):
            (given.folder / file).write_text(as_text(table_of(booster, NAMES, digest=digest)), "utf-8")
    print("| batch | rules alone | a table that has not seen it |\n|---|---|---|", flush=True)
    unseen = unseen_scores(told)
    for batch in WRITTEN:
        print_row(batch, [one for one in told if one.batch == batch], unseen)
    print_row("together", [one for one in told if one.batch in WRITTEN], unseen)
    saved = [is_claimed(one, unseen[id(one)]) for one in told if one.batch == SAVED]
    print(
        f"saved pages: {sum(saved)} of {len(saved)} addresses are taken for offers by a table that knows not the site"
    )
    for batch in MEASURED:
        held = list(written_rows(batch))
        scores = dict(zip(map(id, held), predicted(offered, held), strict=True))
        print_row(batch, held, scores)


def default_folder() -> Path:
    return Path(__file__).parents[1] / "pipelines" / "mirrors" / "learned"


def trained(told: Sequence[Address]) -> lightgbm.Booster:
    """Return the trees that tell which addresses are offered."""
    return _boosted(told, [one.kind is not None for one in told], SETTINGS, TREES)


def trained_of_moved(told: Sequence[Address]) -> lightgbm.Booster:
    """Return the trees that tell to which of the offered sites their outlet has moved."""
    sites = [one for one in told if one.kind in {MirrorKind.WEB_MIRROR, MirrorKind.SUCCESSOR}]
    return _boosted(sites, [one.kind == MirrorKind.SUCCESSOR for one in sites], SETTINGS | OF_MOVED, TREES_OF_MOVED)


def unseen_scores(told: Sequence[Address]) -> dict[int, float]:
    """Return how likely each address is offered, by trees that have seen no address of its part."""
    scores: dict[int, float] = {}
    for group in range(GROUPS):
        held = [one for one in told if one.group == group]
        booster = trained([one for one in told if one.group != group])
        scores.update(zip(map(id, held), predicted(booster, held), strict=True))
    return scores


def predicted(booster: lightgbm.Booster, told: Sequence[Address]) -> list[float]:
    scores = np.asarray(booster.predict(_table(told)), dtype=np.float64)
    return [float(one) for one in scores]


def is_claimed(told: Address, score: float) -> bool:
    return score >= (LIKELY if told.is_ruled else VERY_LIKELY)


def print_row(batch: str, told: Sequence[Address], scores: dict[int, float]) -> None:
    """Print precision and recall over the addresses of pages, each of which counts once."""
    ruled, likely, offered = set(), set(), set()
    for one in told:
        name = one.page, one.address
        offered |= {name} if one.kind is not None else set()
        ruled |= {name} if one.is_ruled else set()
        likely |= {name} if is_claimed(one, scores[id(one)]) else set()
    shares = [
        f"{len(found & offered) / max(1, len(found)):.3f}/{len(found & offered) / max(1, len(offered)):.3f}"
        for found in (ruled, likely)
    ]
    print(f"| {batch} | {' | '.join(shares)} |", flush=True)


def _boosted(
    told: Sequence[Address], labels: Sequence[bool], settings: dict[str, Any], rounds: int
) -> lightgbm.Booster:
    weights = [WEIGHTS.get(one.batch, 1.0) for one in told]
    data = lightgbm.Dataset(
        _table(told), np.array(labels, dtype=np.float64), weight=np.array(weights), params={"verbose": -1}
    )
    return lightgbm.train(settings, data, num_boost_round=rounds)


def _table(told: Sequence[Address]) -> NDArray[np.float32]:
    return np.array([one.row for one in told], dtype=np.float32)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1:])
