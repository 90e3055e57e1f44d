"""Text as the terms that are searched: case, accents, vowel marks and spellings of one letter make no difference. Pure.

Both databases are given these terms and split nothing themselves, so that they find the same. A change of what comes
out here needs a migration that tells all stories anew (docs/decisions/0019-reading-room.md).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSPACED = (
    "\u0e00-\u0e4e\u0e80-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3"  # Thai, Lao, Burmese, Khmer
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3"  # Hangul: spaced, but its endings stick to the words
    "\u3005-\u3007\u3041-\u3096\u3099\u309a\u30a1-\u30ff\u3105-\u312f\u31f0-\u31ff\uff66-\uff9f"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts in which a word is not what stands between spaces. Pairs of neighbouring letters are their terms."""
MARKS = (
    "\u0300-\u036f\u0483-\u0487"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
)
"""Accents and vowel points: in a word, and left out of its term."""
INVISIBLE = "\u00ad\u0640\u200b-\u200d\u2060\ufeff"
"""Soft hyphens, joiners and the Arabic stroke that only lengthens."""
SIGNS = "\u0900-\u0963\u0966-\u0dff\u0f00-\u0fbc"
"""Indic and Tibetan scripts: their vowel signs are letters of a word, though not to Python."""
MOST_LETTERS = 64

_LETTER = rf"[\w{MARKS}{INVISIBLE}{SIGNS}{UNSPACED}\u05f3\u05f4]+"
# In Hebrew a quotation mark before the last letter makes an abbreviation.
_WORD = re.compile(rf"{_LETTER}(?:(?<=[א-ת])[\"'’](?=[א-ת]){_LETTER})*")
_ASCII = re.compile("[a-z0-9]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(rf"(?P<run>[{UNSPACED}{INVISIBLE}]*[{UNSPACED}][{UNSPACED}{INVISIBLE}]*)|[^{UNSPACED}]+")
_UNIT = re.compile("[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|.[\u3099\u309a\uff9e\uff9f]?", re.DOTALL)
_DROPPED = re.compile(f"[{MARKS}{INVISIBLE}\u05f3\u05f4\"'’]")
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_TERM = re.compile(rf"(?:[^\W_]|[{SIGNS}])+")
_ARTICLE = re.compile("\\A(?:[وفبك]?ال|لل)(?=[\u0621-\u064a\u066e-\u06d3]{3,}$)")
_ARTICLE_BEGUN = re.compile("\\A(?:[وفبك]?ال|لل)(?=[\u0621-\u064a\u066e-\u06d3]{2}$)")
_ONE_LETTER = str.maketrans(
    {
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ة": "ه",
        "ۃ": "ه",
        "ە": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ٱ": "ا",
        "ך": "כ",
        "ם": "מ",
        "ן": "נ",
        "ף": "פ",
        "ץ": "צ",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
    }
)


class Word(NamedTuple):
    """One word of a text with its terms, most often one."""

    terms: tuple[str, ...]
    start: int
    end: int
    is_run: bool
    """Whether it is a letter of a script without spaces, with its neighbour: its end is the neighbour's."""


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of *text* in order, with where they stand.

    In scripts without spaces each letter gives a pair with the next one, and the last letter stands alone:

    >>> [word.terms for word in words_of("Élysée 新華社")]
    [('elysee',), ('新華',), ('華社',), ('社',)]
    """
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isascii() or not _UNSPACED.search(word):
            terms = fold(word)
            if terms:
                yield Word(terms, found.start(), found.end(), is_run=False)
            continue
        for part in _RUN.finditer(word):
            start = found.start() + part.start()
            if part["run"]:
                yield from _pairs(part[0], start)
            elif terms := fold(part[0]):
                yield Word(terms, start, start + len(part[0]), is_run=False)


def terms_of(text: str | None) -> list[str]:
    """Return the terms of *text* in order: those of `words_of`, quicker."""
    if not text:
        return []
    if text.isascii():
        return [term[:MOST_LETTERS] for term in _ASCII.findall(text.lower())]
    found: list[str] = []
    for word in _WORD.findall(text):
        if word.isascii() or not _UNSPACED.search(word):
            found += fold(word)
        else:
            found += (term for each in words_of(word) for term in each.terms)
    return found


@lru_cache(maxsize=16_384)
def fold(word: str) -> tuple[str, ...]:
    """Return the terms of one word, of a script with spaces.

    >>> fold("Straße"), fold("Łódź"), fold("שָׁלוֹם"), fold("١٢٣"), fold("a_b")
    (('strasse',), ('lodz',), ('שלומ',), ('123',), ('a', 'b'))
    >>> fold("كِتَابٌ") == fold("الكتاب") == fold("كتاب")
    True
    """
    if word.isascii():
        text = word.lower()
    else:
        # Case first and once more: some letters are capitals only when they are taken apart.
        parts = unicodedata.normalize("NFKD", word.casefold()).casefold()
        text = unicodedata.normalize("NFKC", _DROPPED.sub("", parts)).translate(_ONE_LETTER)
        text = _ARTICLE.sub("", "".join(map(_figure, text)))
    return tuple(term[:MOST_LETTERS] for term in _TERM.findall(text))


def begun(term: str) -> str:
    """Return what the terms of words that begin with *term* begin with: an article is no part of a whole word's.

    Two letters behind it are enough: with one it could be anything.

    >>> begun("المي") == "مي", begun("الم") == "الم", begun("harb")
    (True, True, 'harb')
    """
    return _ARTICLE_BEGUN.sub("", term)


def _figure(letter: str) -> str:
    return str(unicodedata.decimal(letter)) if letter > "9" and letter.isdecimal() else letter


def _pairs(run: str, start: int) -> Iterator[Word]:
    units = [
        (_INVISIBLE.sub("", unicodedata.normalize("NFKC", found[0])), start + found.start(), start + found.end())
        for found in _UNIT.finditer(run)
    ]
    units = [unit for unit in units if unit[0]]
    for unit, following in zip(units, [*units[1:], None], strict=True):
        if following is None:
            yield Word((unit[0],), unit[1], unit[2], is_run=True)
        else:
            yield Word((unit[0] + following[0],), unit[1], following[2], is_run=True)
