"""The text of an element without some of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Container

    from lxml.html import HtmlElement

UNREAD = frozenset({"script", "style", "noscript", "template", "svg", "button", "iframe", "video", "audio"})
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


def text_of(element: HtmlElement, without: Container[HtmlElement] = ()) -> str:
    """Return the text of *element*, white space collapsed, less the elements in *without* and what is no text."""
    pieces: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if node is not element and (node.tag in UNREAD or node in without or node.get("hidden") is not None):
                walk.skip_subtree()
                continue
            pieces.append((node.text or "") if node.tag in TIGHT else " " + (node.text or ""))
        elif node is not element:
            if event == "end" and node.tag not in TIGHT:
                pieces.append(" ")
            pieces.append(node.tail or "")
    return " ".join("".join(pieces).split())
