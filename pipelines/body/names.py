"""The words of an element's class and id."""

from __future__ import annotations

import re

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTER = re.compile(r"[^a-z]+")


def names_of(class_: str, id_: str) -> frozenset[str]:
    """Return the words of a class and an id.

    Of a name made of two words, both and the two as one.

    >>> sorted(names_of("authorBox related", "main-2"))
    ['author', 'authorbox', 'box', 'main', 'related']
    """
    names = f"{class_[:400]} {id_[:100]}"
    lower = names.lower()
    parts = _NOT_LETTER.split(lower if lower == names else _CAMEL.sub(" ", names).lower())
    joined = [name if name.isalpha() else _NOT_LETTER.sub("", name) for name in lower.split()]
    return frozenset(word for word in [*parts, *joined] if len(word) > 1)
