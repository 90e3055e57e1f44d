"""The capture behind a Scrapy response: the exact one when the wire capture is on, else one made from the response."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from crawler.http.content import Bytes
from crawler.model import Capture

if TYPE_CHECKING:
    from scrapy.http import Response

# They describe the body as it was sent; Scrapy hands on a body without its codings.
OF_THE_WIRE = frozenset({b"content-length", b"content-encoding", b"transfer-encoding"})


def capture_of(response: Response, *, spider: str | None = None) -> Capture:
    """Return the archived capture of *response*, else one that reads the same but has no record."""
    kept = response.meta.get("capture")
    if isinstance(kept, Capture):
        return kept
    return Capture(url=response.url, captured_at=datetime.now(UTC), block=Bytes(_block(response)), spider=spider)


def _block(response: Response) -> bytes:
    lines = [b"HTTP/1.1 %d %s" % (response.status, _reason(response.status))]
    for name, values in response.headers.items():
        if name.lower() not in OF_THE_WIRE:
            lines.extend(name + b": " + value for value in values)
    lines.append(b"Content-Length: %d" % len(response.body))
    return b"\r\n".join([*lines, b"", response.body])


def _reason(status: int) -> bytes:
    try:
        return HTTPStatus(status).phrase.encode("ascii")
    except ValueError:
        return b""
