"""A credit behind words such as "Foto:", "©" or "Photo by"."""

from __future__ import annotations

import re

from pipelines.captions.credit.names import are_names, shows_them
from pipelines.captions.credit.signs import (
    LONGEST_CREDIT_CHARS,
    LONGEST_CREDIT_WORDS,
    OPENING,
    SIGNS,
    ends_a_sentence,
    has_one_case,
    is_lower,
    is_sentence,
)
from pipelines.captions.words import words

LEAD_BOUNDARY = re.compile(r"(?:\A|(?<=[\s.,;|–—/(（\[【。、，]))(?=\S)")
MOST_LEAD_WORDS = 2
MOST_WORDS_BEHIND_DASH = 4
ENDS_A_PIECE = frozenset(".!?…»”\"’'()[]（【。、，,;:|•–—-/＝=")
SHORT_FORM = re.compile(r"\A(?:dok|doc|arch|archiv|coll)\.\s", re.IGNORECASE)
"""In front of a name, where it ends no sentence: "Foto: dok. Jane Roe"."""
_ARTICLES = """
the this that a an der die das dem den des ein einem im am la le les cette el los las una un il lo della nel nella
o na no da do het de det en på i u
"""
ARTICLES = frozenset(_ARTICLES.split())
"""Behind these the word is part of what is told: "Still from the video: a wolf", "Auf dem Foto: die Fähre"."""


def led(text: str) -> tuple[int, int] | None:
    """Return where the last words such as "Foto:" or "©" with a name behind them begin in *text*, and where they end.

    >>> led("A ferry leaves the pier. Photo: Jane Roe")
    (25, 40)
    """
    table = words()
    for at in sorted([match.start() for match in LEAD_BOUNDARY.finditer(text)] + _signs(text)):
        if len(text) - at > LONGEST_CREDIT_CHARS or text[at : at + 1].casefold()[:1] not in table.heads:
            continue
        match = table.by.match(text, at) or table.lead.match(text, at) or _dashed_within(text, at)
        if match is None or not _may_begin(text, at) or _is_within_names(text, at, match):
            continue
        rest = text[match.end() :].strip()
        if _is_name_line(rest) and not shows_them(match[0], rest) and not _goes_on(text, at, rest):
            start = _with_word_before(text, at)
            opening = text[start - 1 : start] if start and text[start - 1] in OPENING else ""
            return (start - len(opening), len(text))
    return None


def dashed_before(text: str, at: int = 0) -> re.Match[str] | None:
    """Return the word with a dash at *at* of *text* that a name of some words is behind: "Foto - Jane Roe"."""
    match = words().dashed.match(text, at)
    rest = text[match.end() :].strip(" .)]）】") if match is not None else ""
    count = len(rest.split())
    return match if 0 < count <= MOST_WORDS_BEHIND_DASH and (are_names(rest) or has_one_case(rest)) else None


def _dashed_within(text: str, at: int) -> re.Match[str] | None:
    """The same where a piece of *text* begins; a whole text may be a caption with "Photo - " in front of it."""
    ahead = text[:at].rstrip()
    return dashed_before(text, at) if ahead and ahead[-1] in ENDS_A_PIECE else None


def _goes_on(text: str, at: int, rest: str) -> bool:
    """Whether the words go on with their sentence, and nobody is named: "The author, photographed by a passenger."."""
    ahead = text[:at].rstrip()
    first = rest.split(maxsplit=1)[0]
    return ahead.endswith(",") and is_lower(text[at:]) and first in ARTICLES and rest.lower() == rest


def _with_word_before(text: str, at: int) -> int:
    """Where the credit begins when a word such as "Foto" or "Quelle:" stands before its sign: "Foto © Jane Roe"."""
    whole = at if text[at] in SIGNS else _with_agency_before(text, at)
    if text[at] not in SIGNS and whole == at:
        return at
    at, ahead = whole, text[:whole].rstrip()
    for count in range(MOST_LEAD_WORDS, 0, -1):
        phrase = " ".join(ahead.rsplit(" ", count)[-count:])
        start = len(ahead) - len(phrase)
        if words().bare.fullmatch(phrase.rstrip(" :：")) and _may_begin(text, start):
            return start
    return at


def _with_agency_before(text: str, at: int) -> int:
    """Where an agency begins whose name goes on with the word: "AP Photo/Jane Roe"."""
    if "/" not in text[at:]:
        return at
    whole = (match for match in words().agency.finditer(text) if match.end() >= at - 1)
    named = next(whole, None)
    return named.start() if named is not None and named.start() < at else at


def _is_within_names(text: str, at: int, match: re.Match[str]) -> bool:
    """Whether the word with a slash belongs to a name in brackets: "(Corrin Images/Lev Aster)"."""
    if match[0][-1] not in "/／":
        return False
    opening = max(text.rfind(bracket, 0, at) for bracket in OPENING)
    return opening >= 0 and OPENING[text[opening]] not in text[opening:at] and bool(text[opening + 1 : at].strip())


def _may_begin(text: str, at: int) -> bool:
    """Whether a credit may begin at *at*: "after the photo of the family" goes on with its sentence."""
    ahead = text[:at].rstrip()
    if not ahead or text[at] in SIGNS or ahead[-1] in ENDS_A_PIECE:
        return True
    return not text[at].islower() and ahead.rpartition(" ")[2].casefold() not in ARTICLES


def _signs(text: str) -> list[int]:
    return [
        index
        for index, character in enumerate(text)
        if character in SIGNS and index and not text[index - 1].isspace() and words().by.match(text, index)
    ]


def _is_name_line(rest: str) -> bool:
    rest = SHORT_FORM.sub("", rest)
    if not any(character.isalnum() for character in rest) or len(rest.split()) > LONGEST_CREDIT_WORDS:
        return False
    # "Photo: X. The ship left at noon" is not a credit that runs to the end.
    return not ends_a_sentence(rest) and not is_sentence(rest)
