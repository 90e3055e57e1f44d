"""What is said, however little, beside addresses that have the outlet's own name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.url import registrable_domain
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.outlet import squeeze
from pipelines.mirrors.scope import gathered, is_elsewhere, is_quoted
from pipelines.mirrors.trigger import LONGEST_NOTE_WORDS, triggers_in
from pipelines.mirrors.weighing.furniture import is_teaser
from pipelines.mirrors.weighing.lists import MOST_WORDS_BETWEEN
from pipelines.mirrors.weighing.others import refuses
from pipelines.mirrors.weighing.place import before_list, list_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.phrases import Phrases

TWIN_CHARS = 4
"""So many letters of the outlet's host are looked for before addresses are taken apart."""


def beside_twins(page: Page, lay: Lay, outlet: Outlet, table: Phrases, taken: set[int]) -> Iterator[Announcement]:
    """Yield what is said, however little, beside addresses that have the outlet's own name."""
    after = 0
    for index in _twins(page, lay, outlet):
        block = page.blocks[index]
        languages = [one for one in table.languages if one.name == outlet.language]
        if index in taken or index < after or is_elsewhere(block) or is_quoted(block):
            continue
        if is_teaser(block, outlet):
            continue
        # "The false pages that we know of are:"
        told_of = (index, _list_lead(page, block))
        if any(refuses(lay.folded[at], outlet, one) for one in languages for at in told_of):
            continue
        for start in (index, index - 1):
            lead = page.blocks[start] if start >= 0 else None
            if lead is None or start in taken or (start < index and lead.words > MOST_WORDS_BETWEEN):
                break
            told = list(triggers_in(lead.text, outlet, table, lead.words, weakly=True))
            if told:
                found = gathered(page, told[0], [lead], outlet, table)
                yield found
                after = max(after, *(one + 1 for one in found.blocks), index + 1)
                break


def _list_lead(page: Page, item: Block) -> int:
    """The index of the block before the list of *item*, or its own."""
    listed = list_around(item.element)
    lead = None if listed is None else before_list(page, listed, item)
    return item.index if lead is None else lead.index


def _twins(page: Page, lay: Lay, outlet: Outlet) -> Iterator[int]:
    """Yield the indexes of blocks with an address that has the outlet's own name, at another registered domain."""
    own = registrable_domain(outlet.host) if outlet.host else ""
    front = own.partition(".")[0][:TWIN_CHARS]
    for index in lay.addressed_blocks if len(front) == TWIN_CHARS else ():
        block = page.blocks[index]
        if block.words > LONGEST_NOTE_WORDS:
            continue
        hosts = [host for one in block.anchors if own not in (host := host_in(one.get("href") or ""))]
        if not (front in squeeze("".join(hosts)) or (lay.printed[index] and front in squeeze(lay.folded[index]))):
            continue
        tokens = tokens_of(block.text, block.anchors, page.base_url)
        if any(not outlet.owns(one.host) and outlet.is_twin(one.host) for one in tokens):
            yield index


def host_in(href: str) -> str:
    """The host that *href* as written seems to name."""
    return href.split("/", 3)[2] if "//" in href[:8] else href
