"""The proof that WARC files are right and that the index says what they say."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from itertools import chain
from typing import TYPE_CHECKING, Any

from crawler.archive.contents import contents_of
from crawler.archive.filing import vantage_of
from crawler.archive.folder import index_name, is_being_written, open_for_reading, sha256_of, warc_files
from crawler.archive.referrals import Referrals
from crawler.errors import ArchiveNotFound
from crawler.index import CaptureKind, CaptureRow
from crawler.warc import check_file
from crawler.warc.check import differences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.model import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFlaw:
    """One thing that is wrong, and where."""

    where: str
    """WARC file and offset, or the index."""
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(slots=True, kw_only=True)
class Verified:
    """What was looked at, and every flaw."""

    files: int = 0
    captures: int = 0
    revisits: int = 0
    articles: set[tuple[str | None, str | None]] = field(default_factory=set)
    """Record id of the capture and reader of each article record."""
    rows: int = 0
    flaws: list[ArchiveFlaw] = field(default_factory=list)
    being_written: list[str] = field(default_factory=list)
    """Files of crawls that are running: only what the index says of them is looked at."""

    def as_json(self) -> dict[str, Any]:
        flaws = [{"where": flaw.where, "what": flaw.what} for flaw in self.flaws]
        return {
            "files": self.files, "captures": self.captures, "revisits": self.revisits,
            "articles": len(self.articles), "rows": self.rows,
            "being_written": self.being_written, "flaws": flaws,
        }  # fmt: skip


def verify(
    config: ArchiveConfig, *, advance: Callable[[int, int], None] = lambda *_: None, second_reader: bool = False
) -> Verified:
    """Return what is wrong with the archive: nothing, when every promise about it holds.

    With *second_reader* warcio must see the same records in every file. Raises `ArchiveNotFound` when there is none.
    """
    if not config.warc_folder.is_dir():
        raise ArchiveNotFound(config.folder)
    result = Verified()
    paths = warc_files(config)
    total = sum(path.stat().st_size for path in paths)
    done = 0
    with open_for_reading(config) as index:
        referrals = Referrals(index, config.warc_folder)
        for path in paths:
            size_bytes = path.stat().st_size
            _verify_file(path, index_name(config, path), index, result, second_reader=second_reader)
            _verify_revisits(index_name(config, path), index, referrals, result)
            done += size_bytes
            advance(done, total)
        result.flaws += _missing_files({index_name(config, path) for path in paths}, index)
        result.flaws += _orphan_articles(index, result.articles)
        counts = index.counts()
    result.rows = counts.captures + counts.articles
    return result


def _verify_file(path: Path, name: str, index: Index, result: Verified, *, second_reader: bool) -> None:
    result.files += 1
    live = is_being_written(path)
    if live:
        result.being_written.append(name)
    else:
        for flaw in chain(check_file(path), differences(path) if second_reader else ()):
            result.flaws.append(ArchiveFlaw(where=f"{name} at byte {flaw.offset}", what=flaw.what))
        result.flaws += _fixity(path, name, index)
    result.flaws += _agreement(path, name, index, result, live=live)


def _verify_revisits(name: str, index: Index, referrals: Referrals, result: Verified) -> None:
    """Rows will do: that they are what the records say is proved besides."""
    for row in index.captures(file=name):
        if row.kind is CaptureKind.REVISIT:
            result.revisits += 1
            where = f"{name} at byte {row.offset}"
            result.flaws += [ArchiveFlaw(where=where, what=what) for what in referrals.flaws(row)]


def _fixity(path: Path, name: str, index: Index) -> Iterator[ArchiveFlaw]:
    row = index.file(name)
    if row is None:
        yield ArchiveFlaw(where=name, what="the index does not know this file")
    elif path.name.endswith(".open"):
        yield ArchiveFlaw(where=name, what="left open by a process that is gone; `microfiche repair` closes it")
    elif not row.is_closed:
        yield ArchiveFlaw(where=name, what="closed, but not in the index")
    elif row.sha256 != sha256_of(path):
        yield ArchiveFlaw(where=name, what="SHA-256 is not what it was when the file was closed")
    elif row.vantage != vantage_of(path):
        yield ArchiveFlaw(where=name, what="the index says something else: vantage")


def _agreement(path: Path, name: str, index: Index, result: Verified, *, live: bool) -> Iterator[ArchiveFlaw]:
    """Yield each difference between records and rows. Damaged places are told by `check_file`."""
    rows = {row.record_id: row for row in index.captures(file=name)}
    for found in contents_of(path, file_name=name, on_damage=lambda _: None):
        if found.capture is not None:
            result.captures += 1
            yield from _capture_flaws(found.capture, rows.pop(found.capture.record_id, None), name, live=live)
        if found.article is not None:
            result.articles.add((found.article.record_id, found.article.reader))
            yield from _article_flaws(found.article, index, name, live=live)
    for row in rows.values():
        yield ArchiveFlaw(where=f"index, capture {row.record_id}", what=f"no such record in {name}")


def _capture_flaws(record: CaptureRow, row: CaptureRow | None, name: str, *, live: bool) -> Iterator[ArchiveFlaw]:
    where = f"{name} at byte {record.offset}"
    if row is None:
        if not live:
            yield ArchiveFlaw(where=where, what="this record is not in the index")
        return
    different = [each.name for each in fields(CaptureRow) if getattr(record, each.name) != getattr(row, each.name)]
    if different:
        yield ArchiveFlaw(where=where, what=f"the index says something else: {', '.join(different)}")


def _article_flaws(record: Article, index: Index, name: str, *, live: bool) -> Iterator[ArchiveFlaw]:
    where = f"{name}, article of {record.record_id}"
    try:
        stored = [row for row in index.articles(record_id=record.record_id) if row.reader == record.reader]
    except ValueError as err:
        yield ArchiveFlaw(where=where, what=f"its index row cannot be read: {err}")
        return
    if not stored:
        if not live:
            yield ArchiveFlaw(where=where, what="this article is not in the index")
    elif stored != [record]:
        yield ArchiveFlaw(where=where, what="the index says something else")


def _orphan_articles(index: Index, known: set[tuple[str | None, str | None]]) -> Iterator[ArchiveFlaw]:
    for record_id, reader in index.article_keys():
        if (record_id, reader) not in known:
            yield ArchiveFlaw(
                where=f"index, article of {record_id} by {reader}", what="no such record in any WARC file"
            )


def _missing_files(present: set[str], index: Index) -> Iterator[ArchiveFlaw]:
    for row in index.files():
        if row.name not in present:
            yield ArchiveFlaw(where=row.name, what="in the index, but the file is not there")
