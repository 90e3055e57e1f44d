"""By what template a page was made: the way through its elements down to its text and to its headline."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.block import Block
    from crawler.page.page import Page

DIGEST_CHARS = 12
PROSE_WORDS = 12
MOST_LINKED = 0.4
"""Above this share of linked characters a block is a list of links."""
PARTS = frozenset({"p", "li", "h2", "h3", "h4", "blockquote", "dd", "td"})
"""Elements of which a text has many; what holds it is above them."""
NAMED_LEVELS = 2
"""So many elements at the end of the way to the text are told by their class too: the first that lasts. Further ones,
and those further up, often say of which section or day a page is."""
LONGEST_CLASS_CHARS = 40
# Classes that a page has for itself: its number, its tags, whether it has a picture or is for subscribers.
OF_THE_PAGE = re.compile(
    r"(?:post|category|cat|tag|author|term|topic|section|type|status|format|channel|has|is|no|js|lang|theme)(?:[-_]|$)"
    r"|(?:hentry|locked.*|paywall.*|premium.*|free)$",
    re.IGNORECASE,
)
GENERATED = re.compile(r"[0-9]|__|--|[:!\[\]/]|^(?:css|sc|jsx|svelte)-|[bcdfghjklmnpqrstvwxz]{5}")
"""A program made it up, and makes up another one with each release (``css-1x2y3z``, ``iqxxjk``); or it changes a
block (``story--wide``), or does one thing to it (``after:clear-both``)."""
OF_READERS = re.compile(r"comment|disqus|kommentar|discussion|respond")
"""Class or id of what readers wrote: there may be more of it than of the article."""
HUMPS = re.compile(r"[A-Z]?[a-z]*")


def fingerprint(page: Page) -> str | None:
    """Return what pages of one template share and those of another do not: 12 hexadecimal figures.

    It does not change with the text, with how many paragraphs, pictures, comments and advertisements there are, and
    with classes that tell one page from the next. None for a page without running text.
    """
    shape = shape_of(page)
    if shape is None:
        return None
    return hashlib.sha256(shape.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST_CHARS]


def shape_of(page: Page) -> str | None:
    """Return the two ways as text: to what holds most of the running text, and to the first ``h1``.

    Such as ``html/body/main/article.story/div.story-body html/body/main/article/header/h1``.
    """
    held: Counter[HtmlElement] = Counter()
    readers: dict[HtmlElement, bool] = {}
    for block in page.blocks:
        if block.words >= PROSE_WORDS and block.link_density < MOST_LINKED:
            holder = _holder(block)
            if not _is_readers(holder, readers):
                held[holder] += block.words
    if not held:
        return None
    # Of two that hold as much the first one of the page: a Counter keeps the order in which they came.
    most = max(held, key=lambda element: held[element])
    headline = next((block.element for block in page.blocks if "/h1" in block.path), None)
    way = "" if headline is None else _way(_up_to(headline, "h1"), named_levels=0)
    return f"{_way(most, named_levels=NAMED_LEVELS)} {way}".rstrip()


def _holder(block: Block) -> HtmlElement:
    element = block.element
    while element.tag in PARTS and (above := element.getparent()) is not None:
        element = above
    return element


def _is_readers(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    above = []
    level: HtmlElement | None = element
    while level is not None and level not in known and level.tag not in ("html", "body"):
        above.append(level)
        level = level.getparent()
    # Of html and body a class says what the page has, not what it is.
    found = known.get(level, False) if level is not None else False
    for each in reversed(above):
        found = found or OF_READERS.search(f"{each.get('class')} {each.get('id')}".lower()) is not None
        known[each] = found
    return found


def _up_to(element: HtmlElement, tag: str) -> HtmlElement:
    while element.tag != tag and (above := element.getparent()) is not None:
        element = above
    return element


def _way(element: HtmlElement, *, named_levels: int) -> str:
    steps: list[str] = []
    level: HtmlElement | None = element
    while level is not None:
        steps.append(level.tag + (_name(level) if len(steps) < named_levels else ""))
        level = level.getparent()
    return "/".join(reversed(steps))


def _name(element: HtmlElement) -> str:
    named = (name for name in (element.get("class") or "").split() if _is_lasting(name))
    return f".{name}" if (name := next(named, None)) else ""


def _is_lasting(name: str) -> bool:
    """Return whether a class says what an element is, in every page of the template.

    >>> [name for name in ("story-body", "bodyCopy", "post-4711", "dlWCEZ", "iqxxjk", "css-1x2y") if _is_lasting(name)]
    ['story-body', 'bodyCopy']
    """
    if len(name) > LONGEST_CLASS_CHARS or GENERATED.search(name) or OF_THE_PAGE.match(name):
        return False
    humps = [hump for hump in HUMPS.findall(name) if hump]
    # Words that were run together have three letters or more each; what a program made up has not.
    return len(humps) < 2 or not name.isalpha() or all(len(hump) > 2 for hump in humps)
