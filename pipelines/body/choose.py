"""Which text blocks of a page are its article's body: the template's word, else the trained choice, else the rules'."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from crawler.page.block import HEADINGS
from crawler.page.site import letters_of
from pipelines.body.features import table_of
from pipelines.body.model import shipped
from pipelines.body.rules import is_no_text, ruling_of, says_one_of
from pipelines.body.traits import LINKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crawler.page import Block, Draft
    from pipelines.body.features import Table
    from pipelines.body.rules import Ruling
    from pipelines.trees import Trees

KEEP = 0.55
"""So likely a block must be of the body to be taken."""
CONFIDENT = 0.5
"""Below this the trained choice is not trusted: it takes nothing, or the page is like none that it has learned from."""
COUNTER = re.compile(r"\d{1,3}\s?(?:/|of|von|sur|de|из|з)\s?\d{1,3}")
"""The number of a slide: "3/12"."""
BARS = re.compile(r"(?:^|\s)[|>›»·•](?:\s|$)")
MENU_WORDS = 15
MENU_SHARE = 0.4
"""A line with so much of its text in links and a bar or the like between them is a menu or a breadcrumb."""
REPEATED_WORDS = 8
"""A text so long that is printed again is the same one for narrower screens, or a teaser of what stands below."""
COPY_WORDS = 150
"""A text so long may be the whole article once more, for machines or in a form to be shown later."""
PROBES, PROBE_CHARS = 24, 30
COPIED_SHARE = 0.5
"""So much of it the other blocks have, and it is so long beside them; clauses of a contract repeat each other, too."""
PULLED_WORDS, LEVELS_OF_QUOTE = (4, 60), 3
"""A sentence of the text that is printed once more, large, in an element that is or is called a quotation."""
NO_QUOTES = HEADINGS | {"li", "td", "dt", "th"}
UNSURE = "body chosen by rules: the trained choice is not sure of this page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The blocks of a body, and how they were found."""

    blocks: list[Block]
    source: str
    """template, learned or rules."""
    confidence: float | None = None
    """How right the trained choice thinks it is, 0 to 1; None when it was not asked."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sight:
    """A page as the trained table sees it: the blocks that no other step has claimed and that may be of the body."""

    ruling: Ruling
    asked: NDArray[np.int64]
    """Positions of these blocks among the ruling's rows."""
    words: NDArray[np.float64]
    """Their words."""
    table: Table
    """Their features."""


def chosen(draft: Draft, *, model: Trees | None = None) -> Choice:
    """Return the body's blocks in document order, the standfirst first. *model*: another one than ships."""
    ruling = ruling_of(draft)
    if ruling.named:
        return Choice(blocks=_with_standfirst(draft, _of_rules(ruling)), source="template")
    if not ruling.rows:
        return Choice(blocks=[], source="rules")
    sight = _sight(draft, ruling)
    kept, confidence = verdict_of(sight.words, (model or shipped()).scores(sight.table))
    if confidence < CONFIDENT:
        return Choice(blocks=_with_standfirst(draft, _of_rules(ruling)), source="rules", confidence=confidence)
    asked = [ruling.rows[at].block for at in sight.asked]
    learned = [asked[at] for at in taken_once([block.text for block in asked], sight.words, kept)]
    return Choice(blocks=_with_standfirst(draft, without_pulled(learned)), source="learned", confidence=confidence)


def sight_of(draft: Draft) -> Sight:
    """Return the page of *draft* as the trained table sees it."""
    return _sight(draft, ruling_of(draft))


def verdict_of(words: NDArray[np.float64], scores: Table) -> tuple[NDArray[np.bool_], float]:
    """Return which of the asked blocks are taken, and the F1 by words to be expected if *scores* are right."""
    kept = scores > KEEP
    likely = words * scores
    expected = 2 * likely[kept].sum() / (words[kept].sum() + likely.sum() or 1.0)
    return kept, float(expected)


def taken_once(texts: Sequence[str], words: NDArray[np.float64], kept: NDArray[np.bool_]) -> list[int]:
    """Return the positions of the *kept* texts, less those that repeat one above word by word."""
    seen: set[str] = set()
    found: list[int] = []
    for at in np.flatnonzero(kept).tolist():
        if words[at] < REPEATED_WORDS or texts[at] not in seen:
            seen.add(texts[at])
            found.append(at)
    return without_copies(texts, words, found)


def without_copies(texts: Sequence[str], words: NDArray[np.float64], taken: list[int]) -> list[int]:
    """Return *taken* without a text that is about as long as all others together, which have most of it in pieces.

    >>> piece = "The council met on Monday and spoke of the bridge. Nobody knew what the repair will cost. "
    >>> told = [f"{at} {piece * 4}".strip() for at in range(3)]
    >>> without_copies([*told, " ".join(told)], np.array([65.0, 65.0, 65.0, 195.0]), [0, 1, 2, 3])
    [0, 1, 2]
    """
    at = max(taken, key=lambda at: words[at], default=None)
    if at is None or words[at] < COPY_WORDS:
        return taken
    rest = [other for other in taken if other != at]
    told, copied = float(words[rest].sum()), float(words[at])
    if not COPIED_SHARE * copied <= told <= copied / COPIED_SHARE:
        return taken
    return rest if _is_told_by(texts[at], "\n".join(texts[other] for other in rest)) else taken


def without_pulled(blocks: list[Block]) -> list[Block]:
    """Return *blocks* less the quotations that are set apart and stand in another of them too: pull quotes."""
    quoted = {id(one) for one in blocks if PULLED_WORDS[0] <= one.words <= PULLED_WORDS[1] and _is_set_as_quote(one)}
    if not quoted:
        return blocks
    told = "\n".join(letters_of(one.text) for one in blocks if id(one) not in quoted)
    return [one for one in blocks if id(one) not in quoted or not _is_in(told, _quotation(one))]


def _quotation(block: Block) -> str:
    """The text of *block* less who said it, which stands in the last element: "“We go on.” <cite>Jane Roe</cite>"."""
    last = " ".join(block.inline[-1].itertext()).strip() if block.inline else ""
    ahead = block.text.removesuffix(last).rstrip()
    return ahead if len(ahead.split()) >= PULLED_WORDS[0] else block.text


def _is_in(told: str, text: str) -> bool:
    """Whether the letters of *text*, which is no mere name, are in *told*."""
    plain = sum(not word[:1].isupper() for word in text.split())
    return plain > 1 and letters_of(text) in told


def _is_set_as_quote(block: Block) -> bool:
    if block.tag in NO_QUOTES:
        return False
    around = (block.element, *islice(block.element.iterancestors(), LEVELS_OF_QUOTE))
    return any(one.tag == "blockquote" or "quote" in (one.get("class") or "").lower() for one in around)


def _is_told_by(text: str, others: str) -> bool:
    """Whether most of some passages of *text*, evenly spread, stand in *others*."""
    step = max(1, (len(text) - PROBE_CHARS) // PROBES)
    starts = range(0, step * PROBES, step)
    missed = 0
    for start in starts:
        missed += text[start : start + PROBE_CHARS] not in others
        if missed > (1 - COPIED_SHARE) * PROBES:
            return False
    return True


def _sight(draft: Draft, ruling: Ruling) -> Sight:
    repeated = {letters_of(draft.page.blocks[index].text) for index in draft.claimed_as("standfirst")}
    asked = [
        row.block.index not in draft.claimed
        and not row.foreign
        and (row.block.link_density < LINKED or row.block.index in ruling.inside)
        and not _is_menu_line(row.block)
        and not is_no_text(row.block)
        and not (repeated and says_one_of(row.block.text, repeated))
        for row in ruling.rows
    ]
    at = np.flatnonzero(asked)
    words = np.array([row.block.words for row in ruling.rows], dtype=np.float64)
    return Sight(ruling=ruling, asked=at, words=words[at], table=table_of(draft, ruling, asked))


def _is_menu_line(block: Block) -> bool:
    if block.words > MENU_WORDS:
        return False
    links = block.link_density >= MENU_SHARE and BARS.search(block.text) is not None
    return links or (block.text[0].isdigit() and COUNTER.fullmatch(block.text) is not None)


def _of_rules(ruling: Ruling) -> list[Block]:
    return [row.block for row in ruling.taken]


def _with_standfirst(draft: Draft, body: list[Block]) -> list[Block]:
    first = [draft.page.blocks[index] for index in draft.claimed_as("standfirst")]
    repeated = {letters_of(block.text) for block in first}
    return [*first, *(block for block in body if not says_one_of(block.text, repeated))] if first else body
