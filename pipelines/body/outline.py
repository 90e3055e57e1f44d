"""The block elements of a page as a table: what each is called, what stands above it, how much prose it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.body.marks import marks_of
from pipelines.body.names import names_of
from pipelines.body.words import BAD_WORDS, CONSENT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(slots=True, kw_only=True)
class Node:
    """One block element. It knows what is above it, not what is below: a circle would keep the tree in memory."""

    element: HtmlElement
    parent: Node | None
    index: int
    """Position among the outline's nodes."""
    depth: int
    tag: str
    marks: int
    """What tag, class and id say, a bit for each of `marks.MARKS`."""
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
        if tag in {"html", "body"}:
            bad, consent, marks = _NO_WORDS, False, 0
        else:
            class_, id_ = element.get("class") or "", element.get("id") or ""
            bad, consent = _told(class_, id_)
            marks = marks_of(tag, class_, id_, element.get("itemprop") or "")
        node = Node(
            element=element,
            parent=parent,
            index=len(self.order),
            depth=parent.depth + 1 if parent else 0,
            tag=tag,
            marks=marks,
            bad=bad,
            consent=consent,
        )
        self._nodes[element] = node
        self.order.append(node)
        return node


_NO_WORDS: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def _told(class_: str, id_: str) -> tuple[frozenset[str], bool]:
    names = names_of(class_, id_)
    return names & BAD_WORDS or _NO_WORDS, not names.isdisjoint(CONSENT_WORDS)
