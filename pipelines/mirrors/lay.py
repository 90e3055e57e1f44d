"""Where addresses and telling words stand on a page: worked out once, so that most blocks need not be looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.mirrors.fold import fold_all

if TYPE_CHECKING:
    from crawler.page import Page

ADDRESSED = re.compile(r"\.\s?[\])}]|\.[^\W\d_]{2}|[\[(]dot|[\[(]\.", re.IGNORECASE)
"""What an address in text has; most text without one has not."""
PLACES = (".onion", ".i2p")


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
    """Blocks with the name of an onion service or of I2P in text or link."""


def lay_of(page: Page, host: str) -> Lay:
    """Return the lay of *page*, which came from *host*."""
    own = host.removeprefix("www.") or "\0"
    folded = fold_all([block.text for block in page.blocks])
    printed, addressed, places = [], [], []
    for block, text in zip(page.blocks, folded, strict=True):
        told = "." in text and ADDRESSED.search(text) is not None
        hrefs = [href for one in block.inline if one.tag == "a" and (href := one.get("href"))] if block.inline else []
        printed.append(told)
        addressed.append(told or any(is_outward(href, own) for href in hrefs))
        if addressed[-1] and any(place in text or any(place in href for href in hrefs) for place in PLACES):
            places.append(block.index)
    return Lay(
        folded=tuple(folded),
        text="\n".join(folded),
        printed=tuple(printed),
        addressed=tuple(addressed),
        places=tuple(places),
    )


def is_outward(href: str, host: str) -> bool:
    """Return whether *href* as written may lead to another host than *host*.

    >>> is_outward("https://www.news.example/a", "news.example"), is_outward("www.news2.example", "news.example")
    (False, True)
    """
    if "//" in href[:8]:
        return not href.split("/", 3)[2].lower().endswith(host)
    return href[:4].lower() == "www." or 0 < href.find(".") < href.find("/") or href.count(".") > 1
