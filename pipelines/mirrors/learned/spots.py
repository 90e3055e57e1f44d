"""Addresses on a page that might be offered as the outlet's, with the texts around each that tell whether they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from crawler.model import MirrorKind
from crawler.page.block import HEADINGS
from crawler.page.site import letters_of
from pipelines.mirrors.address import FEED_FILE, HOME, is_same_page
from pipelines.mirrors.apps import is_for_tv, named_apps_in, tv_app_in
from pipelines.mirrors.fold import fold
from pipelines.mirrors.learned.leads import Leads, row_text
from pipelines.mirrors.learned.telling import LEAST_TELLING, Telling
from pipelines.mirrors.links import Token, badge_of, tokens_of
from pipelines.mirrors.near.parts import MOST_LABEL_WORDS, is_elsewhere
from pipelines.mirrors.near.sentences import sentences_of
from pipelines.mirrors.outlet import host_or_none
from pipelines.mirrors.words.kinds import PLACES, STORES, is_refused, is_sold, is_told_by_host, is_told_by_path
from pipelines.mirrors.words.language import LOST, MOVED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block, Page
    from pipelines.mirrors.lay import Lay
    from pipelines.mirrors.outlet import Outlet
    from pipelines.mirrors.words.language import Language
    from pipelines.mirrors.words.tables import Words

WINDOW_CHARS = 70
"""So much before and behind an address in its sentence belongs to it alone."""
MOST_PATH_PARTS = 2
"""An address with a longer path, or of a file, is one of a page: no site, and no section of one."""
SHARED = frozenset({*PLACES, *STORES})
"""Kinds that a link tells without printing its address."""
MOST_BADGE_WORDS = 60
FRONT_CHARS = 4
CLAUSE = re.compile(r"[,;،؛，、。.!?()\n]| [–—|·] ")
"""What parts what is told of one address from what is told of another."""
PHONE = re.compile(r"android|iphone|ipad|\bios\b|mobil|phone")
MOST_BADGES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One address in one block."""

    block: Block
    token: Token
    kind: str
    is_badge: bool
    """Whether it is behind a link without words."""
    is_alike: bool
    """Whether it has a name like the outlet's."""


class Spots:
    """The addresses of one page, by block; each block is taken apart once."""

    def __init__(self, page: Page, lay: Lay, outlet: Outlet, language: Language, words: Words) -> None:
        self.page = page
        self.outlet = outlet
        self.language = language
        self.lay = lay
        self.words = words
        self._held: dict[int, tuple[Spot, ...]] = {}
        self.leads = Leads(page, lay)
        self.telling = Telling(page, lay, outlet, language, self.leads)

    def worth_weighing(self) -> list[Spot]:
        """Return the addresses that have a telling word near them, or one of which only few outlets have any."""
        near = (index for index in sorted(self._addressed) if self._may_be_worth(index))
        return [spot for index in near for spot in self.held(index) if self._is_worth(spot)]

    def _is_worth(self, spot: Spot) -> bool:
        """Whether an address may be news by the telling words near it; the rarer its kind is, the fewer will do.

        Most outlets have channels and apps, which count where something was lost, and name themselves, which counts
        where they have moved; an address like the outlet's own needs no words.
        """
        near, is_printed = self.telling.near(spot.block.index), spot.token.printed is not None
        if spot.kind in STORES:
            worth = not near.isdisjoint(LOST) or (bool(near) and any(self.telling.losses))
        elif spot.kind in PLACES:
            worth = True
        elif self.outlet.is_own(spot.token.host):
            worth = bool(near) if is_printed else not near.isdisjoint(MOVED)
        else:
            worth = len(near) >= LEAST_TELLING or (is_printed and (bool(near) or spot.is_alike))
        return worth and not is_elsewhere(spot.block)

    def _may_be_worth(self, index: int) -> bool:
        if self.telling.tells_near(index) or index in self.lay.places:
            return True
        return self.lay.printed[index] and any(front in letters_of(self.lay.folded[index]) for front in self._fronts)

    def all_held(self) -> Iterator[Spot]:
        """Yield all addresses that may be the outlet's, in page order."""
        return (spot for index in sorted(self._addressed) for spot in self.held(index))

    def held(self, index: int) -> tuple[Spot, ...]:
        """Return the addresses in a block, and those of badges behind it, that may be the outlet's."""
        known = self._held.get(index)
        if known is None and index not in self._addressed:
            return ()
        if known is None:
            known = self._held[index] = self._spots_in(self.page.blocks[index])
        return known

    def around(self, block: Block) -> dict[str, str]:
        """Return the texts around *block*, by what they are to it."""
        blocks, index = self.page.blocks, block.index
        heading, (lead, second) = self.leads.heading(block), self.leads.before(block)
        return {
            "lead": "" if lead is None else lead.text,
            "second": "" if second is None else second.text,
            "heading": "" if heading is None else heading.text,
            "headline": self.outlet.headline_told,
            "next": blocks[index + 1].text if index + 1 < len(blocks) else "",
        }

    def texts(self, spot: Spot) -> dict[str, str]:
        """Return the texts around an address, by what they are to it."""
        block = spot.block
        before, sentence, after = self._sentence(spot)
        return {
            "before": before[-WINDOW_CHARS:],
            "after": after[:WINDOW_CHARS],
            "sentence": sentence,
            "block": block.text,
            "list": "" if (lead := self.leads.before_list(block)) is None else lead.text,
            "row": row_text(block),
            "name": spot.token.name or "",
            **self.around(block),
        }

    @cached_property
    def _addressed(self) -> frozenset[int]:
        """Indexes of the blocks in which an address may stand, and of those behind which badges may be offered."""
        told = filter(self._may_offer_badges, self.telling.lost)
        return frozenset((*self.lay.addressed_blocks, *self.lay.places, *self.telling.naming, *told))

    def _may_offer_badges(self, index: int) -> bool:
        # Badges of stores stand behind texts that tell of a loss, if they are more than those that every page has.
        return index in self.telling.lost and 2 < self.page.blocks[index].words <= MOST_BADGE_WORDS

    def _spots_in(self, block: Block) -> tuple[Spot, ...]:
        anchors: Sequence[HtmlElement] = block.anchors
        if not self.lay.printed[block.index]:
            anchors = [one for one in anchors if self._may_be_told(one.get("href") or "")]
        tokens = [(one, False) for one in tokens_of(block.text, anchors, self.page.base_url)]
        if self._may_offer_badges(block.index):
            tokens += [(one, True) for one in self._badges(block)]
        spots = (self._spot(block, token, is_badge=is_badge) for token, is_badge in tokens)
        return (*(spot for spot in spots if spot is not None), *self._named(block, [token for token, _ in tokens]))

    def _may_be_told(self, href: str) -> bool:
        """Whether a link as written may lead to what `_spot` keeps: most lead to pages of the outlet."""
        own = next((one for one in self._own_links if href.startswith(one)), None)
        if own is None or href.startswith("//") or is_told_by_host(self.outlet.host):
            return True
        path = href[len(own) - 1 :].partition("?")[0].partition("#")[0]
        return HOME.fullmatch(path) is not None or is_told_by_path(path)

    @cached_property
    def _own_links(self) -> tuple[str, ...]:
        """What links to the page's own host begin with."""
        host = self.outlet.host
        return ("/", f"https://{host}/", f"http://{host}/") if host_or_none(self.page.base_url) == host else ()

    def _badges(self, block: Block) -> list[Token]:
        """The links without words behind *block*, up to the next text, a heading or the end of what is around it."""
        blocks = self.page.blocks
        following = blocks[block.index + 1].opened if block.index + 1 < len(blocks) else None
        found: list[Token] = []
        for element in _behind(block.opened, block.element):
            if element is following or (element.tag in HEADINGS and element is not block.element):
                break
            token = badge_of(element, self.page.base_url) if element.tag == "a" else None
            if token is not None:
                found.append(token)
        return found[:MOST_BADGES]

    def _named(self, block: Block, tokens: Sequence[Token]) -> Iterator[Spot]:
        """Yield the apps that are named without a link, in more than a line of their own."""
        folded = self.lay.folded[block.index]
        if not self.telling.names_apps(block.index) or tv_app_in(block, folded, self.page.base_url, self.outlet):
            return
        linked = [fold(token.name) for token in tokens if token.name]
        for name, kind in named_apps_in(block, self.outlet):
            whole = name == block.text.strip()  # a line of its own must name the outlet (`tv_app_in`)
            if not whole and not any(fold(name) in one or one in fold(name) for one in linked):
                token = Token(url="", host="", name=name)
                yield Spot(block=block, token=token, kind=kind, is_badge=False, is_alike=False)

    def _spot(self, block: Block, token: Token, *, is_badge: bool) -> Spot | None:
        outlet, kind = self.outlet, token.kind
        path = urlsplit(token.url).path
        home = HOME.fullmatch(path) is not None
        sold = is_sold(token.url, token.host)
        told = kind in SHARED or home or sold or FEED_FILE.search(path) or is_same_page(token.url, self.page.url)
        near = path.count("/") <= MOST_PATH_PARTS and "." not in path.rpartition("/")[2]
        if not (told or near):
            return None
        # An app is named in the query of its address in a store.
        alike = outlet.is_like(token.host, unquote(token.url.partition(token.host)[2]))
        if not (told or alike or token.printed is not None):
            return None
        if (kind == MirrorKind.APP or sold) and self._is_for_tv(block, token):
            kind = MirrorKind.TV_APP
        if is_refused(token.url, token.host, outlet.hosts) or (
            kind == MirrorKind.WEB_MIRROR and (sold or (outlet.is_own(token.host) and not home))
        ):
            return None
        return Spot(block=block, token=token, kind=kind, is_badge=is_badge, is_alike=alike)

    def _is_for_tv(self, block: Block, token: Token) -> bool:
        """Whether what is called like a link, stands before it, or else leads up to it, is a platform of TV sets."""
        mark = token.printed or token.name or ""
        name = fold(token.name or "")
        if is_for_tv(name) or PHONE.search(name):
            return is_for_tv(name)
        lead = block.text.partition(mark)[0] if mark else ""
        if not lead.strip():
            row = row_text(block)
            before = self.page.blocks[block.index - 1] if block.index else None
            lead = row.partition(mark)[0] if mark else ""
            if not lead.strip() and before is not None and before.words <= MOST_LABEL_WORDS:
                lead = before.text
        return is_for_tv(CLAUSE.split(self.outlet.without_names(fold(lead)).rstrip(" :.-–—([«\"'"))[-1][-WINDOW_CHARS:])

    @cached_property
    def _fronts(self) -> set[str]:
        """What the outlet's names begin with, which is looked for before addresses are taken apart."""
        return {name[:FRONT_CHARS] for name in self.outlet.names}

    def span(self, spot: Spot) -> tuple[int, int]:
        """Return from where to where the sentence with an address reaches in its block."""
        text, at = spot.block.text, _place(spot)
        if at < 0:
            return 0, len(text)
        spans = ((begin, begin + len(one)) for begin, one in sentences_of(text))
        return next(((begin, end) for begin, end in spans if begin <= at < end), (0, len(text)))

    def _sentence(self, spot: Spot) -> tuple[str, str, str]:
        """What of its sentence stands before an address, the sentence, and what stands behind it."""
        text, at, mark = spot.block.text, _place(spot), _mark(spot)
        start, end = self.span(spot)
        if at < 0:
            return "", text[start:end], ""
        before, after = text[start:at], text[at + len(mark) : end]
        for other in self.held(spot.block.index):
            told = _mark(other)
            if told and told != mark:
                before, after = before.rpartition(told)[2], after.partition(told)[0]
        return before, text[start:end], after


def _mark(spot: Spot) -> str:
    """How an address is printed, or what its link is called."""
    return "" if spot.is_badge else spot.token.printed or spot.token.name or ""


def _place(spot: Spot) -> int:
    mark = _mark(spot)
    return spot.block.text.find(mark) if mark else -1


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
