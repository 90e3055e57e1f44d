"""Sentences that announce other addresses of the page's own outlet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.phrases import ROLES, phrases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.mirrors.outlet import Outlet

SENTENCE_END = re.compile(r"(?<=[.!?…؟۔])[\"”’»')\]]?\s+(?=\S)|(?<=[。！？])")
WE_BEFORE_CHARS, WE_AFTER_CHARS = 80, 24
"""So near to the phrase a word like "our" must stand to be about the same thing."""
LONGEST_LABEL_WORDS = 7
LONGEST_SENTENCE_CHARS = 500
SPEAKS_ITSELF = frozenset({"own", "article", "channel", "blocked"})
NEEDS_SUBJECT = frozenset({"named", "successor"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A sentence that announces addresses."""

    sentence: str
    """As printed, up to the colon when a list follows in the same block."""
    role: str
    """Key of phrases.toml."""
    start: int
    """Where the sentence begins in the text."""
    end: int

    @property
    def expects_list(self) -> bool:
        """Whether addresses are to come after the sentence."""
        return self.sentence.rstrip().endswith((":", "：")) or not list(addresses_in(self.sentence))


def triggers_in(text: str, outlet: Outlet) -> Iterator[Trigger]:
    """Yield the sentences of *text* that announce addresses of *outlet*."""
    for start, sentence in _sentences(text):
        if len(sentence) > LONGEST_SENTENCE_CHARS:
            continue
        role = role_of(sentence, outlet)
        if role is not None:
            cut = _up_to_colon(sentence, role, outlet)
            yield Trigger(sentence=cut, role=role, start=start, end=start + len(sentence))


def role_of(sentence: str, outlet: Outlet) -> str | None:
    """Return how *sentence* announces addresses of *outlet*; None when it does not."""
    folded, table = fold(sentence), phrases()
    if table.refuse.search(folded) or folded[:1] in {'"', "'"}:
        return None
    matches = [(role, match) for role in ROLES if (match := table.roles[role].search(folded))]
    # The longest says most: "our latest address" holds "new address" in some languages.
    for role, match in sorted(matches, key=lambda found: found[1].start() - found[1].end()):
        if folded[: match.start()].count('"') % 2:
            continue
        if role in SPEAKS_ITSELF:
            return role
        if role in NEEDS_SUBJECT and _has_subject(folded, match, outlet):
            return role
        if role == "label" and _is_label(sentence, folded, match):
            return role
    return None


def _has_subject(folded: str, match: re.Match[str], outlet: Outlet) -> bool:
    before, after = folded[: match.start()], folded[match.end() :]
    if phrases().we.search(folded, match.start(), match.end()) or phrases().we.search(before[-WE_BEFORE_CHARS:]):
        return True
    if phrases().we.search(after[:WE_AFTER_CHARS]):
        return True
    # The phrase itself may hold the name of a paper called Mirror, and an address the name of any outlet.
    printed = {fold(one.text) for one in addresses_in(folded)}
    rest = f"{before} | {after}"
    for address in printed:
        rest = rest.replace(address, " ")
    return outlet.is_named_in(rest)


def _is_label(sentence: str, folded: str, match: re.Match[str]) -> bool:
    """Whether the sentence is no more than a heading of a list: "Mirror sites:" or "Mirror: www.news.example"."""
    rest = folded[: match.start()] + folded[match.end() :]
    for one in addresses_in(folded):
        rest = rest.replace(one.text, " ")
    words = re.findall(r"\w+", rest)
    colon = sentence.rstrip().endswith((":", "：")) or folded[match.end() :].lstrip()[:1] == ":"
    return colon and match.start() <= 20 and len(words) <= 2 and len(sentence.split()) <= LONGEST_LABEL_WORDS


def _up_to_colon(sentence: str, role: str, outlet: Outlet) -> str:
    """The announcement without the list that follows it on the same line."""
    for match in re.finditer(r"[:：](?!//)", sentence):
        head = sentence[: match.end()]
        if role_of(head, outlet) == role:
            return head
    return sentence


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for match in SENTENCE_END.finditer(text):
        if text[at : match.end()].strip():
            yield at, text[at : match.end()].strip()
        at = match.end()
    if text[at:].strip():
        yield at, text[at:].strip()
