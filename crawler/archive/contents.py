"""What a WARC file holds for the index: captures and articles, in the order of the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.rows import capture_row, is_article
from crawler.errors import BadRecord
from crawler.http import whole
from crawler.model.article_json import article_from_json
from crawler.warc import ArchivedExchange, Location, metadata_fields, read_records
from crawler.warc.captures import holds_answer, in_order
from crawler.warc.exchange import is_unreached
from crawler.warc.record import LONG_ID, is_too_long

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.index import CaptureRow
    from crawler.model import Article
    from crawler.warc import Record, WarcSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """One thing the index has a row for."""

    end: int
    """Offset behind its last record: how far the file has been read."""
    capture: CaptureRow | None = None
    article: Article | None = None


def contents_of(path: WarcSource, *, file_name: str, on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    """Yield what the index knows of *path*, whose name there is *file_name*. Damaged places go to *on_damage*."""
    return contents_in(read_records(path, on_damage=on_damage), file_name=file_name, on_damage=on_damage)


def contents_in(
    records: Iterable[Record], *, file_name: str, on_damage: Callable[[BadRecord], None]
) -> Iterator[Contents]:
    """Yield what the index knows of *records*, all those of one file in their order."""
    for found in in_order(records):
        if isinstance(found, ArchivedExchange):
            yield from _capture(found, file_name, on_damage)
        elif is_article(found):
            yield from _article(found, on_damage)


def _capture(exchange: ArchivedExchange, file_name: str, on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    facts = dict(metadata_fields(exchange.metadata)) if exchange.metadata else {}
    record = exchange.response or exchange.request
    if record is None and exchange.metadata is not None and is_unreached(exchange.metadata, facts):
        record = exchange.metadata
    # A request that names its answer was answered, though the record of the answer is damaged or gone.
    if record is None or (exchange.response is None and record.concurrent_to):
        return
    if not record.record_id or not record.target_uri:
        on_damage(BadRecord(record.path, record.offset, "WARC-Record-ID or WARC-Target-URI is missing"))
        return
    if is_too_long(record.record_id):
        on_damage(BadRecord(record.path, record.offset, LONG_ID))
        return
    if record.type == "resource" and not holds_answer(record):
        return  # a log, a picture of the screen: nothing that came from an address
    request_id = (exchange.request.record_id or None) if exchange.request else None
    location = Location(file=file_name, offset=record.offset, length=record.length)
    try:
        row = capture_row(record, request_id=request_id, facts=facts, location=location)
    except BadRecord as err:
        on_damage(err)
        return
    yield Contents(capture=row, end=max(each.offset + each.length for each in exchange.records))


def _article(record: Record, on_damage: Callable[[BadRecord], None]) -> Iterator[Contents]:
    try:
        article = article_from_json(whole(record.block))
    except ValueError as err:
        on_damage(BadRecord(record.path, record.offset, str(err)))
        return
    if is_too_long(article.record_id or "") or is_too_long(article.reader or ""):
        on_damage(BadRecord(record.path, record.offset, "the article names a record or a reader that is none"))
        return
    yield Contents(article=article, end=record.offset + record.length)
