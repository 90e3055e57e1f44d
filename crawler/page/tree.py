"""Text to one lxml tree, whatever the text is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

if TYPE_CHECKING:
    from lxml.html import HtmlElement

TOO_DEEP = "elements nest too deeply; read without most of its structure"

_NOT_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r")
_NO_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
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
_CLASSES = etree.ElementDefaultClassLookup(
    element=html.HtmlElement, comment=html.HtmlComment, pi=html.HtmlProcessingInstruction, entity=html.HtmlEntity
)
_OF_HEAD = frozenset(
    ["base", "basefont", "bgsound", "link", "meta", "noscript", "script", "style", "template", "title"]
)
_EMPTY = "<html><body></body></html>"


def parse(text: str) -> tuple[HtmlElement, str | None]:
    """Return the root of *text* read as HTML, and a note when that was not possible as it stands.

    An empty page when there is nothing to read.
    """
    clean = _clean(text)
    declaration = _DECLARATION.match(clean)
    clean = clean[declaration.end() :] if declaration else clean
    root, whole = _parse(clean)
    if whole:
        return root, None
    # libxml2 stops at a depth that no page in earnest reaches; what follows would be lost.
    root, whole = _parse(_GROUPING.sub("<br><br>", clean))
    return (root if whole else _parse(_TAG.sub(" ", clean))[0]), TOO_DEEP


def grafted(text: str) -> HtmlElement:
    """Return *text* read as HTML, in one <article> to be put into a page."""
    article = html.Element("article")
    body = parse(text)[0].find("body")
    if body is not None:
        article.text = body.text
        article.extend(list(body))
    return article


def _clean(text: str) -> str:
    """*text* with spaces for what no XML may hold. That most pages hold nothing of the kind is seen faster in bytes."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return _NOT_XML.sub(" ", text)
    whole = len(data.translate(None, _CONTROLS)) == len(data) and not any(end in data for end in _NO_CHARACTERS)
    return text if whole else _NOT_XML.sub(" ", text)


def _parse(text: str) -> tuple[HtmlElement, bool]:
    """Return the root, and whether the parser came to the end."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        root = html.document_fromstring(_EMPTY)
    _move_out_of_head(root)
    # Only a fatal error stops it, and that is the last one it reports.
    last = parser.error_log.last_error
    return root, last is None or last.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT


def _move_out_of_head(root: HtmlElement) -> None:
    """Move what cannot stand in <head> to <body>, with all behind it, as browsers do.

    Pages may leave out the tags of head and body; libxml2 then ends the head only at elements that HTML 4 had, so that
    an <article> or <main> stays in it.
    """
    head = root.find("head")
    if head is None:
        return
    children = list(head)
    at = next((at for at, child in enumerate(children) if _is_of_body(child)), None)
    if at is None:
        return
    body = root.find("body")
    if body is None:
        body = html.Element("body")
        root.append(body)
    # The body's own first text comes behind what is moved.
    children[-1].tail = (children[-1].tail or "") + (body.text or "") or None
    body.text = None
    body[:0] = children[at:]


def _is_of_body(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and element.tag not in _OF_HEAD
