"""The archive while it is written: records first, made durable in groups, then their index rows."""

from __future__ import annotations

import os
import socket
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from crawler.archive.folder import prepare_folder
from crawler.archive.revisits import Revisits
from crawler.archive.rows import article_record, capture_row
from crawler.config import SOFTWARE
from crawler.index import CaptureKind, FileRow, Index
from crawler.model import Capture
from crawler.warc import WarcConfig, WarcWriter, exchange_records, metadata_fields

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import CaptureRow
    from crawler.model import Article, Exchange
    from crawler.warc import ClosedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What one writer of the archive has kept."""

    records: int
    """All records of its files, ``warcinfo`` included."""
    files: tuple[Path, ...]


class Archive:
    """One writer of an archive. What it was given is acknowledged once `commit` has returned.

    The order is the same for all: record appended, record durable (fsync), index rows committed. A crash in between
    leaves records without rows, which `reindex` finds; never rows without records.
    """

    def __init__(self, config: ArchiveConfig, index: Index, writer: WarcWriter) -> None:
        self._config = config
        self._index = index
        self._writer = writer
        self._revisits: Revisits | None = None
        if config.dedup:
            self._revisits = Revisits(index, config.warc_folder, min_bytes=config.revisit_min_bytes)
        self._captures: list[CaptureRow] = []
        self._articles: list[Article] = []
        self._waiting_bytes = 0
        self._waiting_since: float | None = None
        self._closed: list[ClosedFile] = []

    @classmethod
    def open(
        cls, config: ArchiveConfig, *, spider: str, user_agent: str | None = None, robots: str | None = None
    ) -> Self:
        """Raises `ArchiveUnwritable` when folder or index cannot be written."""
        prepare_folder(config)
        warc = WarcConfig(
            folder=config.warc_folder,
            prefix=spider,
            max_bytes=config.warc_max_bytes,
            max_age_s=config.warc_max_age_s,
            software=SOFTWARE,
            is_part_of=spider,
            operator=config.operator,
            user_agent=user_agent,
            robots=robots,
        )
        writer = WarcWriter(warc, now=_now, ids=uuid4, hostname=socket.gethostname(), pid=os.getpid())
        return cls(config, Index.open(config.index_address), writer)

    def keep(self, exchange: Exchange) -> Capture | None:
        """Append the records of *exchange* and return its capture; None when not one byte of an answer came.

        Raises `ArchiveUnwritable`; nothing of the exchange is then in the archive.
        """
        records = exchange_records(exchange, ids=uuid4)
        if self._revisits is not None:
            records = self._revisits.shortened(records, exchange)
        locations = self._writer.append(records)
        row = capture_row(
            records[0],
            request_id=next(record.record_id for record in records if record.type == "request"),
            facts=dict(metadata_fields(records[-1])),
            location=locations[0],
        )
        self._captures.append(row)
        if self._revisits is not None:
            self._revisits.note(row)
        self._waits(sum(location.length for location in locations))
        if exchange.response is None or row.kind is CaptureKind.UNANSWERED:
            return None
        return Capture(
            url=row.url,
            captured_at=row.captured_at,
            block=exchange.response,
            record_id=row.record_id,
            truncated=exchange.truncated,
            spider=exchange.spider,
        )

    def keep_article(self, article: Article) -> None:
        """Append the record of *article*, which must name the capture it was read from. Raises `ArchiveUnwritable`."""
        locations = self._writer.append([article_record(article, written_at=_now(), record_id=uuid4().urn)])
        # A pipeline of the user's own may go on changing the item that it was handed.
        self._articles.append(replace(article))
        self._waits(locations[0].length)

    @property
    def is_group_full(self) -> bool:
        """Whether so much waits that it should be committed before the next exchange is kept."""
        return self._waiting_bytes >= self._config.group_bytes

    @property
    def waiting(self) -> list[str]:
        """Addresses of the captures and articles that are written and not acknowledged yet."""
        return [row.url for row in self._captures] + [article.url for article in self._articles]

    def commit_if_due(self) -> None:
        """Commit when the group is large or old enough; close the WARC file when that is due."""
        waits_s = 0.0 if self._waiting_since is None else time.monotonic() - self._waiting_since
        if self._waiting_bytes >= self._config.group_bytes or waits_s >= self._config.group_s:
            self.commit()
        closed = self._writer.rotate_if_due()
        if closed is not None:
            self._note_closed(closed)

    def commit(self) -> None:
        """Make all that was kept durable, then visible in the index. Raises `ArchiveError`; the group then waits on."""
        if self._waiting_since is None:
            return
        self._writer.sync()
        self._index.add_captures(self._captures)
        for article in self._articles:
            assert article.record_id is not None
            self._index.add_article(article, record_id=article.record_id)
        self._index.commit()
        self._captures, self._articles = [], []
        if self._revisits is not None:
            self._revisits.committed()
        self._waiting_bytes, self._waiting_since = 0, None

    def close(self) -> Closing:
        """Commit, close the WARC file and the index. Raises `ArchiveError` when something could not be kept."""
        try:
            self.commit()
            closed = self._writer.close()
            if closed is not None:
                self._note_closed(closed)
        finally:
            self._index.close()
        return Closing(
            records=sum(file.record_count for file in self._closed),
            files=tuple(self._config.warc_folder / file.name for file in self._closed),
        )

    def _waits(self, size_bytes: int) -> None:
        self._waiting_bytes += size_bytes
        if self._waiting_since is None:
            self._waiting_since = time.monotonic()

    def _note_closed(self, file: ClosedFile) -> None:
        self._closed.append(file)
        self._index.add_file(file_row(file))
        self._index.commit()


def file_row(file: ClosedFile) -> FileRow:
    """Return the index row of a closed WARC file."""
    return FileRow(name=file.name, is_closed=True, size_bytes=file.size_bytes, sha256=file.sha256)


def _now() -> datetime:
    return datetime.now(UTC)
