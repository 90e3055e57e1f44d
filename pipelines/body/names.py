"""The words of a name that an element has by its class or id."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTER = re.compile(r"[^a-z]+")


def words_of(name: str) -> frozenset[str]:
    """Return the words of one name; of a name made of two words, both and the two as one.

    >>> sorted(words_of("authorBox")), sorted(words_of("main-2"))
    (['author', 'authorbox', 'box'], ['main'])
    """
    lower = name.lower()
    parts = _NOT_LETTER.split(lower if lower == name else _CAMEL.sub(" ", name).lower())
    joined = lower if lower.isalpha() else _NOT_LETTER.sub("", lower)
    return frozenset(word for word in (*parts, joined) if len(word) > 1)
