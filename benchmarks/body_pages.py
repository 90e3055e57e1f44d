"""The pages of a corpus as tables of blocks, each told to be of the body or not: what `train_body.py` learns from."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crawler.archive.sources import line_capture
from crawler.page import Page, run_steps
from pipelines.body.choose import sight_of
from pipelines.captions import read_captions
from pipelines.metadata import read_metadata
from pipelines.mirrors import read_mirrors
from spiders.reading import SiteReading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from crawler.page import Draft
    from pipelines.body.features import Table

STEPS = (read_metadata, read_mirrors, read_captions)
"""The steps before the body's, as in ITEM_PIPELINES."""
UNKNOWN = -1.0
_WORD = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|\w+?(?=[\u3040-\u9fff])|\w+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """One page of the corpus."""

    part: str
    id: str
    group: str
    """The site: no two pages of it are on both sides of a split."""
    standfirst: list[str]
    by_rules: list[str]
    """The texts that the rules choose, without the standfirst."""
    asked: list[str]
    """The texts that the trained table is asked about."""
    words: NDArray[np.float64]
    """For each of these its words."""
    table: Table
    """For each of these its features."""
    labels: NDArray[np.float64]
    """For each of these 1 when it is of the body, 0 when not, `UNKNOWN` where the corpus does not tell."""


def labelled_pages(corpus: Path) -> list[LabelledPage]:
    """Return the pages that have text, part by part, in the order of their gold files."""
    return [page for part in parts_of(corpus) for page in _pages_of(corpus / part)]


def parts_of(corpus: Path) -> list[str]:
    return sorted(path.parent.name for path in corpus.glob("*/gold.jsonl"))


def digest_of(corpus: Path) -> str:
    """Return the SHA-256 of the gold files and of the pages they name."""
    digest = hashlib.sha256()
    for part in parts_of(corpus):
        gold = corpus / part / "gold.jsonl"
        digest.update(gold.read_bytes())
        for page in _gold_of(corpus / part):
            digest.update((corpus / part / page["file"]).read_bytes())
    return digest.hexdigest()


def _gold_of(folder: Path) -> Iterator[dict[str, Any]]:
    # Not splitlines: texts hold line separators of their own.
    yield from map(json.loads, filter(str.strip, (folder / "gold.jsonl").read_text("utf-8").split("\n")))


def _pages_of(folder: Path) -> Iterator[LabelledPage]:
    site = SiteReading()
    for gold in _gold_of(folder):
        asked = {"id": gold["id"], "url": gold["url"], "file": str(folder / gold["file"])}
        draft = run_steps(site.begin(Page(line_capture(asked))), STEPS)
        if draft.page.blocks:
            yield labelled(folder.name, gold, draft)


def labelled(part: str, gold: dict[str, Any], draft: Draft) -> LabelledPage:
    """Return the page of *draft*, which has gone through `STEPS`, with what *gold* says about its blocks."""
    sight = sight_of(draft)
    rows = sight.ruling.rows
    taken = {row.block.index for row in sight.ruling.taken}
    texts = [rows[at].block.text for at in sight.asked]
    by_rules = [rows[at].block.index in taken for at in sight.asked]
    return LabelledPage(
        part=part,
        id=gold["id"],
        group=gold.get("group", gold["url"]),
        standfirst=[draft.page.blocks[index].text for index in draft.claimed_as("standfirst")],
        by_rules=[text for text, by_rule in zip(texts, by_rules, strict=True) if by_rule],
        asked=texts,
        words=sight.words,
        table=sight.table,
        labels=labels_of(gold, texts, by_rules),
    )


def labels_of(gold: dict[str, Any], texts: Sequence[str], first: Sequence[bool]) -> NDArray[np.float64]:
    """Return what the expected values say about each block; those of *first* use up the body's words first."""
    if gold.get("body"):
        return _labels_by_body(gold["body"], texts, first)
    labels = np.full(len(texts), UNKNOWN)
    wanted, unwanted = _spaced(gold.get("with", ())), _spaced(gold.get("without", ()))
    for at, text in enumerate(texts):
        if any(piece in text for piece in wanted):
            labels[at] = 1.0
        elif any(piece in text for piece in unwanted):
            labels[at] = 0.0
    return labels


def _spaced(pieces: Sequence[str]) -> list[str]:
    return [piece for given in pieces if (piece := " ".join(given.split()))]


def _labels_by_body(body: str, texts: Sequence[str], first: Sequence[bool]) -> NDArray[np.float64]:
    """Mark the blocks most of whose words lie in runs of three that the body has, too, and no block before used up.

    What the rules take is asked first, lest a teaser above the article use up its first sentence.
    """
    tokens = [tokens_of(text) for text in texts]
    told = tokens_of(body)
    left = Counter(zip(told, told[1:], told[2:], strict=False))
    covered = [0] * len(texts)
    for turn in (True, False):
        _cover([(token, at) for at, words in enumerate(tokens) if first[at] is turn for token in words], left, covered)
    labels = np.zeros(len(texts))
    lines = Counter(" ".join(tokens_of(line)) for line in body.split("\n"))
    for at, words in enumerate(tokens):
        line = " ".join(words)
        short = 0 < len(words) < 3 and lines[line] > 0
        if words and (covered[at] >= 0.5 * len(words) or short):
            labels[at] = 1.0
            lines[line] -= 1
    return labels


def _cover(stream: Sequence[tuple[str, int]], left: Counter[tuple[str, str, str]], covered: list[int]) -> None:
    """Count for each block the words in runs of three that are left, and use the runs up. Cells of a row form runs."""
    hit = bytearray(len(stream))
    for at in range(len(stream) - 2):
        run = (stream[at][0], stream[at + 1][0], stream[at + 2][0])
        if left[run] > 0:
            left[run] -= 1
            hit[at : at + 3] = b"\1\1\1"
    for (_, block), found in zip(stream, hit, strict=True):
        covered[block] += found


def tokens_of(text: str) -> list[str]:
    """Return the words; each character of a script written without spaces is one.

    >>> tokens_of("Zwei Wörter, 三个字")
    ['Zwei', 'Wörter', '三', '个', '字']
    """
    return _WORD.findall(text)
