"""The words and phrases of one language, ready for matching."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from pipelines.mirrors.words.grammar import SPACELESS, Phrase, any_of, compiled, stem_of, stems_of
from pipelines.mirrors.words.stems import Stems

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Mapping

ROLES = ("article", "successor", "channel", "own", "named", "label", "blocked", "instead")
WORDS = (
    "if", "we", "site", "also", "reach", "other", "place", "address", "mirror", "new", "moved", "blocked", "unblock",
    "use", "old", "dead", "refuse", "doubt", "article", "section", "feed", "trouble", "twin", "door", "not", "now",
    "contact", "lost", "presence",
)  # fmt: skip
TELLING = ("other", "address", "mirror", "moved", "blocked", "unblock")
"""A sentence without any of these words, and without a phrase, announces nothing but by "also"."""
WEIGHTY = ("blocked", "trouble", "unblock", "other", "mirror", "moved", "twin")
NOTICES = ("own", "named", "blocked")
SHORT_WORD_CHARS = 5


class Language:
    """The words and phrases of one language."""

    def __init__(self, name: str, tables: Mapping[str, Mapping[str, list[str]]], rules: Iterable[list[str]]) -> None:
        self.name = name
        self._words = {key: tables["words"].get(key, []) for key in WORDS}
        self._phrases = tables.get("phrases", {})
        self._rules = tuple(rules)
        others = [word for key in TELLING for word in self._words[key]]
        others += [phrase for role in ROLES for phrase in self._phrases.get(role, ())]
        told = [*others, *self._words["lost"]]
        stems = stems_of([*told, *self._words["also"]])
        self.stems = _shortest(stems[word] for word in told)
        """One of these is in every sentence that this language's words and phrases can speak of."""
        self.weak_stems = _shortest(stems.values())
        """The same with the words for "also", which count beside a printed address."""
        self.blocking = frozenset(stems[word] for word in self._words["blocked"]) & {*self.stems, *self.weak_stems}
        self.losing = frozenset(stems[word] for key in ("blocked", "unblock", "lost") for word in self._words[key])
        self._stems = stems
        # Without a word for a channel or programme they tell nothing.
        self.lost_alone = self._beginnings("lost") - _beginnings(self.stems, (stems[word] for word in others))
        self.presence = [stem_of(word) for word in self._words["presence"]]
        notices = [phrase for role in NOTICES for phrase in self._phrases.get(role, ())]
        self.notices = _shortest(stems[phrase] for phrase in notices)
        """One of these is in every phrase that is worth a notice where no address stands near."""

    @cached_property
    def begins(self) -> dict[str, frozenset[str]]:
        """By word list, those of `stems` with which its words begin: without one of them no word of it is there."""
        # Nothing tells where a word begins that may stand within another.
        whole = (key for key in (*TELLING, "lost") if not any(word.startswith("*") for word in self._words[key]))
        return {key: self._beginnings(key) for key in whole}

    def _beginnings(self, key: str) -> frozenset[str]:
        return _beginnings(self.stems, (self._stems[word] for word in self._words[key]))

    @cached_property
    def phrases(self) -> tuple[tuple[str, Phrase], ...]:
        """Role and phrase, as they are written out."""
        return tuple((role, self._compiled(phrase)) for role in ROLES for phrase in self._phrases.get(role, ()))

    def phrases_in(self, folded: str) -> list[tuple[str, Phrase]]:
        """Return those of `phrases` that may stand in a *folded* sentence."""
        by_stem = self._by_stem
        near = sorted(at for stem in self._phrase_stems.found_in(folded) for at in by_stem[stem])
        return [self.phrases[at] for at in near]

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for at, (_, phrase) in enumerate(self.phrases):
            places.setdefault(phrase.stem, []).append(at)
        return places

    @cached_property
    def _phrase_stems(self) -> Stems:
        return Stems(self._by_stem)

    @cached_property
    def rules(self) -> tuple[tuple[str, Phrase], ...]:
        """Role and rule, in the order in which they are tried."""
        return tuple((role, self._compiled(phrase)) for role, phrase in self._rules)

    @cached_property
    def lists(self) -> dict[str, re.Pattern[str]]:
        """The word lists that rules name."""
        return {key: any_of(self._words[key]) for key in WORDS}

    @property
    def words(self) -> Mapping[str, list[str]]:
        """The word lists as they are written."""
        return self._words

    @cached_property
    def we(self) -> re.Pattern[str]:
        return any_of(self._words["we"])

    @cached_property
    def refuse(self) -> re.Pattern[str]:
        return any_of(self._words["refuse"])

    @cached_property
    def doubt(self) -> re.Pattern[str]:
        return any_of(self._words["doubt"])

    @cached_property
    def contact(self) -> re.Pattern[str]:
        return any_of(self._words["contact"])

    @cached_property
    def site(self) -> re.Pattern[str]:
        return any_of(self._words["site"])

    @cached_property
    def section(self) -> re.Pattern[str]:
        return any_of(self._words["section"])

    @cached_property
    def feed(self) -> re.Pattern[str]:
        return any_of(self._words["feed"])

    @cached_property
    def weighty(self) -> Stems:
        """One of these is in every note whose words are worth weighing."""
        return Stems({*self.sure, *map(stem_of, self._words["not"])})

    @cached_property
    def sure(self) -> frozenset[str]:
        """Those of them that are more than a word for "not"."""
        # The index knows where words begin, and nothing within them.
        words = [word for key in WEIGHTY for word in self._words[key] if not word.startswith("*")]
        return frozenset(map(stem_of, words))

    @cached_property
    def failing(self) -> Phrase:
        """Something that can be reached, and a word for "not" near it."""
        return self._compiled("{not} ~ {reach}")

    @cached_property
    def old(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """Words before an address that is left behind: those that may stand a little away, those that stand next."""
        short = [word for word in self._words["old"] if len(word.strip("*")) <= SHORT_WORD_CHARS]
        return any_of([word for word in self._words["old"] if word not in short]), any_of(short)

    @cached_property
    def dead(self) -> re.Pattern[str]:
        return any_of(self._words["dead"])

    def _compiled(self, phrase: str) -> Phrase:
        return compiled(phrase, self._words)


def _shortest(given: Iterable[str]) -> tuple[str, ...]:
    """The stems in *given* less those that begin with another, or hold it where words are not parted."""
    kept: dict[str, None] = {}
    joined: list[str] = []
    for stem in sorted(set(given), key=lambda stem: (len(stem), stem)):
        # The first letters of a stem are looked up: a shorter one within it would not be met.
        if not stem or any(stem[:end] in kept for end in range(1, len(stem))):
            continue
        if SPACELESS.search(stem):
            if any(shorter in stem for shorter in joined):
                continue
            joined.append(stem)
        kept[stem] = None
    return tuple(kept)


def _beginnings(shortest: Iterable[str], given: Iterable[str]) -> frozenset[str]:
    """Those of the *shortest* stems, as `_shortest` has them, that stand for one of the stems *given*."""
    known, joined = set(shortest), [stem for stem in shortest if SPACELESS.search(stem)]
    found: set[str] = set()
    for one in given:
        found |= {one[:end] for end in range(1, len(one) + 1)} & known
        found |= {stem for stem in joined if stem in one}
    return frozenset(found)
