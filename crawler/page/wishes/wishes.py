"""Opt-outs read from the header fields and meta elements of one answer. Pure; on the path of every page."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.config import OPT_OUTS
from crawler.http.coding import decoded_start
from crawler.http.head import read_head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.http.head import ResponseHead
    from crawler.model import Content

TDM = "tdm"
"""The reservation of rights to text and data mining (W3C community group, TDMRep)."""
WORDS = frozenset(OPT_OUTS) - {TDM}
"""``none`` is short for noindex and nofollow, and is kept as it was written."""
VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Directives with a colon of their own, which is none behind a name."""
LOOKED_AT_BYTES = 128 << 10
"""Of a page: its head stands there."""
HTML_TYPES = (b"text/html", b"application/xhtml+xml")
META = re.compile(rb"<meta\s[^<>]{1,2000}>", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"(?<![a-z-])([a-z-]{1,40})\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE
)
MOST_ENTRIES = 1_000


def opt_outs_of(block: Content, *, token: str, head: ResponseHead | None = None) -> tuple[str, ...]:
    """Return what the answer *block* opts out of, sorted words of `OPT_OUTS`; *token* is the name we are called by.

    *head* is that of *block*, where it has been read already.
    """
    head = head or read_head(block)[0]
    if head is None:
        return ()
    found = set(_by_fields(head, token))
    kind = (head.first(b"content-type") or b"").strip().lower()
    if kind.startswith(HTML_TYPES):
        found |= set(_by_meta(decoded_start(block, LOOKED_AT_BYTES), token))
    return tuple(sorted(found))


def reserved_by_list(data: bytes, url: str) -> bool:
    """Return whether the ``/.well-known/tdmrep.json`` *data* reserves the rights to *url*: its first entry that fits.

    What is no such list reserves nothing.
    """
    try:
        entries = json.loads(data)
    except (ValueError, RecursionError):
        return False
    path = urlsplit(url).path or "/"
    for entry in entries[:MOST_ENTRIES] if isinstance(entries, list) else ():
        if isinstance(entry, dict) and _fits(entry.get("location"), path):
            return _is_reserved(entry.get("tdm-reservation"))
    return False


def _by_fields(head: ResponseHead, token: str) -> Iterator[str]:
    for name, value in head.fields:
        lower = name.lower()
        if lower == b"x-robots-tag":
            yield from _by_robots_tag(value.decode("latin-1"), token)
        elif lower == b"tdm-reservation" and _is_reserved(value.decode("latin-1")):
            yield TDM


def _by_robots_tag(value: str, token: str) -> Iterator[str]:
    """Yield the words of a field that are for us: a name at its beginning says whom all of it is for."""
    name, colon, rest = value.partition(":")
    name = name.strip().lower()
    if colon and "," not in name and name not in VALUED:
        if name != token:
            return
        value = rest
    yield from _words(value)


def _by_meta(data: bytes, token: str) -> Iterator[str]:
    ours, at = token.encode("utf-8"), 0
    for element in META.findall(data, 0, LOOKED_AT_BYTES):
        lower = element.lower()
        # A page has some thirty of these elements, and hardly one of them is for us.
        if not (b"robots" in lower or b"tdm-reservation" in lower or ours in lower):
            continue
        # The same bytes further up would have been found before it.
        start = data.index(element, at)
        at = start + len(element)
        if _is_commented(data, start):
            continue
        attributes = _attributes(element.decode("utf-8", "replace"))
        name, content = attributes.get("name", "").strip().lower(), attributes.get("content", "")
        if name in {"robots", token}:
            yield from _words(content)
        elif name == "tdm-reservation" and _is_reserved(content):
            yield TDM


def _is_commented(data: bytes, at: int) -> bool:
    begun = data.rfind(b"<!--", 0, at)
    # The end may share the beginning's hyphens: `<!-->` is a whole comment.
    return begun >= 0 and data.find(b"-->", begun + 2, at) < 0


def _attributes(element: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(element):
        # Of an attribute that is there twice the first one counts.
        found.setdefault(match[1].lower(), html.unescape(match[2] or match[3] or match[4] or ""))
    return found


def _words(text: str) -> Iterator[str]:
    yield from (word for part in re.split(r"[,\s]+", text.lower()) if (word := part.strip()) in WORDS)


def _is_reserved(value: Any) -> bool:
    return str(value).strip() == "1"


def _fits(pattern: Any, path: str) -> bool:
    """Whether *path* is at *pattern*, which is written as in a robots.txt: ``*`` for anything, ``$`` for the end."""
    if not isinstance(pattern, str) or len(pattern) > 2_000:
        return False
    is_whole, pattern = pattern.endswith("$"), pattern.removesuffix("$")
    first, *others = pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not is_whole or at == len(path) or bool(others and path.endswith(others[-1]))
