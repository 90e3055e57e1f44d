"""Questions to the index."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select, tuple_

from crawler.index.captures import (
    KIND_NUMBERS,
    id_bytes,
    id_text,
    key_of,
    microseconds,
    moment,
    row_of,
    select_captures,
)
from crawler.index.rows import CaptureKind, CaptureRow, Counts, FileRow
from crawler.index.schema import ARTICLE, CAPTURE, HOST, MIRROR_CLAIM, PHOTO, WARC_FILE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sqlalchemy import Connection, Dialect, Engine

EPOCH = date(1970, 1, 1)
ROWS_AT_ONCE = 1_000
LATEST = datetime.max.replace(tzinfo=UTC)
UNANSWERED = (CAPTURE.c.kind == KIND_NUMBERS[kind] for kind in (CaptureKind.UNANSWERED, CaptureKind.UNREACHED))
ANSWERED = ~or_(*UNANSWERED)
SAME_KEY = CAPTURE.c.surt == bindparam("key")
# Several addresses share a SURT, such as http and https: of captures of one moment the very address comes first.
TIES = (case((CAPTURE.c.url == bindparam("address"), 0), else_=1), CAPTURE.c.record_id)
CANDIDATES = select_captures().where(ANSWERED, SAME_KEY)
NEWEST = CANDIDATES.order_by(CAPTURE.c.captured_at.desc(), *TIES).limit(1)
BEFORE = NEWEST.where(CAPTURE.c.captured_at <= bindparam("at"))
AFTER = CANDIDATES.where(CAPTURE.c.captured_at > bindparam("at")).order_by(CAPTURE.c.captured_at, *TIES).limit(1)
# Of http and https, which share a SURT, one often leads to the other: who follows that wants what it leads to.
# An answer 304 leads nowhere: it says that what the reader had is still so.
SETTLED = or_(CAPTURE.c.status.is_(None), ~CAPTURE.c.status.between(300, 399), CAPTURE.c.status == 304)
NEWEST_SETTLED, BEFORE_SETTLED, AFTER_SETTLED = (query.where(SETTLED) for query in (NEWEST, BEFORE, AFTER))
LAST_SETTLED = NEWEST_SETTLED.where(CAPTURE.c.captured_at < bindparam("at"))
# What stands in for an address is a page: a mirror that has not got it, or shows a notice too, is no help.
WANTED = select_captures().where(
    CAPTURE.c.requested_surt == bindparam("key"), CAPTURE.c.state.is_(None), CAPTURE.c.status.between(200, 299)
)
STAND_IN_BEFORE = (
    WANTED.where(CAPTURE.c.captured_at <= bindparam("at"))
    .order_by(CAPTURE.c.captured_at.desc(), CAPTURE.c.record_id)
    .limit(1)
)
STAND_IN_AFTER = (
    WANTED.where(CAPTURE.c.captured_at > bindparam("at")).order_by(CAPTURE.c.captured_at, CAPTURE.c.record_id).limit(1)
)
# What was asked in the place of an address belongs to it.
AT_ADDRESS = or_(SAME_KEY, CAPTURE.c.requested_surt == bindparam("key"))
SO_MANY = select_captures().where(AT_ADDRESS).limit(bindparam("most")).offset(bindparam("skip"))
BY_TIME = (CAPTURE.c.captured_at, CAPTURE.c.record_id)
OLDEST_FIRST = SO_MANY.order_by(*BY_TIME)
NEWEST_FIRST = SO_MANY.order_by(*(column.desc() for column in BY_TIME))
NUMBER_AT_ADDRESS = select(func.count()).select_from(CAPTURE).where(AT_ADDRESS)
# Behind 1970; before it, where nothing can have been captured, the two databases round otherwise.
DAY = CAPTURE.c.captured_at.op("/")(86_400_000_000)
DAYS_AT_ADDRESS = select(DAY, func.count()).where(AT_ADDRESS).group_by(DAY).order_by(DAY)
# The addresses of one SURT may be several; the newest captures of them all are looked through for those of one.
LATEST_VISITS = (
    select_captures()
    .where(SAME_KEY, CAPTURE.c.captured_at < bindparam("before"))
    .order_by(CAPTURE.c.captured_at.desc(), CAPTURE.c.record_id)
    .limit(bindparam("most"))
)
LATEST_WHOLE = LATEST_VISITS.where(
    CAPTURE.c.status == 200,
    CAPTURE.c.state.is_(None),
    CAPTURE.c.truncated.is_(None),
    CAPTURE.c.url == bindparam("address"),
)
# What its server calls a page is what it answers in the place of an image that it has not got.
IMAGES = (
    select(CAPTURE.c.surt)
    .distinct()
    .where(CAPTURE.c.surt.in_(bindparam("keys", expanding=True)), ANSWERED)
    .where(or_(CAPTURE.c.status.is_(None), CAPTURE.c.status < 400))
    .where(or_(CAPTURE.c.mime.is_(None), CAPTURE.c.mime.not_in(["text/html", "application/xhtml+xml"])))
)
KEYS_AT_ONCE = 500
# The beginning of an address is asked for often; a query that is put together anew takes longer than the answer.
BEGINNING = (CAPTURE.c.surt >= bindparam("first"), CAPTURE.c.surt < bindparam("behind"))
BY_ADDRESS = (CAPTURE.c.surt, CAPTURE.c.captured_at, CAPTURE.c.record_id)
BELOW = select_captures().where(*BEGINNING).order_by(*BY_ADDRESS).execution_options(yield_per=ROWS_AT_ONCE)
BY_RECORD = select_captures().where(CAPTURE.c.record_id == bindparam("record_id"))
PAYLOAD_PLACE = (
    "SELECT record_id, name, offset, length FROM capture JOIN warc_file ON warc_file.id = file_id"
    " WHERE payload_digest = ? AND kind = ? ORDER BY captured_at, record_id LIMIT 1"
)
SAME_PAYLOAD = (
    select_captures()
    .where(CAPTURE.c.payload_digest == bindparam("digest"), CAPTURE.c.kind == KIND_NUMBERS[CaptureKind.RESPONSE])
    .order_by(CAPTURE.c.captured_at, CAPTURE.c.record_id)
    .limit(1)
)


class Place(NamedTuple):
    """Where the record of a capture stands."""

    record_id: str
    file_name: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which of the captures of an address are wanted."""

    most: int
    skip: int = 0
    """So many are left out at first."""
    after: tuple[datetime, str] | None = None
    """Time and record id of the capture behind which it begins: an earlier part ended with it."""
    newest_first: bool = False


class PayloadProbe:
    """Where a payload is, asked for every page: by the database driver itself, in a tenth of the time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._lock = threading.Lock()

    def find(self, digest: bytes) -> Place | None:
        """Return where the first committed response with the payload *digest* stands."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                row = one(connection, SAME_PAYLOAD, {"digest": digest})
            return None if row is None else Place(row.record_id, row.file_name, row.offset, row.length)
        with self._lock:
            if self._connection is None:
                self._connection = self._engine.raw_connection()
            # All rows are fetched: a statement that is not at its end would keep the log from being carried over.
            values = (digest, KIND_NUMBERS[CaptureKind.RESPONSE])
            found = self._connection.driver_connection.execute(PAYLOAD_PLACE, values).fetchall()
        return Place(id_text(found[0][0]), *found[0][1:]) if found else None

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def nearest(connection: Connection, url: str, at: datetime | None, *, settled: bool = False) -> CaptureRow | None:
    """Return the answered capture nearest to *at*, the earlier of two as near; the newest when *at* is None.

    With *settled*, of those that do not lead elsewhere.
    """
    asked = {"key": key_of(url), "address": url}
    if at is None:
        return one(connection, NEWEST_SETTLED if settled else NEWEST, asked)
    return _nearest(connection, (BEFORE_SETTLED, AFTER_SETTLED) if settled else (BEFORE, AFTER), asked, at)


def neighbours(
    connection: Connection, url: str, first: datetime, last: datetime
) -> tuple[CaptureRow | None, CaptureRow | None]:
    """Return the answered captures of *url* nearest to the time from *first* to *last*, before and behind it.

    Those that lead elsewhere are passed over.
    """
    asked = {"key": key_of(url), "address": url}
    before = one(connection, LAST_SETTLED, {**asked, "at": microseconds(first)})
    return before, one(connection, AFTER_SETTLED, {**asked, "at": microseconds(last)})


def stand_in(connection: Connection, url: str, at: datetime | None) -> CaptureRow | None:
    """Return the capture that was fetched from another address in the place of *url*, chosen as `nearest` does."""
    return _nearest(connection, (STAND_IN_BEFORE, STAND_IN_AFTER), {"key": key_of(url)}, at or LATEST)


def _nearest(
    connection: Connection, queries: tuple[Select[Any], Select[Any]], asked: dict[str, Any], at: datetime
) -> CaptureRow | None:
    asked["at"] = microseconds(at)
    before, after = (one(connection, query, asked) for query in queries)
    if before is None or after is None:
        return before or after
    return after if after.captured_at - at < at - before.captured_at else before


def visits(connection: Connection, url: str, before: datetime, most: int) -> list[CaptureRow]:
    """Return the latest captures and tries at the SURT of *url* that are older than *before*, the oldest first."""
    asked = {"key": key_of(url), "before": microseconds(before), "most": most}
    return [row_of(found) for found in reversed(connection.execute(LATEST_VISITS, asked).all())]


def at_address(connection: Connection, url: str, part: Part) -> tuple[list[CaptureRow], int]:
    """Return *part* of the captures and tries of *url*, or in its place, by time; and the total of them all."""
    asked = {"key": key_of(url), "most": part.most, "skip": part.skip}
    query = NEWEST_FIRST if part.newest_first else OLDEST_FIRST
    if part.after is not None:
        at, record_id = part.after
        place = (microseconds(at), id_bytes(record_id))
        query = query.where(tuple_(*BY_TIME) < place if part.newest_first else tuple_(*BY_TIME) > place)
    found = connection.execute(query, asked).all()
    number: int = connection.execute(NUMBER_AT_ADDRESS, asked).scalar_one()
    return [row_of(each) for each in found], number


def days_at_address(connection: Connection, url: str) -> dict[date, int]:
    """Return how many captures and tries of *url*, or in its place, there are on each day, in order."""
    rows = connection.execute(DAYS_AT_ADDRESS, {"key": key_of(url)})
    return {EPOCH + timedelta(days=number): count for number, count in rows}


def latest_whole(connection: Connection, url: str, before: datetime) -> CaptureRow | None:
    """Return the newest whole answer 200 of exactly *url* that is older than *before*."""
    asked = {"key": key_of(url), "before": microseconds(before), "most": 1, "address": url}
    return one(connection, LATEST_WHOLE, asked)


def images(connection: Connection, urls: Collection[str]) -> set[str]:
    """Return those of *urls* of which there is a capture that may be an image."""
    keys = {url: key_of(url) for url in urls}
    asked = list(dict.fromkeys(keys.values()))
    held: set[str] = set()
    for at in range(0, len(asked), KEYS_AT_ONCE):
        held.update(connection.execute(IMAGES, {"keys": asked[at : at + KEYS_AT_ONCE]}).scalars())
    return {url for url, key in keys.items() if key in held}


def one(connection: Connection, query: Select[Any], values: dict[str, Any]) -> CaptureRow | None:
    """Return the capture that *query*, one of the constants above, finds; of SQLite by the driver itself.

    It is asked for every request of a crawl and every address of a page that is shown, and takes half the time so.
    """
    if connection.dialect.name != "sqlite":
        found = connection.execute(query, values).first()
        return None if found is None else row_of(found)
    text, names, fixed = _said(query, connection.dialect)
    driver: Any = connection.connection.driver_connection
    # All rows are fetched: a statement that is not at its end would keep the log from being carried over.
    rows = driver.execute(text, [values.get(name, fixed[name]) for name in names]).fetchall()
    return row_of(rows[0]) if rows else None


@lru_cache(maxsize=64)
def _said(query: Select[Any], dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
    """Return *query* in SQL, the names of its values in their order, and those values that it brings itself."""
    compiled = query.compile(dialect=dialect)
    return str(compiled), list(compiled.positiontup or ()), compiled.params


def starts_with(column: ColumnElement[str], prefix: str) -> list[ColumnElement[bool]]:
    """Return the conditions for an ASCII *prefix* as a range, which the column's index answers; LIKE would not."""
    if not prefix:
        return []
    return [column >= prefix, column < behind(prefix)]


def behind(prefix: str) -> str:
    """Return what all that starts with the ASCII *prefix* is smaller than."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def captures_below(connection: Connection, prefix: str) -> Iterator[CaptureRow]:
    """Yield the captures whose SURT starts with *prefix*, by SURT and time, without holding all of them in memory."""
    yield from map(row_of, connection.execute(BELOW, {"first": prefix, "behind": behind(prefix)}))


def all_captures(connection: Connection, query: Select[Any]) -> Iterator[CaptureRow]:
    """Yield what *query*, a `select_captures`, finds, without holding all of it in memory."""
    for found in connection.execution_options(yield_per=ROWS_AT_ONCE).execute(query):
        yield row_of(found)


def file_of(found: Any) -> FileRow:
    """Return the file of one row of ``WARC_FILE``."""
    return FileRow(
        name=found.name,
        is_closed=found.is_closed,
        size_bytes=found.size_bytes,
        sha256=None if found.sha256 is None else found.sha256.hex(),
        closed_at=None if found.closed_at is None else moment(found.closed_at),
        vantage=found.vantage,
        place=found.place,
    )


def count_all(connection: Connection) -> Counts:
    kinds = select(CAPTURE.c.kind, func.count()).group_by(CAPTURE.c.kind)
    by_kind: dict[int, int] = {found[0]: found[1] for found in connection.execute(kinds)}
    captions = select(func.count(PHOTO.c.caption))
    return Counts(
        files=_count(connection, WARC_FILE),
        hosts=_count(connection, HOST),
        captures=sum(by_kind.values()),
        responses=by_kind.get(KIND_NUMBERS[CaptureKind.RESPONSE], 0),
        revisits=by_kind.get(KIND_NUMBERS[CaptureKind.REVISIT], 0),
        unanswered=by_kind.get(KIND_NUMBERS[CaptureKind.UNANSWERED], 0),
        unreached=by_kind.get(KIND_NUMBERS[CaptureKind.UNREACHED], 0),
        articles=_count(connection, ARTICLE),
        photos=_count(connection, PHOTO),
        photos_with_caption=connection.execute(captions).scalar_one(),
        mirror_claims=_count(connection, MIRROR_CLAIM),
    )


def _count(connection: Connection, table: Any) -> int:
    number: int = connection.execute(select(func.count()).select_from(table)).scalar_one()
    return number
