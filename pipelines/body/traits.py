"""What is known about each block by itself, as a row of numbers."""

from __future__ import annotations

import re
from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from crawler.page.block import HEADINGS
from crawler.page.site import letters_of
from pipelines.body.cues import ABOUT, NOTE, PROMO
from pipelines.body.rules import ends_sentence, is_aside_title, is_boilerplate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from crawler.page import Block, Draft
    from pipelines.body.rules import Ruling

    Table = NDArray[np.float32]

_TRAITS = """
words chars link_density end tag prose furniture inside candidate taken linked role seen seen_before
starts_before index since_aside since_heading heading_linked since_linked
"""
TRAITS = tuple(_TRAITS.split())
"""Names of the columns of what is known about every block."""
_TEXT_TRAITS = """
stops commas colon digits capitals bullet lower_start odd address boilerplate promo about note data
description title inline lines bold inline_share ellipsis
"""
TEXT_TRAITS = tuple(_TEXT_TRAITS.split())
"""Names of the columns of what is looked up in the text of those blocks that may be of the body."""
TAG_CODES = {
    **dict.fromkeys(("p",), 1),
    **dict.fromkeys(("h1",), 2),
    **dict.fromkeys(("h2",), 3),
    **dict.fromkeys(("h3",), 4),
    **dict.fromkeys(("h4", "h5", "h6"), 5),
    **dict.fromkeys(("li",), 6),
    **dict.fromkeys(("dd", "dt"), 7),
    **dict.fromkeys(("td", "th"), 8),
    **dict.fromkeys(("blockquote",), 9),
    **dict.fromkeys(("figcaption",), 10),
    **dict.fromkeys(("pre",), 11),
    **dict.fromkeys(("article", "section"), 12),
    **dict.fromkeys(("div", "span"), 13),
    **dict.fromkeys(("body",), 14),
}
ROLE_CODES = {
    "headline": 1,
    "standfirst": 2,
    "byline": 3,
    "date": 3,
    "section": 4,
    "caption": 5,
    "credit": 5,
    "mirror": 6,
}
LINKED = 0.9
"""A block with so much of its text in links is one."""
LEAD_CHARS = 160
"""Digits, capitals and odd signs are counted at a block's start only."""
SHORT_WORDS = 60
"""Longer blocks are not looked through for cues: a text may speak of newsletters."""
FOLDED_CHARS = 48
FAR = 99

_BOLD = frozenset({"b", "strong", "em", "i"})
_STOPS = ".!?…。！？؟।"
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯҐЄІЇ](?<!\w.)", re.DOTALL)
"""Looked behind only where there is one, which is quicker."""
_BULLET = re.compile(r"[-–—•·▪►*»›>|]|\d{1,2}[.)]\s")
_ODD = ("©", "|", "»", "›", "@", "€", "$", "£", "http:", "https:")
_PLAIN_STOPS = "".join(filter(str.isascii, _STOPS))
_PLAIN_ODD = tuple(filter(str.isascii, _ODD))
"""What a text of ASCII alone can hold of them."""


def traits_of(draft: Draft, ruling: Ruling, asked: Sequence[bool]) -> tuple[Table, Table]:
    """Return a row of `TRAITS` for each block, and one of `TEXT_TRAITS` for each *asked* one."""
    keys = [
        letters_of(row.block.text[:FOLDED_CHARS]) if look and row.block.words > 5 else ""
        for row, look in zip(ruling.rows, asked, strict=True)
    ]
    reading = _Reading(draft)
    read = [reading.traits(row.block, key) for row, key, look in zip(ruling.rows, keys, asked, strict=True) if look]
    return _known(draft, ruling, asked, keys), _array(read, len(TEXT_TRAITS))


def _known(draft: Draft, ruling: Ruling, asked: Sequence[bool], keys: Sequence[str]) -> Table:
    rows = ruling.rows
    texts = [row.block.text for row in rows]
    words = np.array([row.block.words for row in rows])
    density = np.array([row.block.link_density for row in rows])
    heading = np.array([row.block.tag in HEADINGS for row in rows])
    aside = [look and len(text) < 60 and is_aside_title(text) for text, look in zip(texts, asked, strict=True)]
    linked = density >= LINKED
    roles = np.zeros(len(rows))
    for claimed, role in draft.claimed.items():
        roles[claimed] = ROLE_CODES.get(role, 0)
    seen, seen_before = _repeats(texts)
    titles, calls = _last(heading), _last(linked & (words > 3))
    index = np.arange(len(rows))
    columns = (
        np.log1p(words),
        np.log1p(np.array([len(text) for text in texts])),
        density,
        [ends_sentence(text) for text in texts],
        [TAG_CODES.get(row.block.tag, 0) for row in rows],
        [row.prose for row in rows],
        [row.furniture for row in rows],
        _among(ruling.inside, len(rows)),
        _among(ruling.candidates, len(rows)),
        _among((row.block.index for row in ruling.taken), len(rows)),
        linked,
        roles,
        seen,
        seen_before,
        [before > 0 and key != "" for before, key in zip(_repeats(keys)[1], keys, strict=True)],
        index,
        np.minimum(index - _last(np.array(aside)), FAR),
        np.minimum(index - titles, FAR),
        (titles >= 0) & (density[np.maximum(titles, 0)] > 0.5),
        np.minimum(index - calls, FAR),
    )
    table = np.empty((len(rows), len(TRAITS)), dtype=np.float32)
    for at, column in enumerate(columns):
        table[:, at] = column
    return table


def _repeats(texts: Sequence[str]) -> tuple[list[int], list[int]]:
    """Return how often each of *texts* is among them, and how often before it."""
    met: dict[str, int] = {}
    before = []
    for text in texts:
        times = met.get(text, 0)
        before.append(times)
        met[text] = times + 1
    return [met[text] for text in texts], before


def _among(indexes: Iterable[int], count: int) -> NDArray[np.bool_]:
    """Return for each of *count* blocks whether it is one of *indexes*."""
    found = np.zeros(count, dtype=np.bool_)
    found[list(indexes)] = True
    return found


def _last(told: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each block the last one up to it of which something is *told*; none is far before the first."""
    return np.maximum.accumulate(np.where(told, np.arange(len(told)), -FAR))


def _array(rows: Iterable[Sequence[float]], columns: int) -> Table:
    """Return *rows* as an array; by way of bytes, which takes an eighth of the time that numpy takes for tuples."""
    packed = Struct(f"{columns}f").pack
    return np.frombuffer(b"".join([packed(*row) for row in rows]), dtype=np.float32).reshape(-1, columns)


class _Reading:
    """What a block's text says, also beside the page's data, description and headline."""

    def __init__(self, draft: Draft) -> None:
        page = draft.page
        bodies = [body for item in page.json_ld if isinstance(body := item.get("articleBody"), str)]
        self._data = letters_of(max(bodies, key=len)[:100_000]) if bodies else ""
        told = [text for name in ("description", "og:description") for text in page.meta.get(name, ())[:1]]
        self._description = letters_of(" ".join(told)[:2_000])
        self._headline = frozenset((draft.article.headline or "").lower().split())

    def traits(self, block: Block, key: str) -> tuple[float, ...]:
        text, words = block.text, block.words or 1
        start = text[:LEAD_CHARS]
        short, plain = words <= SHORT_WORDS, text.isascii()
        lower = frozenset(text.lower().split()) if short else frozenset()
        return (
            sum(map(text.count, _PLAIN_STOPS if plain else _STOPS)) / words,
            text.count(",") / words,
            text[-1] == ":",
            (_plain_digits(start) if plain else len(_DIGIT.findall(start))) / len(start),
            len(_CAPITAL.findall(start)) / min(words, 25),
            _BULLET.match(text) is not None,
            text[0].islower(),
            sum(map(start.count, _PLAIN_ODD if plain else _ODD)),
            short and "@" in text,
            words < 40 and is_boilerplate(text),
            len(lower & PROMO),
            len(lower & ABOUT),
            len(lower & NOTE),
            (2 if key in self._data else 1) if key and self._data else 0,
            bool(key) and key in self._description,
            _likeness(lower, self._headline) if words <= 40 else 0.0,
            len(block.inline),
            len(block.lines),
            _bold_share(block) if short and block.inline else 0.0,
            len(block.inline) / words,
            text.endswith(("…", "...", "[…]", "[...]")),
        )


def _plain_digits(text: str) -> int:
    """Return how many digits *text*, which is ASCII, has."""
    return len(text) - len(text.encode().translate(None, b"0123456789"))


def _likeness(words: frozenset[str], headline: frozenset[str]) -> float:
    return len(words & headline) / len(words | headline) if words and headline else 0.0


def _bold_share(block: Block) -> float:
    """Return how much of the block is set in bold or italics."""
    chars = sum(len(element.text or "") for element in block.inline if element.tag in _BOLD)
    return min(1.0, chars / len(block.text))
