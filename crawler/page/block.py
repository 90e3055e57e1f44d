"""Text blocks: the longest runs of inline text within one block element, in document order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lxml.html import HtmlElement

_INLINE = (
    "a abbr acronym amp-fit-text b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rp ruby rt s "
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
KEPT_THOUGH_HIDDEN = frozenset({"html", "body", "main", "article"})
LONG_HIDDEN_CHARS = 4_000
"""A hidden element with so much text holds the article; a script would show it."""
MOST_BLOCKS = 50_000
"""Reading stops there; real pages have a few hundred, long live blogs a few thousand."""

_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WIDE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_INVISIBLE = str.maketrans("", "", "\u00ad\u200b\u2060\ufeff")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """One run of text as a value of its own. Two blocks are equal when they are the same run of the same page."""

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


def blocks_of(root: HtmlElement) -> tuple[Block, ...]:
    """Return the text blocks below *root* in document order."""
    return _Cutter().cut(root)


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
    """One walk over a tree. No recursion: pages may nest as deep as they like."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._open: list[tuple[HtmlElement, str]] = []
        self._anchors: list[HtmlElement] = []
        self._pieces: list[str] = []
        self._last: HtmlElement | None = None
        self._opened: HtmlElement | None = None
        self._inline: list[HtmlElement] = []
        self._link_chars = 0
        self._all_chars = 0
        self._breaks = 0
        self._hidden_kept: list[HtmlElement] = []

    def cut(self, root: HtmlElement) -> tuple[Block, ...]:
        self._open.append((root, str(root.tag)))
        self._last = root
        self._add(root.text or "")
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if element is root:
                continue
            if event == "start":
                self._last = element
                if self._start(element):
                    walk.skip_subtree()
            elif event == "end":
                self._end(element)
            else:
                self._add(element.tail or "")
            if len(self._blocks) >= MOST_BLOCKS:
                break
        self._flush()
        return tuple(self._blocks[:MOST_BLOCKS])

    def _start(self, element: HtmlElement) -> bool:
        """Enter *element*; True when nothing below it is to be read."""
        tag = element.tag
        if tag in SKIPPED:
            return True
        if (element.get("style") is not None or element.get("hidden") is not None) and self._is_hidden(element):
            return True
        if tag == "br":
            self._line_break()
        elif tag in INLINE:
            self._inline.append(element)
            if tag == "a":
                self._anchors.append(element)
        else:
            self._flush()
            self._open.append((element, f"{self._open[-1][1]}/{tag}" if len(self._open) < 100 else self._open[-1][1]))
        text = element.text
        if text:
            self._add(text)
        return False

    def _end(self, element: HtmlElement) -> None:
        if self._open[-1][0] is element:
            self._flush()
            self._open.pop()
        elif self._anchors and self._anchors[-1] is element:
            self._anchors.pop()
        if self._hidden_kept and self._hidden_kept[-1] is element:
            self._hidden_kept.pop()
        tail = element.tail
        if tail:
            self._add(tail)

    def _is_hidden(self, element: HtmlElement) -> bool:
        if element.get("hidden") is None:
            style = element.get("style")
            if style is None or not _HIDING_STYLE.search(style):
                return False
        if element.tag in KEPT_THOUGH_HIDDEN or (element.get("id") or "").startswith("S:"):
            return False
        # Within a kept one the size rule is not asked again: each element is measured once at most.
        if self._hidden_kept or not _holds_chars(element, LONG_HIDDEN_CHARS):
            return True
        self._hidden_kept.append(element)
        return False

    def _line_break(self) -> None:
        self._breaks += 1
        if self._breaks > 1:
            self._flush()
        elif self._pieces:
            self._pieces.append("\n")

    def _add(self, text: str) -> None:
        if text.isspace():
            if self._pieces:
                self._pieces.append(" ")
            return
        if not self._pieces:
            self._opened = self._last
        if not text:
            return
        size = len(text)
        self._all_chars += size
        if self._anchors:
            self._link_chars += size
        self._breaks = 0
        # Source line ends are white space; only <br> is a line of its own.
        self._pieces.append(" ".join(text.split("\n")) if "\n" in text else text)

    def _flush(self) -> None:
        pieces, inline = self._pieces, self._inline
        self._breaks = 0
        self._inline = list(self._anchors)
        if not pieces:
            return
        self._pieces = []
        printed = "".join(pieces).translate(_INVISIBLE)
        lines = tuple(line for part in printed.split("\n") if (line := " ".join(part.split())))
        if lines:
            element, path = self._open[-1]
            text = " ".join(lines)
            self._blocks.append(
                Block(
                    index=len(self._blocks),
                    text=text,
                    tag=str(element.tag),
                    element=element,
                    path=path,
                    words=count_words(text),
                    link_density=min(1.0, self._link_chars / self._all_chars) if self._all_chars else 0.0,
                    inline=tuple(inline),
                    lines=lines,
                    opened=element if self._opened is None else self._opened,
                )
            )
        self._link_chars = self._all_chars = 0


def _holds_chars(element: HtmlElement, least: int) -> bool:
    chars = 0
    for node in element.iter():
        if node.tag not in SKIPPED and isinstance(node.tag, str):
            chars += len(node.text or "")
        if node is not element:
            chars += len(node.tail or "")
        if chars >= least:
            return True
    return False
