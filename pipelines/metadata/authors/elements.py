"""Elements of a page that say they hold an author: rel, itemprop, classes, links to a person's page."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from crawler.page.tree import texts_in
from pipelines.metadata.authors.printed import is_label
from pipelines.metadata.authors.witness import Witness
from pipelines.metadata.authors.words import AND
from pipelines.metadata.places import ELSEWHERE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Page
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

_BYLINE = re.compile(
    r"by-?line|author|autor(?!is)|auteur|writer|contributor|verfasser|redakt|\bfn\b|vcard|posted-?by|reporter|"
    r"created-?by"
)
BYLINES = (
    *("by-line", "byline", "author", "autor", "auteur", "writer", "contributor", "verfasser", "redakt", "fn", "vcard"),
    *("posted", "reporter", "created"),
)
"""One of these is in every class in which `_BYLINE` finds something."""
_NOT_BYLINE = re.compile(
    r"bio|about|desc|avatar|image|img|photo|social|related|comment|more|title|role|job|follow|position|twitter|authori|"
    r"-link-?list|list$|grid|count|date"
)
_NAMED = re.compile(r"name|\bfn\b")
_BOX = re.compile(r"box|card|bio|about|profile|info")
_AUTHOR_PATH = re.compile(
    r"/(?:authors?|autor(?:en|es|in)?|auteurs?|people|person|profiles?|by|staff|contributors?|writers?|journalists?|"
    r"redaktion|"
    r"redakteure?|team|users?|members?|mitarbeiter|experts?|columnists?|reporters?|bloggers?|autori|author-profiles|"
    r"creators?|@)[/@.?-]\w"
)
"""In lower case: a pattern that ignores case is searched for four times as slowly."""
_TAGS = ("a", "span", "div", "p", "address", "li", "strong", "em", "cite", "h3", "h4", "h5", "h6", "b", "small", "td")
MOST_MARKED = 12
"""So many elements that say they hold an author in one way are looked at."""
MOST_BESIDE = 7
"""So many elements behind one are asked whether they stand beside it."""
MOST_PIECES = 128
"""So many pieces of an element's text are looked at; longer ones hold more than a line."""
LONGEST_CHARS = 160
_LINKS = frozenset({"path", "rel"})


def from_elements(told: Told, places: Places) -> Iterator[Witness]:
    """Yield what elements hold that say they hold an author, and what those beside one another hold together."""
    found = [(element, kind, text) for element, kind in _marked(told) if (text := _short_text(element))]
    linked = {element: text for element, kind, text in found if kind in _LINKS}
    ranks: dict[str, int] = {}
    listed: set[HtmlElement] = set()
    for at, (element, kind, text) in enumerate(found):
        place = places.kind(element)
        if place in ELSEWHERE:
            continue
        block = places.block_within(element)
        distance = places.distance(block) if block is not None else "unseen"
        where = distance if place == "text" else place
        rank = ranks[kind] = ranks.get(kind, 0) + (place == "text")
        marks = (kind, f"{kind}:{where}", f"{kind}:{'first' if rank == 1 else 'later'}", f"at:{where}")
        box = ("box",) if _BOX.search(_marks(element)) or _in_box(element) else ()
        source = {"rel": "rel:author", "itemprop": "itemprop:author", "path": "link"}.get(kind, "class")
        beside = {
            other: name
            for other, given, name in found[at + 1 : at + 1 + MOST_BESIDE]
            if given == kind and are_beside(element, other)
        }
        if kind in _LINKS and place == "text" and _are_a_list({element: text} | beside, places):
            listed.update([element, *beside])
        if element not in listed:
            yield Witness(texts=_names_in(element, text, linked), source=source, marks=(*marks, *box))
        if beside:
            yield Witness(texts=(text, *beside.values()), source=source, marks=(*marks, *box, "beside"))


def _names_in(element: HtmlElement, text: str, linked: dict[HtmlElement, str]) -> tuple[str, ...]:
    """The names that are links of their own in *element*, where it says nothing else; else its *text*."""
    names = [linked[one] for one in islice(element.iter("a"), MOST_MARKED) if one in linked and one is not element]
    return tuple(names) if len(names) > 1 and _is_nothing_but(names, text) else (text,)


def _are_a_list(names: dict[HtmlElement, str], places: Places) -> bool:
    """Whether elements with *names* are all there is in their lines, which follow one another."""
    lines = {line.index: line.text for one in names if (line := places.block_within(one)) is not None}
    is_whole = bool(lines) and max(lines) - min(lines) == len(lines) - 1
    return len(names) > 1 and is_whole and _is_nothing_but(list(names.values()), " ".join(lines.values()))


def _is_nothing_but(names: Sequence[str], text: str) -> bool:
    """Whether *text* has nothing but *names*, each of them another, signs, and words for "and" and "by"."""
    for name in names:
        text = text.replace(name, " ", 1)
    rest = [word for word in text.split() if any(map(str.isalnum, word))]
    return len(set(names)) == len(names) and all(AND.match(f" {word} ") or is_label(word) for word in rest)


def _marked(told: Told) -> Iterator[tuple[HtmlElement, str]]:
    """Yield elements that say they hold an author, with how they say it, kind by kind."""
    page = told.page
    kinds = {
        at: kind
        for value, ats in page.places_with("class", BYLINES).items()
        if (kind := _kind_of_class(value))
        for at in ats
    }
    by_class = ((page.elements[at], kinds[at]) for at in sorted(kinds) if page.elements[at].tag in _TAGS)
    yield from islice(by_class, MOST_MARKED)
    by_itemprop = (element for element in told.with_itemprop if element.get("itemprop") == "author")
    yield from ((element, "itemprop") for element in islice(by_itemprop, MOST_MARKED))
    yield from islice(_linked(page), MOST_MARKED)


def _linked(page: Page) -> Iterator[tuple[HtmlElement, str]]:
    """Yield links that say by rel or by their address that they lead to an author."""
    hrefs = page.places_by("href")
    # Few addresses are a person's: that is seen in all of them at once.
    there = hrefs.items() if _AUTHOR_PATH.search("\n".join(hrefs).lower()) else ()
    by_path = (ats for href, ats in there if _AUTHOR_PATH.search(href[-120:].lower()))
    by_rel = (ats for rel, ats in page.places_by("rel").items() if "author" in rel)
    kinds = dict.fromkeys(chain.from_iterable(by_path), "path") | dict.fromkeys(chain.from_iterable(by_rel), "rel")
    yield from ((page.elements[at], kinds[at]) for at in sorted(kinds) if page.elements[at].tag == "a")


@lru_cache(maxsize=8192)
def _kind_of_class(class_: str | None) -> str:
    marks = (class_ or "")[:200].lower()
    if not marks or not _BYLINE.search(marks) or _NOT_BYLINE.search(marks):
        return ""
    return "class-name" if _NAMED.search(marks) else "class"


def are_beside(one: HtmlElement, other: HtmlElement) -> bool:
    """Return whether they are alike and near: children of one element, or of elements that are."""
    if one.tag != other.tag or (one.get("class") or "") != (other.get("class") or ""):
        return False
    above, beyond = one.getparent(), other.getparent()
    for _ in range(3):
        if above is None or beyond is None:
            return False
        if above is beyond:
            return True
        above, beyond = above.getparent(), beyond.getparent()
    return False


def _in_box(element: HtmlElement) -> bool:
    return any(_BOX.search(_marks(above)) and "author" in _marks(above) for above in islice(element.iterancestors(), 5))


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:200].lower()


def _short_text(element: HtmlElement) -> str:
    """The text of *element*; empty when it is too long for names."""
    pieces = [piece for piece in islice(texts_in(element), MOST_PIECES) if not piece.isspace()]
    return " ".join(" ".join(pieces).split()) if sum(map(len, pieces)) <= LONGEST_CHARS else ""
