"""XML from strangers, element by element: no entity is expanded, nothing is fetched, memory stays flat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from lxml import etree

from crawler.fetch.discovery.listed import BrokenListing
from crawler.fetch.discovery.markup.signs import Signs
from crawler.fetch.discovery.markup.utf8 import Utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HARMLESS = frozenset(
    {"ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY", "NS_ERR_UNDEFINED_NAMESPACE", "ERR_UNKNOWN_ENTITY"}
)

ROOTS = ("urlset", "sitemapindex", "rss", "RSS", "RDF", "rdf", "feed")
MOST_HELD_BYTES = 8 << 20
"""An entry that goes on for longer is none: of elements without text the tree is thirty times as large."""


def elements(pieces: Iterable[bytes], names: tuple[str, ...]) -> Iterator[etree._Element | BrokenListing]:
    """Yield each finished element with one of the local *names*, then a `BrokenListing` if the XML is not well-formed.

    An element is emptied as soon as the next one is asked for, and what stands between them is not kept. What is broken
    is mended where that is possible, so a feed with bad ampersands still lists its stories, at the addresses it wrote.
    """
    utf8, signs = Utf8(), Signs()
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in (*names, *ROOTS)],
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    tree = _Tree(names)
    try:
        for piece in signs.escaped(utf8.encoded(pieces)):
            parser.feed(piece)
            yield from tree.finished(parser)
            if not tree.has_room_for(len(piece)):
                yield BrokenListing(f"an entry of more than {MOST_HELD_BYTES} bytes")
                return
        # What the parser finishes only now was never closed: its address may be torn.
        parser.close()
    except etree.XMLSyntaxError as err:
        yield BrokenListing(f"not XML: {err.msg}")
        return
    flaw = _flaw(parser) or signs.flaw or utf8.flaw
    if flaw is not None:
        yield BrokenListing(f"not well-formed XML: {flaw}")


class _Tree:
    """What the parser has built, and not more of it than the entry that has begun."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._root: etree._Element | None = None
        self._held_bytes = 0

    def finished(self, parser: etree.XMLPullParser) -> Iterator[etree._Element]:
        """Yield the entries that have ended; each is emptied when the next one is asked for."""
        for event, found in parser.read_events():
            element: etree._Element = cast("Any", found)  # of events of elements, the only kinds asked for
            if event == "start":
                self._root = element if self._root is None else self._root
            elif local_name(element) in self._names:
                yield element
                element.clear()

    def has_room_for(self, size_bytes: int) -> bool:
        """Let go of all that has ended, and return whether what has not may have grown by so much."""
        self._held_bytes = 0 if self._is_emptied() else self._held_bytes + size_bytes
        return self._held_bytes <= MOST_HELD_BYTES

    def _is_emptied(self) -> bool:
        node, last = self._root, None
        while node is not None and (last := next(node.iterchildren(reversed=True), None)) is not None:
            if local_name(node) in self._names:
                return False
            del node[:-1]  # only the last one may be open
            node = last
        return node is not None


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace; empty for an entity reference."""
    tag = cast("object", element.tag)  # a function for what is no element
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    return (element.text or "").strip()


def _flaw(parser: etree.XMLPullParser) -> str | None:
    for error in parser.feed_error_log:
        if error.level == etree.ErrorLevels.FATAL and error.type_name not in HARMLESS:
            return f"line {error.line}: {error.message}"
    return None
