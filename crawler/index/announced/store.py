"""Listings written to the index and asked from it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from crawler.errors import BadAddress
from crawler.index.announced.rows import AnnouncedRow, Fetched, ListingRow, LookRow
from crawler.index.articles import stored_article
from crawler.index.captures import id_bytes, id_text, key_of, microseconds, moment, plain, row_of, select_captures
from crawler.index.engine import clear_errors, writing
from crawler.index.schema import ANNOUNCED, ARTICLE, CAPTURE, HOST, LISTING, LISTING_LOOK, LISTING_MARK
from crawler.index.search.stories import age_of
from crawler.url import host_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from crawler.index.announced.rows import Look
    from crawler.index.rows import CaptureRow
    from crawler.model import Article

ROWS_AT_ONCE = 500
"""Databases limit how many values one statement may hold."""
OVERLAP = 10_000
"""So many captures before the mark are looked through again where two writers may commit rows in another order than
they numbered them; in SQLite they cannot."""
LIST_ENDS = ("%.xml", "%.rss", "%.rdf", "%.atom", "%/rss", "%/rss/", "%/feed", "%/feed/", "%/atom", "%/atom/")
"""Addresses of feeds and sitemaps, which some servers call HTML."""
LIST_TYPES = (
    *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"),
    *("application/feed+json", "application/json", "application/gzip", "application/x-gzip", "text/plain"),
)
"""Media types under which feeds and sitemaps are served; most are those of other things too."""


class ListingStore:
    """The tables of listings of one index. Every method raises `ArchiveError` when the database cannot do it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def last_capture(self) -> int:
        """Return the number of the newest capture, a mark for `keep`."""
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            return connection.execute(select(func.max(CAPTURE.c.id))).scalar() or 0

    def before(self, record_ids: Sequence[str], mark: int) -> int:
        """Return *mark*, or the number before the first of the captures *record_ids* where that is smaller."""
        names = [id_bytes(record_id) for record_id in record_ids]
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            for start in range(0, len(names), ROWS_AT_ONCE):
                query = select(func.min(CAPTURE.c.id)).where(
                    CAPTURE.c.record_id.in_(names[start : start + ROWS_AT_ONCE])
                )
                first = connection.execute(query).scalar()
                mark = mark if first is None else min(mark, first - 1)
        return mark

    def unread(self, also: Iterable[str] = ()) -> list[CaptureRow]:
        """Return the captures that may be lists and were not looked at yet, the oldest first.

        Successes by their media type; of an address that has been a list, or with one of the keys *also*, of any type.
        """
        mark = select(func.coalesce(func.max(LISTING_MARK.c.capture_id), 0)).scalar_subquery()
        looked = select(LISTING_LOOK.c.id).where(LISTING_LOOK.c.record_id == CAPTURE.c.record_id)
        known = select(LISTING.c.id).where(LISTING.c.surt == CAPTURE.c.surt)
        named = CAPTURE.c.surt.in_(sorted(also))
        ends = (CAPTURE.c.url.like(end) for end in LIST_ENDS)
        query = select_captures().where(
            CAPTURE.c.id > mark - (0 if self._engine.dialect.name == "sqlite" else OVERLAP),
            or_(CAPTURE.c.status.between(200, 299), CAPTURE.c.status == 304),
            CAPTURE.c.state.is_(None),
            or_(
                CAPTURE.c.mime.in_(LIST_TYPES),
                CAPTURE.c.mime.is_(None),
                known.exists(),
                named,
                *ends,
            ),
            ~looked.exists(),
        )
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(query.order_by(CAPTURE.c.captured_at, CAPTURE.c.record_id)).all()
        return [row_of(each) for each in found]

    def keep(self, looks: Sequence[Look], *, mark: int | None = None) -> None:
        """Keep *looks*. With *mark*: of the captures up to it all have been looked at."""
        with clear_errors(self._engine.url), writing(self._engine, durable=False) as connection:
            for look in looks:
                _write(connection, look)
            if mark is not None:
                connection.execute(delete(LISTING_MARK))
                connection.execute(insert(LISTING_MARK), {"capture_id": mark})

    def look(self, record_id: str) -> LookRow | None:
        """Return what was found in the capture *record_id*."""
        query = select(LISTING_LOOK, LISTING.c.url).join(LISTING).where(LISTING_LOOK.c.record_id == id_bytes(record_id))
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(query).first()
        return None if found is None else _look_row(found, found.url)

    def kinds(self) -> dict[str, bool]:
        """Return the SURT of every list, and whether it is a section page that a person named."""
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            return dict(connection.execute(select(LISTING.c.surt, LISTING.c.is_section)).all())

    def listings(self, hosts: Collection[str], *, since: datetime, until: datetime) -> Iterator[ListingRow]:
        """Yield each list that stands at one of *hosts*, or announces mostly pages there, by SURT.

        With the looks before *until* from *since* on, or from the last one that named anything on where that is longer
        ago: in years an own list is looked at some hundred thousand times. Of the lists of others, which are many, not
        more than their addresses is read.
        """
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            about = _about(connection, hosts)
            for listing in connection.execute(select(LISTING).order_by(LISTING.c.surt)).all():
                is_there = _host(listing.url) in hosts
                if not is_there and (listing.id not in about or _main_host(connection, listing.id) not in hosts):
                    continue
                looks = tuple(_looks(connection, listing, microseconds(since), microseconds(until)))
                yield ListingRow(surt=listing.surt, url=listing.url, looks=looks, is_section=listing.is_section)

    def hosts(self) -> list[str]:
        """Return the hosts of all pages that were announced, sorted."""
        query = select(ANNOUNCED.c.host).distinct().order_by(ANNOUNCED.c.host)
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            return [host for (host,) in connection.execute(query)]

    def newest_at(self, host: str) -> datetime | None:
        """Return when the newest capture at *host* was made; None when there is none."""
        number = select(HOST.c.id).where(HOST.c.name == host).scalar_subquery()
        query = select(func.max(CAPTURE.c.captured_at)).where(CAPTURE.c.host_id == number)
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else moment(found)

    def captured_hosts(self) -> list[str]:
        """Return the hosts of all captures, sorted."""
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            return [name for (name,) in connection.execute(select(HOST.c.name).order_by(HOST.c.name))]

    def read_at(self, host: str, *, since: datetime, until: datetime) -> Iterator[tuple[datetime, Article]]:
        """Yield the articles that were read from captures at *host* of that time, in order of time.

        A capture that was read more than once comes with its newest reading.
        """
        number = select(HOST.c.id).where(HOST.c.name == host).scalar_subquery()
        at = CAPTURE.c.captured_at
        query = select(at, ARTICLE.c.id, ARTICLE.c.reader, ARTICLE.c.record_id, ARTICLE.c.document)
        query = query.select_from(CAPTURE.join(ARTICLE, ARTICLE.c.record_id == CAPTURE.c.record_id))
        query = query.where(CAPTURE.c.host_id == number, at >= microseconds(since), at < microseconds(until))
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            found = connection.execution_options(yield_per=ROWS_AT_ONCE).execute(
                query.order_by(at, ARTICLE.c.record_id)
            )
            for _, readings in groupby(found, key=lambda row: bytes(row.record_id)):
                newest = max(readings, key=age_of)
                yield moment(newest.captured_at), stored_article(newest.record_id, newest.document)

    def outlet_hosts(self) -> Iterator[tuple[str, str]]:
        """Yield each outlet of the articles with each host that its articles were fetched from."""
        joined = ARTICLE.join(CAPTURE, CAPTURE.c.record_id == ARTICLE.c.record_id).join(HOST)
        query = select(ARTICLE.c.outlet, HOST.c.name).select_from(joined).where(ARTICLE.c.outlet.is_not(None))
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            found = connection.execute(query.distinct().order_by(ARTICLE.c.outlet, HOST.c.name)).all()
        yield from ((outlet, host) for outlet, host in found)

    def announced(self, host: str, *, since: datetime, until: datetime) -> Iterator[AnnouncedRow]:
        """Yield the pages at *host* that came out from *since* on and before *until*, as far as lists tell."""
        at = ANNOUNCED.c.announced_at
        query = select(ANNOUNCED.c.url, LISTING.c.url, ANNOUNCED.c.first_at, at).join(LISTING)
        query = query.where(ANNOUNCED.c.host == host, at >= microseconds(since), at < microseconds(until))
        with clear_errors(self._engine.url), self._engine.connect() as connection:
            for url, listing, first_at, announced_at in connection.execute(query.order_by(at, ANNOUNCED.c.id)):
                yield AnnouncedRow(
                    url=url, listing=listing, first_at=moment(first_at), announced_at=moment(announced_at)
                )

    def fetched(self, surts: Iterable[str], *, since: datetime | None = None) -> Iterator[Fetched]:
        """Yield the captures made for the addresses with these keys, be it at themselves or at one in their place.

        Those from *since* on; None: all.
        """
        keys = sorted(set(surts))
        is_read = select(ARTICLE.c.id).where(ARTICLE.c.record_id == CAPTURE.c.record_id).exists()
        for start in range(0, len(keys), ROWS_AT_ONCE):
            part = keys[start : start + ROWS_AT_ONCE]
            for key in (CAPTURE.c.surt, CAPTURE.c.requested_surt):
                query = select_captures().add_columns(key, is_read).where(key.in_(part))
                if since is not None:
                    query = query.where(CAPTURE.c.captured_at >= microseconds(since))
                with clear_errors(self._engine.url), self._engine.connect() as connection:
                    for found in connection.execute(query.order_by(CAPTURE.c.captured_at)):
                        *columns, surt, read = found
                        yield Fetched(surt=surt, row=row_of(columns), is_read=bool(read))


def _write(connection: Connection, look: Look) -> None:
    listing_id = _listing_id(connection, look)
    at = microseconds(look.at)
    values = {
        "record_id": id_bytes(look.record_id),
        "listing_id": listing_id,
        "looked_at": at,
        "entries": look.entries,
        "flaw": look.flaw and plain(look.flaw),
    }
    connection.execute(_insert(connection, LISTING_LOOK).on_conflict_do_nothing(), values)
    rows = [_announced(url, told_at, listing_id, at) for url, told_at in look.announced]
    if rows:
        statement = _insert(connection, ANNOUNCED)
        # Captures may be looked at in any order: what the earliest one says counts.
        said = {"first_at": statement.excluded.first_at, "announced_at": statement.excluded.announced_at}
        statement = statement.on_conflict_do_update(
            index_elements=["listing_id", "surt"],
            set_=said,
            where=statement.excluded.first_at < ANNOUNCED.c.first_at,
        )
        connection.execute(statement, rows)


def _looks(connection: Connection, listing: Any, since_us: int, until_us: int) -> Iterator[LookRow]:
    at = LISTING_LOOK.c.looked_at
    query = select(LISTING_LOOK).where(LISTING_LOOK.c.listing_id == listing.id, at < until_us)
    well = query.where(LISTING_LOOK.c.entries > 0).order_by(at.desc()).limit(1)
    last_well = connection.execute(well).first()
    begin_us = since_us if last_well is None else min(since_us, last_well.looked_at)
    for found in connection.execute(query.where(at >= begin_us).order_by(at, LISTING_LOOK.c.record_id)):
        yield _look_row(found, listing.url)


def _about(connection: Connection, hosts: Collection[str]) -> set[int]:
    """Return the numbers of the lists that announced any page at *hosts*."""
    names = sorted(hosts)
    found: set[int] = set()
    for start in range(0, len(names), ROWS_AT_ONCE):
        named = ANNOUNCED.c.host.in_(names[start : start + ROWS_AT_ONCE])
        found.update(connection.execute(select(ANNOUNCED.c.listing_id).where(named).distinct()).scalars())
    return found


def _main_host(connection: Connection, listing_id: int) -> str | None:
    """Return the host of most pages that a list announced."""
    query = select(ANNOUNCED.c.host).where(ANNOUNCED.c.listing_id == listing_id).group_by(ANNOUNCED.c.host)
    return connection.execute(query.order_by(func.count().desc(), ANNOUNCED.c.host).limit(1)).scalar()


def _announced(url: str, told_at: datetime | None, listing_id: int, at: int) -> dict[str, Any]:
    return {
        "listing_id": listing_id,
        "surt": key_of(url),
        "url": plain(url),
        "host": _host(url),
        "first_at": at,
        "announced_at": at if told_at is None else min(at, microseconds(told_at)),
    }


def _host(url: str) -> str:
    try:
        return host_of(url)
    except BadAddress:
        return ""


def _listing_id(connection: Connection, look: Look) -> int:
    surt = key_of(look.url)
    query = select(LISTING.c.id).where(LISTING.c.surt == surt)
    known = connection.execute(query).scalar()
    if known is None:
        made = _insert(connection, LISTING).on_conflict_do_nothing()
        connection.execute(made, {"surt": surt, "url": plain(look.url), "is_section": look.is_section})
        known = connection.execute(query).scalar_one()
    return int(known)


def _insert(connection: Connection, table: Any) -> Any:
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table)


def _look_row(found: Any, url: str) -> LookRow:
    record_id, at = id_text(found.record_id), moment(found.looked_at)
    return LookRow(record_id=record_id, url=url, at=at, entries=found.entries, flaw=found.flaw)
