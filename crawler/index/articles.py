"""Articles, their photos and their mirror claims as rows, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, delete, insert, select

from crawler.errors import BadArticle
from crawler.index.captures import id_bytes, id_text, moment, name_of, plain
from crawler.index.redaction.hiding import is_hidden
from crawler.index.rows import ClaimRow
from crawler.index.schema import ARTICLE, CAPTURE, MIRROR_CLAIM, PHOTO
from crawler.index.search.stories import Reading, tell
from crawler.model import MirrorAddress
from crawler.model.article_json import article_from_json, article_to_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from crawler.model import Article

COPIED = ("url", "canonical_url", "headline", "language")
NAMES = ("outlet", "key", "published_at", "template")
CLAIM_FIELDS = tuple(MirrorAddress.__dataclass_fields__)


class ArticleValues:
    """An article as it was when it was handed over, ready to be written."""

    __slots__ = ("article", "claims", "photos", "reading")

    def __init__(self, article: Article, record_id: str) -> None:
        self.article = {
            "record_id": id_bytes(record_id),
            "reader": plain(article.reader or ""),
            "document": article_to_json(article),
            **{name: _plain(getattr(article, name)) for name in COPIED},
            **{name: name_of(getattr(article, name)) for name in NAMES},
        }
        self.reading = Reading.of(article)
        self.photos = [
            {
                "position": position,
                "src": _plain(photo.src),
                "caption": _plain(photo.caption),
                "credits": json.dumps(photo.credits),
                "role": plain(photo.role),
            }
            for position, photo in enumerate(article.photos)
        ]
        self.claims = [
            {"position": position, **{name: _plain(value) for name, value in asdict(claim).items()}}
            for position, claim in enumerate(article.mirrors)
        ]


def write_article(connection: Connection, values: ArticleValues) -> set[int]:
    """Put the article in the place of what the same reader read from the same capture before.

    Return the stories from which a reading was taken for it: the caller makes them anew.
    """
    same = [ARTICLE.c[name] == values.article[name] for name in ("record_id", "reader")]
    replaced = connection.execute(select(ARTICLE.c.id, ARTICLE.c.story_id).where(*same)).all()
    for old, _ in replaced:
        connection.execute(delete(PHOTO).where(PHOTO.c.article_id == old))
        connection.execute(delete(MIRROR_CLAIM).where(MIRROR_CLAIM.c.article_id == old))
        connection.execute(delete(ARTICLE).where(ARTICLE.c.id == old))
    result = connection.execute(insert(ARTICLE).values(values.article))
    assert result.inserted_primary_key is not None
    article_id = result.inserted_primary_key[0]
    for table, rows in ((PHOTO, values.photos), (MIRROR_CLAIM, values.claims)):
        if rows:
            connection.execute(insert(table), [{"article_id": article_id, **row} for row in rows])
    stories = {story_id for _, story_id in replaced if story_id is not None}
    if is_hidden(connection, values.article["record_id"]):
        return stories
    return stories | tell(connection, article_id, values.reading, values.article["record_id"])


def stored_article(record_id: bytes, document: bytes) -> Article:
    """Return the article of one row. Raises `BadArticle` for one that cannot be read."""
    try:
        return article_from_json(bytes(document))
    except ValueError as err:
        raise BadArticle(id_text(bytes(record_id)), str(err)) from err


def select_claims() -> Select[Any]:
    """Return the query whose rows `claim_of` understands, in the order they were made."""
    claim = [MIRROR_CLAIM.c[name] for name in CLAIM_FIELDS]
    page = (ARTICLE.c.url, ARTICLE.c.outlet, ARTICLE.c.record_id, CAPTURE.c.captured_at, ARTICLE.c.reader)
    joined = MIRROR_CLAIM.join(ARTICLE).outerjoin(CAPTURE, CAPTURE.c.record_id == ARTICLE.c.record_id)
    order = (CAPTURE.c.captured_at, ARTICLE.c.record_id, ARTICLE.c.reader, MIRROR_CLAIM.c.position)
    return select(*claim, *page).select_from(joined).order_by(*order)


def claim_of(found: Any) -> ClaimRow:
    """Return the claim of one row of `select_claims`."""
    *claim, url, outlet, record_id, captured_at, reader = found
    return ClaimRow(
        claim=MirrorAddress(**dict(zip(CLAIM_FIELDS, claim, strict=True))),
        url=url,
        outlet=outlet,
        record_id=id_text(record_id),
        captured_at=None if captured_at is None else moment(captured_at),
        reader=reader,
    )


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value
