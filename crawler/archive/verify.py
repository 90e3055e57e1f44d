"""The proof that WARC files are right and that the index says what they say."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.archive.contents import contents_in
from crawler.archive.filing import is_same_capture, vantage_of
from crawler.archive.folder import is_being_written, must_have_warc_folder, open_for_reading
from crawler.archive.foreign.origin import LOST, NOT_AS_IMPORTED, lost_files, origin_of
from crawler.archive.places import RemoteWarc, WarcFiles, size_of
from crawler.archive.places.hashed import HashedFile
from crawler.archive.places.upload import stored_flaws
from crawler.archive.redactions import redaction_flaws
from crawler.archive.referrals import Referrals, stands_alone
from crawler.errors import BadArticle
from crawler.index import CaptureKind, CaptureRow
from crawler.warc.check import FileCheck, differences, seen_in
from crawler.warc.naming import host_in, own_host
from crawler.warc.reader import scan
from crawler.warc.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from crawler.archive.foreign.origin import Origin
    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.model import Article
    from crawler.warc.check import Flaw, Seen


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
    disputed: dict[tuple[str | None, str | None], list[ArchiveFlaw]] = field(default_factory=dict)
    """Article records that are not what the index has of their capture and reader: another record may be."""
    agreed: set[tuple[str | None, str | None]] = field(default_factory=set)
    """Captures and readers of which the index has what a record says."""
    rows: int = 0
    flaws: list[ArchiveFlaw] = field(default_factory=list)
    as_imported: int = 0
    """Flaws that imported files had when they came; their bytes are the same since (`Origin`)."""
    dangling: int = 0
    """Revisits of imported files that repeat what is not in the archive: another import may bring it."""
    being_written: list[str] = field(default_factory=list)
    """Files of crawls that are running: only what the index says of them is looked at."""
    elsewhere: list[str] = field(default_factory=list)
    """Files that were not looked at: on the disks of other machines, or in the store when only this disk is wanted."""

    def as_json(self) -> dict[str, Any]:
        flaws = [{"where": flaw.where, "what": flaw.what} for flaw in self.flaws]
        return {
            "files": self.files, "captures": self.captures, "revisits": self.revisits,
            "articles": len(self.articles), "rows": self.rows,
            "as_imported": self.as_imported, "dangling": self.dangling,
            "being_written": self.being_written, "elsewhere": self.elsewhere,
            "flaws": flaws,
        }  # fmt: skip


def verify(
    config: ArchiveConfig,
    *,
    advance: Callable[[int, int], None] = lambda *_: None,
    second_reader: bool = False,
    only_here: bool = False,
) -> Verified:
    """Return what is wrong with the archive: nothing, when every promise about it holds.

    With *second_reader* warcio must see the same records in every file. A file in a store is read from there like the
    others, unless *only_here*. Raises `ArchiveNotFound` when there is no archive, `StoreFailed`.
    """
    must_have_warc_folder(config)
    result = Verified()
    with open_for_reading(config, with_hidden=True) as index:
        files = WarcFiles(config, index)
        every = list(files.all())
        if only_here:
            result.elsewhere += [name for name, place in every if isinstance(place, RemoteWarc)]
            every = [(name, place) for name, place in every if isinstance(place, Path)]
        total = sum(size_of(place) for _, place in every)
        done = 0
        referrals = Referrals(index, files)
        for name, place in every:
            size_bytes = size_of(place)
            flaws = list(stored_flaws(files, name, place))
            result.flaws += [ArchiveFlaw(where=name, what=what) for what in flaws]
            if isinstance(place, Path) or not flaws:
                with files.from_end_to_end(name, place) as there:
                    _verify_file(there, name, index, result, origin=origin_of(place), second_reader=second_reader)
                _verify_revisits(name, index, referrals, result, origin=origin_of(place))
            done += size_bytes
            advance(done, total)
        # Two crawls may read one capture, each with the photos that it has. The index has the last of both.
        result.flaws += chain(*(told for key, told in result.disputed.items() if key not in result.agreed))
        result.flaws += _missing_files({name for name, _ in every}, index, config, result)
        if not result.elsewhere:  # they may be there
            result.flaws += _orphan_articles(index, result.articles)
        result.flaws += [ArchiveFlaw(where="index, search", what=what) for what in index.stories.flaws()]
        result.flaws += [ArchiveFlaw(where=where, what=what) for where, what in redaction_flaws(config, index)]
        counts = index.counts()
    result.rows = counts.captures + counts.articles
    return result


def _verify_file(  # noqa: PLR0913  # what is read, and what it is held against
    place: Path | RemoteWarc, name: str, index: Index, result: Verified, *, origin: Origin | None, second_reader: bool
) -> None:
    result.files += 1
    live = isinstance(place, Path) and is_being_written(place)
    looked = _Look(place, is_live=live, keeps_seen=second_reader)
    # Read once, for everything: what is wrong with each record, what the index must say of it, the digest of the file.
    agreement = list(_agreement(looked.records(), name, index, result, live=live, origin=origin))
    if live:
        result.being_written.append(name)
    else:
        fixity = list(_fixity(place, name, index, looked.source, origin))
        for flaw in chain(looked.flaws, differences(place, looked.seen) if second_reader else ()):
            told = ArchiveFlaw(where=f"{name} at byte {flaw.offset}", what=flaw.what)
            _add_flaw(result, origin, told, is_same=not fixity)
        result.flaws += fixity
    result.flaws += agreement


class _Look:
    """One look at all of a file, with what is wrong with it; of one that *is_live* nothing is said."""

    def __init__(self, place: Path | RemoteWarc, *, is_live: bool, keeps_seen: bool) -> None:
        self.source = HashedFile(place)
        self.flaws: list[Flaw] = []
        self.seen: list[Seen] = []
        self._is_live = is_live
        self._keeps_seen = keeps_seen

    def records(self) -> Iterator[Record]:
        """Yield each whole record; `flaws` and `seen` are complete at the end."""
        check = FileCheck(self.source)
        for found in scan(self.source):
            if not self._is_live:
                self.flaws += check.flaws_of(found)
            if isinstance(found, Record):
                if self._keeps_seen:
                    self.seen.append(seen_in(found))
                yield found
        if not self._is_live:
            self.flaws += check.last_flaws()


def _add_flaw(result: Verified, origin: Origin | None, flaw: ArchiveFlaw, *, is_same: bool) -> None:
    """Add *flaw*; of an imported file whose bytes are as they came it is counted only: the import has told it."""
    if is_same and origin is not None:
        result.as_imported += 1
    else:
        result.flaws.append(flaw)


def _verify_revisits(name: str, index: Index, referrals: Referrals, result: Verified, *, origin: Origin | None) -> None:
    """Rows will do: that they are what the records say is proved besides."""
    for row in index.captures(file=name):
        if row.kind is CaptureKind.REVISIT:
            result.revisits += 1
            where = f"{name} at byte {row.offset}"
            if origin is not None and referrals.row(row.refers_to, row.payload_digest) is None:
                result.dangling += not stands_alone(row)
                continue
            for what in referrals.flaws(row):
                _add_flaw(result, origin, ArchiveFlaw(where=where, what=what), is_same=True)


def _fixity(
    place: Path | RemoteWarc, name: str, index: Index, looked: HashedFile, origin: Origin | None
) -> Iterator[ArchiveFlaw]:
    row = index.file(name)
    if row is None:
        yield ArchiveFlaw(where=name, what="the index does not know this file")
    elif place.name.endswith(".open"):
        yield ArchiveFlaw(where=name, what="left open by a process that is gone; `microfiche repair` closes it")
    elif not row.is_closed:
        yield ArchiveFlaw(where=name, what="closed, but not in the index")
    elif row.sha256 != looked.sha256():
        yield ArchiveFlaw(where=name, what="SHA-256 is not what it was when the file was closed")
    elif origin is not None and origin.sha256 != looked.sha256():  # an index made anew has the sum of what was there
        yield ArchiveFlaw(where=name, what=NOT_AS_IMPORTED)
    elif row.vantage != vantage_of(place):
        yield ArchiveFlaw(where=name, what="the index says something else: vantage")


def _agreement(  # noqa: PLR0913  # what is read, and what it is held against
    records: Iterable[Record], name: str, index: Index, result: Verified, *, live: bool, origin: Origin | None
) -> Iterator[ArchiveFlaw]:
    """Yield each difference between records and rows. Damaged places are told by `FileCheck`."""
    rows = {row.record_id: row for row in index.captures(file=name)}
    for found in contents_in(records, file_name=name, on_damage=lambda _: None):
        if found.capture is not None:
            result.captures += 1
            row = rows.pop(found.capture.record_id, None)
            there = index.record(found.capture.record_id) if row is None and origin is not None else None
            if there is not None:  # it came in two files; the index knows the first
                result.as_imported += not is_same_capture(found.capture, there)
                continue
            yield from _capture_flaws(found.capture, row, name, live=live)
        if found.article is not None:
            result.articles.add((found.article.record_id, found.article.reader))
            yield from _article_flaws(found.article, index, name, result, live=live)
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


def _article_flaws(record: Article, index: Index, name: str, result: Verified, *, live: bool) -> Iterator[ArchiveFlaw]:
    where, key = f"{name}, article of {record.record_id}", (record.record_id, record.reader)
    try:
        stored = [row for row in index.articles(record_id=record.record_id) if row.reader == record.reader]
    except BadArticle as err:
        yield ArchiveFlaw(where=where, what=f"its index row cannot be read: {err.why}")
        return
    if not stored:
        if not live:
            yield ArchiveFlaw(where=where, what="this article is not in the index")
    elif stored == [record]:
        result.agreed.add(key)
    else:
        result.disputed.setdefault(key, []).append(ArchiveFlaw(where=where, what="the index says something else"))


def _orphan_articles(index: Index, known: set[tuple[str | None, str | None]]) -> Iterator[ArchiveFlaw]:
    for record_id, reader in index.article_keys():
        if (record_id, reader) not in known:
            yield ArchiveFlaw(
                where=f"index, article of {record_id} by {reader}", what="no such record in any WARC file"
            )


def _missing_files(present: set[str], index: Index, config: ArchiveConfig, result: Verified) -> Iterator[ArchiveFlaw]:
    """Yield each file of the index that is nowhere. Machines that share a store have files that wait to go there."""
    shared = config.store.address is not None
    for row in index.files():
        if row.name in present or row.name in result.elsewhere:
            continue
        if shared and row.place is None and host_in(row.name) not in {None, own_host()}:
            result.elsewhere.append(row.name)
        else:
            yield ArchiveFlaw(where=row.name, what="in the index, but the file is not there")
    told = {row.name for row in index.files()}
    for name, _ in lost_files(config, present | told | {*result.elsewhere}):
        yield ArchiveFlaw(where=name, what=LOST)
