"""Addresses that are named as lost, and the page's own address, which is news only where the outlet has moved there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import OFFERING, ends_open, without_addresses
from pipelines.mirrors.words.phrases import phrases

if TYPE_CHECKING:
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.language import Language

ROOTS = frozenset({"", "/"})
SENTENCES = re.compile(r"[.!?]\s")
CLAUSE = re.compile(r"[;:,!?()]|\.\s| - ")
CLAUSE_END = re.compile(r"[;!?]|\.\s")
BEFORE_CHARS, AFTER_CHARS = 26, 24
LONGEST_AND_BYTES = 6
"""So long is "and" in any language."""
MOST_WORDS_BEHIND = 8
ABOUT = ("site", "address", "if", "we")
"""What is told with one of these is not told of the addresses before it."""


def is_left_behind(token: Token, found: Announcement, outlet: Outlet) -> bool:
    """Whether the sentence names the address as one that is lost: "our old address X", "X is blocked"."""
    trigger = found.trigger
    language, reach, sentence = trigger.language, fold(found.reach), fold(trigger.sentence)
    told = fold(token.printed or token.name or "")
    if not told or told not in reach:
        return False
    moved = trigger.role == "successor"
    beside = [one for one in found.tokens if one.host != token.host]
    others = [one for one in beside if not is_gone(one, reach, language, moved=moved)]
    if moved:
        # "We have left old.example and are at news.example now": what comes first was first.
        clause = CLAUSE_END.split(reach[: reach.find(told)])[-1]
        others = [one for one in others if fold(one.printed or one.name or "") not in clause]
    own = outlet.is_own(token.host) and urlsplit(token.url).path in ROOTS
    # A page of the old host may call the new one its own.
    own = own and not (moved and not trigger.by_rule and token.host.removeprefix("www.") != outlet.hosts[0])
    # "We are now at news.example", "We have moved from old.example to news.example", says news.example itself.
    arrived = (moved and (beside or not trigger.by_rule)) or has_arrived(token, found, outlet)
    own = own and not (arrived and not others)
    # "Our mirrors: news.example, news2.example": the page's own address is one of them.
    among = any(language.lists[key].search(sentence) for key in ("mirror", "other")) and not moved
    if own and ((told in sentence and (others or not ends_open(sentence))) or (others and not among)):
        return True
    return is_gone(token, reach, language, moved=moved) or _are_gone(found, language)


def has_arrived(token: Token, found: Announcement, outlet: Outlet) -> bool:
    """Whether the only address is the page's own, and the outlet "is now" there."""
    if not outlet.is_own(token.host) or any(one.host != token.host for one in found.tokens):
        return False
    language = found.trigger.language
    now = language.lists["now"].search(fold(found.trigger.sentence)) is not None
    return now or language.lists["moved"].search(outlet.headline) is not None


def _are_gone(found: Announcement, language: Language) -> bool:
    """Whether the sentence behind the addresses tells that they are none any more: "All of them were blocked"."""
    end = max((one.end for one in addresses_in(found.reach)), default=0)
    behind = SENTENCES.split(f"{found.reach[end:]} {found.after or found.following}")
    told = CLAUSE.split(fold(behind[1] if len(behind) > 1 else ""))[0]
    if len(told.split()) > MOST_WORDS_BEHIND or any(language.lists[key].search(told) for key in ABOUT):
        return False
    return language.dead.search(told) is not None and not any(addresses_in(told))


def is_gone(token: Token, reach: str, language: Language, *, moved: bool) -> bool:
    """Return whether the words right before or behind the address tell that it is none any more."""
    told = fold(token.printed or token.name or "")
    at = reach.find(told) if told else -1
    if at < 0:
        return False
    if not moved and _is_mourned(reach, at, language):
        return True
    at, end = _of_first(reach, at), at + len(told)
    # "Our old address, news.example, is blocked": what is set apart by commas goes with the words before it.
    before = CLAUSE.split(reach[max(0, at - BEFORE_CHARS) : at].rstrip(" ,"))[-1] + " "
    for one in addresses_in(before):
        before = before.partition(one.text)[2]
    after = _past_addresses(reach[end:])[:AFTER_CHARS]
    old, next_to = language.old
    if old.search(before):
        return True
    if moved and any(match.end() >= len(before.rstrip()) for match in next_to.finditer(before)):
        return True
    # "X, when it does not open" is no loss.
    return bool(language.dead.match(after)) and language.lists["if"].match(after) is None


def _of_first(reach: str, at: int) -> int:
    """Where the first of several addresses begins that end in the one *at*: "A and B", "A, B"."""
    for one in reversed(list(addresses_in(reach[:at]))):
        if set(reach[one.end : at].split()) - phrases().joining - {",", "、"}:
            break
        at = one.start
    return at


def _past_addresses(tail: str) -> str:
    """*tail* from where it goes on after an address: in "A, B and C are closed" what is told of C is told of all."""
    end = 0
    for one in addresses_in(tail):
        if len(tail[end : one.start].strip(" \"'()[],").encode()) > LONGEST_AND_BYTES:
            break
        end = one.end
    return tail[end:].lstrip(" \"'()[]-,")


def _is_mourned(reach: str, at: int, language: Language) -> bool:
    """Whether the sentence tells of the address's loss and offers nothing: "The registrar took our domain X"."""
    sentence = SENTENCES.split(reach[:at])[-1]
    if any(mark in sentence for mark in ":-?"):
        return False
    # The verb comes last in Persian and Turkish.
    sentence += SENTENCES.split(without_addresses(reach[at:]))[0]
    lists = language.lists
    lost = any(lists[key].search(sentence) for key in ("trouble", "blocked", "dead"))
    return lost and not any(lists[key].search(sentence) for key in OFFERING)
