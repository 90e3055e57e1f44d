"""What a WARC file holds for the index: captures and articles, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.rows import capture_row, is_article
from crawler.errors import BadRecord
from crawler.http import whole
from crawler.model.article_json import article_from_json
from crawler.warc import ArchivedExchange, Location, metadata_fields, read_records
from crawler.warc.captures import grouped
from crawler.warc.exchange import is_unreached

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.index import CaptureRow
    from crawler.model import Article
    from crawler.warc import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One thing the index has a row for."""

    end: int
    """Offset behind its last record: how far the file has been read."""
    capture: CaptureRow | None = None
    article: Article | None = None


def contents_of(path: Path, *, file_name: str, on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    """Yield what the index knows of *path*, whose name there is *file_name*. Damaged places go to *on_damage*."""

    def others(record: Record) -> None:
        if is_article(record):
            articles.append(record)

    articles: list[Record] = []
    for exchange in grouped(read_records(path, on_damage=on_damage), on_other=others):
        # An article stands behind the capture it was read from, and that one comes when its group is complete.
        yield from _capture(exchange, file_name, on_damage)
        yield from _articles(articles, on_damage)
        articles.clear()
    yield from _articles(articles, on_damage)


def _capture(exchange: ArchivedExchange, file_name: str, on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    facts = dict(metadata_fields(exchange.metadata)) if exchange.metadata else {}
    record = exchange.response or exchange.request
    if record is None and exchange.metadata is not None and is_unreached(exchange.metadata, facts):
        record = exchange.metadata
    # A request that names its answer was answered, though the record of the answer is damaged or gone.
    if record is None or (exchange.response is None and record.concurrent_to):
        return
    request_id = exchange.request.record_id if exchange.request else None
    location = Location(file=file_name, offset=record.offset, length=record.length)
    try:
        row = capture_row(record, request_id=request_id, facts=facts, location=location)
    except BadRecord as err:
        on_damage(err)
        return
    yield Contents(capture=row, end=max(each.offset + each.length for each in exchange.records))


def _articles(records: list[Record], on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    for record in records:
        try:
            yield Contents(article=article_from_json(whole(record.block)), end=record.offset + record.length)
        except ValueError as err:
            on_damage(BadRecord(record.path, record.offset, str(err)))
