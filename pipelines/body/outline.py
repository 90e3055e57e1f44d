"""The block elements of a page as a table: what each is called, what stands above it, how much prose it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.body.words import BAD_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_LETTER = re.compile(r"[^a-z]+")


@dataclass(slots=True, kw_only=True)
class Node:
    """One block element."""

    element: HtmlElement
    parent: Node | None
    depth: int
    tag: str
    names: frozenset[str]
    """Words of class and id, lower case."""
    bad: frozenset[str]
    words: float = 0.0
    """All words below it."""
    prose: float = 0.0
    """Words below it that look like running text of an article."""
    children: list[Node] = field(default_factory=list)


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
        names = (
            frozenset() if tag in {"html", "body"} else names_of(element.get("class") or "", element.get("id") or "")
        )
        node = Node(
            element=element,
            parent=parent,
            depth=parent.depth + 1 if parent else 0,
            tag=tag,
            names=names,
            bad=names & BAD_WORDS,
        )
        if parent is not None:
            parent.children.append(node)
        self._nodes[element] = node
        self.order.append(node)
        return node


@lru_cache(maxsize=20_000)
def names_of(class_: str, id_: str) -> frozenset[str]:
    """Return the words of a class and an id.

    Of a name made of two words, both and the two as one.

    >>> sorted(names_of("authorBox related", "main-2"))
    ['author', 'authorbox', 'box', 'main', 'related']
    """
    names = f"{class_[:400]} {id_[:100]}"
    parts = _NOT_LETTER.split(_CAMEL.sub(" ", names).lower())
    joined = [_NOT_LETTER.sub("", name.lower()) for name in names.split()]
    return frozenset(word for word in [*parts, *joined] if len(word) > 1)
