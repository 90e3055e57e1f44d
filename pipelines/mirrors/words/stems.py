"""Beginnings of words and phrases, found in a text without looking for each of them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.mirrors.words.patterns import SPACELESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Start = tuple[str, frozenset[str]]
    """A stem, and its words less the last one, which may go on."""

WORD = re.compile(r"\w+")
SHORT_WORD_CHARS = 3
"""Shorter words count only whole: "no" is not in "november"."""
MOST_KNOWN = 50_000
"""So many words are kept with what begins in them; the words of news repeat."""


class Stems:
    """Some stems, after `fold`, by the words that they begin with."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._firsts: dict[str, tuple[Start, ...]] = {}
        self._anywhere: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._known: dict[str, tuple[Start, ...]] = {}
        for stem in dict.fromkeys(stems):
            first = WORD.search(stem)
            if first is None or SPACELESS.search(stem):
                self._anywhere[*stem[:2],] = (*self._anywhere.get((*stem[:2],), ()), stem)
            else:
                self._firsts[first[0]] = (*self._firsts.get(first[0], ()), (stem, frozenset(words_of(stem)[:-1])))
        self._lengths = sorted({len(first) for first in self._firsts})
        self._fronts = {first[:SHORT_WORD_CHARS] for first in self._firsts}

    def found_in(self, folded: str) -> set[str]:
        """Return the stems that begin where a word of the *folded* text does; anywhere where words are not parted.

        >>> sorted(Stems(["mirror", "our site", "our s", "镜像"]).found_in("see:our site-mirrors"))
        ['mirror', 'our s', 'our site']
        """
        words = set(words_of(folded))
        told = {
            stem for near in self._told_in(words).values() for stem, first in near if first <= words and stem in folded
        }
        return told | self._anywhere_in(folded)

    def found_in_each(
        self, texts: Sequence[str], words: Sequence[Sequence[str]], *, parted: bool
    ) -> Iterator[set[str]]:
        """Yield what `found_in` does for each of *texts*, whose *words* are these, with less work.

        *parted*: whether all are in scripts that part their words.
        """
        every: set[str] = set().union(*words)
        there: dict[str, list[str]] = {}
        for word, near in self._told_in(every).items():
            stems = [stem for stem, first in near if first <= every]
            if stems:
                there[word] = stems
        for one, its in zip(texts, words, strict=True):
            begun = there.keys() & its
            found = {stem for word in begun for stem in there[word] if stem in one}
            yield found if parted else found | self._anywhere_in(one)

    def _anywhere_in(self, folded: str) -> set[str]:
        if not self._anywhere or folded.isascii():
            return set()
        pairs = self._anywhere.keys() & set(pairwise(folded))
        return {stem for pair in pairs for stem in self._anywhere[pair] if stem in folded}

    def _told_in(self, words: set[str]) -> dict[str, tuple[Start, ...]]:
        """Those of *words* that begin like a stem, with the stems."""
        known, fronts = self._known, self._fronts
        if len(known) > MOST_KNOWN:
            known.clear()
        told = {}
        for word in words:
            if word[:SHORT_WORD_CHARS] in fronts:
                near = known.get(word)
                if near is None:
                    near = known[word] = self._beginning(word)
                if near:
                    told[word] = near
        return told

    def _beginning(self, word: str) -> tuple[Start, ...]:
        firsts, chars = self._firsts, len(word)
        near: tuple[Start, ...] = ()
        for length in self._lengths:
            if length >= chars:
                break
            if length >= SHORT_WORD_CHARS and word[:length] in firsts:
                near += firsts[word[:length]]
        return near + firsts.get(word, ())


def words_of(folded: str) -> list[str]:
    """Return the words of a *folded* text.

    >>> words_of("see:our site-mirrors (new)")
    ['see', 'our', 'site', 'mirrors', 'new']
    """
    return spaced(folded).split()


def spaced(folded: str) -> str:
    """Return *folded* with spaces for marks; lines stay lines."""
    for mark in {one for one in set(folded) if not one.isalnum()} - {" ", "\n", "_"}:
        folded = folded.replace(mark, " ")
    return folded
