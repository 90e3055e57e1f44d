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


def elements(pieces: Iterable[bytes], names: tuple[str, ...]) -> Iterator[etree._Element | BrokenListing]:
    """Yield each finished element with one of the local *names*, then a `BrokenListing` if the XML is not well-formed.

    An element is emptied as soon as the next one is asked for. What is broken is mended where that is possible, so a
    feed with bad ampersands still lists its stories, at the addresses it wrote.
    """
    utf8, signs = Utf8(), Signs()
    parser = etree.XMLPullParser(
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        for piece in signs.escaped(utf8.encoded(pieces)):
            parser.feed(piece)
            yield from _finished(parser)
        # What the parser finishes only now was never closed: its address may be torn.
        parser.close()
    except etree.XMLSyntaxError as err:
        yield BrokenListing(f"not XML: {err.msg}")
        return
    flaw = _flaw(parser) or signs.flaw or utf8.flaw
    if flaw is not None:
        yield BrokenListing(f"not well-formed XML: {flaw}")


def local_name(element: etree._Element) -> str:
    """Return the name without its namespace; empty for an entity reference."""
    tag = cast("object", element.tag)  # a function for what is no element
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def text_of(element: etree._Element) -> str:
    return (element.text or "").strip()


def _finished(parser: etree.XMLPullParser) -> Iterator[etree._Element]:
    for _, found in parser.read_events():
        element: etree._Element = cast("Any", found)  # of an "end" event, the only kind asked for
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]


def _flaw(parser: etree.XMLPullParser) -> str | None:
    for error in parser.feed_error_log:
        if error.level == etree.ErrorLevels.FATAL and error.type_name not in HARMLESS:
            return f"line {error.line}: {error.message}"
    return None
