"""Text to one lxml tree, whatever the text is."""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree, html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Self

    from lxml.html import HtmlElement

OPENED = "the text was in the page's noscript only"
TOO_DEEP = "elements nest too deeply; read without most of its structure"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = tuple(code for code in range(32) if code not in b"\t\n\f\r")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,400}\?>")
_GROUPING = re.compile(
    r"</?(?:article|aside|blockquote|center|dd|div|dl|dt|form|footer|header|li|main|nav|ol|section|table|tbody|td|th|tr|ul)"
    r"(?:\s[^<>]{0,2000})?>",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)[^<>]{0,100}>|\Z)|</?[A-Za-z!][^<>]*>?", re.IGNORECASE | re.DOTALL
)
# One class for all elements: lxml.html's own look-up, which has one for forms, asks Python about every element.
_CLASSES = etree.ElementDefaultClassLookup(element=html.HtmlElement, entity=html.HtmlEntity)
_OF_HEAD = frozenset(
    ["base", "basefont", "bgsound", "link", "meta", "noscript", "script", "style", "template", "title"]
)
TEXTLESS = frozenset({"script", "style", "svg"})
"""Elements whose text is not that of the line: code, drawings."""
FEW_NODES = 64
_VOID = frozenset({"source", "track"})
"""Empty in HTML, unknown in HTML 4: to libxml2 all that follows lies in it, up to the end of its parent."""
_READ_OUT = frozenset({"rp", "rt"})
"""How the characters before them are read out: beside the line, and no part of what it says."""
_RUBY = frozenset({"ruby", "rb", "rtc"})
_UNKNOWN = _VOID | _READ_OUT | _RUBY
_CODE = frozenset({"script", "style"})
_ODD = _UNKNOWN | _CODE | {"template"}
_TAG_OF_CODE = re.compile(rb"<(/?)(script|style)\b[^<>]*>", re.IGNORECASE)
_FIRST_END = re.compile(rb"</html", re.IGNORECASE)
_END = re.compile(rb"</(?:html|body)\s{0,20}>", re.IGNORECASE)
_OPENING = re.compile(rb"<[A-Za-z]")
STREAMED = "S:"
"""How the ids begin of what React streams, in the order in which it is ready: hidden boxes behind the page."""
LEAST_CHARS = 300
"""A shorter text asks to turn scripts on."""
_EMPTY = "<html><body></body></html>"


class Tree(NamedTuple):
    """A page as a tree."""

    root: HtmlElement
    elements: tuple[HtmlElement, ...]
    """All of them, in document order."""
    note: str | None = None
    """What was wrong, when it could not be read as it stands."""

    @classmethod
    def of(cls, root: HtmlElement, note: str | None = None) -> Self:
        return cls(root, tuple(root.iter()), note)


def parse(text: str, *, utf8: bytes | None = None) -> Tree:
    """Return *text* read as HTML.

    *utf8*: its bytes in UTF-8, where they are known. An empty page when there is nothing to read.
    """
    clean, data = _clean(text, utf8)
    declaration = _DECLARATION.match(clean)
    if declaration:
        clean = clean[declaration.end() :]
        data = data[len(declaration[0].encode()) :]
    tree, whole = _parse(data)
    if whole:
        return tree
    # libxml2 stops at a depth that no page in earnest reaches; what follows would be lost.
    tree, whole = _parse(_GROUPING.sub("<br><br>", clean).encode())
    return (tree if whole else _parse(_TAG.sub(" ", clean).encode())[0])._replace(note=TOO_DEEP)


def places_by_value(elements: Iterable[HtmlElement], names: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """Return the places of those of *elements* that have one of the attributes *names*, by its name and value."""
    found: dict[str, dict[str, list[int]]] = {name: {} for name in names}
    for at, element in enumerate(elements):
        # To ask for all attributes at once takes as long as to ask for one and a half of them by name.
        for name, value in element.items():
            if name in found:
                known = found[name]
                if value in known:
                    known[value].append(at)
                else:
                    known[value] = [at]
    return found


def texts_in(element: HtmlElement, *parting: str) -> Iterator[str]:
    """Yield the pieces of text in *element* as they stand, less those that are not of the line (`TEXTLESS`).

    *parting*: tags of elements around which there is a space.
    """
    # Links that are never closed nest without end: no more of them is looked at than is asked for.
    inside = list(islice(element.iterdescendants(), FEW_NODES))
    if len(inside) < FEW_NODES and not any(node.tag in TEXTLESS or node.tag in parting for node in inside):
        yield from element.itertext()
        return
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        if node is not element and node.tag in parting:
            yield " "
        if event == "end":
            yield (node.tail or "") if node is not element else ""
        elif node.tag in TEXTLESS:
            walk.skip_subtree()
        else:
            yield node.text or ""


def grafted(text: str) -> HtmlElement:
    """Return *text* read as HTML, in one <article> to be put into a page."""
    article = html.Element("article")
    body = parse(text).root.find("body")
    if body is not None:
        article.text = body.text
        article.extend(list(body))
    return article


def opened(root: HtmlElement) -> bool:
    """Put what the <noscript> of the body hold in their place, where one holds much text; return whether one did."""
    # Outermost ones only: those within are of no use, and their text is not to be gone through for each of them.
    outermost = [element for element in root.iter("noscript") if next(element.iterancestors("noscript"), None) is None]
    hidden = [element for element in outermost if len("".join(element.itertext())) >= LEAST_CHARS]
    hidden = [element for element in hidden if element.getparent().tag != "head"]
    for element in hidden:
        element.drop_tag()
    return bool(hidden)


def _clean(text: str, utf8: bytes | None) -> tuple[str, bytes]:
    """Return *text* with spaces for what no XML may hold, and its bytes in UTF-8.

    That most pages hold nothing of the kind is seen fastest by looking for each.
    """
    try:
        data = text.encode() if utf8 is None else utf8
    except UnicodeEncodeError:
        clean = _NOT_XML.sub(" ", text)
        return clean, clean.encode()
    if not any(code in data for code in _CONTROLS) and "\ufffe" not in text and "\uffff" not in text:
        return text, data
    clean = _NOT_XML.sub(" ", text)
    return clean, clean.encode()


def _parse(data: bytes) -> tuple[Tree, bool]:
    """Return the tree, and whether the parser came to the end."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = html.document_fromstring(_without_early_end(data), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = html.document_fromstring(_EMPTY)
    tree = Tree.of(root)
    # Only a fatal error stops it, and that is the last one it reports.
    last = parser.error_log.last_error
    whole = last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT
    # The text of a script is long, and asked for last.
    odd = [one for one in tree.elements if one.tag in _ODD]
    if any(one.tag in _CODE and (one.tail or "").strip() and not one.text for one in odd):
        reopened = _with_code_open(data)
        if reopened != data:
            return _parse(reopened)
    return (Tree.of(root) if _mend(root, odd) else tree), whole


def _mend(root: HtmlElement, odd: Sequence[HtmlElement]) -> bool:
    """Put elements where browsers have them; return whether there may have been any elsewhere."""
    unknown = [one for one in odd if one.tag in _UNKNOWN]
    templates = [one for one in odd if one.tag == "template"]
    in_head = _move_out_of_head(root)
    _mend_unknown(unknown)
    _move_streamed(root, templates)
    return bool(in_head or unknown or templates)


def _without_early_end(data: bytes) -> bytes:
    """Return *data* without the end tags of page and body where elements follow: browsers go on, libxml2 stops."""
    first = _FIRST_END.search(data)
    if first is None or _OPENING.search(data, first.end()) is None:
        return data
    return _END.sub(b"", data)


def _with_code_open(data: bytes) -> bytes:
    """Return *data* in which ``<script/>`` and ``<style/>`` are open to the end tag behind them, as to browsers.

    Not where no end tag is theirs: in XHTML they end, and the page goes on.
    """
    kept, at = [], 0
    for tag, behind in pairwise(_TAG_OF_CODE.finditer(data)):
        if tag[0].endswith(b"/>") and behind[1] and tag[2].lower() == behind[2].lower():
            kept += [data[at : tag.start()], tag[0][:-1].rstrip(b"/ \t\n\f\r"), b">"]
            at = tag.end()
    return b"".join([*kept, data[at:]])


def _move_out_of_head(root: HtmlElement) -> bool:
    """Move what cannot stand in <head> to <body>, with all behind it, as browsers do; return whether there was any.

    Pages may leave out the tags of head and body; libxml2 then ends the head only at elements that HTML 4 had, so that
    an <article> or <main> stays in it.
    """
    head = root.find("head")
    if head is None:
        return False
    children = list(head)
    at = next((at for at, child in enumerate(children) if _is_of_body(child)), None)
    if at is None:
        return False
    body = root.find("body")
    if body is None:
        body = html.Element("body")
        root.append(body)
    # The body's own first text comes behind what is moved.
    children[-1].tail = (children[-1].tail or "") + (body.text or "") or None
    body.text = None
    body[:0] = children[at:]
    return True


def _mend_unknown(elements: Iterable[HtmlElement]) -> None:
    """Mend what HTML 4 had not: put what lies in elements that hold nothing behind them, as browsers do.

    And leave of characters with their reading (ruby) the characters alone, as a part of their line.
    """
    for element in elements:
        if element.tag in _READ_OUT:
            element.drop_tree()
            continue
        if element.tag in _RUBY:
            element.drop_tag()
            continue
        text = element.text
        for child in reversed(element):
            element.addnext(child)
        if text:
            element.text = None
            element.tail = text + (element.tail or "")


def _move_streamed(root: HtmlElement, templates: Iterable[HtmlElement]) -> None:
    """Put what React streamed behind the page where one of *templates* with the same number keeps its place.

    Source: react-dom/server, `$RC("B:0","S:0")` for what was suspended, `$RS("S:1","P:1")` for a part of that.
    """
    places = {id_[2:]: one for one in templates if (id_ := one.get("id") or "")[:2] in {"B:", "P:"}}
    boxes = [one for one in root.iter("div") if (one.get("id") or "").startswith(STREAMED)] if places else []
    for box in boxes:
        place = places.get((box.get("id") or "")[2:])
        if place is None or box.get("hidden") is None:
            continue
        # Nothing in the head is read, and no box goes into itself.
        if any(above is box or above.tag == "head" for above in place.iterancestors()):
            continue
        del box.attrib["hidden"]
        place.addprevious(box)


def _is_of_body(element: HtmlElement) -> bool:
    return element.tag not in _OF_HEAD
