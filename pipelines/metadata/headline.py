"""The headline: what the page's own witnesses agree on, less the site's name."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.site import PARTED, folded_name, site_names
from pipelines.metadata.facts import article_facts, first_fact

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page import Page

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")
MOST_HEADINGS = 8
_HEADLINE = re.compile(
    r"head-?line(?!s)|page-?(?:header|title)\b|(?:entry|post|article|story|news)[-_]?(?:title|header)\b", re.IGNORECASE
)
EDGES = " |:»«–—-"
LEAST_PRINTED_CHARS, MOST_PRINTED_WORDS = 12, 40
"""A line that is the title less the site's name has so many letters and words."""


def headline_of(page: Page, outlet: str | None = None) -> str | None:
    """Return the headline, without the name of the site, which may be called *outlet*.

    The <h1> most like the others, else the JSON-LD headline, else what the page prints of its titles, else og:title,
    else <title>.
    """
    headings = _headings(page)
    told = _unescaped(first_fact(article_facts(page), "headline"))
    titles = [_first_meta(page, "og:title"), _first_meta(page, "twitter:title"), page.title]
    names = _site_names(page, outlet)
    others = [told, *(_without_site(title, names) for title in titles)]
    witnesses = [text for text in others if text]
    best, likeness = None, 0.0
    for heading in headings:
        score = max((_agreement(heading, other) for other in witnesses), default=0.0)
        if score > likeness + 1e-9:
            best, likeness = heading, score
    if best is not None and likeness >= 0.5:
        return best
    printed = None if told else _printed_of(titles, page)
    if printed and not (witnesses and _folded(witnesses[0]) in _folded(printed)):
        return printed
    return next(iter([*witnesses, *headings]), None)


def _printed_of(titles: list[str | None], page: Page) -> str | None:
    """The longest line of the page, no link, with which one of *titles* begins or ends."""
    folded = {_folded(title) for title in titles if title}
    best, size = None, LEAST_PRINTED_CHARS - 1
    for block in page.blocks if folded else ():
        if block.link_density < 0.5 and block.words <= MOST_PRINTED_WORDS and len(block.text) > size:
            text = _folded(block.text)
            if len(text) > size and any(title.startswith(text) or title.endswith(text) for title in folded):
                best, size = block.text.strip(EDGES), len(text)
    return best


def _agreement(heading: str, witness: str) -> float:
    """How alike they are; what begins alike comes before the site's name, which ends titles."""
    return like(heading, witness) + (0.05 if witness.startswith(heading) else 0.0)


def like(one: str, other: str) -> float:
    """Return how alike two texts are by their words, 0 to 1.

    >>> like("A storm is coming", "a storm is coming!"), like("A", "b")
    (1.0, 0.0)
    """
    left, right = Counter(_words(one)), Counter(_words(other))
    size = left.total() + right.total()
    return 2 * (left & right).total() / size if size else 0.0


class Likeness:
    """How alike many texts are to one."""

    def __init__(self, text: str) -> None:
        self._words = Counter(_words(text))
        self._size = self._words.total()

    def of(self, other: str, least: float) -> float:
        """Return what `like` says of *other*; 0 when that is not more than *least*."""
        words = _words(other)
        size = self._size + len(words)
        known = self._words
        if not size or 2 * sum(word in known for word in words) <= least * size:
            return 0.0
        likeness = 2 * (known & Counter(words)).total() / size
        return likeness if likeness > least else 0.0


def _words(text: str) -> list[str]:
    text = text[:1000].lower()
    return (
        list(text.replace(" ", ""))
        if not text.isascii() and len(text.split()) * 12 < len(text)
        else _WORD.findall(text)
    )


def _headings(page: Page) -> list[str]:
    """Texts of the <h1>; where there is none, of the elements that are called a headline."""
    elements = list(islice(page.tree.iter("h1"), MOST_HEADINGS))
    if not elements:
        named = (one for one in page.tree.iter("h2", "h3", "div", "p", "span") if _is_called_headline(one))
        elements = list(islice(named, MOST_HEADINGS))
    return [text for element in elements if (text := _text(element))]


def _is_called_headline(element: HtmlElement) -> bool:
    if element.get("itemprop") == "headline":
        return True
    # Boxes are called so too, with the kicker and the date in them.
    return element.tag in {"h2", "h3"} and _HEADLINE.search(element.get("class") or "") is not None


def _text(element: HtmlElement) -> str:
    pieces: list[str] = []
    for node in element.iter():
        if isinstance(node.tag, str) and node.tag not in {"script", "style", "svg"}:
            pieces.append(node.text or "")
            if node.tag == "br":
                pieces.append(" ")
        if node is not element:
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())[:500]


def _first_meta(page: Page, name: str) -> str | None:
    return next((unescape(value) for value in page.meta.get(name, ())), None)


def _unescaped(text: str | None) -> str | None:
    return unescape(text) if text and "&" in text else text


def _site_names(page: Page, outlet: str | None) -> set[str]:
    """Names of the site, folded."""
    names = [*site_names(page), *([outlet] if outlet else [])]
    return {folded for name in names for folded in (_folded(name), folded_name(name)) if len(folded) > 1}


def _without_site(text: str | None, names: set[str]) -> str | None:
    """*text* less the site's name at its end or start."""
    if not text:
        return None
    for _ in range(3):
        parts = list(PARTED.finditer(text))
        if not parts:
            return _without_front(text, names)
        last, first = parts[-1], parts[0]
        tail, head = _folded(text[last.end() :]), _folded(text[: first.start()])
        if tail in names or any(len(name) > 3 and (name in tail or (len(tail) > 3 and tail in name)) for name in names):
            text = text[: last.start()]
        elif head in names or folded_name(text[: first.start()]) in names:
            text = text[first.end() :]
        else:
            return _without_front(text, names)
    return text


def _without_front(text: str, names: set[str]) -> str:
    head, colon, rest = text.partition(": ")
    return rest.strip() if colon and rest.strip() and {_folded(head), folded_name(head)} & names else text


def _folded(text: str) -> str:
    return _NOT_ALPHANUMERIC.sub("", text.lower())
