"""What the small news server is asked and what it answers, as values; `rendered` makes the bytes of them."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, replace
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

Field = tuple[str, str]
"""Name and value of a header field; each character is one byte (Latin-1)."""


class Framing(StrEnum):
    """How the end of the body is told."""

    LENGTH = "length"
    CHUNKED = "chunked"
    CLOSE = "close"


class After(StrEnum):
    """What becomes of the connection after the answer."""

    KEEP = "keep"
    CLOSE = "close"
    """Closed in order, and announced by ``Connection: close`` unless the answer is *raw*."""
    HANG_UP = "hang-up"
    """Closed in order, without a word beforehand."""
    RESET = "reset"
    """Torn down; what the client had not read yet may be lost to it."""
    HOLD = "hold"
    """Left open in silence until the client gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as the server understood it."""

    method: str
    target: str
    """As in the request line, such as ``/news?page=2``."""
    fields: tuple[Field, ...] = ()
    body: bytes = b""
    version: str = "HTTP/1.1"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def host(self) -> str:
        """The host asked for, in lower case and without port; empty when the request names none."""
        host = (self.first("Host") or "").lower()
        return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]

    def first(self, name: str) -> str | None:
        """Return the value of the first field *name*, in any case."""
        return next((value for key, value in self.fields if key.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to send. Content-Length, Transfer-Encoding, ETag and the like are added to *fields* where missing."""

    status: int = 200
    reason: str | None = None
    """None means the usual phrase."""
    fields: tuple[Field, ...] = ()
    body: bytes = b""
    etag: str | None = None
    """With its quotes, such as ``'"v1"'``. Asked with the same If-None-Match, the server answers 304."""
    last_modified: str | None = None
    """An HTTP date. Asked with If-Modified-Since not older, the server answers 304."""
    gzip: bool = False
    """The body goes out gzip-encoded to whoever accepts that."""
    framing: Framing = Framing.LENGTH
    chunk_sizes: tuple[int, ...] = ()
    """With chunked framing: sizes of the first chunks; one more chunk takes what is left."""
    trailers: tuple[Field, ...] = ()
    interim: tuple[bytes, ...] = ()
    """1xx answers, each as whole bytes, sent before the answer."""
    raw: bytes | None = None
    """The whole answer as bytes, head included: everything above is then ignored but *interim*."""
    surplus: bytes = b""
    """Bytes sent after the end of the answer."""
    delay_s: float = 0.0
    """How long to wait after the 1xx answers and before the answer."""
    cut_at_bytes: int | None = None
    """Send no more of the answer than this."""
    after: After = After.KEEP


def rendered(answer: Answer, request: Request) -> bytes:
    """Return the bytes of *answer*, head and body, as *request* is to get them."""
    if answer.raw is not None:
        return answer.raw
    if _is_known(answer, request):
        answer = replace(answer, status=304, reason=None, body=b"", framing=Framing.LENGTH)
    if answer.gzip and _accepts_gzip(request) and not _is_bodiless(answer.status):
        body = gzip.compress(answer.body, 6, mtime=0)
        answer = replace(answer, body=body, fields=(*answer.fields, ("Content-Encoding", "gzip")))
    head = _head(answer)
    if request.method == "HEAD" or _is_bodiless(answer.status):
        return head
    return head + (_chunked(answer) if answer.framing is Framing.CHUNKED else answer.body)


def _head(answer: Answer) -> bytes:
    reason = _usual_reason(answer.status) if answer.reason is None else answer.reason
    given = {name.lower() for name, _ in answer.fields}
    fields = [*answer.fields, *((name, value) for name, value in _added(answer) if name.lower() not in given)]
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1")


def _added(answer: Answer) -> list[Field]:
    added = []
    if answer.etag is not None:
        added.append(("ETag", answer.etag))
    if answer.last_modified is not None:
        added.append(("Last-Modified", answer.last_modified))
    if answer.gzip:
        added.append(("Vary", "Accept-Encoding"))
    if answer.framing is Framing.CHUNKED:
        added.append(("Transfer-Encoding", "chunked"))
    elif answer.framing is Framing.LENGTH and not _is_bodiless(answer.status):
        added.append(("Content-Length", str(len(answer.body))))
    if answer.after is After.CLOSE or answer.framing is Framing.CLOSE:
        added.append(("Connection", "close"))
    return added


def _chunked(answer: Answer) -> bytes:
    pieces = []
    at = 0
    for size in (*answer.chunk_sizes, len(answer.body)):
        piece = answer.body[at : at + size]
        at += len(piece)
        if piece:
            pieces.append(b"%x\r\n%b\r\n" % (len(piece), piece))
    trailers = "".join(f"{name}: {value}\r\n" for name, value in answer.trailers).encode("latin-1")
    return b"".join(pieces) + b"0\r\n" + trailers + b"\r\n"


def _is_bodiless(status: int) -> bool:
    return status in (204, 304) or 100 <= status < 200


def _usual_reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _accepts_gzip(request: Request) -> bool:
    asked = (request.first("Accept-Encoding") or "").lower().split(",")
    return any(coding.partition(";")[0].strip() == "gzip" for coding in asked)


def _is_known(answer: Answer, request: Request) -> bool:
    """Whether the client says that it has this answer already (RFC 9110, 13.2.2: a tag goes before a date)."""
    if answer.status != 200 or request.method not in ("GET", "HEAD"):
        return False
    tags = request.first("If-None-Match")
    if tags is not None:
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return answer.etag is not None and (answer.etag.removeprefix("W/") in known or "*" in known)
    since, modified = _date(request.first("If-Modified-Since")), _date(answer.last_modified)
    return since is not None and modified is not None and modified <= since


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
