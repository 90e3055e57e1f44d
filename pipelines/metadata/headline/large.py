"""Texts that are set as headlines are, by their tag, class, size or place: for pages whose titles do not tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from crawler.page.block import count_words
from crawler.page.dates import dates_in
from crawler.page.site import folded_name, letters_of
from crawler.page.tree import texts_in
from pipelines.metadata.headline.like import like
from pipelines.metadata.headline.site import pieces_of
from pipelines.metadata.places import ELSEWHERE, LEAST_WORDS, is_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page import Block
    from pipelines.metadata.facts import Told
    from pipelines.metadata.places import Places

MOST_LARGE, LEAST_LARGE_WORDS, MOST_LARGE_WORDS = 40, 3, 40
LEAST_NAME_CHARS, MOST_REST_CHARS = 5, 16
LEAST_LINE_SIZE = 12
"""A line that the title has in it is so long if it is the headline; letters of East Asia count twice."""
LEAST_TITLE_SIZE = 24
"""So long a line is no outlet's name: where it is part of a title, that title tells the story's, wherever it stands."""
LEAST_LIKENESS, LEAST_LIKE_WORDS = 0.5, 5
STEPS_ABOVE = 6
MOST_STEPS_TO_TEXT = 8
"""So soon behind its headline running text begins."""
SUBHEADINGS = frozenset({"h2", "h3", "h4"})
LARGE_SIZES = frozenset({"4", "5", "6", "7", "+1", "+2", "+3", "+4"})
"""Of a <font>: before style sheets, headlines were no more than that."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LARGE_TAGS = ("h2", "h3", "h4", "font", "big", "p", "div", "span", "td", "b", "strong")
_HEADLINE = re.compile(
    r"head-?line(?!s)|page-?(?:header|title)\b|(?:entry|post|article|story|news)[-_]?(?:title|header)\b", re.IGNORECASE
)
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:\w{0,8}(?:title|headline|titel|titulo|titular|titre|titolo|baslik|zagolovok|naslov|tytul|nadpis|nagl[oó]wek|"
    r"otsikko|rubrik|overskrift|judul|tieude|titlu|cikkcim|midashi|biaoti)|zag|tit|cim)\d?(?:$|\s)",
    re.IGNORECASE,
)
"""What old pages call their headlines, in many languages."""
_LARGE_STYLE = re.compile(
    r"font(?:-size)?:[^;]{0,30}?\b(?:1[4-9]|[2-4]\d)(?:\.\d)?pt|font(?:-size)?:[^;]{0,30}?\b(?:1[89]|[2-4]\d)(?:\.\d)?px|"
    r"font-size:\s?x{1,2}-large",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\w :\w")


def tells_site_only(title: str, told: Told) -> bool:
    """Whether *title* is the site's name, perhaps with a word that no line prints: some sites give it to all pages."""
    name = folded_name(title)
    names = told.site_names.union(map(folded_name, told.page.front_links))
    rests = (name.replace(one, "", 1) for one in names if len(one) >= LEAST_NAME_CHARS and one in name)
    rest = min(rests, key=len, default=name)
    if name in names or not rest:
        return True
    lines = (b.text for b in told.page.blocks if b.words <= MOST_LARGE_WORDS and b.link_density < 0.5)
    return len(rest) <= min(MOST_REST_CHARS, len(name) - 1) and all(letters_of(line) != rest for line in lines)


def set_large(told: Told, places: Places) -> Iterator[str]:
    """Yield the first two texts that are set as headlines are: by their tag, their class or their size."""
    usual = (one for one in told.page.tagged(*_LARGE_TAGS) if _is_usual(one))
    yield from islice((text for _, text in _texts(usual, places)), 2)


def lone_large(told: Told, places: Places, titles: Sequence[str]) -> str | None:
    """Return the text that heads the story where no line of the page prints any of what *titles* tell.

    Such a <title>, with none for machines beside it, is the section's, the outlet's, the word "print". The headline is
    set larger than the text that it stands above, and nothing else on the page is set like it.
    """
    known = [letters_of(title) for title in titles]
    if not known or any(_is_of_title(block, titles, LEAST_TITLE_SIZE) for block in told.page.blocks):
        return None
    large = list(_texts(filter(_is_large, told.page.tagged(*_LARGE_TAGS)), places))
    makes = Counter(_make_of(element) for element, _ in large)
    for element, text in large:
        letters = letters_of(text)
        if makes[_make_of(element)] > 1 or any(letters in title for title in known):
            continue
        if folded_name(text) not in told.site_names and _heads_text(element, told, places, titles):
            return text
    return None


def text_of_element(element: HtmlElement) -> str:
    """Return the text of a heading in one line."""
    pieces = texts_in(element, "br", "div", "p")
    text = " ".join("".join(pieces).replace(SOFT_HYPHEN, "").split())[:500]
    # "Weapons :Court decides": the colon is there for those who hear the page, in an element of its own.
    return text.replace(" :", ": ") if _GLUED.search(text) else text


def is_headline_class(class_: str) -> bool:
    """Return whether a class is what systems call headlines."""
    return _HEADLINE.search(class_) is not None


def _texts(elements: Iterator[HtmlElement], places: Places) -> Iterator[tuple[HtmlElement, str]]:
    """Yield the outermost of *elements* that may be a headline, with their text."""
    within: set[HtmlElement] = set()
    for element in islice(elements, MOST_LARGE):
        text = "" if element in within or places.kind(element) in ELSEWHERE else text_of_element(element)
        linked = "".join(text_of_element(link) for link in element.iter("a"))
        is_long = LEAST_LARGE_WORDS <= count_words(text) <= MOST_LARGE_WORDS
        if is_long and 2 * len(linked) < len(text) and not _is_spaced(text):
            within.update(element.iter())
            yield element, text


def _is_of_title(block: Block, titles: Sequence[str], least: int = LEAST_LINE_SIZE) -> bool:
    """Whether a line of *block* is a part of a title of at least that size, or like one; links are not asked.

    Where only long lines count, those that are like a title do not.
    """
    lines = (block.text, *block.lines) if block.words <= MOST_LARGE_WORDS and block.link_density < 0.5 else ()
    for line in dict.fromkeys(lines):
        letters = "" if _is_spaced(line) else letters_of(line)
        if _size(letters) >= least and any(letters in letters_of(title) for title in titles):
            return True
        if least > LEAST_LINE_SIZE:
            continue
        if letters and any(letters == letters_of(piece) for title in titles for piece in pieces_of(title)):
            return True
        is_like = count_words(line) >= LEAST_LIKE_WORDS and max(like(line, one) for one in titles) > LEAST_LIKENESS
        if is_like and not dates_in(line):
            return True
    return False


def _is_spaced(text: str) -> bool:
    """Whether *text* is set letter by letter, as the names of papers are."""
    return all(len(word) == 1 for word in text.split())


def _size(letters: str) -> int:
    return len(letters) + sum(letter >= "\u2e80" for letter in letters)


def _heads_text(element: HtmlElement, told: Told, places: Places, titles: Sequence[str]) -> bool:
    """Whether running text begins soon behind *element*, and nothing beside it is what *titles* tell."""
    block = places.block_around(element) or places.block_within(element)
    if block is None:
        return False
    blocks = told.page.blocks[max(0, block.index - STEPS_ABOVE) : block.index + 1 + MOST_STEPS_TO_TEXT]
    behind = [one for one in blocks if one.index > block.index]
    above = sum(one.words for one in told.page.blocks[: block.index] if is_text(one))
    below = sum(one.words for one in told.page.blocks[block.index :] if is_text(one))
    # Where only line breaks part them, headline and text are one.
    has_text = block.words >= 2 * LEAST_WORDS or any(map(is_text, behind))
    return has_text and 2 * above < below and not any(_is_of_title(one, titles) for one in blocks)


def _make_of(element: HtmlElement) -> tuple[str, str]:
    return str(element.tag), f"{element.get('class') or ''}|{element.get('size') or ''}|{element.get('style') or ''}"


def _is_usual(element: HtmlElement) -> bool:
    if element.tag == "font":
        return (element.get("size") or "").strip() in LARGE_SIZES
    return element.tag in SUBHEADINGS or is_headline_class(element.get("class") or "")


def _is_large(element: HtmlElement) -> bool:
    if element.tag in {"b", "strong"}:
        around = islice(element.iterancestors(), 2)
        return any(one.tag == "center" or (one.get("align") or "").lower() == "center" for one in around)
    if element.tag == "big" or _is_usual(element):
        return True
    return _is_called((element.get("class") or "")[:100]) or bool(
        _LARGE_STYLE.search((element.get("style") or "")[:300])
    )


@lru_cache(maxsize=4096)
def _is_called(class_: str) -> bool:
    return _CALLED.search(class_) is not None
