"""Which word lists have a word in a text, and what else tells what it is about: as numbers, whatever the language."""

from __future__ import annotations

from math import log1p
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.lexicon import MEANINGS, lexicon_of
from pipelines.mirrors.trigger import OPEN_ENDS, QUESTION_MARKS
from pipelines.mirrors.weighing.others import names_another
from pipelines.mirrors.weighing.speech import is_speech
from pipelines.mirrors.words.language import ROLES

if TYPE_CHECKING:
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

FORMS = ("named", "hosted", "another", "speech", "asks", "open", "platform", "apps", "channels", "words")
CUES = (*MEANINGS, *ROLES, *FORMS)
"""Names of what is told of a text, in the order of its numbers."""
NOTHING = (0.0,) * len(CUES)
MOST_CHARS = 600
"""Longer texts are looked at up to there."""


class Cues:
    """What texts of one page tell; each is looked at once."""

    def __init__(self, outlet: Outlet, language: Language, table: Phrases) -> None:
        self._outlet = outlet
        self._language = language
        self._table = table
        self._lexicon = lexicon_of(language)
        self._known: dict[str, tuple[float, ...]] = {"": NOTHING}

    def of(self, text: str) -> tuple[float, ...]:
        """Return the numbers of `CUES` for *text* as printed."""
        text = text[:MOST_CHARS]
        told = self._known.get(text)
        if told is None:
            told = self._known[text] = self._of(text)
        return told

    def _of(self, text: str) -> tuple[float, ...]:
        folded, outlet, language, table = fold(text), self._outlet, self._language, self._table
        rest, hosted = folded, False
        for one in addresses_in(folded):
            hosted = hosted or outlet.is_own(one.host)
            rest = rest.replace(one.text, " ")
        nameless = outlet.without_names(rest)
        roles = {role for role, phrase in language.phrases_in(nameless) if phrase.find(nameless) is not None}
        forms = (
            outlet.is_named_in(rest),
            hosted,
            names_another(text, outlet, language.name),
            is_speech(folded),
            text[-1] in QUESTION_MARKS,
            text.rstrip().endswith(OPEN_ENDS),
            table.platform.search(rest) is not None,
            table.apps.search(rest) is not None,
            table.channels.search(rest) is not None,
            log1p(len(rest.split())),
        )
        told = self._lexicon.numbers_of(nameless)
        return (*told, *(float(role in roles) for role in ROLES), *map(float, forms))
