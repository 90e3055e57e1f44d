"""Words and word groups as they are written in the tables, as patterns for folded text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

SPACELESS = re.compile("[\u0600-\u06ff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Scripts whose words are joined to others, as Arabic does with "and", or not parted at all."""


def any_of(given: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any one of some words or word groups, of which a star lets the last word go on.

    It matches nothing when there are none.

    >>> [match[0] for match in any_of(["app*", "play store"]).finditer("the apps are in the play store, happily")]
    ['apps', 'play store']
    """
    # The longest first: "web site" before "web".
    ordered = sorted(dict.fromkeys(given), key=lambda word: (-len(word), word))
    bound = "|".join(_word(word) for word in ordered if not SPACELESS.search(word))
    free = [_word(word) for word in ordered if SPACELESS.search(word)]
    # Looking back once and not for each word takes a fraction of the time.
    rows = [*free, *([rf"(?<!\w)(?:{bound})"] if bound else [])]
    return re.compile("|".join(rows) or r"(?!)")


def announcing(phrase: str) -> re.Pattern[str]:
    """Return a pattern for a *phrase*, in which "…" stands for up to 40 other characters."""
    return re.compile(r".{1,40}?".join(re.escape(fold(part)) for part in phrase.split("…")))


def _word(text: str) -> str:
    folded = fold(text)
    if SPACELESS.search(folded):
        return re.escape(folded.removesuffix("*"))
    return re.escape(folded.removesuffix("*")) + (r"\w*" if folded.endswith("*") else r"(?!\w)")
