"""Whether a sentence is about somebody other than the page's outlet, by the names in it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.words.hosts import hosts

if TYPE_CHECKING:
    from pipelines.mirrors.outlet import Outlet

NOUNS_ARE_CAPITALISED = frozenset({"de"})
MOST_CAPITALS = 0.6
"""In a line with more capitals than this they tell nothing: it is set like a headline."""
QUOTED = re.compile(r"[«“„\"]([^«»“”„\"]{2,30})[»”“\"]|《([^《》]{2,30})》")
WORD = re.compile(r"[^\W_][\w'’-]*")
_TOOLS = "tor browser onion google play app store apple android vpn i2p windows chrome firefox safari psiphon signal"
TOOLS = frozenset(_TOOLS.split())
LEAST_RUN = 2


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
