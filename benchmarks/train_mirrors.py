"""Train the tables that judge addresses: ``python benchmarks/train_mirrors.py --corpus DIR [--write]``.

Run it with ``PYTHONPATH=.:tests``.

They learn from pages written for it (tests/rooms/pipelines/claims, plain_*.toml) and from the saved pages of a corpus,
which offer none but the addresses given with ``--known``. Prints how well offers are told on batches and sites that a
table has not seen (four parts), and on batches that nothing learns from; with ``--write`` the tables that ship are made
anew. The same pages give the same bytes. Needs the extra ``train``.
"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np
from rooms.pipelines.claim_pages import batches

from benchmarks.body_pages import digest_of
from benchmarks.mirror_rows import (
    GROUPS,
    IS_NOTICE,
    KNOWN,
    MEASURED,
    PLAIN,
    SAVED,
    WRITTEN,
    digest_of_pages,
    form_rows,
    note_rows,
    saved_rows,
    written_rows,
)
from benchmarks.trees import STEADY, as_text, table_of
from crawler.model import MirrorKind
from pipelines.mirrors.learned.features import NAMES, NAMES_OF_NOTES
from pipelines.mirrors.learned.judge import LIKELY, MOVED, OFFERED, SCOPES
from pipelines.mirrors.learned.notices import LIKELY_NOTICE, NOTICE
from pipelines.mirrors.words.kinds import STORES

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from benchmarks.mirror_rows import Row

SETTINGS: dict[str, Any] = {
    **STEADY,
    "learning_rate": 0.05,
    "num_leaves": 63,
    "max_depth": 12,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.2,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
}
TREES, FEWER_TREES = 600, 100
SMALL = {"learning_rate": 0.08, "num_leaves": 15, "feature_fraction": 0.15, "min_data_in_leaf": 10}
WEIGHTS = {**dict.fromkeys(WRITTEN, 3.0), SAVED: 2.0, PLAIN: 3.0}
"""How much a row counts: most where no word was chosen for its page; 1 on other written pages."""
OF_NOTICES = 6.0
"""How much more a notice counts than what is none."""


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the parts")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where the tables are written")
    parser.add_argument("--write", action="store_true", help="write the tables")
    given = parser.parse_args(arguments)
    learned = batches("mended", "learned")
    saved, saved_notes = saved_rows(given.corpus, KNOWN)
    told = [*(one for batch in learned for one in written_rows(batch)), *form_rows(), *saved]
    notes = [*(one for batch in learned for one in note_rows(batch)), *saved_notes]
    print(f"{len(told)} addresses, {sum(one.kind is not None for one in told)} of them offered")
    print(f"{len(notes)} paragraphs, {sum(one.kind is not None for one in notes)} of them notices", flush=True)
    offered, notice = trained(told), trained(notes)
    if given.write:
        digest = f"{digest_of_pages()} {digest_of(given.corpus)}"
        for file, booster, names in (
            (OFFERED, offered, NAMES),
            (MOVED, trained_of_moved(told), NAMES),
            *((file, trained_of_scope(told, scope), NAMES) for scope, file in SCOPES.items()),
            (NOTICE, notice, NAMES_OF_NOTES),
        ):
            (given.folder / file).write_text(as_text(table_of(booster, names, digest=digest)), "utf-8")
    print("| batch | addresses | notices |\n|---|---|---|", flush=True)
    unseen = unseen_scores(told) | unseen_scores(notes)
    for batch in WRITTEN:
        print_row(batch, of_batches(told, [batch]), of_batches(notes, [batch]), unseen)
    print_row("together, not seen", of_batches(told, WRITTEN), of_batches(notes, WRITTEN), unseen)
    print_row("saved pages, not seen", saved, saved_notes, unseen)
    told = [one for batch in MEASURED for one in written_rows(batch)]
    notes = [one for batch in MEASURED for one in note_rows(batch)]
    scores = dict(zip(map(id, told), predicted(offered, told), strict=True))
    scores |= dict(zip(map(id, notes), predicted(notice, notes), strict=True))
    for batch in MEASURED:
        print_row(f"{batch}, measured", of_batches(told, [batch]), of_batches(notes, [batch]), scores)
    print_row("together, measured", told, notes, scores)


def of_batches(rows: Sequence[Row], batches: Collection[str]) -> list[Row]:
    return [one for one in rows if one.batch in batches]


def default_folder() -> Path:
    return Path(__file__).parents[1] / "pipelines" / "mirrors" / "learned"


def trained(told: Sequence[Row]) -> lightgbm.Booster:
    """Return the trees that tell which addresses are offered, or which paragraphs are notices."""
    return _boosted(told, [one.kind is not None for one in told], SETTINGS, TREES)


def trained_of_moved(told: Sequence[Row]) -> lightgbm.Booster:
    """Return the trees that tell to which of the offered sites their outlet has moved."""
    sites = [one for one in told if one.kind in {MirrorKind.WEB_MIRROR, MirrorKind.SUCCESSOR}]
    return _boosted(sites, [one.kind == MirrorKind.SUCCESSOR for one in sites], SETTINGS | SMALL, FEWER_TREES)


def trained_of_scope(told: Sequence[Row], scope: str) -> lightgbm.Booster:
    """Return the trees that tell which of the addresses that are offered are no more than an article, or the like."""
    places = [one for one in told if one.kind is not None and one.kind not in STORES]
    return _boosted(places, [one.scope == scope for one in places], SETTINGS | SMALL, FEWER_TREES)


def unseen_scores(told: Sequence[Row]) -> dict[int, float]:
    """Return how likely each address is offered, by trees that have seen no address of its part."""
    scores: dict[int, float] = {}
    for group in range(GROUPS):
        held = [one for one in told if one.group == group]
        booster = trained([one for one in told if one.group != group])
        scores.update(zip(map(id, held), predicted(booster, held), strict=True))
    return scores


def predicted(booster: lightgbm.Booster, told: Sequence[Row]) -> list[float]:
    scores = np.asarray(booster.predict(_table(told)), dtype=np.float64)
    return [float(one) for one in scores]


def print_row(name: str, told: Sequence[Row], notes: Sequence[Row], scores: dict[int, float]) -> None:
    """Print precision and recall over addresses, and over pages with a notice."""
    claimed = {(one.page, one.address) for one in told if scores[id(one)] >= LIKELY}
    offered = {(one.page, one.address) for one in told if one.kind is not None}
    best: dict[str, Row] = {}
    for one in notes:
        if one.page not in best or scores[id(one)] > scores[id(best[one.page])]:
            best[one.page] = one
    found = {one.page for one in best.values() if scores[id(one)] >= LIKELY_NOTICE}
    right = {page for page in found if best[page].kind is not None}
    there = {one.page for one in notes if one.kind is not None}
    shares = (share_of(claimed & offered, claimed, offered), share_of(right, found, there))
    print(f"| {name} | {' | '.join(shares)} |", flush=True)


def share_of(right: Collection[Any], found: Collection[Any], there: Collection[Any]) -> str:
    """Return precision, recall, and how many were found and were there."""
    shares = "/".join(f"{len(right) / len(of):.3f}" if of else "-" for of in (found, there))
    return f"{shares} ({len(found)}, {len(there)})"


def _boosted(told: Sequence[Row], labels: Sequence[bool], settings: dict[str, Any], rounds: int) -> lightgbm.Booster:
    weights = [WEIGHTS.get(one.batch, 1.0) * (OF_NOTICES if one.kind == IS_NOTICE else 1.0) for one in told]
    data = lightgbm.Dataset(
        _table(told), np.array(labels, dtype=np.float64), weight=np.array(weights), params={"verbose": -1}
    )
    return lightgbm.train(settings, data, num_boost_round=rounds)


def _table(told: Sequence[Row]) -> NDArray[np.float32]:
    return np.array([one.row for one in told], dtype=np.float32)


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    main(sys.argv[1:])
