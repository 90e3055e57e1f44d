"""The sentences of the text that point at a photo, such as one with "(seen below)"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»')\]]?\s+(?=\S)|(?<=[。！？])")
WORD = re.compile(r"\w+")
WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
MARKS = frozenset("(（＝")
CLOSING = frozenset(".,;:!?)]）、。，”\"'»–—")


class Mention(NamedTuple):
    """A sentence that points at a photo."""

    sentence: str
    toward: int
    """1: the photo comes after the text; -1: it comes before; 0: the nearest."""


def mentions_in(text: str) -> Iterator[Mention]:
    """Yield the sentences of *text* that point at a photo.

    >>> list(mentions_in("It burned. The mill (seen below) is old."))
    [Mention(sentence='The mill (seen below) is old.', toward=1)]
    """
    lowered = text.lower()
    table = _phrases_in(lowered)
    for sentence in sentences(text) if any(table.values()) else ():
        low = sentence.lower()
        for toward, phrases in table.items():
            if _has(low, phrases):
                yield Mention(sentence, toward)
                break


def may_point(text: str) -> bool:
    """Return whether *text*, of many sentences, may hold one that points at a photo."""
    return any(_phrases_in(text.lower()).values())


def sentences(text: str) -> list[str]:
    """Return the sentences of *text*."""
    return [part.strip() for part in SENTENCE_END.split(text) if part.strip()]


def chosen_photo(places: Sequence[int], at: int, toward: int) -> int | None:
    """Return which of the *places* (in document order) a mention at place *at* means; None when there is none there."""
    after = [index for index, place in enumerate(places) if place > at]
    before = [index for index, place in enumerate(places) if place < at]
    if toward > 0:
        return after[0] if after else None
    if toward < 0:
        return before[-1] if before else None
    nearest = [*before[-1:], *after[:1]]
    return min(nearest, key=lambda index: abs(places[index] - at), default=None)


def _phrases_in(lowered: str) -> dict[int, tuple[str, ...]]:
    """The phrases that are there at all, by where they point."""
    table = _pointers()
    there = [phrase for word, phrases in table.by_word.items() if word in lowered for phrase in phrases]
    for mark in table.marks:
        at = lowered.find(mark)
        while at >= 0:
            if lowered.startswith(table.bracketed, at):
                there.extend(phrase for phrase in table.bracketed if lowered.startswith(phrase, at))
            at = lowered.find(mark, at + 1)
    if not lowered.isascii():
        there.extend(table.unspaced)
    found = {phrase for phrase in there if phrase in lowered}
    return {toward: tuple(phrase for phrase in phrases if phrase in found) for toward, phrases in table.kinds}


class _Pointers(NamedTuple):
    """The phrases by how they are looked for: one by one, a text of some length takes as long as all else."""

    kinds: tuple[tuple[int, tuple[str, ...]], ...]
    by_word: dict[str, list[str]]
    """By the first word."""
    bracketed: tuple[str, ...]
    marks: tuple[str, ...]
    """With what *bracketed* begin."""
    unspaced: tuple[str, ...]
    """Of languages that put no space between words."""


@cache
def _pointers() -> _Pointers:
    table = words()
    kinds = ((1, table.below), (-1, table.above), (0, table.near))
    every = [phrase for _, phrases in kinds for phrase in phrases]
    bracketed = tuple(phrase for phrase in every if phrase[0] in MARKS)
    unspaced = tuple(phrase for phrase in every if phrase[0] not in MARKS and WIDE.search(phrase))
    by_word: dict[str, list[str]] = {}
    for phrase in every:
        if phrase not in bracketed and phrase not in unspaced:
            by_word.setdefault(WORD.findall(phrase)[0], []).append(phrase)
    marks = tuple(sorted({phrase[0] for phrase in bracketed}))
    return _Pointers(kinds, by_word, bracketed, marks, unspaced)


def _has(folded: str, phrases: tuple[str, ...]) -> bool:
    return any(_stands_alone(folded, phrase) for phrase in phrases)


def _stands_alone(folded: str, phrase: str) -> bool:
    """Whether *phrase* is there and closes its clause: "seen below the surface" points at nothing."""
    at = folded.find(phrase)
    while at >= 0:
        behind = folded[at + len(phrase) :].lstrip()[:1]
        ahead = folded[at - 1 : at]
        if phrase[:1] in "(（＝" or ((not behind or behind in CLOSING) and not ahead.isalnum()):
            return True
        at = folded.find(phrase, at + 1)
    return False
