"""What the bytes of a capture may be shown as: nothing gets to a browser as a page that was not rewritten."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from crawler.replay.headers import CHARSET, SHOWN, SHOWN_TEXTS, UNTYPED, content_type

if TYPE_CHECKING:
    from crawler.replay.source import Loaded

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml"})
SVG_TYPE = "image/svg+xml"
XML_TYPES = frozenset(
    {"text/xml", "application/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml"}
)
NOT_STYLES = ("image/", "audio/", "video/", "font/")
HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<script", b"<table")
START_BYTES = 1_024
AS_TEXT = "text/plain; charset=utf-8"
DECLARED = re.compile(
    rb"\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:-]{1,40})[\"']"
    rb"|.*?<meta\s[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})",
    re.IGNORECASE | re.DOTALL,
)
"""The charset that a document names itself."""
NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Bytes that tell something else from text (WHATWG MIME Sniffing, 3)."""
MAGIC = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\0\0\x01\0", "image/x-icon"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
    (b"OTTO", "font/otf"),
    (b"\0\x01\0\0", "font/ttf"),
    (b"true\0", "font/ttf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"mif1": "image/avif"}


class Kind(Enum):
    """How a capture is shown."""

    PAGE = auto()
    STYLE = auto()
    DRAWING = auto()
    """SVG."""
    BYTES = auto()
    """As they are."""


def kind_of(loaded: Loaded, modifier: str, start: bytes) -> Kind:
    """Return how *loaded* is shown where *modifier* asks for it; *start* are its first decoded bytes."""
    mime = loaded.mime
    if modifier == "cs_":
        return Kind.BYTES if mime in HTML_TYPES or mime.startswith(NOT_STYLES) else Kind.STYLE
    if mime == SVG_TYPE or (mime in XML_TYPES and b"<svg" in start[:START_BYTES]):
        return Kind.DRAWING
    if modifier in {"", "mp_", "if_"} and (mime in HTML_TYPES or (not mime and looks_like_html(start))):
        return Kind.PAGE
    return Kind.BYTES


def looks_like_html(start: bytes) -> bool:
    """Return whether *start* begins as pages do."""
    begin = start[:START_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return begin.startswith(HTML_MARKS) or (
        begin.startswith((b"<!--", b"<?xml")) and any(m in begin for m in HTML_MARKS[:2])
    )


def media_type(loaded: Loaded, start: bytes) -> str:
    """Return the Content-Type for bytes that are shown as they are: never one of a page.

    Browsers are told to believe it. So an image or font that its server named wrongly gets its own type.
    """
    given = content_type(b"%s;%s" % (loaded.mime.encode("latin-1"), loaded.header(b"content-type") or b""))
    bare = given.partition(";")[0]
    if bare.startswith(SHOWN) and bare != SVG_TYPE:
        return given
    found = _by_magic(start[:START_BYTES])
    if found is not None:
        return found
    if bare in SHOWN_TEXTS:
        return given
    # Nothing would only be saved as an empty file.
    is_text = not start or bare in HTML_TYPES or bare in XML_TYPES or bare == SVG_TYPE
    return _as_text(given, start) if is_text else UNTYPED


def is_font(start: bytes) -> bool:
    """Return whether what begins with *start* is a font; servers often know no type of them."""
    return (_by_magic(start[:START_BYTES]) or "").startswith("font/")


def _as_text(given: str, start: bytes) -> str:
    """Return the type of text in the charset of a document, which a browser does not look for in text."""
    if charset := CHARSET.search(given):
        return f"text/plain; charset={charset[1]}"
    declared = DECLARED.match(start[:START_BYTES].removeprefix(b"\xef\xbb\xbf"))
    name = (declared[1] or declared[2]).decode() if declared else ""
    # What could be read so far is not UTF-16, whatever it says.
    return AS_TEXT if not name or name.lower().startswith("utf-16") else f"text/plain; charset={name}"


def _by_magic(start: bytes) -> str | None:
    if NOT_IN_TEXT.search(start) is None:
        # Words may begin as a file does: BM, OTTO, ID3.
        return None
    if start[4:8] == b"ftyp":
        return BRANDS.get(start[8:12], "video/mp4")
    if start.startswith(b"RIFF"):
        return "image/webp" if start[8:12] == b"WEBP" else "audio/wav"
    return next((kind for magic, kind in MAGIC if start.startswith(magic)), None)
