"""The archive while it is written: records first, made durable in groups, then their index rows."""

from __future__ import annotations

import logging
import os
import socket
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from crawler.archive.folder import prepare_folder
from crawler.archive.places import Store, WarcFiles
from crawler.archive.recover import recover
from crawler.archive.revisits import Revisits
from crawler.archive.rows import article_record, capture_row
from crawler.config import SOFTWARE
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveUnwritable, RecordsLost
from crawler.index import CaptureKind, FileRow, Index
from crawler.model import Capture, Unreached
from crawler.page.state import recognise
from crawler.url import host_of
from crawler.warc import WarcConfig, WarcWriter, exchange_records, metadata_fields
from crawler.warc.exchange import OptOuts, unreached_record
from crawler.warc.fields import safe_value
from crawler.warc.file import DISK

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from crawler.archive.recover import Recovered
    from crawler.config import ArchiveConfig
    from crawler.http import ResponseHead
    from crawler.index import CaptureRow
    from crawler.model import Article, Content, Exchange
    from crawler.warc import ClosedFile, Location, NewRecord
    from crawler.warc.file import Disk

logger = logging.getLogger(__name__)

STORE_REST_S = 300.0
OBEYED_TYPES = (b"text/html", b"application/xhtml+xml", b"image/", b"video/", b"audio/", b"application/pdf")
"""Pages and pictures. Publishing software writes "noindex" upon feeds and sitemaps, which are made for programs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What one writer of the archive has kept."""

    records: int
    """All records of its files, ``warcinfo`` included."""
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One group that is acknowledged."""

    captures: tuple[CaptureRow, ...]
    articles: tuple[Article, ...]


class Archive:
    """One writer of an archive. What it was given is acknowledged once `commit` has returned.

    The order is the same for all: record appended, record durable (fsync), index rows committed, acknowledged. A file
    is known to the index before its first record, and closed when the rows of all its records are committed. A crash
    in between leaves records without rows, which the next `open` finds; never rows without records.
    """

    def __init__(self, config: ArchiveConfig, index: Index, writer: WarcWriter) -> None:
        self._config = config
        self._index = index
        self._writer = writer
        self._revisits: Revisits | None = None
        if config.dedup:
            # Pages wait for it: a store that fails is not waited for, and left alone for a while.
            files = WarcFiles(config, index, store=Store(config.store.options, waits_s=(), rest_s=STORE_REST_S))
            self._revisits = Revisits(index, files, min_bytes=config.revisit_min_bytes)
        self._captures: list[CaptureRow] = []
        self._articles: list[Article] = []
        self._files: list[FileRow] = []
        self._known_file: str | None = None
        """The last file that the index was told of."""
        self._durable = (0, 0)
        """So many of the waiting captures and articles need only their rows."""
        self._waiting_bytes = 0
        self._waiting_since: float | None = None
        self._closed: list[ClosedFile] = []
        self._is_refused = False
        """Whether the index took nothing the last time."""
        self.recovered: tuple[Recovered, ...] = ()
        """What writers that are gone had left, brought to its end by `open`."""
        self.opt_outs_of: Callable[[str, Content, ResponseHead], tuple[str, ...]] = lambda *_: ()
        """Tells what the answer from an address opts out of."""
        self.on_kept: Callable[[Kept], None] = lambda _: None
        """Told of each group when it is acknowledged."""

    @classmethod
    def open(
        cls,
        config: ArchiveConfig,
        *,
        spider: str,
        user_agent: str | None = None,
        robots: str | None = None,
        disk: Disk = DISK,
    ) -> Self:
        """Bring to an end what writers that are gone have left, and begin anew.

        Raises `ArchiveUnwritable` when folder or index cannot be written.
        """
        prepare_folder(config, disk)
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
            vantage=_vantage(config),
            disk=disk,
        )
        index = Index.open(config.index_address)
        try:
            recovered = recover(config, index, disk=disk)
        except BaseException:
            index.close()
            raise
        writer = WarcWriter(warc, now=_now, ids=uuid4, hostname=socket.gethostname(), pid=os.getpid())
        archive = cls(config, index, writer)
        archive.recovered = recovered
        for file in recovered:
            logger.warning("Left by a writer that is gone: %s", file)
        return archive

    def keep(self, exchange: Exchange | Unreached) -> Capture | None:
        """Append the records of *exchange* and return its capture; None when not one byte of an answer came.

        None, too, when the answer wishes not to be kept, and that is obeyed: see `was_left_out`.

        Raises `ArchiveError`; nothing of the exchange is then in the archive. Of what was kept it commits nothing: see
        `is_group_full`.
        """
        if isinstance(exchange, Unreached):
            self._keep_unreached(exchange)
            return None
        records = exchange_records(
            exchange,
            ids=uuid4,
            state_of=lambda block, head: _state(block, head, url=exchange.url),
            opt_outs_of=lambda block, head: self._opt_outs(exchange.url, block, head),
        )
        if self._revisits is not None:
            records = self._revisits.shortened(records, exchange)
        locations = self._append(records)
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
            state=row.state,
            requested_url=row.requested_url,
        )

    def _opt_outs(self, url: str, block: Content, head: ResponseHead) -> OptOuts:
        words = self.opt_outs_of(url, block, head)
        kind = (head.first(b"content-type") or b"").strip().lower()
        return OptOuts(words, not self._config.opt_outs.isdisjoint(words) and kind.startswith(OBEYED_TYPES))

    def _keep_unreached(self, unreached: Unreached) -> None:
        record = unreached_record(unreached, record_id=uuid4().urn)
        locations = self._append([record])
        facts = dict(metadata_fields(record))
        self._captures.append(capture_row(record, request_id=None, facts=facts, location=locations[0]))
        self._waits(locations[0].length)

    def keep_article(self, article: Article) -> None:
        """Append the record of *article*, which must name the capture it was read from. Raises `ArchiveError`."""
        locations = self._append([article_record(article, written_at=_now(), record_id=uuid4().urn)])
        # A pipeline of the user's own may go on changing the item that it was handed.
        self._articles.append(replace(article))
        self._waits(locations[0].length)

    def copy_elsewhere(self, article: Article) -> Article | None:
        """Return the newest copy of *article*, by outlet and key, from another host. Raises `ArchiveError`."""
        committed = self._index.articles(outlet=article.outlet, key=article.key)
        same = (each for each in self._articles if (each.outlet, each.key) == (article.outlet, article.key))
        host = host_of(article.url)
        copies = [each for each in (*committed, *same) if host_of(each.url) != host]
        return max(copies, key=lambda each: each.captured_at or "", default=None)

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
        if self.is_group_full or waits_s >= self._config.group_s:
            self.commit()
        if self._writer.is_due():
            self.commit()
            self._close_file()

    def commit(self) -> None:
        """Make all that was kept durable, then visible in the index, then acknowledge it.

        Raises `RecordsLost` when it could not be made durable: the group is then in the archive no more. Raises another
        `ArchiveError` when the index cannot take it: the group then waits on.
        """
        if self._waiting_since is None and not self._files:
            return
        self._sync()
        self._index.add_captures(self._captures)
        for article in self._articles:
            assert article.record_id is not None
            self._index.add_article(article, record_id=article.record_id)
        for file in self._files:
            self._index.add_file(file)
        waiting = counted(len(self._captures), "capture"), counted(len(self._articles), "article")
        try:
            self._index.commit()
        except ArchiveError:
            # It is tried again each second, while the crawl says each minute why it pauses.
            if not self._is_refused:
                logger.warning("The index takes nothing now: on disk %s and %s wait for it", *waiting)
            self._is_refused = True
            raise
        if self._is_refused:
            logger.warning("The index takes rows again: %s and %s that waited are in it", *waiting)
            self._is_refused = False
        kept = Kept(captures=tuple(self._captures), articles=tuple(self._articles))
        self._files = []
        self._forget_group()
        self.on_kept(kept)

    def close(self) -> Closing:
        """Commit, close the WARC file and the index.

        Raises `ArchiveError` when something could not be done; the next `open` then goes on with it.
        """
        try:
            self.commit()
            self._close_file()
        finally:
            self._writer.abandon()
            self._index.close()
        return Closing(
            records=sum(file.record_count for file in self._closed),
            files=tuple(self._config.warc_folder / file.name for file in self._closed),
        )

    def _append(self, records: Sequence[NewRecord]) -> list[Location]:
        """Append *records* to a file that the index knows.

        What a power cut leaves of the first group may have holes. Only because the index knows the file, and no capture
        behind the hole, is it sure that nothing there was acknowledged (see `recover`).
        """
        name = self._writer.begin()
        if name != self._known_file:
            self._index.add_file(FileRow(name=name, vantage=_vantage(self._config)))
            self._index.commit()
            self._known_file = name
        return self._writer.append(records)

    def _sync(self) -> None:
        try:
            self._writer.sync()
        except ArchiveUnwritable as err:
            captures, articles = self._durable
            lost = [row.url for row in self._captures[captures:]] + [each.url for each in self._articles[articles:]]
            del self._captures[captures:], self._articles[articles:]
            if self._revisits is not None:
                self._revisits.forget_waiting()
            if not (self._captures or self._articles):
                self._forget_group()
            raise RecordsLost(err.path, err.why, tuple(lost)) from err
        self._durable = (len(self._captures), len(self._articles))

    def _forget_group(self) -> None:
        if self._revisits is not None:
            self._revisits.forget_waiting()
        self._captures, self._articles, self._durable = [], [], (0, 0)
        self._waiting_bytes, self._waiting_since = 0, None

    def _waits(self, size_bytes: int) -> None:
        self._waiting_bytes += size_bytes
        if self._waiting_since is None:
            self._waiting_since = time.monotonic()

    def _close_file(self) -> None:
        closed = self._writer.close()
        if closed is None:
            return
        self._closed.append(closed)
        self._files.append(
            FileRow(
                name=closed.name,
                is_closed=True,
                size_bytes=closed.size_bytes,
                sha256=closed.sha256,
                vantage=_vantage(self._config),
            )
        )
        self.commit()


def was_left_out(exchange: Exchange, capture: Capture | None) -> bool:
    """Return whether an answer came, and *capture*, what became of it, says that it was not kept, as it wished."""
    return capture is None and exchange.response is not None and exchange.response.size_bytes > 0


def _state(block: Content, head: ResponseHead, *, url: str) -> str | None:
    found = recognise(block, head=head, url=url)
    return None if found is None else found.state


def _vantage(config: ArchiveConfig) -> str | None:
    """Return it as a reader of the ``warcinfo`` record finds it there."""
    return safe_value(config.vantage or "") or None


def _now() -> datetime:
    return datetime.now(UTC)
