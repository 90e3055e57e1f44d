"""Words by what they mean, in each language: broad lists whose words count as signs and decide nothing alone."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.grammar import MARKS
from pipelines.mirrors.words.language import WORDS
from pipelines.mirrors.words.stems import Stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipelines.mirrors.words.language import Language

_MEANINGS = """
blocked removed trouble mirror spare moved new address reach around ours advise works app channel theirs trade past
false future if not told file language feed article
"""
MEANINGS = (*_MEANINGS.split(), *(f"w.{word}" for word in WORDS))
"""Names of the lists: those of the files, and those of the rules' words."""
LOSSES = (
    "blocked", "removed", "trouble", "moved", "around", "w.blocked", "w.lost", "w.trouble", "w.moved", "w.unblock",
)  # fmt: skip
"""Those that tell what befell an outlet."""
TELLING = frozenset(
    MEANINGS.index(name) for name in (*LOSSES, "mirror", "spare", "w.mirror", "w.other", "w.twin", "w.door")
)
LEAST_TELLING = 2
"""So many of them are near almost every address that is offered, and near few others."""
FOLDER = "meanings"


class Lexicon:
    """The lists of one language."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self._at: dict[str, set[int]] = {}
        for name, entries in lists.items():
            for entry in entries:
                stem = fold(entry.strip("*"))
                if stem:
                    self._at.setdefault(stem, set()).add(MEANINGS.index(name))
        self.stems = Stems(self._at)
        self.telling = Stems(stem for stem, places in self._at.items() if not TELLING.isdisjoint(places))
        """Those of lists that are near addresses that are offered."""

    def numbers_of(self, folded: str) -> list[float]:
        """Return for each of `MEANINGS` 1 where the *folded* text has a word of it, else 0."""
        there = self.meanings_in(folded)
        return [float(at in there) for at in range(len(MEANINGS))]

    def meanings_in(self, folded: str) -> set[int]:
        """Return the places among `MEANINGS` of the lists that have a word in a *folded* text."""
        return self.meanings_of(self.stems.found_in(folded))

    def meanings_of(self, stems: Iterable[str]) -> set[int]:
        """Return the places among `MEANINGS` of those that have a word in a text in which the *stems* begin."""
        return {at for stem in stems for at in self._at[stem]}


@cache
def lexicon_of(language: Language) -> Lexicon:
    """Return the lists of *language*: those of its file here, where there is one, and the words of its rules."""
    lists = {
        f"w.{name}": [word for word in words if MARKS.isdisjoint(word.strip("*"))]
        for name, words in language.words.items()
    }
    file = files(__package__).joinpath(FOLDER, f"{language.name}.toml")
    if file.is_file():
        lists |= tomllib.loads(file.read_text(encoding="utf-8"))
    return Lexicon(lists)
