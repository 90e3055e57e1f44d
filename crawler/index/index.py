"""The door to the metadata index."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import func, select, update

from crawler.index.announced import ListingStore
from crawler.index.articles import claim_of, select_claims, stored_article
from crawler.index.captures import digest_bytes, id_bytes, id_text, key_of, moment, name_of, plain, select_captures
from crawler.index.cdxj import sorted_lines
from crawler.index.dump import dump
from crawler.index.engine import clear_errors, open_engine, url_of, writing
from crawler.index.listing import Span, counted, filed, listed, told_articles
from crawler.index.lookup import (
    ANSWERED,
    BY_ADDRESS,
    BY_RECORD,
    ROWS_AT_ONCE,
    SAME_PAYLOAD,
    PayloadProbe,
    all_captures,
    at_address,
    captures_below,
    count_all,
    days_at_address,
    file_of,
    images,
    latest_whole,
    nearest,
    neighbours,
    one,
    stand_in,
    starts_with,
    visits,
)
from crawler.index.migrate import ensure_schema
from crawler.index.redaction import Redactions
from crawler.index.redaction.shown import show_only
from crawler.index.schema import ARTICLE, CAPTURE, HOST, MIRROR_CLAIM, WARC_FILE
from crawler.index.search.asking import Stories
from crawler.index.search.stories import age_of
from crawler.index.writer import Group, Writer
from crawler.model import CaptureState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date, datetime
    from pathlib import Path
    from types import TracebackType

    from sqlalchemy import Connection, Engine, Select

    from crawler.index.listing import Span, ToldArticle
    from crawler.index.lookup import Part, Place
    from crawler.index.rows import CaptureRow, ClaimRow, Counts, FileRow
    from crawler.model import Article


class Index:
    """The metadata index of one archive.

    What is added waits in memory and becomes visible, all of it or nothing, with `commit`; questions see what is
    committed, by this and by other processes. May be shared by threads. Every method raises `ArchiveError` or
    `ArchiveUnwritable` when the database cannot do it.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._group = Group()
        self._writer = Writer()
        self._probe = PayloadProbe(engine)
        self._lock = threading.Lock()
        self.stories = Stories(engine)
        """What is asked of articles rather than of captures: search, lists, counts."""
        self.listings = ListingStore(engine)
        """What feeds and sitemaps announced."""
        self.redactions = Redactions(engine)
        """What a person has had hidden."""

    @classmethod
    def open(cls, address: str | Path, *, create: bool = True, only_shown: bool = False) -> Self:
        """Return the index at *address*: the path of an SQLite file, or the address of a database.

        With *only_shown* it is for reading, and does not know of what is hidden (`Redactions`). Without, it knows of
        all: for those who write, and who prove that index and records agree.

        Makes the tables where there are none, unless *create* is false: then `ArchiveNotFound` is raised. Raises
        `ArchiveUnwritable`, `BadSetting`, and `ArchiveError` for what is no index or a newer version's.
        """
        url = url_of(address)
        engine = open_engine(url, create=create)
        try:
            with clear_errors(url):
                ensure_schema(engine, create=create)
            if only_shown:
                show_only(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine)

    def add_captures(self, rows: Sequence[CaptureRow]) -> None:
        """Add *rows* to the group; a record that is in the index already changes nothing.

        Raises `ValueError`, and takes none of them, for a digest that is none or a time without a zone.
        """
        with self._lock:
            self._group.add_captures(rows)

    def add_article(self, article: Article, *, record_id: str) -> None:
        """Add *article*, read from the capture *record_id*, to the group.

        It takes the place of what the same version of the reader read there before.
        """
        with self._lock:
            self._group.add_article(article, record_id)

    def add_file(self, row: FileRow) -> None:
        """Add a WARC file to the group, or say more of one that is known. Captures make their file known too."""
        with self._lock:
            self._group.add_file(row)

    def commit(self, *, durable: bool = True) -> None:
        """Write the group in one transaction. When this raises, nothing of the group is kept and the caller has it.

        With *durable* it survives a power cut; without, only a killed process.
        """
        with self._lock:
            group, self._group = self._group, Group()
            if not group:
                return
            try:
                with clear_errors(self._engine.url), writing(self._engine, durable=durable) as connection:
                    self._writer.write(connection, group)
            except BaseException:
                self._writer.forget()
                raise

    def close(self) -> None:
        """Close all connections. What was not committed is dropped."""
        self._probe.close()
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def find(self, url: str, *, at: datetime | None = None, settled: bool = False) -> CaptureRow | None:
        """Return the answered capture of *url* nearest to *at*, the earlier of two as near; the newest without *at*.

        Addresses with the same SURT count as the same, so http may be answered by a capture of https. Where there is
        none, or it failed or shows a notice instead of the site, the page that was fetched in its place comes back, if
        any: see `stand_in`. With *settled*, redirects are passed over.
        """
        with self._asking() as connection:
            own = nearest(connection, url, at, settled=settled)
            if own is not None and own.state is CaptureState.OK and (own.status or 0) < 400:
                return own
            return stand_in(connection, url, at) or own

    def neighbours(self, url: str, first: datetime, last: datetime) -> tuple[CaptureRow | None, CaptureRow | None]:
        """Return the answered captures of *url*, no redirects, next before *first* and next behind *last*."""
        with self._asking() as connection:
            return neighbours(connection, url, first, last)

    def stand_in(self, url: str, *, at: datetime | None = None) -> CaptureRow | None:
        """Return the page, nearest in time as in `find`, that came from another address when *url* was wanted."""
        with self._asking() as connection:
            return stand_in(connection, url, at)

    def record(self, record_id: str) -> CaptureRow | None:
        """Return the capture with that ``urn:uuid:…``."""
        with self._asking() as connection:
            return one(connection, BY_RECORD, {"record_id": id_bytes(record_id)})

    def records(self, record_ids: Sequence[str]) -> dict[str, CaptureRow]:
        """Return those of the captures *record_ids* that the index has, by record id."""
        query = select_captures().where(CAPTURE.c.record_id.in_([id_bytes(record_id) for record_id in record_ids]))
        with self._asking() as connection:
            return {row.record_id: row for row in all_captures(connection, query)} if record_ids else {}

    def visits(self, url: str, *, before: datetime, most: int) -> list[CaptureRow]:
        """Return the *most* latest captures and tries at the SURT of *url* from before *before*, the oldest first."""
        with self._asking() as connection:
            return visits(connection, url, before, most)

    def at_address(self, url: str, part: Part) -> tuple[list[CaptureRow], int]:
        """Return *part* of the captures and tries of *url*, and of others in its place; and how many there are."""
        with self._asking() as connection:
            return at_address(connection, url, part)

    def days_at_address(self, url: str) -> dict[date, int]:
        """Return how many captures and tries `at_address` knows on each day (UTC) that has any."""
        with self._asking() as connection:
            return days_at_address(connection, url)

    def latest_whole(self, url: str, *, before: datetime) -> CaptureRow | None:
        """Return the newest whole answer 200, no notice, of exactly *url* that is older than *before*."""
        with self._asking() as connection:
            return latest_whole(connection, url, before)

    def images(self, urls: Collection[str]) -> set[str]:
        """Return those of *urls* of which there is a capture that may be an image."""
        with self._asking() as connection:
            return images(connection, urls)

    def readings(self, record_ids: Sequence[str]) -> dict[str, Article]:
        """Return the newest reading of each of the captures *record_ids* from which an article was read, by its id."""
        ids = [id_bytes(record_id) for record_id in record_ids]
        columns = (ARTICLE.c.id, ARTICLE.c.reader, ARTICLE.c.record_id, ARTICLE.c.document)
        found = self._all(select(*columns).where(ARTICLE.c.record_id.in_(ids))) if ids else ()
        rows = sorted(found, key=age_of)
        return {id_text(row.record_id): stored_article(row.record_id, row.document) for row in rows}

    def all_readings(self, record_ids: Sequence[str]) -> Iterator[Article]:
        """Yield all that was read from the captures *record_ids*, in the order it was added."""
        ids = [id_bytes(record_id) for record_id in record_ids]
        query = select(ARTICLE.c.record_id, ARTICLE.c.document).where(ARTICLE.c.record_id.in_(ids))
        for record_id, document in self._all(query.order_by(ARTICLE.c.id)) if ids else ():
            yield stored_article(record_id, document)

    def payload(self, digest: str) -> CaptureRow | None:
        """Return the first response with that payload digest, for a revisit to refer to."""
        with self._asking() as connection:
            return one(connection, SAME_PAYLOAD, {"digest": digest_bytes(digest)})

    def payload_place(self, digest: str) -> Place | None:
        """Return where the record of `payload` stands; takes microseconds, for it is asked for every page."""
        with clear_errors(self._engine.url):
            return self._probe.find(digest_bytes(digest))

    def captures(
        self,
        *,
        url: str | None = None,
        requested: str | None = None,
        surt_prefix: str | None = None,
        host: str | None = None,
        file: str | None = None,
    ) -> Iterator[CaptureRow]:
        """Yield the captures that meet every condition: of one file as they stand in it, else by SURT and time.

        *requested* is the address that was wanted, when another one was asked in its place.
        """
        if surt_prefix and not (url or requested or host or file):
            with self._asking() as connection:
                yield from captures_below(connection, surt_prefix)
            return
        query = select_captures()
        if url is not None:
            query = query.where(CAPTURE.c.surt == key_of(url))
        if requested is not None:
            query = query.where(CAPTURE.c.requested_surt == key_of(requested))
        if surt_prefix is not None:
            query = query.where(*starts_with(CAPTURE.c.surt, surt_prefix))
        if host is not None:
            query = query.where(CAPTURE.c.host_id == select(HOST.c.id).where(HOST.c.name == host).scalar_subquery())
        if file is not None:
            query = query.where(WARC_FILE.c.name == file).order_by(CAPTURE.c.offset)
        query = query.order_by(*BY_ADDRESS)
        with self._asking() as connection:
            yield from all_captures(connection, query)

    def listing(self, span: Span, *, at_once: int = ROWS_AT_ONCE, skip: int = 0) -> Iterator[CaptureRow]:
        """Yield the answered captures of *span* by SURT and time, without the first *skip*, *at_once* at a time.

        No connection is held in between, so that whoever reads slowly holds up nobody.
        """
        return listed(self._asking, span, at_once=at_once, skip=skip)

    def filed(self, file: str) -> Iterator[CaptureRow]:
        """Yield all captures in the WARC file *file* as they stand in it; no connection is held in between."""
        return filed(self._asking, file)

    def told_articles(
        self, *, stories: Sequence[int] | None = None, after: tuple[int, int] = (0, 0)
    ) -> Iterator[ToldArticle]:
        """Yield the last reading of each capture by story, from behind *after*; no connection is held in between."""
        return told_articles(self._asking, stories=stories, after=after)

    def first_and_last(self) -> tuple[datetime, datetime] | None:
        """Return when the first and the last capture were made; None when there is none."""
        query = select(func.min(CAPTURE.c.captured_at), func.max(CAPTURE.c.captured_at))
        with self._asking() as connection:
            first, last = connection.execute(query).one()
        return None if first is None else (moment(first), moment(last))

    def count(self, span: Span) -> int:
        """Return how many answered captures *span* holds."""
        with self._asking() as connection:
            return counted(connection, span)

    def articles(
        self,
        *,
        url: str | None = None,
        outlet: str | None = None,
        key: str | None = None,
        record_id: str | None = None,
        file: str | None = None,
    ) -> Iterator[Article]:
        """Yield the articles that meet every condition, in the order they were added.

        *url* is the page's address or the one it calls its own; *outlet* and *key* name one article at all addresses;
        *file* is the WARC file of the capture.
        """
        query = select(ARTICLE.c.record_id, ARTICLE.c.document).order_by(ARTICLE.c.id)
        if url is not None:
            query = query.where((ARTICLE.c.url == plain(url)) | (ARTICLE.c.canonical_url == plain(url)))
        if outlet is not None:
            query = query.where(ARTICLE.c.outlet == name_of(outlet))
        if key is not None:
            query = query.where(ARTICLE.c.key == name_of(key))
        if record_id is not None:
            query = query.where(ARTICLE.c.record_id == id_bytes(record_id))
        if file is not None:
            query = query.join(CAPTURE, CAPTURE.c.record_id == ARTICLE.c.record_id).join(WARC_FILE)
            query = query.where(WARC_FILE.c.name == file)
        for found, document in self._all(query):
            yield stored_article(found, document)

    def article_keys(self) -> Iterator[tuple[str, str]]:
        """Yield capture and reader of every article."""
        for record_id, reader in self._all(select(ARTICLE.c.record_id, ARTICLE.c.reader).order_by(ARTICLE.c.id)):
            yield id_text(record_id), reader

    def article_places(self, *, outlet: str) -> Iterator[tuple[str, str, str | None]]:
        """Yield capture, address and key of each article of *outlet*, without reading the articles."""
        query = select(ARTICLE.c.record_id, ARTICLE.c.url, ARTICLE.c.key).where(ARTICLE.c.outlet == name_of(outlet))
        for record_id, url, key in self._all(query.order_by(ARTICLE.c.id)):
            yield id_text(record_id), url, key

    def outlet_names(self) -> list[str]:
        """Return the names of the outlets of all articles, sorted."""
        query = select(ARTICLE.c.outlet).where(ARTICLE.c.outlet.is_not(None)).distinct().order_by(ARTICLE.c.outlet)
        return [name for (name,) in self._all(query)]

    def mirror_claims(self, *, host: str | None = None, outlet: str | None = None) -> Iterator[ClaimRow]:
        """Yield the claims for a mirror at *host*, or made by pages of *outlet*, the oldest page first."""
        query = select_claims()
        if host is not None:
            query = query.where(MIRROR_CLAIM.c.host == host)
        if outlet is not None:
            query = query.where(ARTICLE.c.outlet == name_of(outlet))
        yield from map(claim_of, self._all(query))

    def files(self) -> list[FileRow]:
        """Return all WARC files by name."""
        return [file_of(found) for found in self._all(select(WARC_FILE).order_by(WARC_FILE.c.name))]

    def file(self, name: str) -> FileRow | None:
        """Return the WARC file called *name*."""
        with self._asking() as connection:
            found = connection.execute(select(WARC_FILE).where(WARC_FILE.c.name == name)).first()
        return None if found is None else file_of(found)

    def files_without_place(self) -> list[FileRow]:
        """Return the closed WARC files that are in no store, by name."""
        query = select(WARC_FILE).where(WARC_FILE.c.is_closed, WARC_FILE.c.place.is_(None)).order_by(WARC_FILE.c.name)
        return [file_of(found) for found in self._all(query)]

    def place_file(self, name: str, place: str) -> None:
        """Note, durably and at once, that the WARC file called *name* is whole at the address *place* of a store."""
        change = update(WARC_FILE).where(WARC_FILE.c.name == name).values(place=place)
        with clear_errors(self._engine.url), writing(self._engine, durable=True) as connection:
            connection.execute(change)

    def counts(self) -> Counts:
        with self._asking() as connection:
            return count_all(connection)

    def cdxj_lines(self) -> Iterator[str]:
        """Yield every answered capture as a CDXJ line without line end, sorted as ``LC_ALL=C sort`` sorts them."""
        query = select_captures().where(ANSWERED).order_by(CAPTURE.c.surt, CAPTURE.c.captured_at)
        with self._asking() as connection:
            yield from sorted_lines(all_captures(connection, query))

    def dump(self) -> Iterator[dict[str, Any]]:
        """Yield all that the index says, in one order and without row numbers: equal for equal WARC files."""
        with self._asking() as connection:
            yield from dump(connection)

    def _all(self, query: Select[Any]) -> Iterator[Any]:
        with self._asking() as connection:
            yield from connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query)

    @contextmanager
    def _asking(self) -> Iterator[Connection]:
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            yield connection
