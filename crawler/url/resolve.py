"""Where a link leads: as browsers do it, and a little more forgiving with host names that lack their scheme."""

from __future__ import annotations

import re
from functools import lru_cache

from crawler.errors import BadAddress
from crawler.url.domain import is_public_host
from crawler.url.parts import Parts, place, split, trim, without_dots

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
WEB = re.compile(r"(https?):([/\\]*)", re.IGNORECASE)
STAMMER = re.compile(r"(?:https?:?//+)+(?=https?:?//)", re.IGNORECASE)
"""A scheme before a scheme, as forms that add one make of an address that has one."""
NO_COLON = re.compile(r"(https?)//+", re.IGNORECASE)
HOST_PORT = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+:[0-9]{1,5}(?:[/?#]|\Z)")
FIRST = re.compile(r"[^/?#\\]*")
FILE_ENDINGS = frozenset({"do", "md", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})
"""Endings of files that are top-level domains as well: taken for a host only when a path follows."""
FILE_NAMES = frozenset({"archive", "article", "default", "home", "index", "main", "news", "page", "story"})
ODD_IN_PATH = re.compile(r"[^!$-;=@-\]_a-z|~]")
ODD_IN_QUERY = re.compile(r"[^!$-&(-;=?-~]")
ODD_IN_FRAGMENT = re.compile(r"[^!#-;=?-_a-~]")
PLAIN = re.compile(r"(?:(https?)://([a-z0-9.-]+))?(/[!$-;=@-\[\]_a-z|~]*)?(?:\?[!$-&(-;=?-~]*)?(?:#[!#-;=?-_a-~]*)?\Z")
"""An address, or a path of the same host, without anything odd: nearly all links are one."""


def resolve(base_url: str, href: str) -> str | None:
    """Return the address that *href* on the page at *base_url* leads to; None when it is no http(s) address.

    White space and control characters at the ends, line breaks and backslashes are taken as browsers take them. A host
    name without a scheme becomes an address of its own, unless it may be a file name. The fragment is kept.

    >>> resolve("https://news.example/a/b", "../c d#e"), resolve("https://news.example/a", "mailto:x@news.example")
    ('https://news.example/c%20d#e', None)
    >>> resolve("https://news.example/a/", "www.presstv.ir"), resolve("https://news.example/a/", "story.php")
    ('http://www.presstv.ir/', 'https://news.example/a/story.php')
    """
    try:
        return _plain(base_url, href) or _resolve(base_url, _mended(trim(href)))
    except BadAddress:
        return None


def _plain(base_url: str, href: str) -> str | None:
    """The address of an *href* that needs nothing but its host looked at; None for any other."""
    match = PLAIN.match(href)
    if match is None or "/." in href or "/%2" in href or "//" in href[7:]:
        return None
    scheme, host, path = match.groups()
    if scheme is None:
        return _origin(base_url) + href if path and href[:2] != "//" else None
    try:
        if place(host, scheme) != (host, ""):
            return None
    except ValueError:
        return None
    return href if path else f"{scheme}://{host}/{href[len(scheme) + 3 + len(host) :]}"


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    return split(url).origin


def _mended(href: str) -> str:
    if href[:4].lower() == "http":
        href = STAMMER.sub("", href, count=1)
        href = NO_COLON.sub(r"\1://", href, count=1) if NO_COLON.match(href) else href
    return href


def _resolve(base_url: str, href: str) -> str | None:
    web = WEB.match(href)
    if web is not None:
        rest = href[web.end() :]
        scheme = web[1].lower()
        if len(web[2]) < 2 and base_url[: len(scheme) + 1].lower() == f"{scheme}:" and not _is_bare_host(rest):
            return _join(split(base_url), web[2] + rest)
        return _written(split(f"{scheme}://{rest}"))
    if HOST_PORT.match(href) and _is_bare_host(href):
        return _written(split(f"http://{href}"))
    if SCHEME.match(href):
        return None
    if _is_bare_host(href):
        return _written(split(f"http://{href}"))
    return _join(split(base_url), href)


def _is_bare_host(href: str) -> bool:
    """Whether *href* begins with a host name, where a browser would see a relative path."""
    match = FIRST.match(href)
    name = match[0].partition(":")[0].lower() if match else ""
    labels = name.split(".")
    if len(labels) < 2 or not labels[-1]:
        return False
    may_be_file = len(labels) == 2 and (labels[1] in FILE_ENDINGS or labels[0] in FILE_NAMES)
    if may_be_file and not href.startswith("/", len(name)):
        return False
    return is_public_host(name)


def _join(base: Parts, href: str) -> str:
    """Resolve *href*, which has no scheme, against *base* (RFC 3986, 5.2.2)."""
    before, hash_, fragment = href.partition("#")
    path, mark, query = before.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return _written(split(f"{base.scheme}://{href.lstrip('/').lstrip(chr(92))}"))
    new_query = query if mark else None
    if not path:
        path, new_query = base.path, new_query if mark else base.query
    elif not path.startswith("/"):
        path = (base.path or "/").rpartition("/")[0] + "/" + path
    return _written(base._replace(path=path, query=new_query, fragment=fragment if hash_ else None))


def _written(parts: Parts) -> str:
    path = ODD_IN_PATH.sub(_escape, without_dots(parts.path or "/"))
    query = "" if parts.query is None else "?" + ODD_IN_QUERY.sub(_escape, parts.query)
    fragment = "" if parts.fragment is None else "#" + ODD_IN_FRAGMENT.sub(_escape, parts.fragment)
    return f"{parts.origin}{path}{query}{fragment}"


def _escape(match: re.Match[str]) -> str:
    # A lone surrogate cannot come from a decoded page, but can from JSON; browsers write the replacement character.
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace"))
