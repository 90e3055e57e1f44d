"""What the address says of the headline: many sites make its last part from the words of one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.page.site import letters_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST_WORDS = 3
LEAST_CHARS = 4
"""Shorter words stand in any title."""
MOST_NUMBER_CHARS = 4
"""Longer pieces with a digit in them number the article."""
LEAST_BEGINNING_CHARS = 20
"""So much of an address a title is, when the address goes on."""
STEPS = 6
"""So many steps lie between a title with all words of the address and one with none..."""
MOST_STEPS = 4
"""...of which the last ones are as bad as this."""
_WORD = re.compile(r"[^\W_]+")
_ENDING = re.compile(r"\.\w{2,5}\Z")
_ONE_LETTER = str.maketrans({"ß": "ss", "ø": "o", "å": "a", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ı": "i"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})


def address_marks(url: str, texts: Sequence[str]) -> Iterator[set[str]]:
    """Yield for each of *texts* what speaks for it in the last part of *url*; nothing when that is not words.

    >>> list(map(sorted, address_marks("https://a.example/mueller-sagt-konzert-ab-b12345.html", ["Müller sagt"])))
    [['slug:gap:0', 'slug:in']]
    >>> list(map(sorted, address_marks("https://a.example/tarene-rant-for-lene", ["Tårene rant for Lene", "Gråt"])))
    [['slug:gap:0', 'slug:is'], ['slug:gap:4', 'slug:other:is']]
    """
    path = _ENDING.sub("", unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2])
    pieces = [_spelled(piece)[0] for piece in _WORD.findall(path)]
    pieces = [piece for piece in pieces if len(piece) <= MOST_NUMBER_CHARS or piece.isalpha()]
    words = [piece for piece in pieces if len(piece) >= LEAST_CHARS and not piece.isdigit()]
    if len(words) < LEAST_WORDS:
        yield from (set() for _ in texts)
        return
    spellings = [_spelled(text) for text in texts]
    counts = [sum(any(word in one for one in spelled) for word in words) for spelled in spellings]
    places = [_place("".join(pieces), spelled) for spelled in spellings]
    most = max(counts, default=0)
    whole = next((place for place in ("is", "begins") if place in places), None)
    for count, place in zip(counts, places, strict=True):
        marks = {f"slug:gap:{min(-((count - most) * STEPS // len(words)), MOST_STEPS)}"}
        if place or whole:
            marks.add(f"slug:{place}" if place else f"slug:other:{whole}")
        yield marks


def _place(address: str, spelled: Sequence[str]) -> str | None:
    """How the letters of a title and of the address lie in each other."""
    if address in spelled:
        return "is"
    if any(one.startswith(address) for one in spelled):
        return "begins"
    if any(len(one) > LEAST_BEGINNING_CHARS and address.startswith(one) for one in spelled):
        return "longer"
    return "in" if any(one in address for one in spelled) else None


def _spelled(text: str) -> tuple[str, ...]:
    """The letters and digits of *text* as addresses spell them: umlauts as one letter, and as two."""
    if text.isascii():
        return (letters_of(text),)
    lower = unicodedata.normalize("NFC", text.lower())
    return tuple(letters_of(_plain(one)) for one in dict.fromkeys((lower, lower.translate(_TWO_LETTERS))))


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKD", text.translate(_ONE_LETTER))
    return "".join(letter for letter in marked if not unicodedata.combining(letter))
