"""Rows and articles for the tests of the index."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from crawler.index import CaptureKind, CaptureRow
from crawler.model import Article, CaptureState, MirrorAddress, Photo, TextBlock, Truncation

FIRST_AT = datetime(2026, 11, 22, 8, 30, 0, 123456, tzinfo=UTC)
DIGEST = "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"
OTHER_DIGEST = "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def record_id(number: int) -> str:
    return UUID(int=number).urn


def capture(number: int, **changes: Any) -> CaptureRow:
    """Return a row with only what every capture has, unless *changes* say more."""
    fields: dict[str, Any] = {
        "record_id": record_id(number),
        "kind": CaptureKind.RESPONSE,
        "url": f"https://news.example/story/{number}",
        "captured_at": FIRST_AT + timedelta(seconds=number),
        "file_name": "2026/11/a.warc.gz",
        "offset": 1_000 * number,
        "length": 900,
    }
    return CaptureRow(**{**fields, **changes})


def full_capture(number: int, **changes: Any) -> CaptureRow:
    """Return a row with every field set."""
    fields: dict[str, Any] = {
        "status": 200,
        "mime": "text/html",
        "payload_digest": DIGEST,
        "request_record_id": record_id(number + 10**6),
        "refers_to": record_id(number + 10**7),
        "truncated": Truncation.TIME,
        "ip_address": "2001:db8::7",
        "protocol": "http/1.1 tls/1.3",
        "via": "https://news.example/",
        "spider": "news",
        "state": CaptureState.BLOCKED,
        "requested_url": f"https://wanted.example/story/{number}",
        "fetch_ms": 87,
    }
    return capture(number, **{**fields, **changes})


def article(number: int, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "url": f"https://news.example/story/{number}",
        "canonical_url": f"https://www.news.example/story/{number}",
        "outlet": "The Example News",
        "record_id": record_id(number),
        "reader": "microfiche/0.1.0",
        "headline": "Harbour wall opens ’again’",
        "published_at": "2026-11-22T08:00:00+00:00",
        "language": "en",
        "body": "One.\n\nTwo.",
        "blocks": [TextBlock(kind="paragraph", text="One."), TextBlock(kind="paragraph", text="Two.")],
        "photos": [
            Photo(src="https://news.example/1.jpg", caption="The wall", credits=["Ana Doe", "XYZ"], role="lead"),
            Photo(src="https://news.example/2.jpg"),
        ],
        "mirrors": [MirrorAddress(kind="web-mirror", address="http://mirror.example/", host="mirror.example")],
    }
    return Article(**{**fields, **changes})
