"""Several readings of one capture: which is the newest, what makes another one, and what that is called.

The newest is known by the version of the reader, whatever order they come in.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.model.article import Article

FROM_THE_ARCHIVE = "differs from the copy at "
"""Such a note comes from a look into the archive during the crawl (`pipelines/copies`), not from reading the page."""

_NUMBER = re.compile(r"\d+", re.ASCII)
Order = tuple[tuple[int, ...], int, str]


def reading_order(reader: str | None) -> Order:
    """Return what sorts versions of the reader: ``microfiche/0.1.0+2`` is the second reading by ``microfiche/0.1.0``.

    >>> sorted(["microfiche/0.10.0", "microfiche/0.9.0+2", "microfiche/0.9.0"], key=reading_order)
    ['microfiche/0.9.0', 'microfiche/0.9.0+2', 'microfiche/0.10.0']
    """
    base, number = _parts(reader or "")
    return tuple(int(part) for part in _NUMBER.findall(base.rpartition("/")[2])), number, base


def newest_reading(articles: Iterable[Article]) -> Article | None:
    """Return that of the newest reader; None when there is none."""
    return max(articles, key=lambda article: reading_order(article.reader), default=None)


def readings_by(reader: str | None, articles: Iterable[Article]) -> list[Article]:
    """Return the readings that one version of the reader gave, oldest first."""
    base = _parts(reader or "")[0]
    return sorted((each for each in articles if _parts(each.reader or "")[0] == base), key=_order_of)


def next_name(reader: str | None, articles: Iterable[Article]) -> str:
    """Return the name under which another reading by *reader* is kept beside *articles*, those that are there."""
    base = _parts(reader or "")[0]
    numbers = [_parts(each.reader or "")[1] for each in readings_by(reader, articles)]
    return f"{base}+{max(numbers) + 1}" if numbers else base


def to_store(article: Article, stored: Sequence[Article]) -> Article | None:
    """Return *article* with the name under which its reading is kept; None when the archive says the same already.

    What an earlier reading said is never written over: where the same version of the reader reads otherwise than
    before (a changed site file, a pipeline of the user's own), its second reading is called ``VERSION+2``.
    """
    newest, earlier = newest_reading(stored), readings_by(article.reader, stored)
    if (newest is not None and is_same(newest, article)) or (earlier and is_same(earlier[-1], article)):
        return None
    return replace(article, reader=next_name(article.reader, stored))


def is_same(before: Article, after: Article) -> bool:
    """Return whether two readings of one capture say the same, apart from who read and what stands in the archive."""
    return _essence(before) == _essence(after)


def _essence(article: Article) -> Article:
    return replace(
        article,
        reader=None,
        photos=[replace(photo, record_id=None) for photo in article.photos],
        notes=[note for note in article.notes if not note.startswith(FROM_THE_ARCHIVE)],
    )


def _order_of(article: Article) -> Order:
    return reading_order(article.reader)


def _parts(reader: str) -> tuple[str, int]:
    base, plus, number = reader.rpartition("+")
    return (base, int(number)) if plus and number.isascii() and number.isdigit() and len(number) < 10 else (reader, 1)
