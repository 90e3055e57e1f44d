"""What the answer to "load more" names: JSON with addresses in it, or with pieces of HTML."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from crawler.url import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NODES = 20_000
MOST_ADDRESSES = 2_000
LONGEST_CHARS = 2_000_000
HREF = re.compile(r"<a\s[^>]{0,500}?href\s{0,9}=\s{0,9}[\"']([^\"'<>]{1,2048})[\"']", re.IGNORECASE)
ADDRESS_KEYS = frozenset(
    [
        "url",
        "href",
        "link",
        "permalink",
        "uri",
        "path",
        "weburl",
        "canonicalurl",
        "articleurl",
        "absoluteurl",
        "slugurl",
    ]
)
NEXT_KEYS = frozenset(["next", "nexturl", "nextpage", "nextpageurl", "nextlink", "loadmoreurl", "moreurl"])
STARTS = ("/", "?", "http://", "https://")


def is_json(data: bytes) -> bool:
    """Return whether *data* begins as a JSON object or list does."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")


def named_in_json(data: bytes, url: str) -> Iterator[tuple[str, bool]]:
    """Yield each address that the JSON *data* found at *url* names, and whether the list goes on there; each once.

    Those under a key such as ``url`` or ``nextPageUrl``, and the links of pieces of HTML. Nothing for what is no JSON.
    """
    try:
        waiting: list[tuple[str, Any]] = [("", json.loads(data[:LONGEST_CHARS]))]
    except (ValueError, RecursionError):
        return
    found: set[str] = set()
    for _ in range(MOST_NODES):
        if not waiting or len(found) >= MOST_ADDRESSES:
            return
        key, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend((str(name), inner) for name, inner in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((key, inner) for inner in reversed(value))
        elif isinstance(value, str):
            for written, goes_on in _named(key, value):
                address = resolve(url, written)
                if address is not None and address not in found:
                    found.add(address)
                    yield address, goes_on


def _named(key: str, text: str) -> Iterator[tuple[str, bool]]:
    if "<a" in text:
        yield from ((html.unescape(written), False) for written in HREF.findall(text))
        return
    plain = key.lower().replace("_", "").replace("-", "")
    if plain in ADDRESS_KEYS | NEXT_KEYS and text.strip().startswith(STARTS):
        yield text.strip(), plain in NEXT_KEYS
