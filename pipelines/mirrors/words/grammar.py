"""Phrases as they are written in the tables, and where they stand in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

BEGINS = r"(?<!\w)"
GAP = r".{1,40}?"
NEAR = r".{0,28}?"
NAME = re.compile(r"\{(\w+)\}")
PIECE = re.compile(r"\{\w+\}|…|[^{}…]+")
SPACELESS = re.compile("[\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words are joined to others, as Arabic does with "and", or not parted at all."""
MARKS = frozenset("{}…*&~")
"""A phrase without any of these is words and nothing else, as most are."""
TINY = re.compile("[\u0600-\u06ff]{1,2}\\*?")
"""Words of the Arabic script so short that they stand in many others; they count by themselves, or after "and"."""


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """One phrase, to be looked for in folded text."""

    written: str
    words: Mapping[str, Sequence[str]] = field(repr=False)
    source: str
    """As it is compared: after `fold`, where it has no word lists."""
    stem: str
    """A text without it does not hold the phrase."""
    lists: frozenset[str]
    """The word lists that it names."""

    @cached_property
    def parts(self) -> tuple[re.Pattern[str], ...]:
        # There are thousands of phrases, and most are never near a text: their stems are looked for first.
        return tuple(re.compile(_side(part, self.words)) for part in self.written.split("&"))

    def find(self, folded: str) -> tuple[int, int] | None:
        """Return from where to where the phrase reaches in a *folded* sentence; None when it is not there."""
        if self.stem not in folded:
            return None
        spans = []
        for part in self.parts:
            match = part.search(folded)
            if match is None:
                return None
            spans.append(match.span())
        return min(start for start, _ in spans), max(end for _, end in spans)


def flaw_of(phrase: str, names: Iterable[str]) -> str | None:
    """Return what is wrong with *phrase*, which may use the word lists *names*; None when nothing is.

    >>> flaw_of("our {sight} is at", ["site"])
    'names the word list {sight}, which is not there'
    """
    if MARKS.isdisjoint(phrase) and any(map(str.isalnum, phrase)):
        return None
    unknown = next((name for name in NAME.findall(phrase) if name not in names), None)
    if unknown is not None:
        return f"names the word list {{{unknown}}}, which is not there"
    if "{" in NAME.sub("", phrase) or "}" in NAME.sub("", phrase):
        return "has a brace without its partner"
    if any(not fold(part).strip(" …*") for part in re.split(r"[&~]", phrase)):
        return "has an empty part"
    return None


def compiled(phrase: str, words: Mapping[str, Sequence[str]]) -> Phrase:
    """Return *phrase* as it is looked for, with its word lists from *words*."""
    lists = frozenset(NAME.findall(phrase))
    return Phrase(written=phrase, words=words, source=_folded(phrase), stem=stem_of(phrase), lists=lists)


def _folded(phrase: str) -> str:
    # Folding would turn the gap into three full stops.
    return "…".join(fold(part) for part in phrase.split("…"))


def any_of(given: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any one of some words or word groups; it matches nothing when there are none."""
    return re.compile(_alternatives(given) if given else r"(?!)")


def stem_of(word: str) -> str:
    """Return what a text must have in it where *word* stands: its longest piece after `fold`.

    >>> stem_of("Mirrors* … site")
    'mirrors'
    """
    pieces = [fold(piece) for piece in re.split(r"[*…&~]|\{\w+\}", word)]
    return max(pieces, key=len)


def stems_of(words: Iterable[str]) -> dict[str, str]:
    """Return the stems of some *words* by the words, as `stem_of` does, in a fraction of the time."""
    given = list(dict.fromkeys(words))
    plain = [word for word in given if MARKS.isdisjoint(word.removesuffix("*"))]
    told = dict(zip(plain, fold_all([word.removesuffix("*") for word in plain]), strict=True))
    return {word: told[word] if word in told else stem_of(word) for word in given}


def _side(part: str, words: Mapping[str, Sequence[str]]) -> str:
    sides = [_row(side.strip(), words) for side in part.split("~")]
    if len(sides) == 1:
        return sides[0]
    first, second = sides
    return f"{first}{NEAR}{second}|{second}{NEAR}{first}"


def _row(text: str, words: Mapping[str, Sequence[str]]) -> str:
    made = []
    for piece in PIECE.findall(text):
        name = NAME.fullmatch(piece)
        if name is not None:
            made.append(_alternatives(words.get(name[1], ())))
        elif piece == "…":
            made.append(GAP)
        elif piece.strip():
            made.append(_word(piece))
        elif made and made[-1] != GAP:
            made.append(" ")
    return "".join(made)


def _alternatives(given: Iterable[str]) -> str:
    # The longest first: "web site" before "web".
    ordered = sorted(dict.fromkeys(given), key=lambda word: (-len(word), word))
    if not ordered:
        return r"(?!)"
    rows = [_row(word, {}) for word in ordered]
    # Looking back once and not for each word takes a fraction of the time.
    bound = "|".join(row.removeprefix(BEGINS) for row in rows if row.startswith(BEGINS))
    free = [row for row in rows if not row.startswith(BEGINS)]
    return f"(?:{'|'.join([*free, *([f'{BEGINS}(?:{bound})'] if bound else [])])})"


def _word(text: str) -> str:
    """A word or a few: they begin and end at the ends of words; a star lets the word go on, as inflected words do."""
    folded = fold(text)
    if TINY.fullmatch(folded):
        return rf"(?<!\w)\u0648?{folded.removesuffix('*')}(?!\w)"
    spaced = not SPACELESS.search(folded)
    pieces = [re.escape(piece) + (r"\w*" if spaced else "") for piece in folded.split("*")]
    last = pieces.pop()
    if last == (r"\w*" if spaced else ""):
        body, ends = "".join(pieces), ""
    else:
        body = "".join([*pieces, last.removesuffix(r"\w*") if spaced else last])
        ends = r"(?!\w)" if spaced and folded[-1:].isalnum() else ""
    begins = BEGINS if spaced and folded[:1].isalnum() else ""
    before = r"\s?" if text[:1].isspace() else ""
    after = r"\s?" if text[-1:].isspace() else ""
    return f"{before}{begins}{body}{ends}{after}"
