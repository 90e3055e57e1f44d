"""Where addresses and telling words stand on a page: worked out once, so that most blocks need not be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.mirrors.address import may_hold_address
from pipelines.mirrors.fold import fold_all
from pipelines.mirrors.words.hosts import hosts
from pipelines.mirrors.words.patterns import SPACELESS
from pipelines.mirrors.words.stems import spaced

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from crawler.page import Page
    from pipelines.mirrors.words.stems import Stems

PLACES = (".onion", ".i2p", ".apk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """The blocks of one page, as far as addresses go."""

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

    def begun(self, stems: Stems) -> Iterator[AbstractSet[str]]:
        """Yield, for each block, those of *stems* that begin in it."""
        return stems.found_in_each(self.folded, self.words, parted=self.parted)


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
        words=tuple(line.split() for line in spaced(text).split("\n")) if folded else (),
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
