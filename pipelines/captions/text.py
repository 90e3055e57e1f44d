"""The text of an element without some of its parts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from lxml import etree

from crawler.page.site import letters_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from lxml.html import HtmlElement

UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "button", "iframe", "video", "audio"})
UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|visuallyhidden|screen-?reader[\w-]{0,12}|off-?screen|hide-visually|u-hide-visually|a11y-hidden|hidden-text)(?:\s|$)",
    re.IGNORECASE,
)
TIGHT = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    }
)
"""Elements that put no space around their text."""
UNSEEN_MARKS = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""Where a line may be broken: no part of a name or a word."""


def text_of(element: HtmlElement, without: Container[HtmlElement] = ()) -> str:
    """Return the text of *element*, white space collapsed, less the elements in *without* and what is no text."""
    return _joined(_pieces(element, without))


def first_line_of(element: HtmlElement) -> str:
    """Return the text of *element* in front of its first line break; none where it has none."""
    broken = next(element.iter("br"), None)
    if broken is None:
        return ""
    pieces: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if node is broken:
            break
        pieces.append((node.text if event == "start" else node.tail) or "")
    return _joined(pieces)


def text_within(element: HtmlElement, chars: int) -> str | None:
    """Return the `text_of` *element*, None where it has more than so many *chars*: then no more of it is looked at."""
    pieces: list[str] = []
    seen = 0
    for piece in _pieces(element, ()):
        seen += len(UNSEEN_MARKS.sub("", "".join(piece.split())))
        if seen > chars:
            return None
        pieces.append(piece)
    text = _joined(pieces)
    return text if len(text) <= chars else None


def _joined(pieces: Iterable[str]) -> str:
    return " ".join(UNSEEN_MARKS.sub("", "".join(pieces)).split())


def _pieces(element: HtmlElement, without: Container[HtmlElement]) -> Iterator[str]:
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if event == "start":
            if node is not element and (node.tag in UNREAD or node in without or _is_unseen(node)):
                walk.skip_subtree()
                continue
            yield (node.text or "") if node.tag in TIGHT else " " + (node.text or "")
        elif node is not element:
            yield (node.tail or "") if node.tag in TIGHT else " " + (node.tail or "")


def _is_unseen(node: HtmlElement) -> bool:
    """Whether *node* is hidden, or told to screen readers alone: "Image caption" in front of a caption."""
    names = node.get("class")
    return node.get("hidden") is not None or (names is not None and _says_unseen(names))


@lru_cache(maxsize=4_096)
def _says_unseen(names: str) -> bool:
    return UNSEEN.search(names[:400]) is not None


def folded(text: str | None) -> str:
    """Return the letters and digits of *text* in one case, by which two prints of one caption are compared."""
    folded = (text or "").casefold()
    return letters_of(folded) if folded.isascii() else "".join(filter(str.isalnum, folded))
