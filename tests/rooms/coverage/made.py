"""Captures and looks for the tests of coverage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from crawler.index import CaptureKind, CaptureRow
from crawler.index.announced import Fetched, Look

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FEED = "https://gazette.example/feed"
PAGE = "https://gazette.example/2026/11/22/the-ferry-is-late"


def row(hours: float = 0, **more: Any) -> CaptureRow:
    """Return a capture made so many hours after noon; its id follows from the time."""
    fields: dict[str, Any] = {
        "record_id": UUID(int=round((hours + 10_000) * 3600)).urn,
        "kind": CaptureKind.RESPONSE,
        "url": PAGE,
        "captured_at": NOON + timedelta(hours=hours),
        "file_name": "a.warc.gz",
        "offset": 0,
        "length": 9,
        "status": 200,
        **more,
    }
    return CaptureRow(**fields)


def fetched(hours: float = 0, *, is_read: bool = False, **more: Any) -> Fetched:
    return Fetched(surt="example,gazette)/", row=row(hours, **more), is_read=is_read)


def look(hours: float = 0, *pages: tuple[str, datetime | None], url: str = FEED, **more: Any) -> Look:
    """Return a look at a list that names *pages*."""
    fields: dict[str, Any] = {"entries": len(pages), "announced": pages, **more}
    return Look(record_id=row(hours).record_id, url=url, at=NOON + timedelta(hours=hours), **fields)
