"""Learn which headline, date and authors to take: ``python benchmarks/train_choices.py --corpus DIR [--write]``.

The options and their marks come from the steps themselves; what is learned is one weight for each mark. Same pages,
same bytes. Printed is the share of pages on which the right option is taken, on the pages learned from and on sites
that were left out (five parts, by `group`).
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any
from zlib import crc32

from benchmarks.likeliest import likeliest, options_of
from crawler.archive.sources import line_capture
from crawler.page import Page
from crawler.page.site import letters_of
from pipelines.metadata.authors import options_of as author_options
from pipelines.metadata.dates import options_of as date_options
from pipelines.metadata.facts import Told
from pipelines.metadata.headline import options_of as headline_options
from pipelines.metadata.step import opened
from pipelines.metadata.weights import HEADLINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipelines.metadata.dates.printed import Witness as DateWitness

FOLDS = 5
RIDGE = {"HEADLINE": 3.0, "PUBLISHED": 4.0, "AUTHORS": 8.0}
"""How hard weights are held near zero; what did best on sites that were left out."""
NEWS = {"HEADLINE": 1.0, "PUBLISHED": 3.0, "AUTHORS": 3.0}
"""How much a page of news counts among the others, of which there are ten times as many."""
NEWS_PARTS = "B"
DOUBT = 0.3
"""An article without authors loses what one with wrong ones does: that there is nobody counts so much less than it is
likely."""
DIGITS = 2
LEAST_WEIGHT = 0.02
NOTHING = 0.01
"""An empty answer is worth a little: more than a wrong one."""
WEIGHTS = Path(__file__).parents[1] / "pipelines" / "metadata" / "weights.json"
PARTS = "BCD"
"""The parts that have these fields, by the first letter of their names."""
FIELDS = {"HEADLINE": "title", "PUBLISHED": "date", "AUTHORS": "authors"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page as the choice sees it: the marks of each option, and how right each is."""

    part: str
    group: str
    options: tuple[tuple[str, ...], ...]
    quality: tuple[float, ...]


def main(arguments: Sequence[str]) -> None:
    given = parsed(arguments)
    tables = {}
    # Where dates and names stand is told from the headline, so that is learned first.
    for names in (("HEADLINE",), ("PUBLISHED", "AUTHORS")):
        cases = read_cases(given.corpus, names)
        for name in names:
            tables[name] = learned(cases[name], name)
            print(name, f"{len(tables[name])} weights")
            for part, figures in sorted(compared(cases[name], tables[name], name).items()):
                print("  {} {} pages: known {:.3f}, unseen {:.3f}, best possible {:.3f}".format(part, *figures))
        HEADLINE.clear()
        HEADLINE.update(tables["HEADLINE"])
    if given.write:
        WEIGHTS.write_text(as_text(tables), "utf-8")


def parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True, help="folder of the parts")
    parser.add_argument("--write", action="store_true", help=f"write {WEIGHTS.name}")
    return parser.parse_args(arguments)


def read_cases(corpus: Path, names: Sequence[str]) -> dict[str, list[Case]]:
    """Return the cases of the fields *names* that have an expected value."""
    cases: dict[str, list[Case]] = defaultdict(list)
    for folder in sorted(path.parent for path in corpus.glob("*/gold.jsonl")):
        for line in (folder / "gold.jsonl").open(encoding="utf-8"):
            gold = json.loads(line)
            if folder.name[0] in PARTS and any(gold.get(FIELDS[name]) is not None for name in names):
                for name, options, quality in options_for(folder, gold, names):
                    case = Case(part=folder.name[0], group=gold["group"], options=options, quality=quality)
                    cases[name].append(case)
    return cases


def options_for(
    folder: Path, gold: dict[str, Any], names: Sequence[str]
) -> Iterator[tuple[str, tuple[tuple[str, ...], ...], tuple[float, ...]]]:
    """Yield field, marks and qualities for each of the fields *names* of *gold*."""
    asked = {"id": gold["id"], "url": gold["url"], "file": str(folder / gold["file"])}
    told = Told(Page(line_capture(asked)))
    found = opened(told)
    if "HEADLINE" in names and gold.get("title"):
        titles = headline_options(told, found.top)
        yield (
            "HEADLINE",
            *_listed((marks, float(key == letters_of(gold["title"]))) for key, (_, marks) in titles.items()),
        )
    if "PUBLISHED" in names and gold.get("date"):
        days = date_options(told, found.reader, found.places)
        right = _days(gold["date"])
        rated = ((marks, _rightness(right, given)) for given, marks in days.values())
        yield "PUBLISHED", *_listed(rated)
    if "AUTHORS" in names and gold.get("authors") is not None:
        wanted = {_name(name) for name in gold["authors"]}
        authors = author_options(told, found.places)
        named = ((marks, _overlap(wanted, {_name(n) for n in names})) for names, _, marks in authors.values())
        yield "AUTHORS", *_listed(named)


def _listed(rated: Iterable[tuple[set[str], float]]) -> tuple[tuple[tuple[str, ...], ...], tuple[float, ...]]:
    pairs = [(tuple(sorted(marks)), quality) for marks, quality in rated]
    return tuple(marks for marks, _ in pairs), tuple(quality for _, quality in pairs)


def _days(value: str) -> set[str]:
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return {value[:10]}
    days = {moment.date().isoformat()}
    return days | {moment.astimezone(UTC).date().isoformat()} if moment.tzinfo else days


def _name(name: str) -> str:
    return " ".join(sorted(letters_of(word) for word in name.split() if letters_of(word)))


def _rightness(right: set[str], given: list[DateWitness]) -> float:
    return float(any(right & _days(one.value) for one in given)) if given else NOTHING


def _overlap(wanted: set[str], given: set[str]) -> float:
    if wanted and not given:
        return NOTHING
    return 2 * len(wanted & given) / (len(wanted) + len(given)) if wanted or given else 1.0


def learned(cases: Sequence[Case], name: str) -> dict[str, float]:
    """Return the weight of each mark of the field *name*: the likeliest option of a page should be its best one."""
    useful = [case for case in cases if max(case.quality, default=0.0) > min(case.quality, default=0.0)]
    options = options_of(
        [(case.options, case.quality, NEWS[name] if case.part in NEWS_PARTS else 1.0) for case in useful]
    )
    weights = dict(zip(options.marks, likeliest(options, RIDGE[name]).tolist(), strict=True))
    if "nobody" in weights:
        weights["nobody"] -= DOUBT
    return {mark: round(weight, DIGITS) for mark, weight in weights.items() if abs(weight) >= LEAST_WEIGHT}


def compared(cases: Sequence[Case], weights: dict[str, float], name: str) -> dict[str, tuple[int, float, float, float]]:
    """Return for each part its pages and the mean quality: as learned, of sites left out, of a perfect choice."""
    unseen: dict[str, list[float]] = defaultdict(list)
    for fold in range(FOLDS):
        rest = learned([case for case in cases if fold_of(case.group) != fold], name)
        for case in cases:
            if fold_of(case.group) == fold:
                unseen[case.part].append(_taken(case, rest))
    known = {part: [_taken(case, weights) for case in cases if case.part == part] for part in unseen}
    best = {part: fmean(max(c.quality, default=0.0) for c in cases if c.part == part) for part in unseen}
    return {part: (len(told), fmean(known[part]), fmean(told), best[part]) for part, told in unseen.items()}


def fold_of(group: str) -> int:
    """Return in which of the parts a site is that are left out by turns."""
    return crc32(group.encode()) % FOLDS


def _taken(case: Case, weights: dict[str, float]) -> float:
    scores = [sum(weights.get(mark, 0.0) for mark in marks) for marks in case.options]
    return case.quality[scores.index(max(scores))] if scores else 0.0


def as_text(tables: dict[str, dict[str, float]]) -> str:
    return json.dumps(tables, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
