"""Stories follow from articles, in the same transaction."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from crawler.index.captures import microseconds, name_of, plain
from crawler.index.schema import ARTICLE, STORY
from crawler.index.search import words
from crawler.index.search.telling import Told, story_name
from crawler.model import UNCONFIRMED
from crawler.model.article_json import article_from_json
from crawler.model.readings import reading_order

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from crawler.model import Article
    from crawler.model.readings import Order

ROWS_AT_ONCE = 200
NEVER = -(1 << 62)
READINGS = select(ARTICLE.c.id, ARTICLE.c.reader, ARTICLE.c.story_id).where(
    ARTICLE.c.record_id == bindparam("record"),
    or_(ARTICLE.c.story_id.is_not(None), ARTICLE.c.id == bindparam("own")),
)
NO_LONGER = update(ARTICLE).where(ARTICLE.c.id == bindparam("other")).values(story_id=None)
BELONGS = update(ARTICLE).where(ARTICLE.c.id == bindparam("own")).values(story_id=bindparam("story"))
NAMED = select(STORY).where(STORY.c.name == bindparam("called"))
NEW = insert(STORY)
SHOWN = select(ARTICLE.c.document).where(ARTICLE.c.id == bindparam("shown"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one article, read from one capture, says of its story."""

    name: bytes
    told: Told
    outlet: str | None
    language: str | None
    published_at: int | None
    captured_at: int | None
    photos: int
    is_own: bool
    """Whether it was read at an address of the outlet, and not at one that is not confirmed."""

    @property
    def rank(self) -> tuple[bool, int]:
        """What sorts readings: the last of a story gives its text and its facts."""
        return self.is_own, NEVER if self.captured_at is None else self.captured_at

    @classmethod
    def of(cls, article: Article) -> Reading:
        captured_at = microseconds_of(article.captured_at)
        published_at = microseconds_of(article.published_at)
        return cls(
            name=story_name(article),
            told=Told.of(article),
            outlet=name_of(article.outlet),
            language=None if article.language is None else plain(article.language).lower(),
            published_at=captured_at if published_at is None else published_at,
            captured_at=captured_at,
            photos=sum(photo.src is not None for photo in article.photos),
            is_own=UNCONFIRMED not in article.notes,
        )


def tell(connection: Connection, article_id: int, reading: Reading, record_id: bytes) -> set[int]:
    """Put the article that was just written into its story, unless a newer reading of its capture *record_id* is there.

    Return the stories from which older readings of the capture were taken: they said the same of it, less well. The
    caller makes those anew (`retell_all`), once for all that it tells.
    """
    readings = connection.execute(READINGS, {"record": record_id, "own": article_id}).all()
    if max(readings, key=age_of).id != article_id:
        return set()
    older = {row.id: row.story_id for row in readings if row.id != article_id}
    if older:
        connection.execute(NO_LONGER, [{"other": number} for number in older])
    story_id = _add(connection, article_id, reading)
    connection.execute(BELONGS, {"own": article_id, "story": story_id})
    return set(older.values())


def age_of(row: Any) -> tuple[Order, int]:
    """Return what sorts readings of one capture, rows with ``id`` and ``reader``: the newest is the last."""
    return reading_order(row.reader), row.id


def fill(connection: Connection) -> None:
    """Put the newest reading of each capture into its story: of an index that was made before there were stories."""
    query = select(ARTICLE.c.id, ARTICLE.c.record_id, ARTICLE.c.document).order_by(ARTICLE.c.id).limit(ROWS_AT_ONCE)
    touched: set[int] = set()
    last = 0
    while rows := connection.execute(query.where(ARTICLE.c.id > last)).all():
        touched |= tell_all(connection, rows)
        last = rows[-1].id
    retell_all(connection, touched)


def tell_all(connection: Connection, rows: Iterable[Any]) -> set[int]:
    """Tell the articles *rows*, with ``id``, ``record_id`` and ``document``; return the stories to make anew."""
    touched: set[int] = set()
    for row in rows:
        reading = _reading_of(row.document)
        if reading is not None:
            touched |= tell(connection, row.id, reading, bytes(row.record_id))
    return touched


def retell_all(connection: Connection, stories: Iterable[int]) -> None:
    """Make each of *stories* anew from its articles, as `retell` does."""
    for story_id in sorted(stories):
        retell(connection, story_id)


def retell(connection: Connection, story_id: int) -> None:
    """Make the story anew from its articles; without any, it is gone."""
    query = select(ARTICLE.c.id, ARTICLE.c.document).where(ARTICLE.c.story_id == story_id).order_by(ARTICLE.c.id)
    found = connection.execute(query).all()
    every = ((number, _reading_of(document)) for number, document in found)
    readings = ((number, reading) for number, reading in every if reading is not None)
    first = next(readings, None)
    if found and first is None:
        return
    story = connection.execute(select(STORY).where(STORY.c.id == story_id)).one()
    words.take(connection, story_id, Told.unpack(story.told))
    if first is None:
        connection.execute(delete(STORY).where(STORY.c.id == story_id))
        return
    number, reading = first
    values, shown = _first(number, reading), reading.rank
    for number, reading in readings:
        values = _merged(values, number, reading, is_shown=reading.rank >= shown)
        shown = max(shown, reading.rank)
    words.put(connection, story_id, values["told"])
    connection.execute(update(STORY).where(STORY.c.id == story_id).values(_columns(values)))


def _reading_of(document: bytes) -> Reading | None:
    """Return what an article says of its story; None for a row that is damaged, which keeps no other from its place."""
    try:
        return Reading.of(article_from_json(bytes(document)))
    except ValueError:
        return None  # `verify` names it, `repair` mends it


def _add(connection: Connection, article_id: int, reading: Reading) -> int:
    """Return the story of the article, in which it now is."""
    story = connection.execute(NAMED, {"called": reading.name}).mappings().first()
    if story is None:
        values = _first(article_id, reading)
        result = connection.execute(NEW, _columns(values))
        assert result.inserted_primary_key is not None
        number: int = result.inserted_primary_key[0]
        words.put(connection, number, values["told"])
        return number
    before = Told.unpack(story["told"])
    values = {**story, "told": before}
    values = _merged(values, article_id, reading, is_shown=_goes_before(connection, values, reading))
    number = values.pop("id")
    if values["told"] != before:
        words.take(connection, number, before)
        words.put(connection, number, values["told"])
    connection.execute(update(STORY).where(STORY.c.id == number).values(_columns(values)))
    return number


def _first(article_id: int, reading: Reading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "article_id": article_id,
        "outlet": reading.outlet,
        "language": reading.language,
        "published_at": reading.published_at,
        "first_seen_at": reading.captured_at,
        "seen_at": reading.captured_at,
        "photos": reading.photos,
        "told": reading.told,
    }


def _goes_before(connection: Connection, story: dict[str, Any], reading: Reading) -> bool:
    """Return whether *reading* is shown in the place of what *story* shows."""
    seen_at = NEVER if story["seen_at"] is None else story["seen_at"]
    if reading.rank >= (True, seen_at):
        return True
    # It is asked seldom: most readings come in the order of time, and from the outlet's own addresses.
    document = connection.execute(SHOWN, {"shown": story["article_id"]}).scalar()
    # Without the article its reading was replaced in this transaction, at whose end the story is made anew.
    shown = None if document is None else _reading_of(document)
    is_own = shown is None or shown.is_own
    return reading.rank >= (is_own, seen_at)


def _merged(story: dict[str, Any], article_id: int, reading: Reading, *, is_shown: bool) -> dict[str, Any]:
    """Return *story* with one more reading in it; the one that *is_shown* gives its text and its facts."""
    times = [at for at in (story["first_seen_at"], reading.captured_at) if at is not None]
    if not is_shown:
        told = story["told"].with_earlier(reading.told)
        return {**story, "first_seen_at": min(times, default=None), "told": told}
    shown = _first(article_id, reading)
    shown["told"] = reading.told.with_earlier(story["told"])
    shown["first_seen_at"] = min(times, default=None)
    return {**story, **shown}


def _columns(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "told": values["told"].pack()}


def microseconds_of(moment: str | None) -> int | None:
    """Return ISO 8601 *moment* as microseconds since 1970, a time without a zone as UTC; None for what is none."""
    if moment:
        with suppress(ValueError, OverflowError):
            at = datetime.fromisoformat(moment)
            return microseconds(at if at.tzinfo else at.replace(tzinfo=UTC))
    return None
