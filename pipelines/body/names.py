"""The words of a name that an element has by its class or id."""

from __future__ import annotations

import re
from itertools import pairwise

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[a-z]+")
_FOR_SUBSCRIBERS = re.compile(r"subscri(?:bers?|ption)[-_]?(?:only|preview|premium|content|required)\Z", re.IGNORECASE)
"""What some papers call the paragraphs that only subscribers may read."""
_PARTED = frozenset({"sign", "pay", "most"})
"""Beginnings of words that some write apart: "sign-in", "pay-wall"."""


def words_of(name: str) -> list[str]:
    """Return the words of one name, and all of them as one.

    >>> words_of("authorBox"), words_of("main-2")
    (['author', 'box', 'authorbox'], ['main', 'main'])
    >>> words_of("story__sign-in-group")
    ['story', 'sign', 'in', 'group', 'signin', 'storysigningroup']
    >>> words_of("subscriber-only"), words_of("subscriber-box")
    (['text'], ['subscriber', 'box', 'subscriberbox'])
    """
    if _FOR_SUBSCRIBERS.match(name):
        return ["text"]
    lower = name.lower()
    parts = _LETTERS.findall(lower if lower == name else _CAMEL.sub(" ", name).lower())
    joined = [f"{first}{second}" for first, second in pairwise(parts) if first in _PARTED]
    return [*parts, *joined, "".join(parts)]
