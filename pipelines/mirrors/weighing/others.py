"""Whether a sentence is about somebody other than the page's outlet, by the names in it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.language import TELLING
from pipelines.mirrors.words.phrases import hosts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language

NOUNS_ARE_CAPITALISED = frozenset({"de"})
MOST_CAPITALS = 0.6
"""In a line with more capitals than this they tell nothing: it is set like a headline."""
QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]{2,30})[»”“\"]|《([^《》]{2,30})》")
WORD = re.compile(r"[^\W_][\w'’-]*")
_TOOLS = "tor browser onion google play app store apple android vpn i2p windows chrome firefox safari psiphon signal"
TOOLS = frozenset(_TOOLS.split())
LEAST_RUN, LEAST_CHARS = 2, 3
MOST_LABEL_WORDS = 5


def names_another(sentence: str, outlet: Outlet, language: str) -> bool:
    """Return whether *sentence* has a name of several words, or one in quotation marks, that is not the outlet's."""
    if quotes_another(sentence, outlet):
        return True
    words = list(WORD.finditer(sentence))
    if language in NOUNS_ARE_CAPITALISED or sum(one[0][0].isupper() for one in words) > MOST_CAPITALS * len(words):
        return False
    return any(not _is_known(run, outlet) for run in _runs(sentence, words))


def quotes_another(sentence: str, outlet: Outlet) -> bool:
    """Return whether *sentence* has a name in quotation marks that is not the outlet's."""
    for match in QUOTED.finditer(sentence):
        told = (match[1] or match[2]).strip()
        if not told:
            continue
        if (match[2] or (told[0].isupper() and len(told.split()) <= 4)) and not _is_known(told, outlet):
            return True
    return False


def goes_on_about_another(sentence: str, before: str, outlet: Outlet, language: str) -> bool:
    """Return whether *sentence* has a word of a name *before* it: "Coastline is at X", of Coastline Radio."""
    if language in NOUNS_ARE_CAPITALISED:
        return False
    runs = _runs(before, list(WORD.finditer(before)))
    told = {word for run in runs if not _is_known(run, outlet) for word in WORD.findall(run) if len(word) > LEAST_CHARS}
    return not told.isdisjoint(WORD.findall(sentence)) and not outlet.is_named_in(fold(sentence))


def is_of_name(folded: str, outlet: Outlet, patterns: Iterable[re.Pattern[str]]) -> bool:
    """Return whether one of *patterns* finds nothing in a *folded* sentence but within the outlet's name.

    "The Coastal Mirror is part of a group" has no "mirror is" in it.
    """
    rest = outlet.without_names(folded)
    return rest != folded and any(one.search(folded) and not one.search(rest) for one in patterns)


def is_name(label: str, outlet: Outlet, language: Language) -> bool:
    """Return whether the *label* of an address is a name of others: "Border Review: X", not "Tor Mirror: X"."""
    words, folded = WORD.findall(label), fold(label)
    if not LEAST_RUN <= len(words) <= MOST_LABEL_WORDS or not all(word[0].isupper() for word in words):
        return False
    return not (_is_known(label, outlet) or any(language.lists[key].search(folded) for key in TELLING))


def refuses(folded: str, outlet: Outlet, language: Language) -> bool:
    """Return whether a *folded* text has a word that tells of something else, and not just in the outlet's name."""
    return language.refuse.search(folded) is not None and not is_of_name(folded, outlet, (language.refuse,))


def _runs(sentence: str, words: list[re.Match[str]]) -> list[str]:
    """The runs of capitalised words, less the first word of the sentence, which has a capital anyway."""
    runs: list[list[re.Match[str]]] = [[]]
    for word in words[1:]:
        parted = bool(runs[-1]) and sentence[runs[-1][-1].end() : word.start()].strip() != ""
        if parted or not _is_capital(word[0]):
            runs.append([])
        if _is_capital(word[0]):
            runs[-1].append(word)
    return [sentence[run[0].start() : run[-1].end()] for run in runs if len(run) >= LEAST_RUN]


def _is_capital(word: str) -> bool:
    return word[0].isupper() and not word.isupper()


def _is_known(name: str, outlet: Outlet) -> bool:
    """Whether *name* is the outlet's, or that of a program or network."""
    folded = fold(name)
    return outlet.is_named_in(folded) or any(word in TOOLS or word in _networks() for word in WORD.findall(folded))


@cache
def _networks() -> frozenset[str]:
    return frozenset(label for host in hosts().kinds for label in host.split(".")[:-1])
