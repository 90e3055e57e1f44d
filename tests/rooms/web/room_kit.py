"""A small archive with hostile and ordinary articles, and the reading room over it."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from lxml import html
from starlette.testclient import TestClient

from crawler.config import ArchiveConfig
from crawler.index import CaptureKind, CaptureRow, Index
from crawler.model import Article, MirrorAddress, Photo, TextBlock
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
FIRST_AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def record_id(number: int) -> str:
    return UUID(int=number).urn


def parsed(text: str) -> Any:
    """Return the tree of a page."""
    return html.fromstring(text)


def path_of(number: int) -> str:
    return f"/article/{UUID(int=number)}"


def capture(number: int, **changes: Any) -> CaptureRow:
    fields: dict[str, Any] = {
        "record_id": record_id(number),
        "kind": CaptureKind.RESPONSE,
        "url": f"https://news.example/story/{number}",
        "captured_at": FIRST_AT + timedelta(hours=number),
        "file_name": "2026/11/a.warc.gz",
        "offset": 1_000 * number,
        "length": 900,
        "status": 200,
        "mime": "text/html",
    }
    return CaptureRow(**{**fields, **changes})


def article(number: int, *texts: str, **changes: Any) -> Article:
    fields: dict[str, Any] = {
        "url": f"https://news.example/story/{number}",
        "outlet": "The Example News",
        "key": f"/story/{number}",
        "record_id": record_id(number),
        "captured_at": (FIRST_AT + timedelta(hours=number)).isoformat(),
        "reader": "microfiche/0.1.0",
        "headline": f"Story {number}",
        "language": "en",
        "published_at": "2026-11-22T08:00:00+00:00",
        "blocks": [TextBlock(kind="paragraph", text=text) for text in texts],
    }
    return Article(**{**fields, **changes})


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{ 7*7 }}javascript:alert(1)</textarea>"
"""Would run where it was put in without escaping."""


def hostile(number: int) -> Article:
    """Return an article in which every text is an attack."""
    return article(
        number,
        HOSTILE,
        url="javascript:alert(document.domain)",
        canonical_url="javascript:alert(2)",
        outlet=HOSTILE,
        key=HOSTILE,
        headline=HOSTILE,
        standfirst=HOSTILE,
        section=[HOSTILE],
        authors=[HOSTILE],
        topics=[HOSTILE],
        language='en" onload="alert(1)',
        reader=f"x{HOSTILE}",
        block_notice=HOSTILE,
        photos=[
            Photo(src="javascript:alert(3)", caption=HOSTILE, credits=[HOSTILE], alt=HOSTILE, role="lead"),
            Photo(src="https://x.example/", alt=HOSTILE, record_id=f'"><script>{HOSTILE}', caption=HOSTILE),
        ],
        mirrors=[MirrorAddress(kind="web-mirror", address="javascript:alert(4)", host=HOSTILE, name=HOSTILE)],
        sources={HOSTILE: HOSTILE},
        notes=[HOSTILE],
    )


@contextmanager
def opened(
    folder: Path,
    *articles: Article,
    access: Access | None = None,
    captures: Sequence[CaptureRow] = (),
    **options: Any,
) -> Iterator[TestClient]:
    """Yield a client in a reading room over *articles*, each read from a capture of its own, and more *captures*."""
    config = ArchiveConfig(folder=folder)
    with Index.open(folder / "index.sqlite") as index:
        for number, each in enumerate(articles):
            assert each.record_id is not None
            row = capture(number, record_id=each.record_id, captured_at=datetime.fromisoformat(each.captured_at or ""))
            row = capture(number, record_id=row.record_id, captured_at=row.captured_at, url=each.url)
            index.add_captures([row])
            index.add_article(each, record_id=each.record_id)
        index.add_captures(captures)
        index.commit()
        app = reading_room(index, config, access=access or Access(), now=lambda: NOW, **options)
        with TestClient(app, base_url="http://localhost") as client:
            yield client
