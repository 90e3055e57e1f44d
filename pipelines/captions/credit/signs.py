"""Signs in the text of a caption: brackets, and what ends a sentence."""

from __future__ import annotations

import re

BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［", "】": "【", "〉": "〈"}
OPENING = {opening: closing for closing, opening in BRACKETS.items()}
SIGNS = frozenset("©ⓒⒸ(（")
LONGEST_CREDIT_WORDS = 14
LONGEST_CREDIT_CHARS = 110
SENTENCE_END = re.compile(r"[.!?] (?![a-z])|。")
INITIAL = re.compile(r"\b\w{1,2}\.|(?<!\S)[\u0900-\u0dff]{1,4}\.|\.\w")
"""In the scripts of India with the signs of its vowels: "எம். சரவணன்"."""


def ends_a_sentence(text: str) -> bool:
    """Return whether a sentence ends within or at the end of *text*; initials and short forms end none."""
    plain = INITIAL.sub("", text)
    return SENTENCE_END.search(plain.rstrip(" .")) is not None or (
        plain.endswith((".", "!", "?", "。")) and len(plain.split()) > 6
    )


def is_lower(word: str) -> bool:
    """Return whether *word* begins in lower case; the letters of Georgian have but one case.

    >>> is_lower("ferry"), is_lower("Ferry"), is_lower("ფოტო")
    (True, False, False)
    """
    return word[:1].islower() and not "\u10d0" <= word[0] <= "\u10ff"


def has_one_case(word: str) -> bool:
    """Return whether *word* is of a script without capitals that puts spaces between words: Arabic, Hindi, Burmese.

    >>> has_one_case("فهیم"), has_one_case("Jane"), has_one_case("王明")
    (True, False, False)
    """
    first = word[:1]
    return first.isalpha() and first < "\u2000" and (first.upper() == first.lower() or "\u10d0" <= first <= "\u10ff")


def is_sentence(text: str) -> bool:
    """Return whether *text* reads like prose: more words in lower case than names have."""
    plain = [word for word in text.split() if is_lower(word) and len(word) > 3]
    return len(plain) >= 3
