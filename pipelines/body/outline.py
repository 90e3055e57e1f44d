"""The block elements of a page as a table: what each is called, what stands above it, how much prose it holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipelines.body.marks import MARKING, marks_of, marks_of_words
from pipelines.body.names import words_of
from pipelines.body.words import BAD_WORDS, CONSENT_WORDS

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(slots=True)
class Node:
    """One block element. It knows what is above it, not what is below: a circle would keep the tree in memory."""

    parent: Node | None
    index: int
    """Position among the outline's nodes."""
    depth: int
    tag: str
    class_: str | None
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

    def __init__(self, *, itemprop: bool = True) -> None:
        """*itemprop*: whether elements of the page have that attribute; most have not, and need not be asked."""
        self._itemprop = itemprop
        self._nodes: dict[HtmlElement, Node] = {}
        self.order: list[Node] = []
        """Each node after its parent."""

    def node(self, element: HtmlElement) -> Node:
        """Return the node of *element*; makes it and those above it when they are new."""
        known = self._nodes.get(element)
        if known is not None:
            return known
        fresh = [element]
        at = element.getparent()
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
        get = element.get
        class_, told = get("class"), _NOTHING
        if tag not in {"html", "body"}:
            told = _told(tag, class_, get("id"), get("itemprop") if self._itemprop else None)
        node = Node(parent, len(self.order), parent.depth + 1 if parent else 0, tag, class_, *told)
        self._nodes[element] = node
        self.order.append(node)
        return node


_NO_WORDS: frozenset[str] = frozenset()
_NOTHING = (0, _NO_WORDS, False)
_TELLING = MARKING | BAD_WORDS | CONSENT_WORDS
MOST_KNOWN = 32_768
"""So many names of elements are kept with what they tell, about 10 MB: those of three hundred sites."""


@lru_cache(MOST_KNOWN)
def _told(tag: str, class_: str | None, id_: str | None, itemprop: str | None) -> tuple[int, frozenset[str], bool]:
    """Return the marks, the words of furniture, and whether one is of a cookie banner."""
    marks, bad, consent = marks_of(tag, itemprop), _NO_WORDS, False
    for name in f"{(class_ or '')[:400]} {(id_ or '')[:100]}".split():
        more_marks, more_bad, is_consent = _told_by(name)
        marks |= more_marks
        bad = bad | more_bad if more_bad else bad
        consent = consent or is_consent
    return marks, bad, consent


@lru_cache(MOST_KNOWN)
def _told_by(name: str) -> tuple[int, frozenset[str], bool]:
    """Return the same of one name: those that a page puts together in ever new ways are few."""
    words = _TELLING.intersection(words_of(name))
    # Most names tell nothing.
    return (marks_of_words(words), words & BAD_WORDS, not words.isdisjoint(CONSENT_WORDS)) if words else _NOTHING
