"""Where addresses and telling words stand on a page: worked out once, so that most blocks need not be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.page.block import HEADINGS
from pipelines.mirrors.address import may_hold_address
from pipelines.mirrors.fold import fold_all
from pipelines.mirrors.trigger import LONGEST_NOTE_WORDS, LONGEST_PLEA_WORDS, OPEN_ENDS, QUESTION_MARKS
from pipelines.mirrors.weighing.instead import names_apps
from pipelines.mirrors.weighing.lists import MOST_WORDS_BETWEEN
from pipelines.mirrors.words.grammar import SPACELESS
from pipelines.mirrors.words.phrases import hosts
from pipelines.mirrors.words.stems import spaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.page import Page
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.phrases import Phrases
    from pipelines.mirrors.words.stems import Stems

PLACES = (".onion", ".i2p", ".apk")
LEAST_NOTICE_WORDS = 3
MOST_WORDS_SPLIT = 30
NEAR_BLOCKS, FAR_BLOCKS = 2, 7
"""Within so many blocks an address must follow: after running text, after a heading or a line of few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """The blocks of one page, as far as announcements go."""

    folded: tuple[str, ...]
    """Their texts after `fold`."""
    text: str
    """All of them, one a line."""
    words: tuple[list[str], ...]
    """The words of each block."""
    parted: bool
    """Whether all of them are in scripts that part their words."""
    printed: tuple[bool, ...]
    """Whether an address may stand in the text."""
    addressed: tuple[bool, ...]
    """Whether one may stand in the text or in a link to another host."""
    places: tuple[int, ...]
    """Blocks with an onion service, an I2P name or the file of an app in text or link."""

    @property
    def addressed_blocks(self) -> list[int]:
        """Indexes of the blocks in which an address may stand."""
        return [index for index, there in enumerate(self.addressed) if there]

    def stems_in(self, stems: Stems, indexes: Sequence[int]) -> Iterator[set[str]]:
        """Yield, for each of the blocks *indexes*, those of *stems* that begin in it."""
        texts, words = [self.folded[index] for index in indexes], [self.words[index] for index in indexes]
        return stems.found_in_each(texts, words, parted=self.parted)


def lay_of(page: Page, domain: str) -> Lay:
    """Return the lay of *page*, which came from a host of *domain*: links to its other hosts announce nothing."""
    own, share = domain or "\0", hosts().share
    folded = fold_all([block.text for block in page.blocks])
    printed = list(map(may_hold_address, folded))
    addressed, linked = list(printed), [""] * len(folded)
    for index, block in enumerate(page.blocks):
        if block.inline:
            hrefs = [href for one in block.inline if one.tag == "a" and (href := one.get("href"))]
            linked[index] = "\n".join(hrefs)
            addressed[index] = printed[index] or any(
                is_outward(href, own) and not any(mark in href for mark in share) for href in hrefs
            )
    text, links = "\n".join(folded), "\n".join(linked)
    there = [place for place in PLACES if place in text or place in links]
    held = [
        at
        for at in (range(len(folded)) if there else ())
        if any(one in folded[at] or one in linked[at] for one in there)
    ]
    return Lay(
        folded=tuple(folded),
        text=text,
        parted=text.isascii() or not any(map(SPACELESS.match, set(text))),
        words=tuple(line.split() for line in spaced(text).split("\n")),
        printed=tuple(printed),
        addressed=tuple(addressed),
        places=tuple(held),
    )


def is_outward(href: str, host: str) -> bool:
    """Return whether *href* as written may lead to another host than *host*.

    >>> is_outward("https://www.news.example/a", "news.example"), is_outward("www.news2.example", "news.example")
    (False, True)
    """
    if href[0] in "/#?" and href[:2] != "//":
        return False
    if "//" in href[:8]:
        return not href.split("/", 3)[2].lower().endswith(host)
    return href[:4].lower() == "www." or 0 < href.find(".") < href.find("/") or href.count(".") > 1


def worth_reading(page: Page, lay: Lay, outlet: Outlet, table: Phrases) -> tuple[set[int], set[int]]:
    """Return the indexes of the blocks that may announce something, and of others that may be notices of blocks."""
    near, printed = _near_addresses(page, lay)
    begun = _begun(page, lay, near, outlet, table)
    promising = _promising(page, begun, near, printed, table)
    return promising, _naming(page, lay, begun, outlet, table) - promising


def _near_addresses(page: Page, lay: Lay) -> tuple[set[int], set[int]]:
    """Indexes of the blocks with an address or a link in them or soon after, and of those with a printed one."""
    near: set[int] = set()
    printed: set[int] = set()
    blocks = page.blocks
    next_addressed = next_printed = len(blocks) + FAR_BLOCKS
    for index in range(len(blocks) - 1, -1, -1):
        block = blocks[index]
        if lay.addressed[index]:
            next_addressed = index
            next_printed = index if lay.printed[index] else next_printed
        open_end = block.text[-1] in OPEN_ENDS
        reach = FAR_BLOCKS if open_end or block.words <= MOST_WORDS_BETWEEN else NEAR_BLOCKS
        if open_end or next_addressed < index + reach:
            near.add(index)
            if next_printed < index + reach:
                printed.add(index)
    # An announcement may be split over two blocks: the first may have its words in the second.
    near |= {index + 1 for index in near if blocks[index].words <= MOST_WORDS_SPLIT and index + 1 < len(blocks)}
    return near, printed


def _begun(page: Page, lay: Lay, near: set[int], outlet: Outlet, table: Phrases) -> dict[int, set[str]]:
    """The stems that begin in blocks *near* an address or short ones, by the indexes of the blocks that have any.

    Blocks that name apps are near one.
    """
    short = {one.index for one in page.blocks if LEAST_NOTICE_WORDS <= one.words <= LONGEST_NOTE_WORDS}
    looked_at = sorted(near | short)
    found = lay.stems_in(table.stems, looked_at)
    begun = {index: stems for index, stems in zip(looked_at, found, strict=True) if stems}
    losing = [index for index in begun.keys() - near if not begun[index].isdisjoint(table.losing)]
    near.update(index for index in losing if names_apps(page, page.blocks[index], lay.folded[index], table))
    for index in [index for index in near & begun.keys() if begun[index] <= table.lost]:
        if not _tells_of_loss(page, lay, index, outlet, table):
            del begun[index]
    return begun


def _promising(
    page: Page, begun: Mapping[int, set[str]], near: set[int], printed: set[int], table: Phrases
) -> set[int]:
    """Indexes of blocks with telling words that are near an address, or have the words of a notice."""
    told = {index for index, stems in begun.items() if not stems.isdisjoint(table.notices)}
    told |= {index for index in near & begun.keys() if index in printed or not begun[index].isdisjoint(table.strong)}
    before = {index - 1 for index in told if index and page.blocks[index - 1].words <= MOST_WORDS_SPLIT}
    return told | before


def _tells_of_loss(page: Page, lay: Lay, index: int, outlet: Outlet, table: Phrases) -> bool:
    """Whether a block, or the question before it, names what channels and programmes are, and "our" or the outlet."""
    asked = index > 0 and page.blocks[index - 1].text[-1] in QUESTION_MARKS
    folded = " ".join(lay.folded[index - asked : index + 1])
    if not table.presence.found_in(folded):
        return False
    spoken = (one for one in table.languages if outlet.language in {None, one.name})
    return any(one.we.search(folded) for one in spoken) or outlet.is_named_in(folded)


def _naming(page: Page, lay: Lay, begun: Mapping[int, set[str]], outlet: Outlet, table: Phrases) -> set[int]:
    """Indexes of lines that name the outlet and have a word for "blocked": notices, perhaps."""
    telling = (page.blocks[index] for index, stems in begun.items() if not stems.isdisjoint(table.blocking))
    return {
        one.index
        for one in telling
        if LEAST_NOTICE_WORDS <= one.words <= LONGEST_PLEA_WORDS
        and not one.anchors
        and one.tag not in HEADINGS
        and outlet.is_named_in(lay.folded[one.index])
    }
