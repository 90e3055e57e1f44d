"""Which blocks are the body by rules: the template's word, else the lowest element that holds most of the prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from crawler.page.site import letters_of
from pipelines.body.outline import Outline
from pipelines.body.rows import LEAST_WORDS, mass_of, rows_of, selected
from pipelines.body.words import (
    AD_LABELS,
    ASIDE_TITLES,
    LIST_TAGS,
    LONGEST_NOTICE_CHARS,
    MOST_AD_LABEL_CHARS,
    MOST_NOTICE_WORDS,
    NOTICE,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from crawler.page import Block, Draft
    from pipelines.body.outline import Node
    from pipelines.body.rows import Row

_END = re.compile(r"[.!?…。！？؟।։:;]['\"”’»)\]]{0,3}\Z")
_LAST = frozenset(".!?…。！？؟।։:;'\"”’»)]")
BOILERPLATE = re.compile(
    r"^\W*(?:copyright|©|\(c\) ?\d|all rights reserved|sign up (?:for|to)|subscribe (?:to|now)|follow (?:us|me)\b|"
    r"click here to (?:subscribe|sign|read)|advertisement\W*$|anzeige\W*$|publicité\W*$|publicidad\W*$|read more\b|"
    r"also read\b|read also\b|like this (?:story|article)\?|lesen sie auch|à lire aussi|lire aussi|lea también|"
    r"leia também|leggi anche|lees ook|czytaj (?:też|także|więcej)|читайте также|this website uses cookies|"
    r"we use cookies|abonnieren sie|s[’']abonner|abonnez-vous|suscríbe(?:te|ase)|assine (?:agora|já)|abbonati|"
    r"подпи(?:шитесь|сывайтесь)|підпи(?:шіться|суйтесь)|اشترك|立即订阅|订阅后|立即訂閱|訂閱後|この記事は(?:有料|会員)|"
    r"有料会員|지금 구독|구독하|il vous reste \d|la suite (?:de cet article )?est réservée|déjà abonné|"
    r"pour lire la suite|an dieser stelle (?:finden sie|befindet sich)|ich bin (?:damit )?einverstanden, dass|"
    r"already a subscriber|ya (?:eres|soy) suscriptor|unlimited (?:online |digital )?access to\b|"
    r"this (?:article|story|content) is (?:exclusive |reserved )?(?:for|to) (?:our )?(?:paid )?(?:subscribers|members)|"
    r"(?:photo|foto|image|bild|photograph|credit)s?(?: credit)?\s?:)",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[^\w\s]")
START_CHARS = 24
SHARE_TO_DESCEND = 0.75
"""A container is left for the one child that holds so much of its prose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules say about a page, and what they say it by."""

    rows: list[Row]
    outline: Outline
    named: bool
    """Whether the site's template names the body."""
    inside: frozenset[int]
    """Indexes of the blocks in the container, or in what the template names."""
    lead: frozenset[int]
    """Indexes of an opening set apart from the container."""
    candidates: frozenset[int]
    """Indexes of the blocks taken before titles of asides and loose ends are looked at."""
    taken: list[Row]
    """The body's rows in document order."""


def ruling_of(draft: Draft) -> Ruling:
    """Return the rules' choice of the blocks of the body."""
    outline = Outline(itemprop=bool(draft.page.places_by("itemprop")))
    rows = rows_of(draft, outline)
    named = _named_by_template(draft, rows)
    nodes = named
    if not nodes:
        top = _container_of(rows, outline)
        nodes = _inside(top, outline) if top is not None else set()
    lead = _lead(draft, rows, nodes)
    candidates = _candidates(draft, rows, nodes, lead)
    return Ruling(
        rows=rows,
        outline=outline,
        named=bool(named),
        inside=frozenset(row.block.index for row in rows if row.node.index in nodes),
        lead=frozenset(lead),
        candidates=frozenset(row.block.index for row in candidates),
        taken=_without_loose_ends(_without_asides(candidates)),
    )


@lru_cache(maxsize=4_096)
def is_boilerplate(text: str) -> bool:
    """Return whether *text*, a short one, begins as what papers put below or between their texts.

    >>> is_boilerplate("Sign up for our newsletter"), is_boilerplate("Signs of rain")
    (True, False)
    """
    return BOILERPLATE.match(text) is not None


def ends_sentence(text: str) -> bool:
    """Return whether *text*, without white space at its end, ends as a sentence does.

    >>> ends_sentence("It rains."), ends_sentence('"It rains?"'), ends_sentence("Rain")
    (True, True, False)
    """
    return text[-1:] in _LAST and _END.search(text[-4:]) is not None


def says_one_of(text: str, wanted: Collection[str]) -> bool:
    """Return whether *text* after `letters_of` is one of *wanted*; of most texts the start shows that it is not.

    >>> says_one_of("Rain again!", {"rainagain"}), says_one_of("Rain", {"rainagain"})
    (True, False)
    """
    first = text[:1].lower()
    if first.isascii() and first.isalnum() and not any(one.startswith(first) for one in wanted):
        return False
    # How the last letter is folded may depend on what comes next.
    start = letters_of(text[:START_CHARS])[:-1]
    return any(one.startswith(start) for one in wanted) and letters_of(text) in wanted


def _candidates(draft: Draft, rows: Sequence[Row], inside: set[int], lead: set[int]) -> list[Row]:
    """Return the rows within the container that nobody else has claimed; what is printed twice only once."""
    title = (letters_of(draft.article.headline or ""),)
    seen: set[str] = set()
    taken: list[Row] = []
    for row in rows:
        block = row.block
        if row.furniture or block.index in draft.claimed or not (row.node.index in inside or block.index in lead):
            continue
        if not _may_stay(row) or says_one_of(block.text, title) or (block.words >= 5 and block.text in seen):
            continue
        seen.add(block.text)
        taken.append(row)
    return taken


def _named_by_template(draft: Draft, rows: list[Row]) -> set[int]:
    """Return the body's nodes by index where the template names it; what lies in it is furniture only by drop."""
    template = draft.page.template
    named = {block.index for block in selected(draft, [template.body] if template.body else [])}
    dropped = {block.index for block in selected(draft, template.drop)}
    for row in rows:
        if named:
            row.furniture = row.block.index not in named or row.block.index in dropped
    return {row.node.index for row in rows if row.block.index in named}


def _container_of(rows: Sequence[Row], outline: Outline) -> Node | None:
    """Return the lowest element that holds most of the prose that is not furniture."""
    mass: dict[int, float] = {}
    for row in rows:
        if row.prose and not row.furniture:
            mass[row.node.index] = mass.get(row.node.index, 0.0) + mass_of(row.block)
    children: dict[int, list[Node]] = {}
    for node in reversed(outline.order):
        if node.parent is not None and node.index in mass:
            mass[node.parent.index] = mass.get(node.parent.index, 0.0) + mass[node.index]
            children.setdefault(node.parent.index, []).append(node)
    if not mass:
        return None
    at = outline.order[0]
    while True:
        here = mass[at.index]
        best = max(reversed(children.get(at.index, ())), key=lambda child: mass[child.index], default=None)
        if best is None or mass[best.index] < SHARE_TO_DESCEND * here or best.tag in {"p", "li", "blockquote"}:
            return at
        at = best


def _lead(draft: Draft, rows: Sequence[Row], inside: set[int]) -> set[int]:
    """Return the indexes of running text between the headline and the container: an opening set apart."""
    heads = draft.claimed_as("headline")
    start = next(
        (row.block.index for row in rows if row.node.index in inside and row.prose and not row.furniture), None
    )
    if not heads or start is None or not heads[0] < start < heads[0] + 40:
        return set()
    between = rows[heads[0] + 1 : start]
    return {
        row.block.index
        for row in between
        if not row.furniture and (row.prose or row.block.words >= LEAST_WORDS) and row.block.link_density < 0.3
    }


def _inside(top: Node, outline: Outline) -> set[int]:
    found = {top.index}
    for node in outline.order[top.index + 1 :]:
        if node.parent is not None and node.parent.index in found:
            found.add(node.index)
    return found


def _may_stay(row: Row) -> bool:
    block = row.block
    if block.words < 40 and (is_boilerplate(block.text) or is_no_text(block)):
        return False
    if row.prose:
        return True
    if block.link_density > 0.5:
        return False
    if block.tag in HEADINGS:
        return True
    if block.tag in LIST_TAGS or "/td" in block.path[-30:] or "/th" in block.path[-30:]:
        return block.link_density < 0.5
    return block.tag == "p" or ends_sentence(block.text) or block.words >= LEAST_WORDS


def _without_signs(text: str) -> str:
    """Return the words of *text* alone, in lower case."""
    return " ".join(_SIGNS.sub(" ", text.lower()).split())


def _without_asides(rows: list[Row]) -> list[Row]:
    """Drop titles such as "Related articles", with all that follows when that is the smaller part."""
    total = sum(row.block.words for row in rows)
    kept: list[Row] = []
    words = 0
    for row in rows:
        text = row.block.text
        if len(text) < 60 and is_aside_title(text):
            if words >= 0.6 * total:
                break
            continue
        words += row.block.words
        kept.append(row)
    return kept


def is_no_text(block: Block) -> bool:
    """Return whether *block* is nothing but what a paper puts between or below its texts: no text.

    That is what stands above an advertisement, leads to a subscription, or tells whose the text is and where it ends.
    """
    text = block.text
    if len(text) <= MOST_AD_LABEL_CHARS and _without_signs(text) in AD_LABELS:
        return True
    short = block.words <= MOST_NOTICE_WORDS and len(text) <= LONGEST_NOTICE_CHARS and block.tag not in HEADINGS
    return short and _is_notice(text)


@lru_cache(maxsize=8_192)
def _is_notice(text: str) -> bool:
    return NOTICE.match(text) is not None


@lru_cache(maxsize=8_192)
def is_aside_title(text: str) -> bool:
    """Return whether *text* announces something else than the article's text.

    >>> is_aside_title("Related Articles:"), is_aside_title("Relations")
    (True, False)
    """
    folded = _without_signs(text)
    return (
        folded in ASIDE_TITLES
        or folded.startswith(("more from ", "more on ", "read more", "comments "))
        or (folded.startswith("more ") and len(folded.split()) <= 3)
    )


def _without_loose_ends(rows: list[Row]) -> list[Row]:
    """Drop what stands after the last running text, and headings that nothing follows."""
    while rows and not rows[-1].prose and not ends_sentence(rows[-1].block.text):
        rows.pop()
    kept = []
    for at, row in enumerate(rows):
        if row.block.tag in HEADINGS and (
            at + 1 >= len(rows) or (rows[at + 1].block.tag in {"h1", "h2"} and row.block.tag > "h2")
        ):
            continue
        kept.append(row)
    return kept
