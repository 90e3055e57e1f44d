"""The index made anew from the WARC files alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.contents import contents_of
from crawler.archive.filing import add_contents, closed_row, open_row
from crawler.archive.folder import index_name, warc_files
from crawler.errors import ArchiveNotFound, ArchiveUnwritable, BadSetting
from crawler.index import Index
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.errors import BadRecord
    from crawler.index import Counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """What the new index holds, and what could not be read."""

    counts: Counts
    files: int
    flaws: tuple[BadRecord, ...]


def reindex(config: ArchiveConfig, *, advance: Callable[[int, int], None] = lambda *_: None) -> Reindexed:
    """Build a new index beside the old one and put it in its place when it is whole.

    *advance* is told (bytes read, bytes in all). Raises `ArchiveNotFound`, `ArchiveUnwritable`.
    """
    if not config.warc_folder.is_dir():
        raise ArchiveNotFound(config.folder)
    if config.index is not None:
        raise BadSetting("ARCHIVE_INDEX", "reindex makes the index.sqlite of an archive, no other index")
    final = config.folder / "index.sqlite"
    fresh = config.folder / "index.sqlite.new"
    _remove(fresh)
    files = warc_files(config)
    total = sum(path.stat().st_size for path in files)
    flaws: list[BadRecord] = []
    done = 0
    with Index.open(fresh) as index:
        for path in files:
            _add_file(index, path, config, flaws.append)
            done += path.stat().st_size
            advance(done, total)
        counts = index.counts()
    _replace(fresh, final)
    return Reindexed(counts=counts, files=len(files), flaws=tuple(flaws))


def _add_file(index: Index, path: Path, config: ArchiveConfig, on_damage: Callable[[BadRecord], None]) -> None:
    name = index_name(config, path)
    add_contents(index, contents_of(path, file_name=name, on_damage=on_damage))
    index.add_file(closed_row(path, name) if path.name.endswith(".gz") else open_row(path, name))
    index.commit()


def _replace(fresh: Path, final: Path) -> None:
    """Put *fresh* in the place of *final*; SQLite's side files of the old index must not meet the new one."""
    try:
        for suffix in ("-wal", "-shm"):
            final.with_name(final.name + suffix).unlink(missing_ok=True)
        fresh.replace(final)
        sync_folder(final.parent)
    except OSError as err:
        raise ArchiveUnwritable(final, (err.strerror or str(err)).lower()) from err


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
