"""Pages about how to reach their outlet: what the headline says need not be said again in each paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import cues_in
from pipelines.mirrors.weighing.others import names_another
from pipelines.mirrors.weighing.place import is_in_story

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.phrases import Language

MATTERS = frozenset({"blocked", "unblock", "mirror", "other", "moved", "trouble"})
OUR_MATTERS = frozenset({"unblock", "mirror", "moved", "address"})
"""Lists of words that tell what a headline is about, with the outlet's name and with a word such as "our"."""
WAYS = frozenset({"own", "named", "channel", "successor"})
TELLING = ("blocked", "unblock", "mirror")
STORY_BLOCKS = 20
"""So many blocks from the beginning of the page blocks of its outlet are told of."""
NOTHING: frozenset[str] = frozenset()
QUOTE_MARKS = re.compile(r"\"|(?<!\w)'|'(?!\w)")


def own_matter(page: Page, outlet: Outlet, language: Language) -> frozenset[str]:
    """Return the word lists with a word in the headline, when that tells that the page is about reaching *outlet*.

    "How to read the Herald when it is blocked", "Our site has moved", and no quotation: "They block our mirrors".
    """
    if language.name not in outlet.matters:
        outlet.matters[language.name] = _matter(page, outlet, language)
    return outlet.matters[language.name]


def _matter(page: Page, outlet: Outlet, language: Language) -> frozenset[str]:
    headline = outlet.headline
    phrases = language.phrases_in(headline)
    # Most headlines have no such word, and the outlet's names need not be looked for.
    if not phrases and language.sure.isdisjoint(language.weighty.found_in(headline)):
        return NOTHING
    if QUOTE_MARKS.search(outlet.without_names(headline).replace('"|"', "|")):
        return NOTHING
    there, named, _ = cues_in(headline, outlet, language)
    ours = "we" in there
    about = (named and not there.isdisjoint(MATTERS)) or (ours and not there.isdisjoint(OUR_MATTERS))
    ways = (named or ours) and any(role in WAYS and phrase.find(headline) is not None for role, phrase in phrases)
    # "How to reach us" stands above telephone numbers as well.
    return frozenset(there) if about or (ways and _tells_of_blocks(page, outlet, language)) else NOTHING


def is_of_own_matter(page: Page, held: Sequence[Block], outlet: Outlet, language: Language) -> bool:
    """Return whether *held* are of the story of such a page, and name nobody else."""
    if not own_matter(page, outlet, language) or not is_in_story(page, held[0]):
        return False
    return not names_another(" ".join(block.text for block in held), outlet, language.name)


def _tells_of_blocks(page: Page, outlet: Outlet, language: Language) -> bool:
    texts = (outlet.without_names(fold(block.text)) for block in page.blocks[:STORY_BLOCKS])
    return any(language.lists[key].search(text) for text in texts for key in TELLING)
