"""Onion and I2P addresses in lines of their own, such as a link "Tor" in a footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import MirrorAddress
from pipelines.mirrors.kinds import BY_PLACE, kind_of
from pipelines.mirrors.links import tokens_of
from pipelines.mirrors.scope import in_comments

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page import Draft
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.outlet import Outlet

MOST_WORDS = 8
LABELS = ("tor", "onion", "i2p", "eepsite", "тор", "تور", "洋葱", "洋蔥")
BY_LABEL = 0.6


def onions_of(draft: Draft, lay: Lay, outlet: Outlet) -> Iterator[tuple[MirrorAddress, int]]:
    """Yield each such address with its block: nobody but the outlet labels a line of its page "Tor"."""
    for index in lay.places:
        block = draft.page.blocks[index]
        if block.words > MOST_WORDS or index in draft.claimed or in_comments(block):
            continue
        found = tokens_of(block.text, block.anchors, draft.page.base_url)
        places = [one for one in found if kind_of(one.url, one.host, "") in BY_PLACE]
        if len(places) != 1 or len(found) != 1:
            continue
        (token,) = places
        rest = lay.folded[index].replace((token.printed or "\0").lower(), " ")
        words = rest.replace(":", " ").replace("-", " ").replace(".", " ").split()
        if not any(label in words or (not label.isascii() and label in rest) for label in LABELS):
            continue
        if any(len(word) > 2 for word in words) and not _is_plain(words, outlet):
            continue
        claim = MirrorAddress(
            kind=kind_of(token.url, token.host, ""),
            address=token.url,
            host=token.host,
            name=token.name,
            printed=token.printed,
            href=token.href,
            evidence="text" if token.href is None else "link",
            confidence=BY_LABEL,
        )
        yield claim, index


def _is_plain(words: Sequence[str], outlet: Outlet) -> bool:
    """Whether the line is about this outlet or about nobody: few words, or its name."""
    return len(words) <= 4 or outlet.is_named_in(" ".join(words))
