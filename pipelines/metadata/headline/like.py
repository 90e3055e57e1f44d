"""How alike two texts are by their words."""

from __future__ import annotations

import re
from collections import Counter

_WORD = re.compile(r"\w+")


def like(one: str, other: str) -> float:
    """Return how alike two texts are by their words, 0 to 1.

    >>> like("A storm is coming", "a storm is coming!"), like("A", "b")
    (1.0, 0.0)
    """
    left, right = Counter(_words(one)), Counter(_words(other))
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 0.0


class Likeness:
    """How alike many texts are to one."""

    def __init__(self, text: str) -> None:
        self._words = Counter(_words(text))
        self._size = self._words.total()

    def of(self, other: str, least: float) -> float:
        """Return what `like` says of *other*; 0 when that is not more than *least*."""
        words = _words(other)
        size = self._size + len(words)
        known = self._words
        if not size or 2 * sum(word in known for word in words) <= least * size:
            return 0.0
        likeness = 2 * (known & Counter(words)).total() / size
        return likeness if likeness > least else 0.0


def _words(text: str) -> list[str]:
    text = text[:1000].lower()
    return (
        list(text.replace(" ", ""))
        if not text.isascii() and len(text.split()) * 12 < len(text)
        else _WORD.findall(text)
    )
