"""Credits without a word such as "Photo": a name behind a slash, a dash or the last full stop of a caption."""

from __future__ import annotations

import re

from pipelines.captions.credit.names import have_capitals
from pipelines.captions.credit.signs import has_one_case
from pipelines.captions.words import is_noise, words

DASHES = frozenset("—–")
LEAST_WORDS_AHEAD, MOST_WORDS_SIGNED = 4, 4
MOST_WORDS_OF_ONE_CASE, MOST_CHARS_OF_ONE_CASE = 3, 24
MOST_CHARS_OF_SHORT_FORM = 5
LEAST_CHARS_BEFORE, CHARS_OF_YEAR = 5, 4
LONGEST_TAIL = 70
LAST_NAME = re.compile(
    r"(?P<before>[^\s.]{1,70})[.!?][”\"»’']?\s(?P<name>[^\W\d_a-z][^\s.,:;!?()]{0,40}(?:\s[^\W\d_a-z][^\s.,:;!?()]{0,40}){1,2})\Z"
)
OF_OUTLET = re.compile(
    r"(?<=[.!?…”»])\s(?!(?:File|Stock|Archiv|Aerial|Drone|Undated|Group|Team|Family|Cover))(?P<name>(?:[^\W\d_a-z][^\s.]{0,20}\s){1,4}photos?)\.?\Z"
)
"""Whose photo it is: "The ferry leaves. WKVL photo"."""
ARCHIVE = re.compile(
    r"\b(?:archives?|archiv|archivo|archivio|arquivo|arxiu|archiwum|archív|arkiv|arhiva?|arşivi|collections?|library"
    r"|архив|архива|архів|архіў)\b",
    re.IGNORECASE,
)
MOST_WORDS_OF_ARCHIVE = 5


def is_signed(text: str, at: int, piece: str) -> bool:
    """Return whether *piece*, behind *at* in *text*, is a name as photographers sign.

    Behind a dash, "The bell is back. —JANE ROE", or the one slash: "The bell rings / Jane Roe", "The bell rings / DR".
    """
    sign, persons = text[at:].lstrip()[:1], piece.split()
    if len(text[:at].split()) < LEAST_WORDS_AHEAD:
        return False
    only_slash = sign == "/" and text.count("/") == 1
    if only_slash and _is_short(piece, persons):
        return last_name(text[:at].rstrip()) is None
    ended = text[:at].rstrip()[-1:] in {".", "!", "?"}
    is_name = len(persons) <= MOST_WORDS_SIGNED and have_capitals(persons)
    return is_name and ((sign in DASHES and ended) or (only_slash and not piece.endswith(".")))


def _is_short(piece: str, persons: list[str]) -> bool:
    """Whether *piece* is a short form in capitals, or a few words of a script that has no capitals."""
    if len(persons) == 1 and piece.isalpha() and piece.isupper():
        # Of agencies more is known: what stands in front of them may be a name too.
        return 1 < len(piece) <= MOST_CHARS_OF_SHORT_FORM and not words().agency.fullmatch(piece)
    few = 0 < len(persons) <= MOST_WORDS_OF_ONE_CASE and len(piece) <= MOST_CHARS_OF_ONE_CASE
    return few and all(map(has_one_case, persons))


def last_name(text: str) -> tuple[int, int] | None:
    """Return where the name of two or three words begins that stands behind the last sentence of a caption.

    >>> last_name("The way to the quay at night. Jane Roe"), last_name("They listen to what is told by Prof. Jane Roe")
    ((30, 38), None)
    """
    start = max(0, len(text) - LONGEST_TAIL)
    outlet = OF_OUTLET.search(text, start)
    if outlet is not None and len(text[: outlet.start()].split()) >= LEAST_WORDS_AHEAD:
        return (outlet.start("name"), len(text))
    match = LAST_NAME.search(text, start)
    if match is None or is_noise(match["name"]) or len(text[: match.start("name")].split()) < LEAST_WORDS_AHEAD:
        return None
    return None if _is_short_form(match["before"]) else (match.start("name"), len(text))


def _is_short_form(word: str) -> bool:
    """Whether the full stop behind *word* may end no sentence: "prof.", "Capt.", "3."; a year is told from a rank."""
    if word.isdigit():
        return len(word) != CHARS_OF_YEAR
    return len(word) < LEAST_CHARS_BEFORE or (word[0].isupper() and len(word) <= MOST_CHARS_OF_SHORT_FORM)


def of_outlet(name: str) -> str:
    """Return *name* less the word with which an outlet says that a photo is its own: "WKVL photo".

    >>> of_outlet("WKVL photo"), of_outlet("Courtesy photo"), of_outlet("AP Photo")
    ('WKVL', 'Courtesy photo', 'AP Photo')
    """
    outlet, _, word = name.rpartition(" ")
    return outlet if word in {"photo", "photos"} and outlet.isupper() and not words().agency.fullmatch(name) else name


def is_archive(inside: str) -> bool:
    """Return whether *inside*, the text of brackets behind a caption, is the name of an archive or a collection.

    >>> is_archive("Undertow Archive"), is_archive("Archive photo"), is_archive("Archive")
    (True, False, False)
    """
    told = inside.split()
    named = 1 < len(told) <= MOST_WORDS_OF_ARCHIVE and ARCHIVE.search(inside) is not None
    capitals = all(word[:1].isupper() or len(word) <= 3 for word in told) and not any(map(str.isdigit, inside))
    return named and capitals and not any(map(words().bare.fullmatch, told))
