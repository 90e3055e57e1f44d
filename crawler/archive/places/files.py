"""The WARC files of an archive, wherever they are: the one seam through which records are read."""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.archive.folder import index_name, warc_files
from crawler.archive.places.remote import Ranges, RemoteWarc
from crawler.archive.places.store import Store
from crawler.errors import BadRecord, reason_of
from crawler.warc import open_record, path_of, read_record
from crawler.warc.naming import OPEN_SUFFIX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.config import ArchiveConfig
    from crawler.index import FileRow, Index
    from crawler.warc import Record, WarcSource

NOT_THERE = "the WARC file is not there"


class WarcFiles:
    """Finds each file of the archive by the name that the index gives it: on this disk, else in its store.

    May be shared by threads. Reading raises `StoreFailed` when the store cannot be reached.
    """

    def __init__(self, config: ArchiveConfig, index: Index | None, *, store: Store | None = None) -> None:
        """*index* tells which files are in a store; without one only this disk is looked at."""
        self._config = config
        self._index = index
        self._ranges = Ranges(Store(config.store.options) if store is None else store)
        self._placed: dict[str, RemoteWarc] = {}

    @property
    def store(self) -> Store:
        return self._ranges.store

    def at(self, name: str) -> Path | RemoteWarc:
        """Return the file called *name*; a path at which nothing is when it is neither here nor in a store.

        What is here comes first: it needs no network, and no question to the index. A folder or a named pipe that is
        called so is no file.
        """
        path = path_of(self._config.warc_folder, name)
        if path.is_file():
            return path
        return self.stored(name) or path

    def stored(self, name: str) -> RemoteWarc | None:
        """Return the file called *name* as it is in the store; None when the index knows of none."""
        found = self._placed.get(name)
        if found is None and self._index is not None:
            row = self._index.file(name)
            found = None if row is None else self.in_store(row)
            if found is not None:
                self._placed[name] = found
        return found

    def in_store(self, row: FileRow) -> RemoteWarc | None:
        """Return the file of *row* as it is in the store; None when it is in none."""
        if row.place is None or row.size_bytes is None:
            return None
        return self.remote(row.name, row.place, row.size_bytes)

    def remote(self, name: str, url: str, size_bytes: int) -> RemoteWarc:
        return RemoteWarc(self._ranges, url, size_bytes=size_bytes, local=self._config.warc_folder / name)

    def all(self) -> Iterator[tuple[str, Path | RemoteWarc]]:
        """Yield name and place of each WARC file of this disk, and of each that the index knows in a store; by name."""
        found: dict[str, Path | RemoteWarc] = {}
        if self._index is not None:
            found = {row.name: place for row in self._index.files() if (place := self.in_store(row)) is not None}
        found |= {index_name(self._config, path): path for path in warc_files(self._config)}
        yield from sorted(found.items())

    @property
    def is_shared(self) -> bool:
        """Whether other machines may have files that are not in the store yet."""
        return self._config.store.address is not None

    @contextmanager
    def held(self, name: str, place: Path | RemoteWarc | None = None) -> Iterator[Path | RemoteWarc]:
        """Yield the file called *name*, at *place* or as `at`, and keep it where it is meanwhile.

        Raises `BadRecord` when it is nowhere.
        """
        place = place or self.at(name)
        if isinstance(place, Path):
            with _staying(place) as stays:
                if stays:
                    yield place
                    return
            place = self.stored(name) or place
            if isinstance(place, Path):
                raise BadRecord(place, 0, NOT_THERE)
        yield place

    @contextmanager
    def from_end_to_end(self, name: str, place: Path | RemoteWarc) -> Iterator[Path | RemoteWarc]:
        """Yield the file called *name*, at *place* or as `held`, for one who reads all of it, as it is now.

        Raises `StoreFailed`, and `BadRecord` when it is nowhere any more, or shorter than it was.
        """
        with self.held(name, place) as kept:
            if isinstance(kept, Path):
                yield kept
                return
            try:
                yield kept.anew()
            except OSError as err:
                raise BadRecord(kept, 0, reason_of(err)) from err

    def holds(self, name: str, size_bytes: int) -> bool:
        """Return whether the file called *name* is there, with so many bytes at least; the store is not asked."""
        place = self.at(name)
        if isinstance(place, RemoteWarc):
            return place.size_bytes >= size_bytes
        try:
            return place.is_file() and place.stat().st_size >= size_bytes
        except OSError:
            return False

    def record(self, name: str, offset: int) -> Record:
        """Return the record at *offset* of the file called *name*. Raises `BadRecord`, `StoreFailed`."""
        return self._read(name, offset, read_record)

    def arriving(self, name: str, offset: int, length: int) -> Record:
        """Return the record at *offset*, *length* bytes long, as `record` does; a large block is read as asked for.

        Reading it raises `BadRecord`, `StoreFailed`.
        """
        return self._read(name, offset, lambda place, at: open_record(place, at, length))

    def _read(self, name: str, offset: int, read: Callable[[WarcSource, int], Record]) -> Record:
        try:
            return _read(self.at(name), offset, read)
        except FileNotFoundError:
            place = self.at(name)  # it may have been brought to the store since it was looked for
        try:
            return _read(place, offset, read)
        except FileNotFoundError as err:
            raise BadRecord(place, offset, NOT_THERE) from err


@contextmanager
def _staying(path: Path) -> Iterator[bool]:
    """Keep uploads from removing *path*; yield whether it is there. One that is being written is held by its writer."""
    if not path.is_file():  # a named pipe would let its reader wait
        yield False
        return
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with file:
        if not path.name.endswith(OPEN_SUFFIX):
            fcntl.flock(file, fcntl.LOCK_SH)
        yield path.is_file()


def _read(place: WarcSource, offset: int, read: Callable[[WarcSource, int], Record]) -> Record:
    if isinstance(place, Path) and not place.is_file():
        raise FileNotFoundError
    try:
        return read(place, offset)
    except FileNotFoundError:
        raise
    except OSError as err:
        raise BadRecord(place, offset, reason_of(err)) from err
