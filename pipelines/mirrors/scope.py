"""Which blocks belong to an announcement: from its sentence to the end of the list of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.mirrors.address import addresses_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.phrases import phrases
from pipelines.mirrors.trigger import triggers_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page import Block, Page
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.trigger import Trigger

MOST_LIST_BLOCKS = 15
MOST_WORDS_BESIDE = 6
"""A list block may have so many words beside its addresses."""
MOST_WORDS_LABEL = 3
MOST_WORDS_SPLIT = 30
MOST_SHARE_WORDS = 4
HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
COMMENT = re.compile(r"comment|kommentar|disqus", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A sentence with the addresses it announces."""

    trigger: Trigger
    tokens: tuple[Token, ...]
    blocks: tuple[int, ...]
    """Indexes of the blocks that hold nothing else."""
    share_block: int | None = None
    """The share bar that ended the list."""


def announcements(page: Page, folded: Sequence[str], outlet: Outlet) -> Iterator[Announcement]:
    """Yield the announcements of *page* in page order; *folded* are the texts of its blocks after `fold`."""
    # A page without one of these strings, as most are, is done here.
    text = " ".join(folded)
    words = set(text.split())
    parts = [part for part, inner in phrases().parts if inner <= words and part in text]
    after = 0
    for index, block in enumerate(page.blocks if parts else ()):
        if index < after or not _is_promising(folded, index, parts) or _in_comments(block):
            continue
        for trigger, held in _triggers_at(page.blocks, index, outlet):
            found = _gathered(page, trigger, held)
            yield found
            after = max(after, *(one + 1 for one in found.blocks), index + 1)


def is_share_bar(text: str) -> bool:
    """Return whether *text* is the heading of a share bar."""
    folded = fold(text).strip(" :.!")
    return folded in phrases().share and len(folded.split()) <= MOST_SHARE_WORDS


def _is_promising(folded: Sequence[str], index: int, parts: Sequence[str]) -> bool:
    text = " ".join(folded[index : index + 2])
    return any(part in text for part in parts)


def _triggers_at(blocks: Sequence[Block], index: int, outlet: Outlet) -> list[tuple[Trigger, list[Block]]]:
    """The triggers of one block, or of two short ones that share a sentence."""
    block = blocks[index]
    alone = [(trigger, [block]) for trigger in triggers_in(block.text, outlet)]
    if alone or index + 1 >= len(blocks) or block.words > MOST_WORDS_SPLIT:
        return alone
    following = blocks[index + 1]
    ends = block.text.rstrip()[-1:] in ".!?:。！？："
    if (
        ends
        or following.words > MOST_WORDS_SPLIT
        or following.tag in HEADS
        or list(triggers_in(following.text, outlet))
    ):
        return []
    joined = f"{block.text} {following.text}"
    return [(trigger, [block, following]) for trigger in triggers_in(joined, outlet) if trigger.start == 0]


def _gathered(page: Page, trigger: Trigger, held: list[Block]) -> Announcement:
    text = " ".join(block.text for block in held)
    tail = text[trigger.end :]
    expects = trigger.sentence.rstrip().endswith((":", "：")) or not tail.strip()
    own = text[trigger.start : trigger.end]
    # What follows the colon within the block belongs to the list, unless it goes on as prose.
    reach = own + tail if expects and len(_beside(tail).split()) <= MOST_WORDS_BESIDE else own
    tokens = tokens_of(reach, [a for block in held for a in block.anchors], page.base_url)
    whole = len(reach) >= 0.6 * len(text)
    indexes = [block.index for block in held] if whole else []
    share: int | None = None
    if trigger.expects_list and (whole or reach is not own) and (not tokens or trigger.sentence.rstrip()[-1:] in ":："):
        listed, share = _list_after(page, held[-1].index)
        for block, found in listed:
            indexes.append(block.index)
            tokens = tokens + found
    return Announcement(trigger=trigger, tokens=tuple(tokens), blocks=tuple(indexes), share_block=share)


def _list_after(page: Page, index: int) -> tuple[list[tuple[Block, list[Token]]], int | None]:
    """The blocks of addresses that follow block *index*, and the share bar that ends them."""
    taken: list[tuple[Block, list[Token]]] = []
    labels: list[tuple[Block, list[Token]]] = []
    for block in page.blocks[index + 1 : index + 1 + MOST_LIST_BLOCKS]:
        if is_share_bar(block.text):
            return taken, block.index
        if block.tag in HEADS or _in_comments(block):
            break
        found = tokens_of(block.text, block.anchors, page.base_url)
        beside = _beside(block.text)
        for token in found:
            beside = beside.replace(token.name or "\0", " ")
        if found and len(re.findall(r"\w+", beside)) <= MOST_WORDS_BESIDE:
            taken.extend([*labels, (block, found)])
            labels = []
        elif not found and block.words <= MOST_WORDS_LABEL and len(labels) < 1:
            labels.append((block, []))
        else:
            break
    return taken, None


def _beside(text: str) -> str:
    """*text* without the addresses in it."""
    rest = text
    for one in addresses_in(text):
        rest = rest.replace(one.text, " ")
    return rest


def _in_comments(block: Block) -> bool:
    return any(
        COMMENT.search(f"{above.get('class') or ''} {above.get('id') or ''}")
        for _, above in zip(range(8), (block.element, *block.element.iterancestors()), strict=False)
    )
