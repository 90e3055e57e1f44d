"""The block elements of a page as a table: what each is called, what stands above it, how much prose it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.body.words import BAD_WORDS, CONSENT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(slots=True, kw_only=True)
class Node:
    """One block element. It knows what is above it, not what is below: a circle would keep the tree in memory."""

    element: HtmlElement
    parent: Node | None
    depth: int
    tag: str
    bad: frozenset[str]
    """Those words of class and id that furniture is called by, lower case."""
    consent: bool
    """Whether it is called a cookie banner."""
    words: float = 0.0
    """All words below it."""
    prose: float = 0.0
    """Words below it that look like running text of an article."""


class Outline:
    """Nodes for the elements that hold text, each made once."""

    def __init__(self) -> None:
        self._nodes: dict[HtmlElement, Node] = {}
        self.order: list[Node] = []
        """Each node after its parent."""

    def node(self, element: HtmlElement) -> Node:
        """Return the node of *element*; makes it and those above it when they are new."""
        fresh: list[HtmlElement] = []
        at: HtmlElement | None = element
        while at is not None and at not in self._nodes:
            fresh.append(at)
            at = at.getparent()
        parent = self._nodes[at] if at is not None else None
        for new in reversed(fresh):
            parent = self._make(new, parent)
        assert parent is not None
        return parent

    def settle(self) -> None:
        """Add what each node holds to all above it."""
        for node in reversed(self.order):
            if node.parent is not None:
                node.parent.words += node.words
                node.parent.prose += node.prose

    def _make(self, element: HtmlElement, parent: Node | None) -> Node:
        tag = str(element.tag)
        bad, consent = _NONE if tag in {"html", "body"} else _told(element.get("class") or "", element.get("id") or "")
        node = Node(
            element=element,
            parent=parent,
            depth=parent.depth + 1 if parent else 0,
            tag=tag,
            bad=bad,
            consent=consent,
        )
        self._nodes[element] = node
        self.order.append(node)
        return node


def names_of(class_: str, id_: str) -> frozenset[str]:
    """Return the words of a class and an id.

    Of a name made of two words, both and the two as one.

    >>> sorted(names_of("authorBox related", "main-2"))
    ['author', 'authorbox', 'box', 'main', 'related']
    """
    names = f"{class_[:400]} {id_[:100]}"
    lower = names.lower()
    parts = _NOT_LETTER.split(lower if lower == names else _CAMEL.sub(" ", names).lower())
    joined = [name if name.isalpha() else _NOT_LETTER.sub("", name) for name in lower.split()]
    return frozenset(word for word in [*parts, *joined] if len(word) > 1)


_NO_WORDS: frozenset[str] = frozenset()
_NONE = (_NO_WORDS, False)


@lru_cache(maxsize=8192)
def _told(class_: str, id_: str) -> tuple[frozenset[str], bool]:
    names = names_of(class_, id_)
    return names & BAD_WORDS or _NO_WORDS, not names.isdisjoint(CONSENT_WORDS)
