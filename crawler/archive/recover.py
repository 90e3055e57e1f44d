"""What writers that are gone have left, brought to its end: tail cut off, rows added, file closed.

The order is that of writing: bytes durable, index rows committed, file renamed, its own row committed. It may be broken
off after any step and done again.
"""

from __future__ import annotations

import fcntl
import filecmp
import itertools
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.archive.filing import Added, add_missing, closed_row, has_article
from crawler.archive.folder import index_name, warc_files
from crawler.archive.rows import is_article
from crawler.counting import counted
from crawler.errors import BadRecord, reason_of
from crawler.http import whole
from crawler.model.article_json import article_from_json
from crawler.warc.file import DISK
from crawler.warc.naming import OPEN_SUFFIX
from crawler.warc.reader import scan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.index import Index
    from crawler.warc import Record
    from crawler.warc.file import Disk

TAIL_SUFFIX = ".tail"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """One file that a writer had left, and what was done with it."""

    name: str
    """As the index names it."""
    added: Added = field(default_factory=Added)
    """Rows that the index did not have."""
    tail_bytes: int = 0
    """Bytes of a half-written record."""
    tail: str | None = None
    """The file beside it that now holds these bytes."""
    removed: bool = False
    """There was not one whole record in it, so that there is no file of this name any more."""
    damaged_places: int = 0
    """Places within the file that cannot be read; they stay as they are."""
    failure: str | None = None
    """Why nothing could be done; the file is as it was, or as far as this came."""

    def __str__(self) -> str:
        if self.failure is not None:
            return f"{self.name}: left as it is: {self.failure}"
        parts = ["no whole record in it, removed" if self.removed else "closed"]
        if self.added.captures or self.added.articles:
            parts.append(f"{self.added} added to the index")
        if self.tail_bytes:
            parts.append(f"{counted(self.tail_bytes, 'byte')} of a half-written record moved to {self.tail}")
        if self.damaged_places:
            parts.append(counted(self.damaged_places, "damaged place"))
        return f"{self.name}: {'; '.join(parts)}"


def recover(config: ArchiveConfig, index: Index, *, disk: Disk = DISK) -> tuple[Recovered, ...]:
    """Bring every file to its end that no living process holds; return what was done, oldest name first.

    That is each ``.open`` file, and each closed one that the index does not know as closed. Raises `ArchiveError` when
    the index cannot be written; a file with which the disk makes trouble is left for the next time.
    """
    closed = {row.name for row in index.files() if row.is_closed}
    done = []
    for path in warc_files(config):
        if path.name.endswith(OPEN_SUFFIX) or index_name(config, path) not in closed:
            recovered = _recover(path, index_name(config, path), index, disk)
            if recovered is not None:
                done.append(recovered)
    return tuple(done)


def _recover(path: Path, name: str, index: Index, disk: Disk) -> Recovered | None:
    """Return what was done with *path*; None when a living process holds it."""
    try:
        with _lock(path) as fd:
            if fd is None:
                return None
            if path.name.endswith(OPEN_SUFFIX):
                return _end(path, name, fd, index, disk)
            return _adopt(path, name, index)
    except OSError as err:
        return Recovered(name=name, failure=reason_of(err))


@contextmanager
def _lock(path: Path) -> Iterator[int | None]:
    """Yield a descriptor of *path* that alone holds it; None when another process does, or has renamed it."""
    mode = os.O_RDWR if path.name.endswith(OPEN_SUFFIX) else os.O_RDONLY
    try:
        fd = os.open(path, mode | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        yield fd if _is_ours(fd, path) else None
    finally:
        os.close(fd)


def _is_ours(fd: int, path: Path) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(fd), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _adopt(path: Path, name: str, index: Index) -> Recovered:
    """Index a closed file: its writer died behind the rename, or somebody put it there."""
    damage: list[BadRecord] = []
    added = add_missing(index, path, name, on_damage=damage.append)
    index.add_file(closed_row(path, name))
    index.commit()
    return Recovered(name=name, added=added, damaged_places=len(damage))


def _end(path: Path, name: str, fd: int, index: Index, disk: Disk) -> Recovered:
    final = path.with_name(path.name.removesuffix(OPEN_SUFFIX))
    if final.exists():
        return Recovered(name=name, failure="there is a closed file of the same name")
    end = _end_of_whole(path, name, index)
    tail_bytes = os.fstat(fd).st_size - end
    tail = _cut_off(path, fd, end, disk) if tail_bytes else None
    if not end:
        disk.unlink(path)
        disk.sync_folder(path.parent)
        return Recovered(name=name, tail_bytes=tail_bytes, tail=tail, removed=True)
    disk.fsync(fd)
    damage: list[BadRecord] = []
    added = add_missing(index, path, name, on_damage=damage.append)
    disk.rename(path, final)
    disk.sync_folder(final.parent)
    index.add_file(closed_row(final, name))
    index.commit()
    return Recovered(name=name, added=added, tail_bytes=tail_bytes, tail=tail, damaged_places=len(damage))


def _end_of_whole(path: Path, name: str, index: Index) -> int:
    """Return where the tail begins: behind the last whole record.

    A power cut may also leave a hole in what was never made durable, with whole records behind it. Then the tail begins
    at the hole: the index knows the file, and nothing from there on. What can be read behind a hole might also be
    content of the record that is damaged, so it is not brought back. Damage before a record that the index knows is no
    tail. An index that does not know the file is another one than it was written with, and says nothing of it.
    """
    end = 0
    hole: int | None = None
    for found in scan(path):
        if isinstance(found, BadRecord):
            hole = found.offset if hole is None and found.offset >= end else hole
            continue
        end = found.offset + found.length
        if hole is not None and _is_acknowledged(found, index):
            hole = None
    return min(end, hole) if hole is not None and index.file(name) is not None else end


def _is_acknowledged(record: Record, index: Index) -> bool:
    if not is_article(record):
        return any(index.record(record_id) for record_id in (record.record_id, *record.concurrent_to))
    try:
        return has_article(index, article_from_json(whole(record.block)))
    except ValueError:
        return False


def _cut_off(path: Path, fd: int, end: int, disk: Disk) -> str:
    """Move what stands behind *end* to a file beside *path*; return the name of that file."""
    base = path.name.removesuffix(OPEN_SUFFIX)
    fresh = path.with_name(f"{base}{TAIL_SUFFIX}.new")
    disk.unlink(fresh)  # of a recovery that was broken off
    try:
        _copy(fd, end, fresh, disk)
    except OSError:
        disk.unlink(fresh)
        raise
    names = itertools.chain([base + TAIL_SUFFIX], (f"{base}{TAIL_SUFFIX}{n}" for n in itertools.count(2)))
    places = (path.with_name(name) for name in names)
    # The same bytes: a recovery that was broken off here. Others: never written over.
    tail = next(place for place in places if not place.exists() or filecmp.cmp(place, fresh, shallow=False))
    disk.rename(fresh, tail)
    disk.sync_folder(path.parent)
    disk.truncate(fd, end)
    disk.fsync(fd)
    return tail.name


def _copy(fd: int, start: int, path: Path, disk: Disk) -> None:
    copy = disk.create(path)
    try:
        at = start
        while piece := os.pread(fd, PIECE_BYTES, at):
            at += disk.write(copy, piece)
        disk.fsync(copy)
    finally:
        os.close(copy)
