"""Where the tags, comments and texts of an HTML page begin and end, as browsers see it.

What comes out of the rewriter is written anew, tag by tag, so that a browser sees in it the tokens seen here, whatever
the page was made to look like. Where a browser's reading depends on what it built before (the content of <style>, of
<title> inside SVG, CDATA), what is written means the same either way.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from crawler.replay.rewrite.attributes import Pairs

SPECIAL = (
    "s(?:cript|tyle|vg|ource)|t(?:itle|extarea)|i(?:frame|mg|mage)|f(?:rame|encedframe|oreignobject)"
    "|no(?:embed|frames|script)|xmp|p(?:laintext|aram|ortal)|object|embed|applet|b(?:ase|gsound)|m(?:eta|ath)|link"
)
"""Elements that need a look, or whose content is no markup."""
INERT = (
    r"class|id|title|alt|lang|dir|role|width|height|datetime|property|itemprop|itemscope|itemtype|colspan|rowspan|align"
    r"|valign|border|cellpadding|cellspacing|tabindex|name|for|type|value|placeholder|d|points|transform|view[bB]ox|x|y|r"
    r"|cx|cy|rx|ry|x1|x2|y1|y2|hidden|color|size|face|bgcolor|rel|scope|start|loading|decoding|open|label|version"
    r"|data-[a-z0-9_-]{1,60}|aria-[a-z]{1,20}"
)
"""Attributes that ask for nothing and lead nowhere, on elements that are not special."""
INERT_ONES = rf"""(?>(?:[\t\n\r ]++(?:{INERT})="[^"<>\0]*+")*)"""
# In lower case, as nearly all are: the engine takes twice as long when case is nothing to it. Others get a look each.
HARMLESS = re.compile(
    rf"""(?>(?:[^<\0]++|<(?!/?(?:{SPECIAL})[\t\n\f\r />])"""
    rf"""(?:[a-z][a-z0-9-]*+{INERT_ONES}[\t\n\r ]*+>|/[a-z][a-z0-9-]*+[\t\n\r ]*+>))+)"""
)
"""A run of text and tags that can be copied as they are: most of a page."""
ANCHOR = re.compile(
    rf"""<a({INERT_ONES})[\t\n\r ]++href="([^"<>&\0]*+)"({INERT_ONES})"""
    rf"""(?>(?:[\t\n\r ]++target="[^"<>\0]*+")?)({INERT_ONES})[\t\n\r ]*+>"""
)
"""A link as most are: with nothing else that needs a look."""
TAG = re.compile(r"<(/?)([A-Za-z][^\t\n\f\r />\0]*+)")
ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*+([^\t\n\f\r />][^\t\n\f\r />=]*+)"
    r"(?>(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\t\n\f\r >]*+)))?)"
)
TAG_END = re.compile(r"[\t\n\f\r ]*+(/?)[\t\n\f\r /]*+>")
WELL_FORMED = re.compile(r"(?>(?:[\t\n\r ]++[A-Za-z][A-Za-z0-9:_-]*+(?>(?:=\"[^\"<>\0]*+\")?))*)[\t\n\r ]*+(/?)>")
"""Attributes as most tags have them, with the end of the tag."""
PAIR = re.compile(r"([A-Za-z][A-Za-z0-9:_-]*+)(?>(?:=(\"[^\"]*+)\")?)")
COMMENT = re.compile(r"<!--(?:-?>|(?>(?:[^-]|-(?!-!?>))*)(?:--!?>)?)")
BOGUS = re.compile(r"<(?:[!?]|/(?![A-Za-z]))[^>]*+>?")
DOCTYPE = re.compile(r"<!doctype[\t\n\f\r ]*+[A-Za-z0-9_\t\n\r \"'/.:+=,()-]{0,300}>", re.IGNORECASE)
CDATA = re.compile(r"<!\[CDATA\[((?>(?:[^\]]|\](?!\]>))*))(?:\]\]>)?")


class Tag(NamedTuple):
    """A start tag."""

    name: str
    pairs: Pairs
    end: int
    """Where what follows it begins."""
    closes_itself: bool


def attributes_at(text: str, at: int) -> tuple[Pairs, bool, int]:
    """Return the attributes of the tag whose name ends at *at*, whether it closes itself, and where it ends.

    A tag that the text ends in is none: it ends at the end.
    """
    pairs: Pairs
    well = WELL_FORMED.match(text, at)
    if well is not None:
        # The mark before a value tells an empty one from none.
        pairs = [(name.lower(), value[1:] if value else None) for name, value in PAIR.findall(well[0])]
        return pairs, bool(well[1]), well.end()
    pairs = []
    while True:
        end = TAG_END.match(text, at)
        if end is not None:
            return pairs, bool(end[1]) and text[end.end() - 2] == "/", end.end()
        found = ATTRIBUTE.match(text, at)
        if found is None:
            return pairs, False, len(text) + 1
        name, double, single, bare = found.groups()
        value = double if double is not None else single if single is not None else bare
        safe = None if value is None else value.replace('"', "&quot;").replace("<", "&lt;").replace("\0", "\ufffd")
        pairs.append((name.lower(), safe))
        at = found.end()


def raw_end(text: str, name: str, at: int) -> tuple[int, int]:
    """Return where the raw content of the element *name* that begins at *at* ends, and where its end tag does."""
    found = END_TAGS[name].search(text, at)
    if found is not None and name == "script" and text.find("<!--", at, found.start()) >= 0:
        found = _script_end(text, at)
    if found is None:
        return len(text), len(text)
    _, _, end = attributes_at(text, found.end())
    return found.start(), min(end, len(text))


def _script_end(text: str, at: int) -> re.Match[str] | None:
    """Return the end tag of a script with ``<!--`` in it: a script begun behind that has an end tag of its own.

    "Script data escaped" and "double escaped" (WHATWG HTML, 13.2.5.18 to 31).
    """
    is_escaped = is_within = False
    for found in IN_SCRIPT.finditer(text, at):
        sign = found[0].lower()
        if sign == "<!":
            is_escaped = True
        elif sign == "-->":
            is_escaped = is_within = False
        elif sign == "<script":
            is_within = is_escaped
        elif is_within:
            is_within = False
        else:
            return found
    return None


IN_SCRIPT = re.compile(r"<!(?=--)|-->|</?script(?=[\t\n\f\r />])", re.IGNORECASE)
"""The signs of ``<!-->`` overlap."""
END_TAGS = {
    name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "noscript")
}
