"""The index made anew from the WARC files alone."""

from __future__ import annotations

import fcntl
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.contents import contents_of
from crawler.archive.filing import add_contents, closed_row, open_row
from crawler.archive.folder import index_name, is_being_written, prepare_folder, warc_files
from crawler.archive.foreign.origin import FOLDER, LOCK, LOST, NOT_AS_IMPORTED, by_arrival, lost_files, origin_of
from crawler.archive.places import RemoteWarc, WarcFiles, size_of
from crawler.archive.places.hashed import HashedFile
from crawler.archive.places.upload import stated_sum, stored_files
from crawler.archive.redactions import FILE, follow_log, keep_known
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveNotFound, ArchiveUnwritable, BadRecord, BadSetting, reason_of
from crawler.index import Index
from crawler.warc.file import sync_folder
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from crawler.config import ArchiveConfig
    from crawler.index import Counts, FileRow
    from crawler.index.redaction import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """What the new index holds, and what could not be read."""

    counts: Counts
    files: int
    flaws: tuple[BadRecord, ...]
    lacks_log: bool
    """Files came from a store to a place without a log of redactions: what was hidden elsewhere is shown here."""


def reindex(config: ArchiveConfig, *, advance: Callable[[int, int], None] = lambda *_: None) -> Reindexed:
    """Build a new index beside the old one and put it in its place when it is whole.

    *advance* is told (bytes read, bytes in all). Raises `ArchiveNotFound`, `ArchiveUnwritable`, `StoreFailed`,
    `BadSetting` when the old index has files in a store that is not the one set, and `ArchiveError` while a crawl or
    an import writes: what it commits to the old index would be gone with it.
    """
    if config.index is not None:
        raise BadSetting(
            "ARCHIVE_INDEX", "reindex makes the index.sqlite of an archive; `microfiche repair` fills an empty database"
        )
    files = WarcFiles(config, None)
    stored = stored_files(config, files)
    if not config.warc_folder.is_dir():
        if not stored:
            raise ArchiveNotFound(config.folder)
        prepare_folder(config)
    with _at_rest(config):
        return _reindex(config, files, stored, advance)


def _reindex(
    config: ArchiveConfig, files: WarcFiles, stored: dict[str, RemoteWarc], advance: Callable[[int, int], None]
) -> Reindexed:
    final = config.folder / "index.sqlite"
    # Before anything is made: a log that cannot be read must not show what it hid.
    keep_known(config, _known_redactions(final))
    here: dict[str, Path | RemoteWarc] = {index_name(config, path): path for path in warc_files(config)}
    _must_have_all(config, final, here)
    fresh = config.folder / "index.sqlite.new"
    with _writing(fresh):
        _remove(fresh)
    # Of two records with one id the first has the row, so the order must be that of the live index.
    every = by_arrival({**stored, **here}.items())
    total = sum(size_of(place) for _, place in every)
    flaws: list[BadRecord] = []
    done = 0
    with Index.open(fresh) as index:
        for name, place in every:
            size_bytes = size_of(place)
            with files.from_end_to_end(name, place) as there:
                row = _add_file(index, there, name, flaws.append)
            origin = origin_of(place)
            if origin is not None and row.sha256 != origin.sha256:
                flaws.append(BadRecord(place, 0, NOT_AS_IMPORTED))
            if name in stored and row.is_closed:
                flaws += _placed(index, row, stored[name], files)
            done += size_bytes
            advance(done, total)
        for name, source in lost_files(config, {name for name, _ in every}):
            flaws.append(BadRecord(config.warc_folder / name, 0, f"{LOST}; it came from {source}"))
        follow_log(config, index)
        counts = index.counts()
    with ExitStack() as held:
        try:
            held.enter_context(_at_rest(config))
        except ArchiveError:
            _remove(fresh)
            raise
        _replace(fresh, final)
    lacks_log = bool(stored) and not (config.folder / FILE).exists()
    return Reindexed(counts=counts, files=len(every), flaws=tuple(flaws), lacks_log=lacks_log)


def _add_file(index: Index, place: Path | RemoteWarc, name: str, on_damage: Callable[[BadRecord], None]) -> FileRow:
    hashed = HashedFile(place)
    add_contents(index, contents_of(hashed, file_name=name, on_damage=on_damage))
    if isinstance(place, Path) and place.name.endswith(OPEN_SUFFIX):
        row = open_row(place, name)
    else:
        row = closed_row(place, name, sha256=hashed.sha256())
    index.add_file(row)
    index.commit()
    return row


def _placed(index: Index, row: FileRow, there: RemoteWarc, files: WarcFiles) -> Iterator[BadRecord]:
    """Note that the file of *row* is in the store, when its upload came to its end; yield what is wrong with it."""
    stated = stated_sum(files.store, there.url)
    if stated == row.sha256 and there.size_bytes == row.size_bytes:
        index.place_file(row.name, there.url)
    elif stated is None and there.local.exists():
        return  # its upload did not come to its end, and is begun again
    elif stated is None:
        yield BadRecord(there, 0, f"its upload did not come to its end: {there.url}")
    else:
        yield BadRecord(there, 0, f"in the store it is another file than when it was uploaded: {there.url}")


@contextmanager
def _at_rest(config: ArchiveConfig) -> Iterator[None]:
    """Keep imports out. Raises `ArchiveError` when one is running, or a crawl."""
    name = next((index_name(config, path) for path in warc_files(config) if is_being_written(path)), None)
    if name is not None:
        raise ArchiveError(f"a crawl writes {name} now, and into the index: reindex when it has ended")
    with ExitStack() as held:
        # Where there is no lock no import was ever begun; reading it is enough, and changes nothing.
        with suppress(OSError):
            lock = held.enter_context((config.warc_folder / FOLDER / LOCK).open("rb"))
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                told = f"an import writes into {config.warc_folder / FOLDER} now, and into the index"
                raise ArchiveError(f"{told}: reindex when it has ended") from None
        yield


def _must_have_all(config: ArchiveConfig, final: Path, here: Container[str]) -> None:
    """Raise `BadSetting` when the old index, and nothing else here, knows where some WARC files are."""
    try:
        with Index.open(final, create=False) as index:
            rows = [row for row in index.files() if row.place is not None and row.name not in here]
    except ArchiveError:
        return  # there is none, or one that cannot be read any more
    places = [row.place for row in rows if config.store.address is None or not _is_below(row, config.store.address)]
    if places:
        files = counted(len(places), "WARC file is", "WARC files are")
        to_do = f"set it to that one, or move {final} away to make an index without them"
        raise BadSetting("ARCHIVE_STORE", f"{files} in another store, such as {places[0]}: {to_do}")


def _is_below(row: FileRow, address: str) -> bool:
    return (row.place or "").startswith(f"{address}/")


def _known_redactions(path: Path) -> list[Act]:
    """Return the redactions that the index at *path* knows; none where it is not there, or cannot be read any more."""
    try:
        with Index.open(path, create=False) as index:
            return index.redactions.acts()
    except ArchiveError:
        return []


def _replace(fresh: Path, final: Path) -> None:
    """Put *fresh* in the place of *final*; SQLite's side files of the old index must not meet the new one."""
    with _writing(final):
        for suffix in ("-wal", "-shm"):
            final.with_name(final.name + suffix).unlink(missing_ok=True)
        fresh.replace(final)
        sync_folder(final.parent)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as err:
        raise ArchiveUnwritable(path, reason_of(err)) from err


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
