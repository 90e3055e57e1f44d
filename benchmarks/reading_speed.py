"""How fast articles are read, beside other readers on the same pages in the same run.

    python benchmarks/reading_speed.py [--pages 40] [--rounds 5] [--growth]

Pages are those of the corpus of saved pages (MICROFICHE_CORPUS), some of each of its parts; without it, of the demo
newspaper. Each reader by its public call, with all the fields that it has: how well they read is told by reading.py.
With --growth ours alone reads 1, 10 and 100 times as many pages: neither the time of one nor the memory should rise.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.pages import CORPUS
from benchmarks.peers import Child, Missing, python_of
from benchmarks.rounds import Cost, Words, in_turn, print_calibration, print_growth, print_table

OURS = "microfiche"
PEERS = {
    "trafilatura": "body, title, authors, date",
    "newspaper4k": "body, title, authors, date, images",
    "readability-lxml": "body as HTML, title",
    "resiliparse": "body, title",
}
ALL_FIELDS = "all fields, captions, mirrors"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="ours alone, with more and more pages")
    options = parser.parse_args(arguments)
    print_calibration()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        name, count = listed(folder, options.pages)
        if options.growth:
            print_growth(name, {OURS: growth(folder / "pages", count)}, unit="page")
        else:
            compare(stack, folder / "pages", name, count, options.rounds)


def compare(stack: ExitStack, pages: Path, name: str, count: int, rounds: int) -> None:
    children, missing, notes = {}, {}, {}
    for reader, fields in {OURS: ALL_FIELDS, **PEERS}.items():
        try:
            python = None if reader == OURS else python_of(reader)
            child = stack.enter_context(Child("readers.py", reader, python=python))
            child.ask("load", path=str(pages))
            child.ask("read")  # once outside of the rounds: tables are loaded, caches filled
            told = child.ask("read")
        except Missing as err:
            missing[reader] = str(err)
            continue
        children[reader] = child
        failed = f"; {told['failed']} pages failed" if told["failed"] else ""
        notes[reader] = f"{child.version.split()[-1]}: {fields}; 95 in 100 pages: {told['p95_ms']:.0f} ms{failed}"
    runs = {reader: partial(child.cost, "read", count) for reader, child in children.items()}
    words = Words(beside=OURS, unit="page", missing=missing, notes=notes)
    print_table(f"{count} pages of {name}", in_turn(runs, rounds), words)


def growth(pages: Path, count: int) -> list[Cost]:
    costs = []
    for times in (1, 10, 100):
        with Child("readers.py", OURS) as child:
            child.ask("load", path=str(pages))
            child.ask("read")
            costs.append(child.cost("read", times * count, times=times))
    return costs


def listed(folder: Path, count: int) -> tuple[str, int]:
    """Write the list of pages into *folder*; return what they are, and how many."""
    rows, name = saved(count), "the corpus"
    if not rows:
        rows, name = made_up(folder, count), "the demo newspaper"
    lines = [json.dumps({"url": url, "file": str(path)}) + "\n" for url, path in rows]
    (folder / "pages").write_text("".join(lines), "utf-8")
    return name, len(rows)


def saved(count: int) -> list[tuple[str, Path]]:
    """Return address and file of *count* saved pages, as many of each part; none without a corpus."""
    found = []
    golds = sorted(CORPUS.glob("*/gold.jsonl"))
    for gold in golds:
        with gold.open(encoding="utf-8") as lines:
            pages = [json.loads(line) for line in lines if line.strip()]
        chosen = random.Random(1).sample(pages, min(len(pages), count // len(golds)))
        found += [(page["url"], gold.parent / page["file"]) for page in chosen]
    return found


def made_up(folder: Path, count: int) -> list[tuple[str, Path]]:
    """Return address and file of pages of the demo newspaper, written into *folder*."""
    from crawler.demo.answer import Answer
    from crawler.demo.newspaper import newspaper

    host = "http://news.example"
    answers = {path: found for (_, path), found in newspaper(host).items() if isinstance(found, Answer)}
    pages = [(path, answer.body) for path, answer in answers.items() if b"<article" in answer.body][:count]
    rows = []
    for number, (path, body) in enumerate(pages):
        file = folder / f"{number}.html.gz"
        file.write_bytes(gzip.compress(body))
        rows.append((host + path, file))
    return rows


if __name__ == "__main__":
    main()
