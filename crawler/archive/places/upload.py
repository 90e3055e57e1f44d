"""A closed WARC file brought to the store, proved there, and then only there.

The order: the bytes are in the store; read back, they have the SHA-256 of the closed file; the sum stands beside them;
the index says where the file is; the local copy is removed. It may be broken off anywhere and done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.archive.folder import index_name, open_for_reading, sha256_of, warc_files
from crawler.archive.foreign.origin import SUFFIX, beside
from crawler.archive.places.remote import RemoteWarc
from crawler.archive.places.store import Store
from crawler.errors import ArchiveError, ArchiveNotFound, BadSetting, NotUploaded, StoreFailed, reason_of
from crawler.warc.file import DISK
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.archive.places.files import WarcFiles
    from crawler.config import ArchiveConfig
    from crawler.index import FileRow, Index
    from crawler.warc.file import Disk

SUM_SUFFIX = ".sha256"
"""Of the file beside each whole file in the store, as `sha256sum` reads it."""
PROBE = ".microfiche"
"""A name that is asked for to see whether the store answers; nothing is there."""
TRIES = 3
"""So often a file is brought there again when what is read back is something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """One file that is in the store now."""

    name: str
    """As the index names it."""
    url: str
    size_bytes: int
    was_there: bool
    """Its bytes were there already, of an upload that was broken off."""


def to_upload(config: ArchiveConfig, index: Index) -> list[FileRow]:
    """Return the closed files of this disk that are to be brought to the store, or only to be removed here.

    Files that were imported in place are not ours to move.
    """
    if config.store.address is None:
        raise BadSetting("ARCHIVE_STORE", "not set: no place to bring WARC files to")
    without = {row.name: row for row in index.files_without_place()}
    if config.store.keeps_local:
        rows = [row for row in without.values() if (config.warc_folder / row.name).exists()]
    else:
        names = (index_name(config, path) for path in warc_files(config) if not path.name.endswith(OPEN_SUFFIX))
        found = ((without.get(name) or index.file(name)) for name in names)
        rows = [row for row in found if row is not None and row.is_closed]
    return [row for row in rows if not (config.warc_folder / row.name).is_symlink()]


def upload(row: FileRow, config: ArchiveConfig, index: Index, store: Store, *, disk: Disk = DISK) -> Uploaded:
    """Bring the file of *row* to the store; return when the index says that it is there, and it is.

    Raises `NotUploaded` when the file is not what it was when it was closed, or the store has another one of its name;
    `StoreFailed`, and `ArchiveError` when the index cannot be written.
    """
    path = config.warc_folder / row.name
    url = row.place or f"{config.store.address}/{row.name}"
    with _held(path, row.name):
        if row.sha256 is None or path.stat().st_size != row.size_bytes or sha256_of(path) != row.sha256:
            raise NotUploaded(row.name, "its SHA-256 is not what it was when it was closed; see `microfiche verify`")
        was_there = _bring(path, row, url, store)
        note = beside(path)
        if note.exists():
            store.write(url + SUFFIX, note.read_bytes())
        if row.place is None:
            index.place_file(row.name, url)
        if not config.store.keeps_local:
            _remove(path, disk)
    return Uploaded(name=row.name, url=url, size_bytes=row.size_bytes or 0, was_there=was_there)


def stored_files(config: ArchiveConfig, files: WarcFiles) -> dict[str, RemoteWarc]:
    """Return the WARC files that the store has, by name; none where no store is set."""
    if config.store.address is None:
        return {}
    found = files.store.below(config.store.address)
    return {
        name: files.remote(name, f"{config.store.address}/{name}", size_bytes)
        for name, size_bytes in found.items()
        if name.endswith((".warc.gz", ".warc"))
    }


def stored_flaws(files: WarcFiles, name: str, place: Path | RemoteWarc) -> Iterator[str]:
    """Yield what is wrong with the file called *name* in the store, without reading it: gone, or of another size."""
    there = place if isinstance(place, RemoteWarc) else files.stored(name)
    if there is None:
        return
    size_bytes = files.store.size_bytes(there.url)
    if size_bytes is None:
        yield f"the index says that it is in the store, and it is not: {there.url}"
    elif size_bytes != there.size_bytes:
        yield f"in the store it has {size_bytes} bytes instead of {there.size_bytes}: {there.url}"


def check_store(config: ArchiveConfig) -> Iterator[tuple[str, bool]]:
    """Yield (text, is it wrong) about the store that is set: whether it can be reached, and how many files wait."""
    address = config.store.address
    if address is None:
        return
    store = Store(config.store.options, waits_s=())
    try:
        store.size_bytes(f"{address}/{PROBE}")
    except ArchiveError as err:
        yield str(err), True
        return
    yield f"{address}: can be reached", False
    try:
        with open_for_reading(config) as index:
            waiting = len(to_upload(config, index))
    except ArchiveNotFound:
        return
    yield f"{waiting} closed WARC files are still here; `microfiche upload` brings them there", False


def stated_sum(store: Store, url: str) -> str | None:
    """Return the SHA-256 that stands beside the file at *url*; None where its upload did not come to its end."""
    found = store.content(url + SUM_SUFFIX)
    return None if found is None else found.split(b" ", 1)[0].decode("ascii", "replace")


def _bring(path: Path, row: FileRow, url: str, store: Store) -> bool:
    """Have the bytes at *url*, proved, with their sum beside them; return whether they were there already."""
    stated = stated_sum(store, url)
    if stated not in {None, row.sha256}:
        raise NotUploaded(row.name, f"the store has another file of that name: {url}")
    was_there = _is_whole(row, url, store)
    for _ in range(TRIES):
        if was_there or _is_whole_after(path, row, url, store):
            break
    else:
        raise StoreFailed(url, "what is read back is not what was brought there")
    if stated is None:
        store.write(url + SUM_SUFFIX, f"{row.sha256}  {path.name}\n".encode())
    return was_there


def _is_whole_after(path: Path, row: FileRow, url: str, store: Store) -> bool:
    store.put(path, url)
    return _is_whole(row, url, store)


def _is_whole(row: FileRow, url: str, store: Store) -> bool:
    """Return whether the bytes at *url*, all of them read back, are those of the closed file."""
    if row.size_bytes is None or store.size_bytes(url) != row.size_bytes:
        return False
    sha256 = hashlib.sha256()
    for piece in store.pieces(url, row.size_bytes):
        sha256.update(piece)
    return sha256.hexdigest() == row.sha256


def _remove(path: Path, disk: Disk) -> None:
    disk.unlink(path)
    disk.sync_folder(path.parent)


@contextmanager
def _held(path: Path, name: str) -> Iterator[None]:
    """Keep other uploads of the same file out. Raises `NotUploaded`."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as err:
        raise NotUploaded(name, reason_of(err)) from err
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as err:
        raise NotUploaded(name, "another process is at it") from err
    finally:
        os.close(fd)
