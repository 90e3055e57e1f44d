"""What is known about an address on a page, as a row of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.page.site import letters_of
from crawler.url import registrable_domain
from pipelines.mirrors.address import FEED_FILE, HOME, ROOTS, is_same_page
from pipelines.mirrors.learned.cues import CUES, Cues
from pipelines.mirrors.near.parts import is_elsewhere, is_quoted
from pipelines.mirrors.near.place import is_in_story, place_of
from pipelines.mirrors.near.sentences import sentences_of, without_addresses
from pipelines.mirrors.near.speech import is_within_speech
from pipelines.mirrors.words.language import LOSSES

if TYPE_CHECKING:
    from crawler.page import Block
    from pipelines.mirrors.learned.spots import Spot, Spots
    from pipelines.mirrors.outlet import Outlet

AROUND = ("lead", "second", "heading", "headline", "next")
TEXTS = ("before", "after", "sentence", "block", "list", "row", "name", *AROUND)
KINDS = ("web-mirror", "onion", "i2p", "cdn", "bucket", "short-link", "app", "tv-app", "channel")
AREAS = ("footer", "header", "aside", "nav", "table", "ul", "figure", "blockquote", "article", "main", "section")
TAGS = ("p", "li", "td", "div", "h1", "h2", "h3", "dd", "small")
_ADDRESS = """
badge printed linked differs alike others_name twin numbered owned own same_page root feed home depth first speech
"""
_BLOCK = "apart boxed story elsewhere quoted linked_share addresses near near_alike"
_OF_BLOCK = (
    *_BLOCK.split(),
    *(f"tag_{tag}" for tag in TAGS),
    *(f"in_{area}" for area in AREAS),
    *(f"block_{kind}" for kind in KINDS),
    *(f"near_{kind}" for kind in KINDS),
    *(f"page:{meaning}" for meaning in LOSSES),
    "page:paragraphs_ours",
    "page:share_ours",
)
NAMES = (
    *(f"kind_{kind}" for kind in KINDS),
    *_ADDRESS.split(),
    *_OF_BLOCK,
    *(f"{text}:{cue}" for text in TEXTS for cue in CUES),
)
"""The columns of addresses."""
NAMES_OF_NOTES = (
    "words",
    *_OF_BLOCK,
    *(f"{text}:{cue}" for text in ("block", "last", *AROUND) for cue in CUES),
)
"""The columns of what may be the notice of a block."""
NEAR = 3
"""So many blocks before and behind one are near it."""
LEAST_SHARED = 5
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh", "з": "z", "и": "i",
    "і": "i", "ї": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_ACCENTED = dict(zip("çşğıöüáàâãéèêíóôõúñä", "csgiouaaaaeeeiooouna", strict=True))
LATIN = str.maketrans({**_CYRILLIC, **_ACCENTED, "ß": "ss"})
"""Letters as they stand in host names."""


class Rows:
    """The rows of one page's addresses; what is the same for several of them is worked out once."""

    def __init__(self, spots: Spots) -> None:
        self._spots = spots
        self._cues = Cues(spots.outlet, spots.language)
        self._blocks: dict[int, list[float]] = {}
        self._known: dict[int, list[float]] = {}

    def row_of(self, spot: Spot) -> list[float]:
        """Return the numbers of `NAMES` for one address of the page, which several tables ask for."""
        known = self._known.get(id(spot))
        if known is None:
            known = self._known[id(spot)] = self._row_of(spot)
        return known

    def _row_of(self, spot: Spot) -> list[float]:
        row = [*_of_address(spot, self._spots), *self._of_block(spot.block)]
        texts = self._spots.texts(spot)
        for name in TEXTS:
            row += self._cues.of(texts[name])
        return row

    def row_of_note(self, block: Block) -> list[float]:
        """Return the numbers of `NAMES_OF_NOTES` for one block."""
        row = [float(block.words), *self._of_block(block)]
        around = self._spots.around(block)
        last = [sentence for _, sentence in sentences_of(block.text)][-1:]
        for text in (block.text, "".join(last), *(around[name] for name in AROUND)):
            row += self._cues.of(text)
        return row

    def _of_block(self, block: Block) -> list[float]:
        known = self._blocks.get(block.index)
        if known is None:
            telling = self._spots.telling
            known = self._blocks[block.index] = [*_of_block(block, self._spots), *telling.losses, *telling.ours]
        return known


def _of_address(spot: Spot, spots: Spots) -> list[float]:
    token, outlet, block = spot.token, spots.outlet, spot.block
    path = urlsplit(token.url).path
    mark = token.printed or token.name or ""
    at = block.text.find(mark) if mark else -1
    told_there = " ".join(spots.lay.folded[max(0, block.index - 1) : block.index + 1])
    told = (
        spot.is_badge,
        token.printed is not None,
        token.href is not None,
        token.differs,
        spot.is_alike,
        bool(token.host) and is_called_after(token.host, told_there, outlet),
        *(_of_host(token.host, outlet) if token.host else (False, False, False, False)),
        bool(token.host) and is_same_page(token.url, spots.page.url),
        path in ROOTS,
        FEED_FILE.search(path) is not None,
        HOME.fullmatch(path) is not None,
        path.count("/"),
        spots.held(block.index)[0] is spot,
        at >= 0 and is_within_speech(block.text, at),
    )
    return [*(float(spot.kind == kind) for kind in KINDS), *map(float, told)]


def _of_host(host: str, outlet: Outlet) -> tuple[bool, bool, bool, bool]:
    return outlet.is_twin(host), outlet.is_next(host), outlet.owns(host), outlet.is_own(host)


def _of_block(block: Block, spots: Spots) -> list[float]:
    page = spots.page
    apart, boxed = place_of(page, block, block)
    around = range(max(0, block.index - NEAR), min(len(page.blocks), block.index + NEAR + 1))
    beside = [one for index in around for one in spots.held(index)]
    held = [one.kind for one in spots.held(block.index)]
    near = [one.kind for one in beside]
    told = (
        apart,
        boxed,
        is_in_story(page, block),
        is_elsewhere(block),
        is_quoted(block),
        block.link_density,
        len(held),
        len(near),
        sum(one.is_alike for one in beside),
    )
    return [
        *map(float, told),
        *(float(block.tag == tag) for tag in TAGS),
        *(float(f"/{area}" in block.path) for area in AREAS),
        *(float(held.count(kind)) for kind in KINDS),
        *(float(near.count(kind)) for kind in KINDS),
    ]


def is_called_after(host: str, folded: str, outlet: Outlet) -> bool:
    """Return whether *host* has a name that stands in a *folded* text and is not the outlet's."""
    label = letters_of(registrable_domain(host).partition(".")[0])
    told = letters_of(outlet.without_names(without_addresses(folded)).translate(LATIN))
    least = max(LEAST_SHARED, round(0.6 * len(label)))
    return any(label[at : at + least] in told for at in range(len(label) - least + 1))
