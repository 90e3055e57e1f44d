"""What a client asks with its request, besides the address: read once, checked at the edge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.replay.address import PREFIX
from crawler.replay.payload import accepted_codings

if TYPE_CHECKING:
    from starlette.requests import Request

PARTS = "replay.parts"
"""What of the scope of a request says how the addresses of a page's parts begin, where not with `PREFIX`.

Browsers bring no cookie for parts: who guards them puts into their addresses what lets them in.
"""
HOST = re.compile(r"(?:[a-z0-9_-]{1,63}\.){0,10}[a-z0-9_-]{1,63}(?::[0-9]{1,5})?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request."""

    rest: str
    """The address behind the prefix of its route, percent-encoded as it came, with its query."""
    own: str
    """What the policy of a page allows as source: the addresses of replay on this host."""
    codings: frozenset[str]
    range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None
    accept_datetime: str | None = None
    nobodys: str = ""
    """What a browser asks for with CORS on behalf of a page without an origin, as archived ones are: font, image."""
    parts: str = PREFIX
    """How the addresses of the images, styles and frames of a page begin."""

    @classmethod
    def of(cls, request: Request, prefix: str) -> Self:
        header = request.headers.get
        return cls(
            rest=rest_of(request, prefix),
            own=own_sources(request.url.scheme, header("host", "")),
            codings=accepted_codings(header("accept-encoding", "")),
            range=header("range"),
            if_range=header("if-range"),
            if_none_match=header("if-none-match"),
            accept_datetime=header("accept-datetime"),
            nobodys=header("sec-fetch-dest", "font") if header("origin") == "null" else "",
            parts=request.scope.get(PARTS, PREFIX),
        )


def rest_of(request: Request, prefix: str) -> str:
    """Return what follows *prefix* in the address, as the client wrote it: decoding would change the archived one."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("utf-8", "replace")
    at = path.find(prefix)
    query: bytes = request.scope.get("query_string", b"")
    rest = path[at + len(prefix) :] if at >= 0 else ""
    return f"{rest}?{query.decode('utf-8', 'replace')}" if query else rest


def own_sources(scheme: str, host: str) -> str:
    """Return the source expression for the addresses of replay on *host*, a Host header.

    ``'self'`` where none can be written: for an IPv6 address, and for what is no host and might be something else.
    """
    return f"{'https' if scheme == 'https' else 'http'}://{host}/web/" if HOST.match(host) else "'self'"


def base_of(request: Request) -> str:
    """Return how the addresses of this server begin, as the client wrote it; empty where that cannot be told."""
    host = request.headers.get("host", "")
    scheme = "https" if request.url.scheme == "https" else "http"
    return f"{scheme}://{host}" if HOST.match(host) else ""
