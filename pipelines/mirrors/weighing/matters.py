"""Pages about how to reach their outlet: what the headline says need not be said again in each paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.outlet import Matter
from pipelines.mirrors.trigger import cues_in
from pipelines.mirrors.weighing.others import names_another, refuses
from pipelines.mirrors.weighing.place import is_in_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.language import Language

MATTERS = frozenset({"blocked", "unblock", "mirror", "other", "moved", "trouble"})
OUR_MATTERS = frozenset({"unblock", "mirror", "moved", "address"})
"""Lists of words that tell what a headline is about, with the outlet's name and with a word such as "our"."""
WAYS = frozenset({"own", "named", "channel", "successor"})
TELLING = ("blocked", "unblock", "mirror")
STORY_BLOCKS = 20
"""So many blocks from the beginning of the page blocks of its outlet are told of."""
OFFERED = frozenset({"if", "use", "reach", "unblock", "mirror", "other", "moved", "new", "address"})
QUOTE_MARKS = re.compile(r"\"|(?<!\w)'|'(?!\w)")
NAME_SET_APART = re.compile(r"\"\|\"|\|'(?=\w)")
"""The mark of the outlet's name, in quotation marks or with an ending: "Kumsal Postası'nı"."""


def own_matter(page: Page, outlet: Outlet, language: Language) -> Matter | None:
    """Return what tells that the page is about reaching *outlet*: its headline, alone or with its first sentences.

    "How to read the Herald when it is blocked", "Our site has moved", and no quotation: "They block our mirrors".
    """
    if language.name not in outlet.matters:
        outlet.matters[language.name] = _matter(page, outlet, language)
    return outlet.matters[language.name]


def _matter(page: Page, outlet: Outlet, language: Language) -> Matter | None:
    headline, lists = outlet.headline, language.lists
    phrases = language.phrases_in(headline)
    telling = bool(phrases) or not language.sure.isdisjoint(language.weighty.found_in(headline))
    ours = lists["we"].search(headline) is not None and any(lists[key].search(headline) for key in ("use", "reach"))
    # Most headlines have no such word and do not name the outlet, nor say "how to read us".
    if not (telling or ours or outlet.is_named_in(headline)):
        return None
    if QUOTE_MARKS.search(NAME_SET_APART.sub("|", outlet.without_names(headline))):
        return None
    there, named, _ = cues_in(headline, outlet, language)
    ours = ours or "we" in there
    ways = (named or ours) and any(role in WAYS and phrase.find(headline) is not None for role, phrase in phrases)
    about = (named and not there.isdisjoint(MATTERS)) or (ours and not there.isdisjoint(OUR_MATTERS))
    if about and telling:
        # "Court upholds the block of the Herald" is news of others as well.
        return Matter(frozenset(there), sure=ways or not there.isdisjoint(OFFERED))
    told = frozenset({*there, "blocked"})
    # "How to reach us" stands above telephone numbers as well.
    if ways and _tells_of_blocks(page, outlet, language):
        return Matter(told, sure=True)
    # "How to go on reading the Herald": "Since Friday providers have blocked herald.example".
    return Matter(told, sure=False) if (named or ours) and _is_blocked(page, outlet, language) else None


def note_matter(page: Page, found: Announcement, outlet: Outlet) -> None:
    """Remember that the story is about how to reach *outlet*, where a paragraph of it announces an address."""
    trigger, own = found.trigger, found.own_blocks
    if not (trigger.firm and trigger.subject and own and is_in_story(page, page.blocks[own[0]])):
        return
    known = own_matter(page, outlet, trigger.language)
    if known is None or outlet.announcing:
        outlet.announcing.update(own)
        lists = known.lists if known is not None else frozenset()
        told = "moved" if trigger.role == "successor" else "other"
        outlet.matters[trigger.language.name] = Matter(lists | {told}, sure=False)


def is_of_own_matter(page: Page, held: Sequence[Block], outlet: Outlet, language: Language) -> bool:
    """Return whether *held* are of the story of such a page, and name nobody else."""
    if own_matter(page, outlet, language) is None or not is_in_story(page, held[0]):
        return False
    if any(block.index in outlet.announcing for block in held):
        # What else it names is not announced.
        return False
    return not names_another(" ".join(block.text for block in held), outlet, language.name)


def _is_blocked(page: Page, outlet: Outlet, language: Language) -> bool:
    """Whether one of the first sentences tells that the outlet itself is blocked."""
    for block in page.blocks[:STORY_BLOCKS]:
        folded = fold(block.text)
        if language.lists["blocked"].search(folded) is None or refuses(folded, outlet, language):
            continue
        if "blocked" in own_cues(folded, outlet, language):
            return True
    return False


def own_cues(folded: str, outlet: Outlet, language: Language) -> set[str]:
    """Return the word lists with a word in a *folded* text that speaks of the site of *outlet*; none in another."""
    there, named, hosted = cues_in(folded, outlet, language)
    return there if named or hosted or {"we", "place"} <= there else set()


def _tells_of_blocks(page: Page, outlet: Outlet, language: Language) -> bool:
    texts = (outlet.without_names(fold(block.text)) for block in page.blocks[:STORY_BLOCKS])
    return any(language.lists[key].search(text) for text in texts for key in TELLING)
