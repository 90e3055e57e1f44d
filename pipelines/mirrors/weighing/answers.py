"""Questions of readers and what is said to them: whose "our site" the answer speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.fold import fold
from pipelines.mirrors.trigger import QUESTION_MARKS, names
from pipelines.mirrors.weighing.lists import MOST_WORDS_LABEL
from pipelines.mirrors.weighing.others import WORD, names_another
from pipelines.mirrors.weighing.place import ITEMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.trigger import Trigger
    from pipelines.mirrors.words.phrases import Phrases

MOST_WORDS_ASKED = 24
BOLD = frozenset({"b", "strong"})


def is_answer(blocks: Sequence[Block], index: int, trigger: Trigger, outlet: Outlet, table: Phrases) -> bool:
    """Return whether the block is somebody's answer, or stands under a line such as "Sponsored".

    "Our" is then not the outlet's, unless question or answer name it, or the question is about blocks.
    """
    before = blocks[index - 1] if index else None
    if before is None or names(trigger.sentence, outlet) or names(before.text, outlet):
        return False
    folded = fold(before.text)
    if before.words <= MOST_WORDS_LABEL:
        return any(one.refuse.search(folded) for one in table.speaking_of(trigger.language, outlet.language))
    if before.text[-1] not in QUESTION_MARKS or before.tag in HEADINGS:
        return False
    return trigger.language.lists["blocked"].search(folded) is None


def is_asked_for(blocks: Sequence[Block], index: int, trigger: Trigger, outlet: Outlet, table: Phrases) -> bool:
    """Return whether the block answers "The site does not open. What shall I do?", which asks for the outlet's.

    Or, with words for a way around blocks, "Is there an app?".
    """
    before = blocks[index - 1] if index else None
    if before is None or before.words > MOST_WORDS_ASKED or not any(mark in before.text for mark in QUESTION_MARKS):
        return False
    # A question between the paragraphs of a story is one that the story asks.
    if before.tag in ITEMS and not any(one.tag in BOLD and _text_of(one) == before.text for one in before.inline):
        return False
    folded, language = fold(before.text), trigger.language
    lists = language.lists
    if names_another(before.text, outlet, language.name):
        return False
    if table.apps.search(folded) and lists["unblock"].search(fold(trigger.sentence)):
        return True
    if lists["site"].search(folded) is None and outlet.words.isdisjoint(WORD.findall(folded)):
        return False
    return lists["blocked"].search(folded) is not None or language.failing.find(folded) is not None


def _text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())
