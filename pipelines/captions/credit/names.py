"""Names within the line of a credit: what looks like one, and where those before an agency begin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.captions.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

BOUNDARY = re.compile(r"(?:(?<=[.!?…»”\"’'»。！？）)])\s|\s[-–—|•/]\s|\s[|•]|\s(?=/\w)|(?<=[。！？])|\s{2})")
"""Where a caption may end and its credit begin."""
FIRST_LETTER = re.compile(r"(?<![^\W_])[^\W\d_a-z]\.\s\Z")
"""Of a name; no sentence ends there: "J. Roe"."""
MOST_WORDS_OF_PERSON = 4
MOST_PERSONS = 12
MOST_CHARS_OF_NAMES = 110
"""No credit is longer."""
OF = re.compile(r"\b(?:von|de|di|da|do|van)\s*\Z", re.IGNORECASE)
"""Photos "von" somebody are by them, or show them."""
OF_WHAT = re.compile(
    r"\s(?:in|im|während|auf|bei|mit|dans|sur|avec|pendant|en|con|durante|nel|nella|nello|na|no|em|op|tijdens)\s"
)
"""What is told of those whom photos show, and of nobody who took them."""


def person_before(text: str, at: int, *, most: int = MOST_PERSONS) -> tuple[int, int]:
    """Return where a credit begins when names stand before its slash or bar: "… the dam. Jane Roe / AFP / DPA"."""
    slash = text[at:].lstrip()
    # A word alone may be the end of what goes before; a name is longer, or tied to its agency.
    least = 1 if slash[:1] == "/" and slash[1:2] != " " else 2
    start = end = at
    lowest = max(0, at - MOST_CHARS_OF_NAMES)
    for _ in range(most):
        if end <= lowest:
            break
        boundary = _boundary_before(text, lowest, end)
        begin = boundary.end() if boundary else 0
        person = text[begin:end].strip(" /|")
        alone = words().agency.fullmatch(person)
        named = least <= len(person.split()) <= MOST_WORDS_OF_PERSON and are_names(person)
        if not (alone or named) or (boundary is None and (start == at or lowest)):
            break
        start, end = begin, boundary.start() if boundary and boundary[0].strip() in {"/", "|"} else 0
    return (start, len(text))


def are_names(text: str) -> bool:
    """Return whether *text* begins with an agency, or all its longer words with capitals."""
    if words().agency.match(text):
        return True
    return all(word[:1].isupper() or len(word) <= 3 for word in text.split()) and text[:1].isupper()


def have_capitals(told: Sequence[str]) -> bool:
    """Return whether these are several words with capitals, as names have: no "Gallery", and no sentence."""
    return len(told) > 1 and all(word[:1].isupper() for word in told)


def _boundary_before(text: str, lowest: int, end: int) -> re.Match[str] | None:
    """The last boundary before *end*; the full stop of an initial is none."""
    for match in reversed(list(BOUNDARY.finditer(text, lowest, end))):
        if not FIRST_LETTER.search(text, max(0, match.end() - 4), match.end()):
            return match
    return None


def shows_them(lead: str, rest: str) -> bool:
    """Return whether photos "von" somebody show them: what they do or where they are is told behind them.

    >>> shows_them("Bilder von ", "Kindern in der Schule"), shows_them("Bilder von ", "Jane Roe")
    (True, False)
    """
    return OF.search(lead) is not None and OF_WHAT.search(rest) is not None
