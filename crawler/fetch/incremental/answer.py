"""Scrapy's response made of a capture, as it would have come from the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawler.fetch.incremental.asking import FLAG
from crawler.http import entity, read_head

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawler.model import Capture


def answer_of(capture: Capture, request: Request) -> Response:
    """Return the archived answer to *request*; content codings are undone where those of other answers are.

    Raises ValueError for a capture without an HTTP head.
    """
    head, _ = read_head(capture.block)
    if head is None or head.status is None:
        raise ValueError(f"{capture.record_id} has no HTTP head")
    headers = Headers()
    for name, value in head.fields:
        headers.appendlist(name, value)
    body = b"".join(entity(capture.block))
    cls = responsetypes.from_args(headers=headers, url=request.url, body=body)
    return cls(url=request.url, status=head.status, headers=headers, body=body, flags=[FLAG], request=request)


def validators(capture: Capture) -> list[tuple[str, bytes]]:
    """Return the request headers that ask whether *capture* is still what is there; none when it names nothing."""
    head, _ = read_head(capture.block)
    if head is None or head.status != 200:
        return []
    asked = [("If-None-Match", head.first(b"ETag")), ("If-Modified-Since", head.first(b"Last-Modified"))]
    return [(name, value) for name, value in asked if value and value.strip()]
