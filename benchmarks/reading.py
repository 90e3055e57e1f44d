"""How well and how fast articles are read: ``python benchmarks/reading.py --corpus DIR [--part NAME …]``.

Without a corpus there is nothing to measure (docs/reading.md).

A part is a folder of the corpus with `gold.jsonl`: one page a line, with `id`, `url`, `file` (below the part's folder)
and the expected values. The evaluator is a program that is called as ``EVALUATOR --gold GOLD --json OUT ANSWERS``.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, Any

from scrapy.settings import Settings

from crawler.archive.sources import line_capture
from crawler.fetch.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.model import Article

COLUMNS = {
    "F1": "body F1",
    "P": "P",
    "R": "R",
    "snip_F1": "snippets F1",
    "title": "title",
    "title_soft": "nearly",
    "authors_F1": "authors F1",
    "date": "day",
    "date_min": "minute",
    "captions_F1": "captions F1",
    "credits_F1": "credits F1",
    "leak": "leak",
}
"""Figures of the evaluator that are printed, with their headings; a dash where the part does not tell."""


def main(arguments: Sequence[str]) -> None:
    given = parsed(arguments)
    if given.corpus is None:
        print("no pages to read: give --corpus", file=sys.stderr)
        return
    reader = Reader.from_settings(the_settings())
    print(f"| part | pages | {' | '.join(COLUMNS.values())} | CPU ms a page, mean / p95 |")
    print(f"|---|{'---:|' * (len(COLUMNS) + 2)}", flush=True)
    for part in given.part or sorted(path.parent.name for path in given.corpus.glob("*/gold.jsonl")):
        folder = given.corpus / part
        with tempfile.TemporaryDirectory() as made:
            answers = Path(made) / "answers.jsonl"
            took_ms = write_answers(folder, answers, reader)
            figures = evaluated(given.evaluator, folder / "gold.jsonl", answers)
        told = [f"{figures[name]:.3f}" if figures.get(name) is not None else "–" for name in COLUMNS]
        mean_ms, p95_ms = fmean(took_ms), quantiles(took_ms, n=20)[-1]
        print(f"| {part} | {len(took_ms)} | {' | '.join(told)} | {mean_ms:.1f} / {p95_ms:.1f} |", flush=True)


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of the parts")
    parser.add_argument("--part", action="append", help="a part to read, may be given again; all when not given")
    parser.add_argument("--evaluator", type=Path, help="default: evaluate.py in a folder reading beside the corpus")
    given = parser.parse_args(arguments)
    if given.corpus and not given.evaluator:
        given.evaluator = given.corpus.resolve().parent / "reading" / "evaluate.py"
    return given


def the_settings() -> Settings:
    """Return the settings that a crawl has where nothing is changed."""
    settings = Settings()
    settings.setmodule("crawler.settings")
    return settings


def write_answers(folder: Path, path: Path, reader: Reader) -> list[float]:
    """Read the pages of a part, write what was read for the evaluator, and return the CPU time of each page in ms."""
    took_ms = []
    with (folder / "gold.jsonl").open(encoding="utf-8") as lines, path.open("w", encoding="utf-8") as answers:
        for line in filter(str.strip, lines):
            page = json.loads(line)
            asked = {"id": page["id"], "url": page["url"], "file": str(folder / page["file"])}
            capture = line_capture(asked)
            start_s = time.process_time()
            article = reader.read_as_article(capture)
            took_ms.append((time.process_time() - start_s) * 1000)
            answers.write(json.dumps({"id": page["id"], **answer(article)}, ensure_ascii=False) + "\n")
    return took_ms


def answer(article: Article) -> dict[str, Any]:
    return {
        "body": article.body or "",
        "title": article.headline,
        "authors": article.authors,
        "date": article.published_at,
        "images": [{"caption": photo.caption, "credits": photo.credits} for photo in article.photos],
        "topics": article.topics,
    }


def evaluated(evaluator: Path, gold: Path, answers: Path) -> dict[str, float | None]:
    """Return the evaluator's figures by name."""
    out = answers.with_name("figures.json")
    command = [sys.executable, str(evaluator), "--gold", str(gold), "--json", str(out), str(answers)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    figures: dict[str, float | None] = json.loads(out.read_text("utf-8"))[answers.name.split(".")[0]]["metrics"]
    return figures


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
