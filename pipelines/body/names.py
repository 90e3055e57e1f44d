"""The words of a name that an element has by its class or id."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[a-z]+")


def words_of(name: str) -> list[str]:
    """Return the words of one name, and all of them as one.

    >>> words_of("authorBox"), words_of("main-2")
    (['author', 'box', 'authorbox'], ['main', 'main'])
    """
    lower = name.lower()
    parts = _LETTERS.findall(lower if lower == name else _CAMEL.sub(" ", name).lower())
    return [*parts, "".join(parts)]
