"""When two addresses found on pages are the same address."""

from __future__ import annotations

import re

from crawler.url.forms import FORMS
from crawler.url.parts import split, without_dots

# Already canonical and without a query: most links of a page. A host whose last label begins with a digit is left out,
# it may be an IPv4 address in an odd spelling.
PLAIN = re.compile(
    r"https?://(?:[a-z0-9_-]{1,63}\.)*[a-z][a-z0-9_-]{0,62}"
    r"(?:/(?!\.\.?(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]*)+\Z"
)
ODD_IN_PATH = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/-]")
ODD_IN_QUERY = re.compile(r"%[0-9A-Fa-f]{2}|[^A-Za-z0-9._~!$&'()*+,;=:@/?-]")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def canonical_url(url: str) -> str:
    """Return the one spelling of *url* by which a crawl knows it; idempotent.

    Scheme and host in lower case, no default port, user name, fragment, empty query, dot segment or tracking parameter;
    percent-encoding as RFC 3986 section 6.2.2 has it. Order of parameters, case of the path, ``www.`` and the scheme
    are kept: they may name another page. Raises `BadAddress` for anything but http(s).

    >>> canonical_url("HTTP://News.example:80/a/../b%7e?utm_source=x&id=1#top")
    'http://news.example/b~?id=1'
    """
    if PLAIN.match(url):
        return url
    parts = split(url)
    path = without_dots(ODD_IN_PATH.sub(_mend, parts.path or "/"))
    query = _query(ODD_IN_QUERY.sub(_mend, parts.query)) if parts.query else ""
    return f"{parts.origin}{path}?{query}" if query else parts.origin + path


def _query(query: str) -> str:
    return "&".join([pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0].lower())])


def _is_tracking(name: str) -> bool:
    return name in FORMS.tracking or name.startswith(FORMS.tracking_starts)


def _mend(match: re.Match[str]) -> str:
    """An escape of a character that needs none is undone, others get capitals; what may not stand bare is escaped."""
    text = match[0]
    if len(text) == 3:
        character = chr(int(text[1:], 16))
        return character if character in UNRESERVED else text.upper()
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))
