"""Train the table that chooses the body: ``python benchmarks/train_body.py --corpus DIR [--write]``.

Prints how well bodies are read on sites that the table has not seen (five parts, split by site), beside pages that it
has seen and the rules alone; with ``--write`` the table that ships is made anew. It learns from small pages written by
us, too (body_small.py), of which a corpus has hardly any. The same corpus gives the same bytes.
Needs the extra ``train``. A part of the corpus is a folder with `gold.jsonl`, as for `reading.py`.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.body_pages import digest_of, labelled_pages, parts_of
from benchmarks.body_small import small_pages
from benchmarks.body_trees import GROUPS, group_of, trained
from benchmarks.reading import evaluated
from benchmarks.trees import as_text
from pipelines.body.choose import CONFIDENT, taken_once, verdict_of
from pipelines.body.model import FILE, model_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.body_pages import LabelledPage

    Scores = NDArray[np.float32]

SHOWN = ("F1", "P", "R", "snip_F1", "leak")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the parts")
    parser.add_argument("--evaluator", type=Path, help="default: evaluate.py in a folder reading beside the corpus")
    parser.add_argument("--table", type=Path, default=default_table(), help="the table to write")
    parser.add_argument("--write", action="store_true", help="write the table")
    given = parser.parse_args(arguments)
    evaluator = given.evaluator or given.corpus.resolve().parent / "reading" / "evaluate.py"
    pages, digest = labelled_pages(given.corpus), digest_of(given.corpus)
    told = trained([*pages, *small_pages()], digest=digest)
    if given.write:
        given.table.write_text(as_text(told), "utf-8")
    print(f"{len(pages)} pages, corpus {digest[:12]}")
    print(f"| part | bodies of | {' | '.join(SHOWN)} |\n|---|---|{'---:|' * len(SHOWN)}")
    seen = {page.id: scored(told, page) for page in pages}
    for name, scores in (("rules", None), ("pages it has seen", seen), ("sites it has not seen", unseen_scores(pages))):
        for part in parts_of(given.corpus):
            held = [page for page in pages if page.part == part]
            figures = measured(held, scores, given.corpus / part / "gold.jsonl", evaluator)
            values = [f"{figures[key]:.4f}" if figures.get(key) is not None else "–" for key in SHOWN]
            print(f"| {part} | {name} | {' | '.join(values)} |", flush=True)


def default_table() -> Path:
    return Path(__file__).parent.parent / "pipelines" / "body" / FILE


def unseen_scores(pages: Sequence[LabelledPage]) -> dict[str, Scores]:
    """Return the scores of each page by a table that was trained on the other groups of sites, and on small pages."""
    found: dict[str, Scores] = {}
    small = small_pages()
    for group in range(GROUPS):
        told = trained([*(page for page in pages if group_of(page) != group), *small], digest="")
        found |= {page.id: scored(told, page) for page in pages if group_of(page) == group}
    return found


def scored(told: dict[str, Any], page: LabelledPage) -> Scores:
    return model_of(told).scores(page.table)


def measured(
    pages: Sequence[LabelledPage], scores: dict[str, Scores] | None, gold: Path, evaluator: Path
) -> dict[str, float | None]:
    """Return the evaluator's figures for bodies chosen by *scores*; by rules where there are none."""
    with tempfile.TemporaryDirectory() as made:
        answers = Path(made) / "answers.jsonl"
        lines = [
            json.dumps({"id": page.id, "body": body_of(page, scores[page.id] if scores is not None else None)})
            for page in pages
        ]
        answers.write_text("\n".join(lines) + "\n", "utf-8")
        return evaluated(evaluator, gold, answers)


def body_of(page: LabelledPage, scores: Scores | None) -> str:
    """Return the body as `pipelines.body` makes it, but for the rows of tables: there the evaluator sees words only."""
    texts = page.by_rules
    if scores is not None:
        kept, confidence = verdict_of(page.words, scores)
        if confidence >= CONFIDENT:
            texts = [page.asked[at] for at in taken_once(page.asked, page.words, kept)]
    return "\n\n".join([*page.standfirst, *texts])


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
