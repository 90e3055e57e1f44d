"""The claims that come of addresses which are likely offered: of which kind, for what, and in which words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.model import MirrorAddress, MirrorKind, MirrorScope
from pipelines.mirrors.address import FEED_FILE, HOME, is_same_page
from pipelines.mirrors.extent import announces
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.leads import row_text
from pipelines.mirrors.near.parts import MOST_LABEL_WORDS
from pipelines.mirrors.near.place import list_around
from pipelines.mirrors.near.sentences import sentences_of, up_to_colon, without_addresses
from pipelines.mirrors.words.kinds import BY_PLACE, STORES
from pipelines.mirrors.words.language import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from pipelines.mirrors.learned.judge import Judge
    from pipelines.mirrors.learned.spots import Spot, Spots

MOST, MOST_DIFFERING, MOST_CIRCULAR = 0.95, 0.4, 0.2
"""How sure a claim is at most, one whose text and link name different hosts, and one of the page's own host."""
SECTION = MEANINGS.index("w.section")
LEAST_PHRASE_WORDS, LEAST_PHRASE_LETTERS = 3, 6
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
"""Letters of scripts that do not part their words."""


def claims_of(judge: Judge) -> Iterator[tuple[Spot, MirrorAddress]]:
    """Yield the addresses that are likely offered, each with its claim, in page order."""
    spots, offered = judge.spots, judge.offered()
    others = [_place(spot) for spot, _ in offered if not spots.outlet.is_own(spot.token.host)]
    for spot, chance in offered:
        token, kind, own = spot.token, spot.kind, spots.outlet.is_own(spot.token.host)
        # Nobody moves to a page.
        if kind == MirrorKind.WEB_MIRROR and _is_home(spot, spots) and judge.is_successor(spot):
            kind = MirrorKind.SUCCESSOR
        # The page's own address is news only among others, and where the outlet has moved there.
        if own and kind == MirrorKind.WEB_MIRROR and _place(spot) not in others:
            continue
        most = MOST_CIRCULAR if own else MOST_DIFFERING if token.differs else MOST
        yield (
            spot,
            MirrorAddress(
                kind=kind,
                address=token.url or None,
                host=token.host or None,
                name=token.name,
                printed=token.printed,
                href=token.href,
                scope=_scope(spot, kind, judge),
                phrase=_phrase(spot, spots),
                evidence="text" if token.href is None else "link",
                confidence=round(min(chance, most), 2),
            ),
        )


def _place(spot: Spot) -> HtmlElement:
    """The list or block that an address is in."""
    listed = list_around(spot.block.element)
    return spot.block.element if listed is None else listed


def _is_home(spot: Spot, spots: Spots) -> bool:
    """Whether the address is of a whole site, of the page itself, or of a folder with the outlet's name."""
    path = urlsplit(spot.token.url).path
    named = spots.outlet.is_named_in(fold(unquote(path)))
    return named or HOME.fullmatch(path) is not None or is_same_page(spot.token.url, spots.page.url)


def _scope(spot: Spot, kind: str, judge: Judge) -> str:
    if kind in STORES:
        return MirrorScope.SITE
    if FEED_FILE.search(urlsplit(spot.token.url).path):
        return MirrorScope.FEED
    # "Only the section Economy: X", says its row of a list.
    label = row_text(spot.block).partition(spot.token.printed or spot.token.name or "\n")[0]
    told = judge.spots.language.meanings_in(fold(label)) if len(label.split()) <= MOST_LABEL_WORDS else set()
    return MirrorScope.SECTION if SECTION in told and kind not in BY_PLACE else judge.scope_of(spot)


def _phrase(spot: Spot, spots: Spots) -> str:
    """The sentence that announces the address: its own, or the last one of what leads up to its list or line."""
    start, end = spots.span(spot)
    sentence = spot.block.text[start:end]
    lead = None if _says_something(sentence) else spots.leads.lead_of(spot.block)
    last = [one for _, one in sentences_of(lead.text)][-1:] if lead is not None and announces(lead, spots) else []
    return up_to_colon(last[0] if last else sentence)


def _says_something(sentence: str) -> bool:
    """Whether there is more than a label beside the addresses of a sentence."""
    told = without_addresses(sentence)
    letters = WIDE.findall(told)
    return len(told.split()) >= LEAST_PHRASE_WORDS or len(letters) >= LEAST_PHRASE_LETTERS
