"""How well and how fast articles are read: ``python benchmarks/reading.py --corpus DIR [--part NAME …] [--check]``.

Without a corpus there is nothing to measure (docs/reading.md).

A part is a folder of the corpus with `gold.jsonl`: one page a line, with `id`, `url`, `file` (below the part's folder)
and the expected values. The evaluator is a program that is called as ``EVALUATOR --gold GOLD --json OUT ANSWERS``.
Below each row of ours stand those of other readers on the same pages (peers.toml). With ``--check`` a figure below its
floor (floors.toml) is named on stderr and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from statistics import fmean, quantiles
from typing import TYPE_CHECKING, Any

from scrapy.settings import Settings

from crawler.archive.sources import line_capture
from crawler.fetch.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
LOWER_IS_BETTER = frozenset({"leak"})
FOLDER = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    given = parsed(arguments)
    if given.corpus is None:
        print("no pages to read: give --corpus", file=sys.stderr)
        return 0
    reader = Reader.from_settings(the_settings())
    peers, floors = table("peers.toml"), table("floors.toml")
    print(f"| part | reader | pages | {' | '.join(COLUMNS.values())} | CPU ms a page, mean / p95 |")
    print(f"|---|---|{'---:|' * (len(COLUMNS) + 2)}", flush=True)
    flaws = []
    for part in given.part or sorted(path.parent.name for path in given.corpus.glob("*/gold.jsonl")):
        folder = given.corpus / part
        with tempfile.TemporaryDirectory() as made:
            answers = Path(made) / "answers.jsonl"
            took_ms = write_answers(folder, answers, reader)
            figures = evaluated(given.evaluator, folder / "gold.jsonl", answers)
        cpu = f"{fmean(took_ms):.1f} / {quantiles(took_ms, n=20)[-1]:.1f}"
        print(row(part, "microfiche", len(took_ms), figures, cpu))
        for name, peer in peers.items():
            if part in peer:
                print(row(part, name, len(took_ms), peer[part], str(peer.get("cpu_ms", "–"))))
        sys.stdout.flush()
        flaws += broken_floors(part, figures, floors.get(part, {}), corpus_digest(folder))
    if given.check:
        print(*flaws, sep="\n", end="\n" if flaws else "", file=sys.stderr)
    return 1 if given.check and flaws else 0


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, help="folder of the parts")
    parser.add_argument("--part", action="append", help="a part to read, may be given again; all when not given")
    parser.add_argument("--evaluator", type=Path, help="default: evaluate.py in a folder reading beside the corpus")
    parser.add_argument("--check", action="store_true", help="fail when a figure is below its floor in floors.toml")
    given = parser.parse_args(arguments)
    if given.corpus and not given.evaluator:
        given.evaluator = given.corpus.resolve().parent / "reading" / "evaluate.py"
    return given


def row(part: str, name: str, pages: int, figures: Mapping[str, float | None], cpu: str) -> str:
    """Return one row of the table."""
    told = [f"{value:.3f}" if (value := figures.get(column)) is not None else "–" for column in COLUMNS]
    return f"| {part} | {name} | {pages} | {' | '.join(told)} | {cpu} |"


def broken_floors(part: str, figures: Mapping[str, float | None], floor: Mapping[str, Any], digest: str) -> list[str]:
    """Return a line for each figure of *part* that is worse than its floor; other pages than the pinned are one too."""
    if not floor:
        return [f"{part}: no floors are pinned for it"]
    if floor["digest"] != digest:
        return [f"{part}: these are other pages than the floors were pinned on ({digest}, not {floor['digest']})"]
    flaws = []
    for name, least in floor.items():
        if name == "digest":
            continue
        value = figures.get(name)
        sign = -1 if name in LOWER_IS_BETTER else 1
        if value is None or sign * round(value, 3) < sign * least:
            told = "nothing" if value is None else f"{value:.3f}"
            flaws.append(f"{part}: {COLUMNS.get(name, name)} is {told}, its floor {least:.3f}")
    return flaws


def corpus_digest(folder: Path) -> str:
    """Return what names the expected values and pages of a part: the start of a SHA-256 over all of them."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


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
    sys.exit(main(sys.argv[1:]))
