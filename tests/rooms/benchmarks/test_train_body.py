"""The trainer of the body's table, on a small corpus of our own."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rooms.pipelines.body_kinds import KINDS
from rooms.pipelines.body_kit import TEXTS, plain

from pipelines.body.choose import verdict_of
from pipelines.body.features import NAMES
from pipelines.trees import trees_from

if TYPE_CHECKING:
    from pathlib import Path

pytest.importorskip("lightgbm", reason="the extra train is not installed")

from benchmarks.body_pages import UNKNOWN, digest_of, labelled_pages, labels_of
from benchmarks.body_trees import group_of, trained
from benchmarks.trees import as_text


def corpus_at(folder: Path) -> Path:
    """Write a corpus of our pages, each under many addresses, and return its folder."""
    part = folder / "own"
    part.mkdir(parents=True)
    lines = []
    for at, kind in enumerate([*KINDS, *map(plain, sorted(TEXTS))] * 4):
        name = f"{kind.name}-{at}.html.gz"
        (part / name).write_bytes(gzip.compress(kind.html.encode(), mtime=0))
        url = f"https://site{at % 13}.example/{kind.name}/{at}"
        gold = {
            "id": str(at),
            "url": url,
            "file": name,
            "group": f"site{at % 13}.example",
            "body": "\n\n".join(kind.body),
        }
        lines.append(json.dumps(gold, ensure_ascii=False))
    (part / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.mark.slow
def test_the_same_corpus_gives_the_same_bytes_and_a_table_that_reads_it(tmp_path: Path) -> None:
    corpus = corpus_at(tmp_path)
    pages, digest = labelled_pages(corpus), digest_of(corpus)
    told = trained(pages, digest=digest)
    assert as_text(told) == as_text(trained(labelled_pages(corpus), digest=digest_of(corpus)))
    model = trees_from(as_text(told), NAMES)
    assert model.digest == digest
    for page in pages:
        kept, confidence = verdict_of(page.words, model.scores(page.table))
        assert kept.tolist() == (page.labels == 1).tolist()
        assert confidence > 0.8


def test_a_site_is_on_one_side_of_a_split(tmp_path: Path) -> None:
    pages = labelled_pages(corpus_at(tmp_path))
    groups = {page.group: group_of(page) for page in pages}
    assert all(groups[page.group] == group_of(page) for page in pages)
    assert len(set(groups.values())) > 1


TEXT = "The last ferry of the winter left on Sunday evening with eleven passengers."


def test_labels_by_a_body() -> None:
    gold = {"body": f"{TEXT}\n\nLane Open\n\nNorth yes and more\n\nEnd"}
    # A teaser above has the first sentence, too; the cells of a row are told by their row; a word stands for its line.
    texts = [TEXT, TEXT, "North", "yes and more", "End", "End", "Something else that is not there at all."]
    labels = labels_of(gold, texts, [False, True, False, False, False, False, False])
    assert labels.tolist() == [0, 1, 1, 1, 1, 0, 0]


def test_labels_by_snippets() -> None:
    labels = labels_of({"with": ["ferry  of"], "without": ["Sign up"]}, [TEXT, "Sign up here", "Other"], [True] * 3)
    assert labels.tolist() == [1.0, 0.0, UNKNOWN]
    assert np.isfinite(labels).all()
