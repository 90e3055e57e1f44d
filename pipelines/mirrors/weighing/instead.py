"""Apps and channels in place of what readers have lost: a blocked site, a removed channel, a programme off the air."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.model import MirrorAddress, MirrorKind
from crawler.page.block import HEADINGS
from pipelines.mirrors.fold import fold
from pipelines.mirrors.links import badge_of
from pipelines.mirrors.trigger import ends_open, names, sentences_of
from pipelines.mirrors.tv import tv_names_in
from pipelines.mirrors.weighing.others import quotes_another
from pipelines.mirrors.words.kinds import STORES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.mirrors.links import Token
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.scope import Announcement
    from pipelines.mirrors.trigger import Trigger
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.phrases import Phrases

ROLES = frozenset({"instead", "blocked", "channel", "named"})
"""Of sentences that may offer apps and channels by their names or badges alone."""
OFFERS = ("use", "reach", "now", "also", "moved")
LOSSES = ("lost", "blocked", "unblock", "trouble")
MOST_BADGES = 8
BY_NAME = 0.5


def is_offered_instead(token: Token, found: Announcement, outlet: Outlet) -> bool:
    """Return whether a sentence that tells of a loss, or one after it, leads readers to the app or channel *token*.

    What is lost must be the outlet's: "Our film “Night Boats” was removed" is about something else.
    """
    sentence = found.trigger.sentence
    if token.kind not in STORES or (quotes_another(sentence, outlet) and not names(sentence, outlet)):
        return False
    told = token.printed or token.name or ""
    holding = [sentence for _, sentence in sentences_of(found.reach) if told and told in sentence]
    if holding:
        return any(_leads(fold(one), outlet, found.trigger.language) for one in holding)
    # Icons of channels follow many a note.
    text = f"{found.reach} {found.after}"
    return ends_open(text) or _offers(fold(text), found.trigger.language)


def named_apps(found: Announcement, outlet: Outlet) -> Iterator[MirrorAddress]:
    """Yield the apps for television sets that an announcement offers by the platform's name, without a link."""
    trigger, language = found.trigger, found.trigger.language
    if trigger.role not in ROLES or not (trigger.firm and found.note):
        return
    linked = [fold(token.name or "") for token in found.tokens]
    for _, sentence in sentences_of(f"{found.reach} {found.after}"):
        folded = fold(sentence)
        if not _leads(folded, outlet, language) or language.lists["lost"].search(folded):
            continue
        for name in tv_names_in(sentence, outlet):
            if not any(fold(name) in one or one in fold(name) for one in linked if one):
                yield MirrorAddress(
                    kind=MirrorKind.TV_APP,
                    address=None,
                    host=None,
                    name=name,
                    phrase=trigger.sentence,
                    evidence="text",
                    confidence=BY_NAME,
                )


def badges_after(page: Page, held: Sequence[Block], trigger: Trigger, outlet: Outlet, table: Phrases) -> list[Token]:
    """Return the links without words behind *held*, the blocks of a note, as far as the note offers them.

    Apps must be spoken of in it, channels as well, or something must be to follow; icons that every page has are not.
    """
    text = " ".join(block.text for block in held)
    folded, lists = fold(text), trigger.language.lists
    told = f"{outlet.headline} | {folded}"
    if trigger.role not in ROLES or not any(lists[key].search(told) for key in LOSSES):
        return []
    apps, channels = table.apps.search(folded), ends_open(text) and table.channels.search(folded)
    kinds = {MirrorKind.APP, MirrorKind.TV_APP} if apps else set()
    kinds |= {MirrorKind.CHANNEL} if channels else set()
    return [token for token in badges_of(page, held[-1]) if token.kind in kinds] if kinds else []


def names_apps(page: Page, block: Block, folded: str, table: Phrases) -> bool:
    """Return whether a block that leads nowhere names apps for television sets, or has badges of stores behind it."""
    return table.platform.search(folded) is not None or any(one.kind in STORES for one in badges_of(page, block))


def badges_of(page: Page, last: Block) -> list[Token]:
    """Return the links without words behind *last*, up to the next text, a heading or the end of what is around it."""
    following = page.blocks[last.index + 1].opened if last.index + 1 < len(page.blocks) else None
    found = []
    for element in _behind(last.opened, last.element):
        if element is following or (element.tag in HEADINGS and element is not last.element):
            break
        token = badge_of(element, page.base_url) if element.tag == "a" else None
        if token is not None:
            found.append(token)
    return found[:MOST_BADGES]


def _behind(opened: HtmlElement, around: HtmlElement) -> Iterator[HtmlElement]:
    """The elements from *opened* on, in document order, up to the last one beside *around*, which it lies in."""
    yield from opened.iter()
    while True:
        for beside in opened.itersiblings():
            yield from beside.iter()
        above = opened.getparent()
        if opened is around or above is None:
            return
        opened = above


def _offers(folded: str, language: Language) -> bool:
    return any(language.lists[key].search(folded) for key in OFFERS)


def _leads(folded: str, outlet: Outlet, language: Language) -> bool:
    """Whether a *folded* sentence tells readers what to do, or speaks of the outlet."""
    return _offers(folded, language) or language.we.search(folded) is not None or outlet.is_named_in(folded)
