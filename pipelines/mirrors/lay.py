"""Where addresses and telling words stand on a page: worked out once, so that most blocks need not be looked at."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.page import Page

ADDRESSED = re.compile(r"[.\[(](?:(?<=\.)(?:\s?[\])}]|[^\W\d_]{2})|(?<!\.)(?:dot|\.))", re.IGNORECASE)
"""What an address in text has: "[.]", ".org", "(dot)"; most text without one has not."""
PLACES = (".onion", ".i2p", ".apk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """The blocks of one page, as far as announcements go."""

    folded: tuple[str, ...]
    """Their texts after `fold`."""
    text: str
    """All of them, one a line."""
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

    def text_of(self, indexes: Iterable[int]) -> str:
        """Return the texts of some blocks in page order."""
        return " ".join(self.folded[index] for index in sorted(indexes))

    def blocks_with(self, stems: Sequence[str], indexes: Iterable[int]) -> set[int]:
        """Return those of the blocks *indexes* in which one of *stems* begins; it may end in the next block."""
        if not stems:
            return set()
        ordered = sorted(indexes)
        ends = list(accumulate(len(self.folded[index]) + 1 for index in ordered))
        text = self.text_of(ordered)
        found = set()
        for stem in stems:
            at = text.find(stem)
            while at >= 0:
                place = bisect_right(ends, at)
                found.add(ordered[place])
                at = text.find(stem, ends[place])
        return found


def lay_of(page: Page, host: str) -> Lay:
    """Return the lay of *page*, which came from *host*."""
    own = host.removeprefix("www.") or "\0"
    folded = fold_all([block.text for block in page.blocks])
    printed = [("." in text or "[" in text or "(" in text) and ADDRESSED.search(text) is not None for text in folded]
    addressed, linked = list(printed), [""] * len(folded)
    for index, block in enumerate(page.blocks):
        if block.inline:
            hrefs = [href for one in block.inline if one.tag == "a" and (href := one.get("href"))]
            linked[index] = "\n".join(hrefs)
            addressed[index] = printed[index] or any(is_outward(href, own) for href in hrefs)
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
