"""A drawing in a file of its own, made harmless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.replay.rewrite.attributes import LINKS, escaped, is_harmful_animation, shown_value
from crawler.replay.rewrite.css import rewrite_css

if TYPE_CHECKING:
    from crawler.replay.rewrite.attributes import Pairs
    from crawler.replay.rewrite.links import Links

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
DROPPED = frozenset({"script", "foreignobject", "handler", "listener", "iframe", "audio", "video", "canvas", "embed"})
NAMESPACES = frozenset({SVG, None})
GONE = "gone"
"""The name of what is to be taken out."""
PREFIXES = {XLINK: "xlink:", XML: "xml:"}


def rewrite_svg(data: bytes, links: Links) -> bytes | None:
    """Return the drawing *data* made harmless, UTF-8; None when it is none that a browser would draw."""
    # Entities of the file's own are what some drawing programs write; those from elsewhere are never read.
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type]  # the stubs are older
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError, LookupError):
        return None
    if root is None or etree.QName(root).localname != "svg" or etree.QName(root).namespace not in NAMESPACES:
        return None
    for element in list(root.iter()):
        _clean(element, links)
    # All at once: one by one, the texts behind them would be put together over and over.
    etree.strip_elements(root, GONE, etree.Entity, with_tail=False)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False)


def _clean(element: Any, links: Links) -> None:
    if not isinstance(element.tag, str):  # an entity that stands for nothing
        return
    name = etree.QName(element)
    tag = name.localname.lower()
    attributes = [(_written(str(key)).lower(), key, str(value)) for key, value in element.attrib.items()]
    pairs: Pairs = [(written, escaped(value)) for written, _, value in attributes]
    if tag in DROPPED or name.namespace not in NAMESPACES or is_harmful_animation(tag, pairs):
        element.tag = GONE
        return
    for written, key, value in attributes:
        shown = None if written.startswith("other:") else shown_value(tag, written, value, links)
        if shown is None:
            del element.attrib[key]
        else:
            element.attrib[key] = shown
        if written in LINKS and tag == "a" and shown is not None and not shown.startswith("#"):
            element.attrib["target"] = "_top"
    if tag == "style":
        sheet = rewrite_css("".join(map(str, element.itertext())), links)
        for child in list(element):
            element.remove(child)
        element.text = sheet


def _written(key: str) -> str:
    name = etree.QName(key)
    return PREFIXES.get(name.namespace or "", "other:" if name.namespace else "") + name.localname
