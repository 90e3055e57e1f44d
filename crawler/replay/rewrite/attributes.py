"""The attributes of an element, each kept, rewritten or left out."""

from __future__ import annotations

import re
from html.entities import html5
from typing import TYPE_CHECKING

from crawler.replay.rewrite.css import rewrite_css

if TYPE_CHECKING:
    from crawler.replay.rewrite.links import Links

ATTRIBUTE_NAME = re.compile(r"[A-Za-z_:@.\[(*#][A-Za-z0-9_:@.\[\]()*#-]*\Z")
ENTITY = re.compile(r"&(?:#([0-9]{1,9});?|#[xX]([0-9A-Fa-f]{1,8});?|([A-Za-z][A-Za-z0-9]{1,31});?)(=?)")
TO_ESCAPE = re.compile(r"[&<>\"]")
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
DROPPED = frozenset(
    (
        "action",
        "allow",
        "archive",
        "attributionsrc",
        "autofocus",
        "autoplay",
        "cite",
        "classid",
        "code",
        "codebase",
        "codetype",
        "credentialless",
        "crossorigin",
        "csp",
        "data",
        "declare",
        "enctype",
        "method",
        "formmethod",
        "download",
        "dynsrc",
        "formaction",
        "formtarget",
        "fetchpriority",
        "http-equiv",
        "integrity",
        "itemid",
        "longdesc",
        "manifest",
        "nonce",
        "object",
        "ping",
        "policy",
        "profile",
        "referrerpolicy",
        "sandbox",
        "srcdoc",
        "target",
        "xml:base",
        "xmlns:xlink",
    )
)
"""They lead somewhere, ask for something, or speak of bytes that are no longer the same."""
INERT = frozenset(
    (
        "class",
        "id",
        "title",
        "alt",
        "lang",
        "dir",
        "role",
        "width",
        "height",
        "datetime",
        "property",
        "itemprop",
        "itemscope",
        "itemtype",
        "colspan",
        "rowspan",
        "align",
        "valign",
        "border",
        "cellpadding",
        "cellspacing",
        "tabindex",
        "name",
        "for",
        "type",
        "value",
        "placeholder",
        "d",
        "points",
        "transform",
        "viewbox",
        "x",
        "y",
        "r",
        "cx",
        "cy",
        "rx",
        "ry",
        "x1",
        "x2",
        "y1",
        "y2",
        "hidden",
        "color",
        "size",
        "face",
        "bgcolor",
        "rel",
        "scope",
        "start",
        "loading",
        "decoding",
        "open",
        "label",
        "version",
        "content",
        "media",
        "sizes",
        "media",
        "checked",
        "selected",
        "disabled",
        "controls",
        "preserveaspectratio",
    )
)
"""They ask for nothing and lead nowhere."""
INERT_PREFIXES = ("data-", "aria-")
TARGET = ' target="_top"'
"""A link to another page takes the whole window, so that the banner tells of that page."""
LINKS = frozenset({"href", "xlink:href"})
LINKING = frozenset({"a", "area"})
IMAGES = frozenset({"poster", "background", "lowsrc", "icon"})
SETS = frozenset({"srcset", "imagesrcset"})
PAINT = frozenset(
    (
        "fill",
        "stroke",
        "filter",
        "mask",
        "clip-path",
        "marker",
        "marker-start",
        "marker-mid",
        "marker-end",
        "cursor",
        "mask-image",
    )
)
SOURCES = {"img": "im_", "input": "im_", "image": "im_", "frame": "if_", "iframe": "if_"}
DRAWN = frozenset(
    (
        "image",
        "use",
        "feimage",
        "lineargradient",
        "radialgradient",
        "pattern",
        "filter",
        "textpath",
        "mpath",
        "tref",
        "cursor",
        "mask",
        "clippath",
        "symbol",
    )
)
ANIMATIONS = frozenset({"set", "animate", "animatecolor", "animatemotion", "animatetransform", "discard"})
ANIMATED = frozenset({"to", "from", "by", "values"})
CODE_POINTS = {
    code: bytes([code]).decode("cp1252", "replace")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
"""Numbers that browsers read as Windows-1252."""

Pairs = list[tuple[str, str | None]]
"""Names in lower case and values as they stand in the page, entities and all, save that no value holds a quotation mark
or angle bracket; None where none is written."""


def markup_of(tag: str, pairs: Pairs, links: Links) -> str:
    """Return the attributes of an element *tag* (lower case) that stay, as markup that reads the same anywhere."""
    out = []
    for name, value in pairs:
        if name in INERT or name.startswith(INERT_PREFIXES):
            out.append(f" {name}" if value is None else f' {name}="{value}"')
        elif ATTRIBUTE_NAME.match(name):
            shown = shown_value(tag, name, undone(value or ""), links)
            if shown is not None:
                out.append(f' {name}="{escaped(shown)}"')
                if name in LINKS and tag in LINKING and not shown.startswith("#"):
                    out.append(TARGET)
    return "".join(out)


def href_of(path: str | None) -> str:
    """Return the attributes of an HTML link that leads to *path*; none when it leads nowhere."""
    if path is None:
        return ""
    return f' href="{escaped(path)}"' + ("" if path.startswith("#") else TARGET)


def shown_value(tag: str, name: str, value: str, links: Links) -> str | None:
    """Return the *value* (without entities) that the attribute *name* gets; None: it is left out."""
    if name in DROPPED or name.startswith("on"):
        return None
    if name == "style" or (name in PAINT and "(" in value):
        return rewrite_css(value, links)
    if name in LINKS:
        # Of SVG, all but <a> refer to what is drawn: an image, a gradient, a symbol.
        return links.part(value, "im_") if tag in DRAWN else links.page(value)
    if name == "src":
        return links.part(value, SOURCES.get(tag, "oe_"))
    if name in IMAGES:
        return links.part(value, "im_")
    return links.srcset(value) if name in SETS else value


def is_harmful_animation(tag: str, pairs: Pairs) -> bool:
    """Return whether an element could change, without a script, where a link leads or what is asked for."""
    if tag not in ANIMATIONS:
        return False
    values = [(name, undone(value or "").lower()) for name, value in pairs]
    return any(
        (name == "attributename" and ("href" in value or "src" in value or value.startswith("on")))
        or (name in ANIMATED and ("url" in value or "//" in value or "script:" in value or "\\" in value))
        for name, value in values
    )


def undone(value: str) -> str:
    """Return the *value* of an attribute with its entities undone, as in attributes (WHATWG HTML, 13.2.5.73).

    >>> undone("?a=1&copy=2&amp;b=3&#x41;&lt"), undone("&notit; &eacute;")
    ('?a=1&copy=2&b=3A<', '&notit; é')
    """
    return ENTITY.sub(_character, value) if "&" in value else value


def written(pairs: Pairs) -> str:
    """Return attributes, whose values are without entities, as markup."""
    return "".join([f" {name}" if value is None else f' {name}="{escaped(value)}"' for name, value in pairs])


def escaped(value: str) -> str:
    """Return *value* for use between double quotes."""
    return TO_ESCAPE.sub(lambda match: ESCAPED[match[0]], value) if TO_ESCAPE.search(value) else value


def first(pairs: Pairs, name: str) -> str | None:
    """Return the value of the attribute *name*, entities undone: the first one counts, as in browsers.

    Empty when none is written, None without such an attribute.
    """
    return next((undone(value or "") for key, value in pairs if key == name), None)


def _character(match: re.Match[str]) -> str:
    number, hexadecimal, name, equals = match.groups()
    if name is not None:
        return _named(match[0], name, equals)
    code = int(number) if number is not None else int(hexadecimal, 16)
    if code in CODE_POINTS:
        return CODE_POINTS[code] + equals
    good = 0 < code < 0x110000 and not 0xD800 <= code < 0xE000
    return (chr(code) if good else "\ufffd") + equals


def _named(whole: str, name: str, equals: str) -> str:
    if whole.removesuffix("=").endswith(";"):
        found = html5.get(name + ";")
        return whole if found is None else found + equals
    # Without a semicolon only old names count, and not before "=": ``?a=1&copy=2`` is no copyright sign.
    found = html5.get(name)
    return whole if found is None or equals else found
