"""The records of an article's photos, found in the index: during a crawl the fetching of requisites tells them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.model import may_be_image

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.index import CaptureRow, Index
    from crawler.model import Article

NONE: Mapping[str, str] = {}


def with_photo_records(article: Article, index: Index, *, known: Mapping[str, str] = NONE) -> Article:
    """Return *article* with the record of each photo's image: the capture of its address nearest to the page's.

    Between one of the same file as the page and another one the first was fetched for it, be it later.

    *known* are records by address that an earlier reading of the same page names; they are not looked for.
    """
    at = datetime.fromisoformat(article.captured_at) if article.captured_at else None
    page = index.record(article.record_id) if article.record_id and article.photos else None
    photos = []
    for photo in article.photos:
        record_id = known.get(photo.src or "")
        if record_id is None and photo.src:
            row = _row_of(photo.src, index, at, page)
            record_id = row.record_id if row is not None and _is_image(row) else None
        photos.append(replace(photo, record_id=record_id))
    return replace(article, photos=photos)


def _row_of(src: str, index: Index, at: datetime | None, page: CaptureRow | None) -> CaptureRow | None:
    row = index.find(src, at=at)
    if row is None or at is None or page is None or row.file_name == page.file_name:
        return row
    beside = index.neighbours(src, at, at)
    return next((one for one in beside if one is not None and one.file_name == page.file_name), row)


def photo_records(article: Article | None) -> dict[str, str]:
    """Return the records that the photos of *article* name, by the address of the photo."""
    photos = article.photos if article is not None else ()
    return {photo.src: photo.record_id for photo in photos if photo.src and photo.record_id}


def _is_image(row: CaptureRow) -> bool:
    is_whole = row.status == 200 and row.truncated is None
    return is_whole and may_be_image(row.mime)
