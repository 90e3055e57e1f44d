"""Signs in the text of a caption: brackets, and what ends a sentence."""

from __future__ import annotations

import re

BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［", "】": "【", "〉": "〈"}
OPENING = {opening: closing for closing, opening in BRACKETS.items()}
SIGNS = frozenset("©ⓒⒸ(（")
LONGEST_CREDIT_WORDS = 14
LONGEST_CREDIT_CHARS = 110
SENTENCE_END = re.compile(r"[.!?] (?![a-z])|。")
INITIAL = re.compile(r"\b\w{1,2}\.|\.\w")


def ends_a_sentence(text: str) -> bool:
    """Return whether a sentence ends within or at the end of *text*; initials and short forms end none."""
    plain = INITIAL.sub("", text)
    return SENTENCE_END.search(plain.rstrip(" .")) is not None or (
        plain.endswith((".", "!", "?", "。")) and len(plain.split()) > 6
    )


def is_sentence(text: str) -> bool:
    """Return whether *text* reads like prose: more words in lower case than names have."""
    plain = [word for word in text.split() if word[:1].islower() and len(word) > 3]
    return len(plain) >= 3
