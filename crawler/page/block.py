"""Text blocks: the longest runs of inline text within one block element, in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

_INLINE = (
    "a abbr acronym amp-fit-text b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s "
    "samp slot small span strike strong sub sup time tt u var wbr x-link"
)
INLINE = frozenset(_INLINE.split())
"""Elements that do not end a run of text; every other element does."""
_SKIPPED = (
    "script style template noscript head title iframe object embed svg math canvas video audio select option datalist "
    "textarea input map amp-ad amp-analytics amp-state"
)
SKIPPED = frozenset(_SKIPPED.split())
"""Elements whose text is never shown as text."""
HIDING = ("style", "hidden")
"""Attributes that may hide an element."""
KEPT_THOUGH_HIDDEN = frozenset({"html", "body", "main", "article"})
SUBHEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
HEADINGS = SUBHEADINGS | {"h1"}
LONG_HIDDEN_CHARS = 4_000
"""A hidden element with so much text holds the article; a script would show it."""
MOST_BLOCKS = 10_000
"""Reading stops there; real pages have a few hundred, long live blogs a few thousand."""
DEEPEST_PATH = 100
"""Block elements below so many are not named in the path of a block."""

_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_INDENTED = re.compile(r"[ \t\r\n]*(?:\u3000|\xa0[ \xa0]*\xa0)")
_MARKS = "\u200c\u200d\u200e\u200f"
"""They join letters or turn their direction: alone they are no text."""
_INVISIBLE = "\u00ad\u200b\u2060\ufeff"


@dataclass(slots=True, kw_only=True, eq=False)
class Block:
    """One run of text as a value of its own. Two blocks are equal when they are the same run of the same page.

    Nobody changes one; it is not frozen since that would double the time it takes to make one.
    """

    index: int
    """Position among the page's blocks; the name by which a `Draft` claims it."""
    text: str
    """White space collapsed, never empty."""
    tag: str
    """Tag of the block element that holds the run."""
    element: HtmlElement
    """The block element that holds the run; several runs share one when ``<br><br>`` or child blocks part them."""
    path: str
    """Tags of the block elements from the root down, such as ``html/body/div/p``."""
    words: int
    """Words; each character of a script written without spaces counts as one."""
    link_density: float
    """Share of the characters that stand within links, 0 to 1."""
    inline: tuple[HtmlElement, ...] = field(default=(), repr=False)
    """Inline elements that open in the run, and links around it, in document order."""
    lines: tuple[str, ...] = field(default=(), repr=False)
    """The text as ``<br>`` parts it into lines; one line when there is no ``<br>``."""
    opened: HtmlElement = field(repr=False)
    """The last element that opens before the run's text: where the run stands in document order."""

    @property
    def anchors(self) -> tuple[HtmlElement, ...]:
        """Links that hold text of the run."""
        return tuple(element for element in self.inline if element.tag == "a")


def blocks_of(
    root: HtmlElement,
    elements: Iterable[HtmlElement] | None = None,
    *,
    may_hide: Container[HtmlElement] | None = None,
) -> tuple[Block, ...]:
    """Return the text blocks below *root* in document order.

    *elements*: what ``root.iter()`` yields, *may_hide*: those with one of the attributes `HIDING`, where known.
    """
    return _Cutter(root, may_hide).cut(root.iter() if elements is None else elements)


def within(blocks: Sequence[Block], elements: Iterable[HtmlElement]) -> list[Block]:
    """Return those of *blocks* that lie in one of *elements*, be it a block element or an inline one."""
    inside: set[HtmlElement] = set()
    for element in elements:
        if element not in inside:
            inside.update(element.iter())
    return [b for b in blocks if b.element in inside or any(element in inside for element in b.inline)]


def count_words(text: str) -> int:
    """Return the number of words.

    >>> count_words("two words"), count_words("三个字")
    (2, 3)
    """
    wide = 0 if text.isascii() else len(_WIDE.findall(text))
    return len(_WIDE.sub(" ", text).split()) + wide if wide else len(text.split())


class _Cutter:
    """One pass over the elements of a tree. No recursion: pages may nest as deep as they like."""

    def __init__(self, root: HtmlElement, may_hide: Container[HtmlElement] | None) -> None:
        self._root = root
        self._may_hide = may_hide
        self._run = _Run(root)
        self._hidden_kept: list[HtmlElement] = []

    def cut(self, elements: Iterable[HtmlElement]) -> tuple[Block, ...]:
        """Cut *elements*: those of the tree, in document order."""
        root, run, may_hide = self._root, self._run, self._may_hide
        blocks = run.blocks
        run.add(root.text or "", root)
        up = [root]
        last = root
        walk = iter(elements)
        next(walk)
        for element in walk:
            above = element.getparent()
            while up[-1] is not above:
                self._close(up.pop(), last)
            up.append(element)
            tag = element.tag
            if tag in SKIPPED or ((may_hide is None or element in may_hide) and self._is_hidden(element)):
                last = element
                _pass_over(element, walk)
                continue
            last = element
            if tag in INLINE or (tag == "button" and _is_heading(element, above)):
                run.inline.append(element)
                if tag == "a":
                    run.anchors.append(element)
            else:
                run.line_break() if tag == "br" else run.enter(element)
                if len(blocks) >= MOST_BLOCKS:
                    break
            text = element.text
            if text:
                run.add(text, element)
        for element in reversed(up[1:]):
            self._close(element, last)
        run.end()
        return tuple(blocks[:MOST_BLOCKS])

    def _close(self, element: HtmlElement, last: HtmlElement) -> None:
        """Leave *element*; *last* is the last one that opened."""
        run = self._run
        if run.places[-1][0] is element:
            run.leave()
        elif run.anchors and run.anchors[-1] is element:
            run.anchors.pop()
        if self._hidden_kept and self._hidden_kept[-1] is element:
            self._hidden_kept.pop()
        tail = element.tail
        if tail:
            run.add(tail, last)

    def _is_hidden(self, element: HtmlElement) -> bool:
        if element.get("hidden") is None:
            style = element.get("style")
            if style is None or not _HIDING_STYLE.search(style):
                return False
        if element.tag in KEPT_THOUGH_HIDDEN or (element.get("id") or "").startswith("S:") or _is_panel(element):
            return False
        # Within a kept one the size rule is not asked again: each element is measured once at most.
        if self._hidden_kept or not _holds_chars(element, LONG_HIDDEN_CHARS):
            return True
        self._hidden_kept.append(element)
        return False


def _is_heading(button: HtmlElement, above: HtmlElement) -> bool:
    """Whether *button* is the text of the heading *above* and shows what stands below; one behind the text does not."""
    return above.tag in SUBHEADINGS and above[0] is button and not (above.text or "").strip()


def _is_panel(element: HtmlElement) -> bool:
    """Whether *element* is the part of an accordion that a click on its heading shows.

    Source: ARIA Authoring Practices Guide, "Accordion": a button in a heading, behind it a region labelled by it.
    """
    if element.get("role") == "region" and element.get("aria-labelledby"):
        return True
    before = element.getprevious()
    return before is not None and before.tag in SUBHEADINGS and next(before.iter("button"), None) is not None


def _pass_over(element: HtmlElement, walk: Iterator[HtmlElement]) -> None:
    """Take what lies in *element* from *walk*."""
    if len(element):
        for _ in element.iterdescendants():
            next(walk)


class _Run:
    """The text since the last block element began or ended: what becomes the next block."""

    __slots__ = ("anchors", "blocks", "breaks", "chars", "inline", "linked", "opened", "pieces", "places")

    def __init__(self, root: HtmlElement) -> None:
        self.blocks: list[Block] = []
        self.places: list[tuple[HtmlElement, str]] = [(root, str(root.tag))]
        """The block elements that are open, with their paths."""
        self.anchors: list[HtmlElement] = []
        """The links that are open."""
        self.inline: list[HtmlElement] = []
        self.pieces: list[str] = []
        self.opened = root
        self.linked = self.chars = self.breaks = 0

    def add(self, text: str, last: HtmlElement) -> None:
        """Add *text* that stands behind the opening of *last*."""
        pieces = self.pieces
        if self.breaks and pieces and _INDENTED.match(text):
            # Before style sheets a paragraph was a line that begins with white space.
            self.end()
        if text.isspace():
            if pieces:
                pieces.append(" ")
            return
        if not pieces:
            self.opened = last
        size = len(text)
        self.chars += size
        if self.anchors:
            self.linked += size
        self.breaks = 0
        # Source line ends are white space; only <br> is a line of its own.
        pieces.append(text.replace("\n", " ") if "\n" in text else text)

    def line_break(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.end()
        elif self.pieces:
            self.pieces.append("\n")

    def enter(self, element: HtmlElement) -> None:
        """Begin a block element."""
        if self.pieces or self.inline or self.anchors:
            self.end()
        self.breaks = 0
        places = self.places
        path = places[-1][1]
        places.append((element, f"{path}/{element.tag}" if len(places) < DEEPEST_PATH else path))

    def leave(self) -> None:
        """End a block element."""
        if self.pieces or self.inline or self.anchors:
            self.end()
        self.breaks = 0
        self.places.pop()

    def end(self) -> None:
        """Make a block of the text so far, if it is any."""
        pieces, inline = self.pieces, self.inline
        self.breaks = 0
        if inline or self.anchors:
            self.inline = self.anchors.copy()
        if not pieces:
            return
        printed = pieces[0] if len(pieces) == 1 else "".join(pieces)
        pieces.clear()
        plain = printed.isascii()
        if not plain:
            printed = _without_invisible(printed)
        words = printed.split()
        if words and (plain or "".join(words).strip(_MARKS)):
            text = " ".join(words)
            lines: tuple[str, ...] = (text,)
            if "\n" in printed:
                lines = tuple(line for part in printed.split("\n") if (line := " ".join(part.split())))
            element, path = self.places[-1]
            self.blocks.append(
                Block(
                    index=len(self.blocks),
                    text=text,
                    tag=str(element.tag),
                    element=element,
                    path=path,
                    words=len(words) if plain else count_words(text),
                    link_density=min(1.0, self.linked / self.chars) if self.linked else 0.0,
                    inline=tuple(inline),
                    lines=lines,
                    opened=self.opened,
                )
            )
        self.linked = self.chars = 0


def _holds_chars(element: HtmlElement, least: int) -> bool:
    chars = 0
    for node in element.iter():
        if node.tag not in SKIPPED:
            chars += len(node.text or "")
        if node is not element:
            chars += len(node.tail or "")
        if chars >= least:
            return True
    return False


def _without_invisible(text: str) -> str:
    # Hardly any text has one: looking for each is quicker than `str.translate`, which looks at every character.
    for character in _INVISIBLE:
        if character in text:
            text = text.replace(character, "")
    return text
