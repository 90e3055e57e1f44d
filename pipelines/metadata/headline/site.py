"""Titles less the name of the site at their end or start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.site import PARTED, folded_name

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


def without_site(text: str, names: AbstractSet[str]) -> str:
    """Return *text* less the site's name, which is one of *names*, at its end or start.

    >>> without_site("Ferry halted | World | The Lantern", {"lantern"})
    'Ferry halted | World'
    """
    for _ in range(3):
        parts = list(PARTED.finditer(text))
        if not parts:
            return _without_front(text, names)
        last, first = parts[-1], parts[0]
        tail, head = folded_name(text[last.end() :]), folded_name(text[: first.start()])
        if tail in names or any(len(name) > 3 and (name in tail or (len(tail) > 3 and tail in name)) for name in names):
            text = text[: last.start()]
        elif head in names:
            text = text[first.end() :]
        else:
            return _without_front(text, names)
    return text


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a title that is parted by bars or dashes; none when it is whole.

    >>> pieces_of("Ferry halted | World")
    ['Ferry halted', 'World']
    """
    pieces = [piece for piece in (piece.strip() for piece in PARTED.split(text)) if piece]
    return pieces if len(pieces) > 1 else []


def _without_front(text: str, names: AbstractSet[str]) -> str:
    head, colon, rest = text.partition(": ")
    return rest.strip() if colon and rest.strip() and folded_name(head) in names else text
