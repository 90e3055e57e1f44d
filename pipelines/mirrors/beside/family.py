"""Ways to an outlet in the list or box in which other addresses of it were announced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import MirrorKind
from pipelines.mirrors.beside.strangers import announcing, is_passed, strangers_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.scope import gathered
from pipelines.mirrors.trigger import without_addresses
from pipelines.mirrors.weighing.furniture import is_bar, is_out_of_order
from pipelines.mirrors.weighing.lists import words_beside
from pipelines.mirrors.weighing.matters import own_matter
from pipelines.mirrors.weighing.others import names_another, refuses
from pipelines.mirrors.weighing.place import FURNITURE, list_around
from pipelines.mirrors.words.kinds import BY_PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Draft, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.words.phrases import Phrases

WAYS = frozenset({*BY_PLACE, MirrorKind.APP, MirrorKind.TV_APP, MirrorKind.CHANNEL, MirrorKind.CDN, MirrorKind.BUCKET})
BOXES = frozenset({"div", "section", "aside", "details", "td", "article"})
MOST_BOX_WORDS = 150
MOST_CHANNELS = 2
"""More of them in one line are the icons that every page has."""


def beside_claims(
    draft: Draft, lay: Lay, outlet: Outlet, table: Phrases, known: Mapping[str | None, str]
) -> Iterator[Announcement]:
    """Yield what stands in one list or box with blocks that *draft* claims for announcements.

    A list of ways says once whose they are: below two sites and an onion address, the app and the channel are the
    outlet's as well. *known*: the kinds of the addresses that are claimed already.
    """
    page, told = draft.page, draft.claimed_as("mirror") if known else ()
    language = outlet.language_in(table)
    if language is None or not told:
        return
    around = _around(page, told)
    for index in sorted({*lay.addressed_blocks, *lay.places}):
        block = page.blocks[index]
        if not any(above in around for above in block.element.iterancestors()):
            continue
        if FURNITURE.search(block.path) or is_passed(block, outlet, language):
            continue
        tokens = [one for one in strangers_in(block, page, outlet, known) if one.kind in WAYS]
        text = fold(block.text)
        if own_matter(page, outlet, language) is None and not language.we.search(text):
            # Most outlets have channels, and apps in stores.
            tokens = [one for one in tokens if not _is_common(one)]
        if sum(one.kind == MirrorKind.CHANNEL for one in tokens) > MOST_CHANNELS:
            continue
        # A term in a list of them says what its link is.
        bare = is_bar(tokens) and block.tag != "dd" and not words_beside(block.text, tokens)
        if bare or all(one.url in known for one in tokens):
            continue
        if refuses(without_addresses(text), outlet, language) or names_another(block.text, outlet, language.name):
            continue
        if not is_out_of_order(block, language):
            yield gathered(page, announcing(block.text, "channel", language, subject=True), [block], outlet, table)


def _is_common(token: Token) -> bool:
    """Whether outlets that nobody blocks have such an address too."""
    return token.kind == MirrorKind.CHANNEL or (token.kind == MirrorKind.APP and not token.url.endswith(".apk"))


def _around(page: Page, told: Sequence[int]) -> set[HtmlElement]:
    """The lists and small boxes around the blocks *told*."""
    found: set[HtmlElement] = set()
    for index in told:
        element = page.blocks[index].element
        listed = list_around(element)
        # Tables that hold the whole page are no lists.
        if listed is not None and _is_small(page, listed):
            found.add(listed)
        for above in element.iterancestors():
            if above.tag in BOXES:
                if _is_small(page, above):
                    found.add(above)
                break
    return found


def _is_small(page: Page, box: HtmlElement) -> bool:
    held = page.blocks_within(box)
    return sum(block.words for block in held) <= MOST_BOX_WORDS and not any(one.tag == "h1" for one in held)
