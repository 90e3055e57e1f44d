"""The captures of one WARC file read again, one after the other: no processes, no clock, nothing written.

This is the seam for other runners: whatever calls `read_file` for each file of an archive, in whatever order, gets the
same readings.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from crawler.errors import ArchiveError, BadRecord
from crawler.http import read_head
from crawler.page.draft import failed_steps
from crawler.warc import capture_of, needs_referred, read_exchanges
from crawler.warc.captures import holds_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from crawler.archive.referrals import Referrals
    from crawler.model import Article, Capture
    from crawler.outlets.wanted import Wanted
    from crawler.warc import ArchivedExchange, Record, WarcSource

logger = logging.getLogger(__name__)

NEVER_PAGES = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript")


def may_be_page(mime: str | None) -> bool:
    """Return whether an answer of the media type *mime* (lower case) may be a page and not plainly none."""
    return not (mime or "").startswith(NEVER_PAGES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a file: records that begin at or after `start`, where one must begin, and before `end`."""

    start: int = 0
    end: int | None = None
    skipped: int | None = None
    """Offset of a record that is passed over."""


WHOLE = Stretch()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What became of one capture, or of one damaged place."""

    offset: int
    """Where its record stands in the file."""
    url: str = ""
    record_id: str = ""
    """Empty for a damaged place."""
    article: Article | None = None
    """None when the capture shows none."""
    failure: str | None = None
    """Why it could not be read; with an article: which of its steps failed."""
    is_foreign: bool = False
    """Whether it lies out of the scope of the site that fetched it."""


class CaptureReader(Protocol):
    """What makes an article of a capture, such as `crawler.fetch.reader.Reader`."""

    def read(self, capture: Capture) -> Article | None: ...

    def is_foreign(self, capture: Capture) -> bool: ...


def read_file(  # noqa: PLR0913  # one argument for each thing that a runner may choose
    path: WarcSource,
    wanted: Wanted,
    *,
    reader: CaptureReader,
    referrals: Referrals,
    stretch: Stretch = WHOLE,
    on_begin: Callable[[int], None] = lambda _: None,
    hidden: Container[str] = (),
) -> Iterator[Reading]:
    """Yield a reading for each answer in *path* that is *wanted*, and one for each damaged place, as they stand there.

    Images, style sheets and the like are passed over, and the record ids in *hidden*.

    *referrals* finds what revisits refer to. *on_begin* is told the offset of a record before it is read.
    """
    end = stretch.end
    damage: list[BadRecord] = []
    for exchange in read_exchanges(path, start=stretch.start, on_damage=damage.append):
        yield from _damaged(damage, end)
        record = exchange.response
        if record is None:
            continue
        if end is not None and record.offset >= end:
            return
        referrals.note(record)
        if record.offset == stretch.skipped or record.record_id in hidden:
            continue
        on_begin(record.offset)
        reading = _reading(record, exchange, wanted, reader, referrals)
        if reading is not None:
            yield reading
    yield from _damaged(damage, end)


def _reading(
    record: Record, exchange: ArchivedExchange, wanted: Wanted, reader: CaptureReader, referrals: Referrals
) -> Reading | None:
    """Return what became of *record*; None when it is not wanted, or is no answer to a request over http."""
    if not holds_answer(record) or not may_be_page(_mime(record)):
        return None
    told = Reading(offset=record.offset, url=record.target_uri or "", record_id=record.record_id)
    try:
        referred = referrals.of_record(record) if needs_referred(record) else None
        capture = capture_of(record, exchange.metadata, referred=referred)
        if not wanted.holds(url=capture.url, captured_at=capture.captured_at, spider=capture.spider):
            return None
        article = reader.read(capture)
        told = replace(told, is_foreign=article is not None and reader.is_foreign(capture))
    except ArchiveError as err:
        return replace(told, failure=err.why if isinstance(err, BadRecord) else str(err))
    except Exception as err:  # the boundary of a page: one that breaks the reader must not end the run
        logger.warning("Not read: %s at byte %s", record.path, record.offset, exc_info=True)
        return replace(told, failure=f"reading failed: {type(err).__name__}")
    failed = failed_steps(article) if article is not None else []
    return replace(told, article=article, failure=", ".join(failed) or None)


def _mime(record: Record) -> str:
    if record.type == "resource":
        return record.content_type.lower()
    head = read_head(record.block)[0]
    mime = (head.first(b"content-type") if head is not None else None) or b""
    return mime.strip().lower().decode("latin-1")


def _damaged(damage: list[BadRecord], end: int | None) -> Iterator[Reading]:
    for err in damage:
        if end is None or err.offset < end:
            yield Reading(offset=err.offset, failure=err.why)
    damage.clear()
