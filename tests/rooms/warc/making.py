"""Exchanges and files for the tests of the WARC room: same ids and times at every run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from crawler.http import Bytes
from crawler.model import Exchange
from crawler.warc import WarcConfig, WarcWriter, exchange_records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from crawler.model import Content
    from crawler.warc import NewRecord

AT = datetime(2026, 11, 24, 15, 16, 37, 123456, UTC)
REQUEST = b"GET /harbour HTTP/1.1\r\nHost: news.example\r\n\r\n"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"6;a=b\r\n<p>Har\r\n6\r\nbour\r\n\r\n0\r\nX-Sum: 1\r\n\r\n"
)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def counted_ids(first: int = 1) -> Callable[[], UUID]:
    """Return a source of the UUIDs *first*, *first* + 1 and so on; a writer's own begin at 1."""
    numbers = iter(range(first, 1 << 30))
    return lambda: UUID(int=next(numbers))


def exchange(response: bytes | Content | None = CHUNKED, **changes: Any) -> Exchange:
    values: dict[str, Any] = {
        "url": "http://news.example/harbour",
        "request": Bytes(REQUEST),
        "response": Bytes(response) if isinstance(response, bytes) else response,
        "started_at": AT,
        "ended_at": AT + timedelta(milliseconds=250),
        "ip_address": "192.0.2.7",
        "spider": "news",
    }
    return Exchange(**values | changes)


def writer(folder: Path, *, clock: Callable[[], datetime] | None = None, **config: Any) -> WarcWriter:
    return WarcWriter(
        WarcConfig(folder=folder, prefix="news", software="microfiche/0.1.0", **config),
        now=clock or Clock(),
        ids=counted_ids(),
        hostname="press.example",
        pid=77,
    )


def write_file(folder: Path, groups: Iterable[list[NewRecord]]) -> Path:
    """Write one WARC file of these groups of records and return it, closed."""
    target = writer(folder)
    for group in groups:
        target.append(group)
    closed = target.close()
    assert closed is not None
    return folder / closed.name


def three_exchanges() -> list[list[NewRecord]]:
    """Return the records of three exchanges: chunked, without an answer, and one whose answer ends with a LF."""
    ids = counted_ids(1000)
    exchanges = [exchange(), exchange(None), exchange(b"HTTP/1.0 404 Not Found\r\n\r\nNo such page.\r\n\r\n")]
    return [exchange_records(one, ids=ids) for one in exchanges]
