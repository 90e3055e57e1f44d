"""Beginnings of words and phrases, found in a text without looking for each of them."""

from __future__ import annotations

from itertools import chain, pairwise
from typing import TYPE_CHECKING

from pipelines.mirrors.words.patterns import SPACELESS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

SHORT_WORD_CHARS = 3
"""Shorter words count only whole: "no" is not in "november"."""
MOST_KNOWN = 50_000
"""So many words are kept with what begins in them; the words of news repeat."""

FEW = 64
"""So few stems are looked for one by one."""
NOTHING: frozenset[str] = frozenset()


class Stems:
    """Some stems, after `fold`, by the words that they begin with."""

    def __init__(self, stems: Iterable[str]) -> None:
        self._words: set[str] = set()
        """Stems of one word, which may go on."""
        self._longer: dict[str, dict[str, list[str]]] = {}
        """Those of several by the first word, and by the letter that the next begins with."""
        self._marked: list[tuple[str, str]] = []
        """Those of a word and marks, with the word."""
        self._anywhere: dict[tuple[str, str], list[str]] = {}
        """Those of scripts that do not part their words, by their first two letters."""
        for stem in dict.fromkeys(stems):
            if stem.isascii() and stem.isalnum():
                self._words.add(stem)
                continue
            first, *others = words_of(stem) or [""]
            if not first or SPACELESS.search(stem):
                # One letter or mark by itself tells nothing.
                if len(stem) > 1:
                    self._anywhere.setdefault((stem[0], stem[1]), []).append(stem)
            elif first == stem:
                self._words.add(stem)
            elif others:
                self._longer.setdefault(first, {}).setdefault(others[0][0], []).append(stem)
            else:
                self._marked.append((stem, first))
        self._lengths = sorted({len(word) for word in self._words if len(word) >= SHORT_WORD_CHARS})
        self._fronts = {word[:SHORT_WORD_CHARS] for word in self._words}
        self._begun: dict[str, list[str]] = {}
        self._known: set[str] = set()

    def found_in(self, folded: str) -> set[str]:
        """Return the stems that begin where a word of the *folded* text does; anywhere where words are not parted.

        >>> sorted(Stems(["mirror", "our site", "our s", "镜像"]).found_in("see:our site-mirrors"))
        ['mirror', 'our s', 'our site']
        """
        words = words_of(folded)
        every = set(words)
        self._learn(every)
        found = self._begun_in(every, words, folded)
        return found.union(_marked_in(self._marked, words, folded), self._anywhere_in(folded))

    def found_in_each(
        self, texts: Sequence[str], words: Sequence[Sequence[str]], *, parted: bool
    ) -> Iterator[AbstractSet[str]]:
        """Yield what `found_in` does for each of *texts*, whose *words* are these, with less work.

        *parted*: whether all are in scripts that part their words.
        """
        every, whole = set().union(*words), "\n".join(texts)
        self._learn(every)
        there = (self._begun.keys() | self._longer.keys()) & every
        marked = [(stem, first) for stem, first in self._marked if stem in whole]
        anywhere = set() if parted else self._anywhere_in(whole)
        for text, its in zip(texts, words, strict=True):
            telling = there.intersection(its)
            found = self._begun_in(telling, its, text) if telling else NOTHING
            if marked:
                found = found.union(_marked_in(marked, its, text))
            yield found.union(stem for stem in anywhere if stem in text) if anywhere else found

    def _learn(self, words: set[str]) -> None:
        """Find out which stems of one word begin in *words*, for those that are new."""
        known = self._known
        if len(known) > MOST_KNOWN:
            known.clear()
            self._begun.clear()
        for word in words - known:
            begun: list[str] = []
            if word[:SHORT_WORD_CHARS] in self._fronts:
                chars = len(word)
                begun = [word[:length] for length in self._lengths if length < chars and word[:length] in self._words]
            if word in self._words:
                begun.append(word)
            if begun:
                self._begun[word] = begun
        known |= words

    def _begun_in(self, telling: AbstractSet[str], words: Sequence[str], folded: str) -> set[str]:
        """Those that begin with one of the *telling* words, which are among the *words* of the text."""
        begun, longer = self._begun, self._longer
        found = set(chain.from_iterable(begun[word] for word in telling if word in begun))
        if not longer.keys().isdisjoint(telling):
            near = [
                longer[one][after[0]]
                for one, after in pairwise(words)
                if one in telling and one in longer and after[0] in longer[one]
            ]
            found.update(stem for stems in near for stem in stems if stem in folded)
        return found

    def _anywhere_in(self, folded: str) -> set[str]:
        if folded.isascii():
            return set()
        if len(self._anywhere) <= FEW:
            return {stem for stems in self._anywhere.values() for stem in stems if stem in folded}
        pairs = self._anywhere.keys() & set(pairwise(folded))
        return {stem for pair in pairs for stem in self._anywhere[pair] if stem in folded}


def _marked_in(marked: Iterable[tuple[str, str]], words: Iterable[str], folded: str) -> list[str]:
    """Those of *marked* stems, each with its word, that a text has where one of its *words* begins."""
    return [stem for stem, first in marked if stem in folded and any(word.startswith(first) for word in words)]


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
