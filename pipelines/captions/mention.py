"""The sentences of the text that point at a photo, such as one with "(seen below)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’»')\]]?\s+(?=\S)|(?<=[。！？])")
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
    table = words()
    kinds = ((1, table.below), (-1, table.above), (0, table.near))
    return {toward: tuple(phrase for phrase in phrases if phrase in lowered) for toward, phrases in kinds}


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
