"""Which word lists have a word in a text, and what else tells what it is about: as numbers, whatever the language."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.near.others import names_another
from pipelines.mirrors.near.sentences import OPEN_ENDS, QUESTION_MARKS
from pipelines.mirrors.near.speech import is_speech
from pipelines.mirrors.words.language import MEANINGS

if TYPE_CHECKING:
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language

FORMS = ("named", "hosted", "another", "speech", "asks", "open", "words")
CUES = (*MEANINGS, *FORMS)
"""Names of what is told of a text, in the order of its numbers."""
NOTHING = (0.0,) * len(CUES)
MOST_CHARS = 600
"""Longer texts are looked at up to there."""


class Cues:
    """What texts of one page tell; each is looked at once."""

    def __init__(self, outlet: Outlet, language: Language) -> None:
        self._outlet = outlet
        self._language = language
        self._known: dict[str, tuple[float, ...]] = {"": NOTHING}

    def of(self, text: str) -> tuple[float, ...]:
        """Return the numbers of `CUES` for *text* as printed."""
        text = text[:MOST_CHARS]
        told = self._known.get(text)
        if told is None:
            told = self._known[text] = self._of(text)
        return told

    def _of(self, text: str) -> tuple[float, ...]:
        folded, outlet, language = fold(text), self._outlet, self._language
        rest, hosted = folded, False
        for one in addresses_in(folded):
            hosted = hosted or outlet.is_own(one.host)
            rest = rest.replace(one.text, " ")
        forms = (
            outlet.is_named_in(rest),
            hosted,
            names_another(text, outlet, language.name),
            is_speech(folded),
            text[-1] in QUESTION_MARKS,
            text.rstrip().endswith(OPEN_ENDS),
            log1p(len(rest.split())),
        )
        return (*language.numbers_of(outlet.without_names(rest)), *map(float, forms))
