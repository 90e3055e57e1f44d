"""The word lists of one language: broad ones whose words count as signs, and decide nothing alone."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crawler.page.language import letters_by_script
from crawler.page.stopwords import LANGUAGES_OF_SCRIPT
from pipelines.mirrors.fold import fold_all
from pipelines.mirrors.words.patterns import announcing
from pipelines.mirrors.words.stems import Stems

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

WORDS = (
    "if", "we", "site", "also", "reach", "other", "place", "address", "mirror", "new", "moved", "blocked", "unblock",
    "use", "old", "dead", "refuse", "doubt", "article", "section", "feed", "trouble", "twin", "door", "not", "now",
    "contact", "lost", "presence",
)  # fmt: skip
"""Lists of [words]: few entries, as they stand in announcements."""
SIGNS = (
    "blocked", "removed", "trouble", "mirror", "spare", "moved", "new", "address", "reach", "around", "ours", "advise",
    "works", "app", "channel", "theirs", "trade", "past", "false", "future", "if", "not", "told", "file", "language",
    "feed", "article",
)  # fmt: skip
"""Lists of [signs]: what the beginnings of words may mean, some hundred entries each."""
COMMON = ("c.platform", "c.apps", "c.channels")
"""Lists of common.toml, the same for all languages: platforms of television sets, words for apps and channels."""
MEANINGS = (*SIGNS, *(f"w.{word}" for word in WORDS), *COMMON)
"""Names of all lists."""
LOSSES = (
    "blocked", "removed", "trouble", "moved", "around", "w.blocked", "w.lost", "w.trouble", "w.moved", "w.unblock",
)  # fmt: skip
"""Those that tell what befell an outlet."""
LOST = frozenset(map(MEANINGS.index, LOSSES))
TELLING = LOST | frozenset(
    MEANINGS.index(name) for name in ("mirror", "spare", "w.mirror", "w.other", "w.twin", "w.door")
)
"""Those of which one has a word near almost every address that is offered."""
PLAIN = frozenset(at for at in TELLING if MEANINGS[at].startswith("w."))
"""Those of them whose words tell it plainly."""
_NEW, _ADDRESS, _REACH = (
    frozenset((MEANINGS.index(name), MEANINGS.index(f"w.{name}"))) for name in ("new", "address", "reach")
)
TOGETHER = ((_NEW, _ADDRESS), (_REACH, _ADDRESS, frozenset({MEANINGS.index("w.also")})))
"""Lists that tell something where each of them has a word: "our new address", "can also be read at these addresses"."""
PLATFORM, APPS = MEANINGS.index("c.platform"), MEANINGS.index("c.apps")
COUNTED = TELLING.union({PLATFORM, APPS}, *(lists for group in TOGETHER for lists in group))
OURS = frozenset(MEANINGS.index(name) for name in ("ours", "w.we"))
MOVED = frozenset(MEANINGS.index(name) for name in ("moved", "w.moved"))
BLOCKS = frozenset(
    MEANINGS.index(name)
    for name in ("blocked", "w.blocked", "w.unblock", "mirror", "w.mirror", "w.other", "spare", "around")
)
"""Those of which two have a word in almost every notice of a block."""

SAMPLE_CHARS = 2_000
"""So much of a page is enough to tell its language by."""
LEAST_SHARE = 0.1
"""With fewer of its letters nothing but names is written in a script."""


class Language:
    """The lists of one language, by the beginnings of their words; its file is read when they are first asked for."""

    def __init__(self, name: str, read: Callable[[], tuple[Mapping[str, Sequence[str]], Iterable[str]]]) -> None:
        """*read* returns the lists by name, and the phrases that announce an address by themselves."""
        self.name = name
        self._read = read

    @cached_property
    def _told(self) -> tuple[Mapping[str, Sequence[str]], Iterable[str]]:
        return self._read()

    def check(self) -> None:
        """Raises `BadSetting` with what is wrong with the file when it cannot be used."""
        _ = self._told

    @cached_property
    def phrases(self) -> tuple[re.Pattern[str], ...]:
        return tuple(map(announcing, self._told[1]))

    @cached_property
    def _at(self) -> dict[str, set[int]]:
        places: dict[str, set[int]] = {}
        for name, entries in self._told[0].items():
            at = MEANINGS.index(name)
            for stem in fold_all([entry.strip("*") for entry in entries if entry.strip("*")]):
                if stem:
                    places.setdefault(stem, set()).add(at)
        return places

    @cached_property
    def stems(self) -> Stems:
        """All of them."""
        return Stems(self._at)

    @cached_property
    def telling(self) -> Stems:
        """Those of lists that are near addresses that are offered, and of words such as "our"."""
        counted = COUNTED | OURS
        return Stems(stem for stem, places in self._at.items() if not counted.isdisjoint(places))

    def numbers_of(self, folded: str) -> list[float]:
        """Return for each of `MEANINGS` 1 where the *folded* text has a word of it, else 0."""
        numbers = [0.0] * len(MEANINGS)
        for at in self.meanings_in(folded):
            numbers[at] = 1.0
        return numbers

    def meanings_in(self, folded: str) -> set[int]:
        """Return the places among `MEANINGS` of the lists that have a word in a *folded* text."""
        return self.meanings_of(self.stems.found_in(folded))

    def meanings_of(self, stems: Iterable[str]) -> set[int]:
        """Return the places among `MEANINGS` of those that have a word in a text in which the *stems* begin."""
        return set().union(*map(self._at.__getitem__, stems))

    def announces(self, folded: str) -> bool:
        """Return whether one of the phrases that a user added stands in a *folded* text."""
        return any(phrase.search(folded) for phrase in self.phrases)


def told_by(there: AbstractSet[int]) -> frozenset[int]:
    """Return which of the lists that tell something are among those that have a word in a text."""
    told = there & TELLING
    for group in TOGETHER:
        if all(not there.isdisjoint(lists) for lists in group):
            told |= there & frozenset().union(*group)
    return frozenset(told)


def likeliest(languages: Sequence[Language], folded: str) -> Language:
    """Return that of *languages* whose words stand oftenest in a *folded* text that nobody says the language of.

    Those that are written in other letters are not asked; English it is where all are.
    """
    sample = folded[:SAMPLE_CHARS]
    letters = letters_by_script(sample)
    scripts = [script for script, count in letters.items() if count > LEAST_SHARE * sum(letters.values())]
    home = {name for script in scripts for name in LANGUAGES_OF_SCRIPT[script]}
    placed = set().union(*LANGUAGES_OF_SCRIPT.values())
    asked = [one for one in languages if one.name in home or one.name not in placed]
    if not asked:
        return next((one for one in languages if one.name == "en"), languages[0])
    return max(asked, key=lambda one: sum(map(len, one.stems.found_in(sample))))
