"""SURT: an address turned round, so that the pages of a host sort together and its sub-hosts beside it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from crawler.url.parts import split

WWW = re.compile(r"www\d*\.")
ESCAPE = re.compile(rb"%[0-9A-Fa-f]{2}")
UNSAFE = re.compile(r"[\x00-\x20\x7f-\xff#%]")
PLAIN_PATH = re.compile(r"(?:/(?!\.\.?(?:/|\Z))[a-z0-9._~!$&'()*+,:@-]+)+\Z")
PATH_SESSION = re.compile(r";jsessionid=[0-9a-z]{32}\Z")
ASPX_SESSION = re.compile(r"/(?:\((?:[a-z]\([0-9a-z]{24}\))+\)|\([0-9a-z]{24}\))(?=/[^?]+\.aspx)")
SESSION = re.compile(r"(?:(?:jsessionid|phpsessid|sid)=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24})\Z")


def surt(url: str) -> str:
    """Return the sort-friendly form of *url*, e.g. ``org,example)/path?b=1``.

    The key that CDX servers and the readers of CDXJ files look addresses up by: scheme, ``www.``, user name, default
    port, session ids, fragment and trailing slash left out, everything in lower case, parameters sorted. So two
    addresses may share a key. Printable ASCII without spaces. Raises `BadAddress` for anything but http(s).
    Source: docs/decisions/0004-index.md.

    >>> surt("https://www.Example.org:443/Path/?b=2&a=1#top")
    'org,example)/path?a=1&b=2'
    """
    parts = split(url)
    path = parts.path if PLAIN_PATH.match(parts.path) else _path(parts.path)
    query = _query(parts.query) if parts.query else ""
    key = f"{_turned(parts.host, parts.port)}){path}"
    return f"{key}?{query}" if query else key


@lru_cache(maxsize=8192)
def _turned(host: str, port: str) -> str:
    name = WWW.sub("", host, count=1) if WWW.match(host) else host
    turned = name if name.startswith("[") else ",".join(reversed(name.split(".")))
    return f"{turned}:{port}" if port else turned


def _path(path: str) -> str:
    kept: list[str] = []
    for segment in _unescaped(path).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment not in {"", "."}:
            kept.append(segment)
    plain = "/" + "/".join(kept)
    if ";" in plain:
        plain = PATH_SESSION.sub("", plain)
    if "(" in plain:
        plain = ASPX_SESSION.sub("", plain, count=1)
    return _escaped(plain)


def _query(query: str) -> str:
    pairs = _unescaped(query).split("&")
    kept = [pair for pair in pairs if not SESSION.match(pair)]
    # ColdFusion's two cookies travel side by side, and mean a session only together.
    for place in range(len(kept) - 1):
        if kept[place].startswith("cfid=") and kept[place + 1].startswith("cftoken="):
            del kept[place : place + 2]
            break
    return _escaped("&".join(sorted(kept, key=lambda pair: pair.split("=", 1))))


def _unescaped(text: str) -> str:
    """*text* in lower case with every escape undone, also escapes of escapes; one character for each byte."""
    raw = unquote_to_bytes(text.encode("utf-8", "surrogatepass"))
    if b"%" in raw and ESCAPE.search(raw):
        raw = _unescaped_again(raw)
    return raw.lower().decode("latin-1")


def _unescaped_again(raw: bytes) -> bytes:
    """Undo escapes until none is left, in one pass: an undone byte may complete another escape."""
    out = bytearray()
    for byte in raw:
        out.append(byte)
        while len(out) >= 3 and out[-3] == 0x25 and ESCAPE.match(out, len(out) - 3):
            out[-3:] = bytes.fromhex(out[-2:].decode())
    return bytes(out)


def _escaped(text: str) -> str:
    return UNSAFE.sub(lambda match: f"%{ord(match[0]):02x}", text)
