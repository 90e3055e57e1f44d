"""Where on a page something stands: in comments, among related articles, in the footer, how far from the headline."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from pipelines.metadata.facts import ARTICLE_TYPES

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Block, Page

LEAST_WORDS, MOST_LINKED, MOST_TEXTS = 15, 0.3, 2
"""What is text of an article, and so many blocks of it show where it stands."""
EDGE_LINES = 4
"""So many lines before and behind the running text may be a signature."""
ELSEWHERE = frozenset({"comment", "related", "foot"})
"""Kinds of places where nothing is said about the article."""
# All are looked for in lower case: a pattern that ignores case is searched for four times as slowly.
_COMMENT = re.compile(r"comment|kommentar|disqus|respond|replies|reply|\bforum-?post")
_RELATED = re.compile(
    r"related|recommend|popular|trending|read-?next|most-?read|you-?may-?(?:also|like)|more-?(?:news|stories|posts)"
)
_ASIDE = re.compile(
    r"recent|latest|teaser|suggest|more-|widget|sidebar|side-?bar|prev|next|navigation|carousel|slider|promo|newsletter|"
    r"advert|upcoming|event(?!s?-)|archive"
)
_FOOT = re.compile(
    r"footer(?<!(?:entry|story)-footer)(?<!post[-_]footer)(?<!(?:article|content)-footer)|copyright|colophon|impressum|"
    r"legal"
)
_NO_PLACE = re.compile(r"comments?-?(?:off|open|closed|count|link)|no-?comments?|has-sidebar")
"""Words that speak of what is elsewhere."""
_BY_MARKS = ((_COMMENT, "comment"), (_RELATED, "related"), (_FOOT, "foot"), (_ASIDE, "aside"))
_BY_TAG = {"footer": "foot", "nav": "related"}


class Places:
    """The places of a page's elements and blocks, in relation to its headline."""

    def __init__(self, page: Page, headline_at: int | None) -> None:
        self._page = page
        self._at = headline_at
        self._kinds: dict[HtmlElement, str] = {}
        self._in_article: set[HtmlElement] = set()
        self._around_headline: set[HtmlElement] = set()
        """What holds the headline is no place beside the article, whatever its class speaks of."""
        if headline_at is not None:
            headline = page.blocks[headline_at].element
            self._around_headline = {headline, *headline.iterancestors()}

    def kind(self, element: HtmlElement) -> str:
        """Return ``comment``, ``related``, ``foot``, ``aside`` or ``text``: what the elements around *element* say."""
        chain: list[HtmlElement] = []
        one: HtmlElement | None = element
        found, in_article = "text", False
        while one is not None and one.tag not in {"body", "main"}:
            known = self._kinds.get(one)
            if known is not None:
                found, in_article = known, one in self._in_article
                break
            chain.append(one)
            one = one.getparent()
        for below in reversed(chain):
            if below not in self._around_headline:
                own = _kind_of(below.get("class") or "", below.get("id") or "", str(below.tag))
                if own == "foot" and in_article:
                    # The foot of an article may name its author and its date.
                    own = "aside"
                found = own if own in ELSEWHERE or found == "text" else found
            self._kinds[below] = found
            in_article = in_article or below.tag == "article" or _is_article(below.get("itemtype") or "")
            if in_article:
                self._in_article.add(below)
        return found

    def block_around(self, element: HtmlElement) -> Block | None:
        """Return the block that holds the text of *element*, or of one of the three elements around it."""
        if element in self._blocks:
            return self._blocks[element]
        around = islice(element.iterancestors(), 3)
        return next((self._blocks[above] for above in around if above in self._blocks), None)

    def block_within(self, element: HtmlElement) -> Block | None:
        """Return the first block that holds the text of *element* or of one of the first elements in it."""
        inside = islice(element.iter(), 8)
        return next((self._blocks[one] for one in inside if one in self._blocks), None)

    @cached_property
    def _blocks(self) -> dict[HtmlElement, Block]:
        found: dict[HtmlElement, Block] = {}
        for block in reversed(self._page.blocks):
            found[block.opened] = block
            for element in block.inline:
                found[element] = block
            found[block.element] = block
        return found

    def is_masthead(self, block: Block) -> bool:
        """Whether *block* stands above the headline, outside of what holds both headline and text."""
        if self._at is None or block.index >= self._at or self._story is None:
            return False
        around = (block.element, *block.element.iterancestors())
        if self._story not in around:
            return True
        in_header = any(one.tag == "header" and one not in self._around_headline for one in around)
        return in_header and self._story.tag == "body"

    @cached_property
    def _story(self) -> HtmlElement | None:
        """The smallest element that holds the headline and the text behind it; None where there is no text."""
        blocks = self._page.blocks
        behind = filter(is_text, blocks[self._at or 0 :])
        text = [{one.element, *one.element.iterancestors()} for one in islice(behind, MOST_TEXTS)]
        headline = blocks[self._at or 0].element
        holders = (one for one in (headline, *headline.iterancestors()) if all(one in above for above in text))
        return next(holders, None) if text else None

    def distance(self, block: Block) -> str:
        """Return how far *block* stands from the headline, as one of a few words."""
        if self._at is None:
            return "start" if block.index < 30 else "somewhere"
        steps = block.index - self._at
        if steps == 0:
            return "headline"
        for least, name in (
            (26, "far"),
            (9, "after9"),
            (4, "after4"),
            (1, "after1"),
            (-6, "before6"),
            (-25, "before25"),
        ):
            if steps >= least:
                return name
        return "top"

    def edge(self, block: Block) -> str:
        """Return ``begin`` or ``end`` when *block* is a line right before or behind the running text, else nothing."""
        return self._edges.get(block.index, "")

    @cached_property
    def _edges(self) -> dict[int, str]:
        blocks = self._page.blocks
        begin = 0 if self._at is None else self._at + 1
        words: dict[HtmlElement, int] = {}
        text = list(filter(is_text, blocks[begin:]))
        for block in text:
            for holder in _holders(block, 2):
                words[holder] = words.get(holder, 0) + block.words
        if not words:
            return {}
        # Of holders with equally much text the innermost one: it came first.
        story = max(words, key=words.__getitem__)
        own = [block.index for block in text if story in _holders(block, 2)]
        first, last = own[0], own[-1]
        near = [*blocks[max(begin, first - EDGE_LINES) : first], *blocks[last + 1 : last + 1 + EDGE_LINES]]
        return {b.index: "begin" if b.index < first else "end" for b in near if story in _holders(b, 3)}


def is_text(block: Block) -> bool:
    """Return whether *block* is running text, not a line or links."""
    return block.words >= LEAST_WORDS and block.link_density < MOST_LINKED


def _holders(block: Block, most: int) -> list[HtmlElement]:
    return [block.element, *islice(block.element.iterancestors(), most - 1)]


def _is_article(itemtype: str) -> bool:
    return itemtype.rpartition("/")[2].lower() in ARTICLE_TYPES


@lru_cache(maxsize=8192)
def _kind_of(class_: str, id_: str, tag: str) -> str:
    if tag in _BY_TAG:
        return _BY_TAG[tag]
    marks = f"{class_} {id_}"[:300].lower()
    for pattern, kind in _BY_MARKS:
        if pattern.search(marks) and not _NO_PLACE.search(marks):
            return kind
    return "aside" if tag == "aside" else "text"
