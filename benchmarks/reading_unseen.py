"""How well sites are read that nothing was learned from: ``python benchmarks/reading_unseen.py --corpus DIR``.

All that is learned (the body's table, the weights of headline, date and authors) is learned five times, each time
without the sites of one fifth; those are then read by all steps of a crawl and scored as `reading.py` does. Only the
places from which marks of dates and names are told go by the headlines of the shipped weights. Needs the extra `train`.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.body_pages import STEPS, labelled_pages
from benchmarks.body_small import small_pages
from benchmarks.body_trees import GROUPS, group_of, trained
from benchmarks.reading import COLUMNS, answer, evaluated, parsed, row
from benchmarks.train_choices import FIELDS, fold_of, learned, read_cases
from crawler.archive.sources import line_capture
from crawler.fetch.reader import Reader
from pipelines.body import read_body
from pipelines.body.model import model_of
from pipelines.metadata.weights import AUTHORS, HEADLINE, PUBLISHED
from spiders.reading import SiteReading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.body_pages import LabelledPage
    from benchmarks.train_choices import Case

TABLES = {"HEADLINE": HEADLINE, "PUBLISHED": PUBLISHED, "AUTHORS": AUTHORS}


def main(arguments: Sequence[str]) -> None:
    given = parsed(arguments)
    answers = answers_of(given.corpus)
    print(f"| part | reader | pages | {' | '.join(COLUMNS.values())} | |\n|---|---|{'---:|' * (len(COLUMNS) + 2)}")
    with tempfile.TemporaryDirectory() as made:
        for part, lines in sorted(answers.items()):
            path = Path(made) / f"{part}.jsonl"
            path.write_text("\n".join(lines[id_] for id_, _ in golds_of(given.corpus / part)) + "\n", "utf-8")
            figures = evaluated(given.evaluator, given.corpus / part / "gold.jsonl", path)
            print(row(part, "microfiche, sites not seen", len(lines), figures, ""), flush=True)


def answers_of(corpus: Path) -> dict[str, dict[str, str]]:
    """Return for each part the answers by the page's id, each read by what was learned from other sites."""
    cases = read_cases(corpus, tuple(FIELDS))
    pages = [*labelled_pages(corpus), *small_pages()]
    found: dict[str, dict[str, str]] = {}
    for group in range(GROUPS):
        reader = reader_without(group, cases, pages)
        for folder in sorted(path.parent for path in corpus.glob("*/gold.jsonl")):
            for id_, gold in golds_of(folder):
                if fold_of(gold.get("group", gold["url"])) == group:
                    asked = {"id": id_, "url": gold["url"], "file": str(folder / gold["file"])}
                    told = {"id": id_, **answer(reader.read_as_article(line_capture(asked)))}
                    found.setdefault(folder.name, {})[id_] = json.dumps(told, ensure_ascii=False)
    return found


def reader_without(group: int, cases: dict[str, list[Case]], pages: Sequence[LabelledPage]) -> Reader:
    """Return a reader that has learned from all sites but those of *group*; weights hold for the whole process."""
    for name, table in TABLES.items():
        rest = learned([case for case in cases[name] if fold_of(case.group) != group], name)
        table.clear()
        table.update(rest)
    model = model_of(trained((page for page in pages if group_of(page) != group), digest=""))
    return Reader([*STEPS, partial(read_body, model=model)], lambda _: SiteReading())


def golds_of(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for line in filter(str.strip, (folder / "gold.jsonl").read_text("utf-8").split("\n")):
        gold = json.loads(line)
        yield gold["id"], gold


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
