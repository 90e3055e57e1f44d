"""Lists of addresses behind an announcement, and what ends them."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from crawler.model import MirrorKind
from crawler.page.block import HEADINGS
from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.trigger import ends_open, without_addresses
from pipelines.mirrors.weighing.furniture import is_bar, is_of_one, is_out_of_order
from pipelines.mirrors.weighing.others import is_name, refuses
from pipelines.mirrors.weighing.place import list_around
from pipelines.mirrors.words.kinds import STORES, is_refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

MOST_LIST_BLOCKS = 40
MOST_WORDS_BESIDE = 6
"""A list block may have so many words beside its addresses."""
MOST_WORDS_LABEL = 4
MOST_WORDS_BETWEEN = 14
"""One sentence of so many words may stand between an announcement and its list."""
MOST_SHARE_WORDS = 4
WIDE_RUN = re.compile(r"[\u3400-\u9fff]{3}")
"""About a word of Chinese, which has no spaces between its words."""
COMMENT = re.compile(r"comment|kommentar|disqus", re.IGNORECASE)


def is_share_bar(text: str, table: Phrases) -> bool:
    """Return whether *text* is the heading of a share bar."""
    folded = fold(text).strip(" :.!")
    return folded in table.share and len(folded.split()) <= MOST_SHARE_WORDS


def in_comments(block: Block) -> bool:
    """Return whether *block* is what readers wrote."""
    return any(
        COMMENT.search(f"{above.get('class') or ''} {above.get('id') or ''}")
        for above in islice((block.element, *block.element.iterancestors()), 8)
    )


def list_after(
    page: Page, last: Block, language: Language, outlet: Outlet, table: Phrases
) -> tuple[list[tuple[Block, list[Token]]], int | None]:
    """The blocks of addresses that follow *last*, and the share bar that ends them."""
    taken: list[tuple[Block, list[Token]]] = []
    waiting: list[tuple[Block, list[Token]]] = []
    between = 0
    for block in page.blocks[last.index + 1 : last.index + 1 + MOST_LIST_BLOCKS]:
        if is_share_bar(block.text, table):
            return taken, block.index
        if block.tag in HEADINGS or in_comments(block):
            break
        found = tokens_of(block.text, block.anchors, page.base_url)
        if found and _is_of_page(found, outlet, is_begun=bool(taken)):
            break
        if is_bar(found) and not (
            _is_offered_bar(block, last, [one for one, _ in taken]) or _is_list_of(block, last, language, table)
        ):
            break
        if found and words_beside(block.text, found) <= _most_words(block, last):
            taken.extend([*waiting, (block, [] if _is_something_else(block, found, language, outlet) else found)])
            waiting = []
            continue
        label = block.words <= MOST_WORDS_LABEL and not found
        between += not label
        if not (label or (not taken and not found and between == 1 and block.words <= MOST_WORDS_BETWEEN)):
            break
        waiting.append((block, []))
        if len(waiting) > (MOST_WORDS_BETWEEN if list_around(block.element) is not None else 2):
            break
    if taken:
        around = list_around(taken[-1][0].element)
        taken += [one for one in waiting if around is not None and around in one[0].element.iterancestors()]
    return taken, None


def _is_of_page(found: Sequence[Token], outlet: Outlet, *, is_begun: bool) -> bool:
    """Whether a line has links of the page: to the outlet's pages, or share buttons below a list that *is_begun*."""
    if all(one.printed is None and outlet.owns(one.host) for one in found) and not _has_app(found):
        return True
    return is_begun and all(is_refused(one.url, one.host, outlet.hosts) for one in found)


def _is_something_else(block: Block, found: Sequence[Token], language: Language, outlet: Outlet) -> bool:
    """Whether an item says that its address does not work, what else is there or whose it is: "Border Review: X"."""
    told = without_addresses(fold(block.text))
    label = block.text.partition(":")[0]
    # "App Store" and the like are no shops.
    for name in [one.name for one in found if one.name and one.kind in STORES]:
        told = told.replace(fold(name), " ")
    return (
        is_out_of_order(block, language)
        or refuses(told, outlet, language)
        or (label != block.text and is_name(label, outlet, language))
    )


def _is_offered_bar(bar: Block, last: Block, taken: Sequence[Block]) -> bool:
    """Whether icons of channels belong to the announcement that ends in *last*, and are not those of every page."""
    return is_of_one(bar, [last, *taken]) or (not taken and ends_open(last.text))


def _is_list_of(bar: Block, last: Block, language: Language, table: Phrases) -> bool:
    """Whether *bar* is in a list right below a note that tells of blocks and names apps or channels."""
    around = list_around(bar.element)
    if around is None or around.getparent() is not last.element.getparent():
        return False
    told = fold(last.text)
    blocked = any(language.lists[key].search(told) for key in ("blocked", "unblock"))
    return blocked and bar.index == last.index + 1 and any(one.search(told) for one in (table.apps, table.channels))


def _has_app(tokens: Sequence[Token]) -> bool:
    return any(one.kind == MirrorKind.APP for one in tokens)


def _most_words(block: Block, last: Block) -> int:
    """So many words may *block* have beside its addresses: more in a list that a sentence opens, few below a headline.

    What follows a headline is the story.
    """
    if block.tag == "li" and ends_open(last.text):
        return MOST_WORDS_BETWEEN
    return MOST_WORDS_LABEL - 1 if last.tag == "h1" else MOST_WORDS_BESIDE


def words_beside(text: str, found: Sequence[Token]) -> int:
    """How many words *text* has beside the addresses in it."""
    for one in [one.text for one in addresses_in(text)] + [one.name or "" for one in found]:
        text = text.replace(one, " ", 1) if one else text
    return len(re.findall(r"\w+", text)) + len(WIDE_RUN.findall(text))
