"""An http or https address taken apart, as leniently as browsers do."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from crawler.errors import BadAddress
from crawler.url.private import ip_of

EDGES = "".join(map(chr, range(33)))
"""Control characters and space, which browsers cut from both ends."""
INNER = re.compile(r"[\t\n\r]")
SPLIT = re.compile(r"(https?)://([^/?#\\]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.IGNORECASE | re.DOTALL)
LABELS = re.compile(r"(?:[a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\Z")
DEFAULT_PORTS = {"http": "80", "https": "443"}
LONGEST_AUTHORITY = 1024
DOT_SEGMENT = re.compile(r"(?:^|/)(?:\.|%2[eE]){1,2}(?:/|\Z)")
DOT = re.compile(r"%2[eE]")


class Parts(NamedTuple):
    """The parts of one address; host and port are in their usual form, the rest is as written."""

    scheme: str
    host: str
    """Lower case, IDN as A-labels, an IPv6 address in brackets."""
    port: str
    """Empty for the scheme's own port."""
    path: str
    query: str | None
    fragment: str | None

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}" if self.port else f"{self.scheme}://{self.host}"


def trim(text: str) -> str:
    """Return *text* without the control characters and white space that browsers ignore in an address."""
    return INNER.sub("", text.strip(EDGES))


def split(url: str) -> Parts:
    """Return the parts of *url*. Raises `BadAddress` for anything but a whole http or https address."""
    match = SPLIT.match(trim(url))
    if match is None:
        raise BadAddress(url)
    scheme = match[1].lower()
    try:
        host, port = place(match[2], scheme)
    except ValueError as err:
        raise BadAddress(url, str(err)) from err
    path = match[3].replace("\\", "/") if "\\" in match[3] else match[3]
    return Parts(scheme, host, port, path, match[4], match[5])


@lru_cache(maxsize=8192)
def place(authority: str, scheme: str) -> tuple[str, str]:
    """Return host and port of *authority*; a user name and password are left out. Raises `ValueError`."""
    if len(authority) > LONGEST_AUTHORITY:
        raise ValueError("host name too long")
    text = authority.rpartition("@")[2]
    if text.startswith("["):
        literal, bracket, port = text.partition("]")
        if not bracket or port[:1] not in {"", ":"}:
            raise ValueError("broken IPv6 address")
        host, port = f"[{ip_of(literal + bracket)}]", port[1:]
    else:
        name, _, port = text.partition(":")
        host = clean_host(name)
    if port and not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("not a port number")
    number = str(int(port)) if port else ""
    return host, "" if number == DEFAULT_PORTS[scheme] else number


def clean_host(name: str) -> str:
    """Return the host *name* in lower case, IDN as A-labels, numbers as an IPv4 address. Raises `ValueError`.

    >>> clean_host("WWW.Bücher.example."), clean_host("0x7f.1")
    ('www.xn--bcher-kva.example', '127.0.0.1')
    """
    if "%" in name:
        name = unquote(name, errors="strict")
    if not name.isascii():
        name = _a_labels(name)
    name = name.lower().removesuffix(".")
    if not LABELS.match(name):
        raise ValueError("not a host name")
    return ip_of(name) or name


def without_dots(path: str) -> str:
    """Return *path* with its ``.`` and ``..`` segments carried out (RFC 3986, 5.2.4).

    As in browsers, ``%2e`` is a dot there, and stays what it is in any other segment (WHATWG URL, 4.1).

    >>> without_dots("/a/./b/../c"), without_dots("/../a/.."), without_dots("/a/%2e%2E/b%2ec")
    ('/a/c', '/', '/b%2ec')
    """
    if not DOT_SEGMENT.search(path):
        return path
    kept: list[str] = []
    last = ""
    for segment in path.split("/")[1:]:
        last = DOT.sub(".", segment)
        if last == "..":
            del kept[-1:]
        elif last != ".":
            kept.append(segment)
    if last in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _a_labels(name: str) -> str:
    """As browsers: UTS 46 mapping, then Punycode; labels that IDNA 2008 forbids, such as emoji, are let through."""
    import idna

    try:
        mapped = idna.uts46_remap(name, std3_rules=False)
        return ".".join(map(_a_label, mapped.split(".")))
    except UnicodeError as err:
        raise ValueError("not a host name") from err


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode()
