"""One article as text, with its photos, captions and credits."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from crawler.model.readings import newest_reading
from crawler.web.pages.trouble import Missing, Withheld
from crawler.web.room import room_of
from crawler.web.words import article_path, direction, record_of, when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request
    from starlette.responses import Response

    from crawler.index import CaptureRow
    from crawler.model import Article, TextBlock
    from crawler.web.room import Room

MOST_BLOCKS = 3_000


def article(request: Request) -> Response:
    """Return the article that was read from the capture the address names."""
    return _shown(request, "article.html")


def beside(request: Request) -> Response:
    """Return the text with the page as it was beside it."""
    return _shown(request, "beside.html")


def _shown(request: Request, template: str) -> Response:
    room = room_of(request)
    record_id = record_of(request.path_params["record"])
    found, row = article_at(room, record_id)
    return room.page(
        template,
        request,
        article=found,
        row=row,
        here=article_path(record_id),
        record_id=record_id,
        title=found.headline or "An article without a headline",
        dir=direction(found.language),
        published=when(found.published_at),
        modified=when(found.modified_at),
        captured=row.captured_at if row else when(found.captured_at),
        parts=list(parts_of(found)),
        lead=[photo for photo in found.photos if photo.role == "lead"][:1],
        photos=[photo for number, photo in enumerate(found.photos) if photo not in found.photos[:number]],
    )


def article_at(room: Room, record_id: str) -> tuple[Article, CaptureRow | None]:
    """Return the article read from that capture, or from the one that it repeats. Raises `Missing`."""
    row = room.index.record(record_id)
    found = newest_reading(room.index.articles(record_id=record_id))
    if found is None and row is not None and row.refers_to:
        found = newest_reading(room.index.articles(record_id=row.refers_to))
    if found is not None:
        return found, row
    if row is not None:
        raise Missing("No article was read from this capture.", url=row.url, at=row.captured_at)
    if room.index.redactions.hides(record_id):
        raise Withheld
    raise Missing("No capture of that name is in the archive.")


def parts_of(article: Article) -> Iterator[tuple[str, Any]]:
    """Yield the text as (kind, what): list items and rows of tables that follow each other are one list, one table."""
    blocks: list[TextBlock] = article.blocks[:MOST_BLOCKS]
    if not blocks and article.body:
        yield from (("paragraph", text) for text in article.body.split("\n\n")[:MOST_BLOCKS])
        return
    if blocks and article.standfirst and blocks[0].text == article.standfirst:
        blocks = blocks[1:]
    for kind, same in groupby(blocks, key=lambda block: block.kind):
        texts = [block.text for block in same]
        if kind in ("list_item", "table_row"):
            yield kind, texts
        else:
            yield from ((kind, text) for text in texts)
