"""What WARC files hold put into the index: all of it, or what is missing there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

from crawler.archive.contents import contents_of
from crawler.archive.places import size_of
from crawler.archive.places.hashed import HashedFile
from crawler.counting import counted
from crawler.errors import BadArticle, BadRecord
from crawler.index import FileRow
from crawler.warc import metadata_fields, read_record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from crawler.archive.contents import Contents
    from crawler.archive.places import RemoteWarc
    from crawler.index import CaptureRow, Index
    from crawler.model import Article
    from crawler.warc import WarcSource

GROUP_ROWS = 1_000
_SAME = attrgetter("record_id", "kind", "url", "captured_at", "status", "payload_digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """How many rows the index got."""

    captures: int = 0
    articles: int = 0

    def __str__(self) -> str:
        return f"{counted(self.captures, 'capture')} and {counted(self.articles, 'article')}"


def add_contents(index: Index, contents: Iterable[Contents]) -> Added:
    """Add a row for each of *contents* and commit them; return how many."""
    waiting: list[CaptureRow] = []
    captures = articles = committed = 0

    def hand_over() -> None:
        index.add_captures(waiting)
        waiting.clear()

    for found in contents:
        if found.capture is not None:
            captures += 1
            waiting.append(found.capture)
        if found.article is not None and found.article.record_id is not None:
            articles += 1
            hand_over()
            index.add_article(found.article, record_id=found.article.record_id)
        if captures + articles - committed >= GROUP_ROWS:
            hand_over()
            index.commit(durable=False)
            committed = captures + articles
    hand_over()
    index.commit()
    return Added(captures=captures, articles=articles)


def add_missing(
    index: Index,
    path: WarcSource,
    name: str,
    *,
    on_damage: Callable[[BadRecord], None],
    on_known: Callable[[CaptureRow, CaptureRow], None] = lambda *_: None,
) -> Added:
    """Add what the WARC file at *path*, called *name*, holds and the index does not have; return how much that was.

    *on_known* is told of each capture whose record id another file has, and of the row of that one.
    """
    return add_contents(index, _missing(index, contents_of(path, file_name=name, on_damage=on_damage), name, on_known))


def is_same_capture(one: CaptureRow, other: CaptureRow) -> bool:
    """Return whether two rows with one record id are of the same record, wherever it stands."""
    return _SAME(one) == _SAME(other)


def has_article(index: Index, article: Article) -> bool:
    """Return whether the index has a row, and one that can be read, of what this reader read from this capture."""
    try:
        return any(row.reader == article.reader for row in index.articles(record_id=article.record_id))
    except BadArticle:
        return False


def closed_row(place: Path | RemoteWarc, name: str, *, sha256: str | None = None) -> FileRow:
    """Return the row of the closed WARC file at *place*, with the sum of the bytes it has now: *sha256*, if known."""
    return FileRow(
        name=name,
        is_closed=True,
        size_bytes=size_of(place),
        sha256=sha256 or HashedFile(place).sha256(),
        vantage=vantage_of(place),
    )


def open_row(path: Path, name: str) -> FileRow:
    """Return the row of the WARC file at *path* that is not closed."""
    return FileRow(name=name, vantage=vantage_of(path))


def vantage_of(path: WarcSource) -> str | None:
    """Return from where the captures of the WARC file at *path* were made; None when its ``warcinfo`` does not say."""
    try:
        record = read_record(path, 0)
    except BadRecord:
        return None  # `verify` tells of it
    return dict(metadata_fields(record)).get("vantage") or None if record.type == "warcinfo" else None


def _missing(
    index: Index, contents: Iterable[Contents], name: str, on_known: Callable[[CaptureRow, CaptureRow], None]
) -> Iterator[Contents]:
    known = {row.record_id for row in index.captures(file=name)}
    left = iter(contents)
    while group := list(islice(left, GROUP_ROWS)):
        new = [each.capture.record_id for each in group if each.capture is not None]
        elsewhere = index.records([record_id for record_id in new if record_id not in known])
        for found in group:
            if found.capture is not None and found.capture.record_id not in known:
                there = elsewhere.get(found.capture.record_id)
                if there is None:
                    known.add(found.capture.record_id)
                    yield found
                else:
                    on_known(found.capture, there)
            if found.article is not None and not has_article(index, found.article):
                yield found
