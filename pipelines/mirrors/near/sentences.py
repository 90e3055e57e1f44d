"""The sentences of a block, and what ends them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCE_END = re.compile(r"(?<=[.!?…؟۔])[\"”’»')\]]?\s+(?=\S)|(?<=[。！？])")
COLON = re.compile(r"[:：](?!//)(?!\d)")
QUESTION_MARKS = "?؟？"
OPEN_ENDS = (":", "：", "↓", "👇")
LEAST_SHARE = 8
"""A colon in the first eighth of a sentence ends no announcement."""


def sentences_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences of *text* with the places where they begin."""
    at = 0
    for end in [*(match.end() for match in SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[at:end].strip()
        if sentence:
            yield at + len(text[at:end]) - len(text[at:end].lstrip()), sentence
        at = end


def ends_open(sentence: str) -> bool:
    """Return whether something is to follow *sentence*."""
    return sentence.rstrip().endswith(OPEN_ENDS)


def up_to_colon(sentence: str) -> str:
    """Return the announcement without the list that follows it on the same line."""
    first = next((one.start for one in addresses_in(sentence)), len(sentence))
    for match in COLON.finditer(sentence):
        if match.end() <= first and match.end() > len(sentence) // LEAST_SHARE:
            head = sentence[: match.end()]
            if "://" not in head or head.rfind("://") < match.start():
                return head
    return sentence


def without_addresses(text: str) -> str:
    """Return *text* with a space for each address in it."""
    for one in addresses_in(text):
        text = text.replace(one.text, " ")
    return text
