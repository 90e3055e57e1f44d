"""A store of files, such as an S3 bucket: the only place that knows fsspec.

Each thing asked of it is tried again with growing pauses, and then told in one line.
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.counting import counted
from crawler.errors import BadSetting, StoreFailed
from crawler.warc.file import make_folder, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

Answer = TypeVar("Answer")

SETTING = "ARCHIVE_STORE"
WAITS_S = (0.5, 1.0, 2.0, 4.0)
"""Pauses between tries. The library of the store may have tried several times itself within each."""
REST_S = 20.0
"""So long nothing is read from a store that could not be reached: pages that wait for it would pile up."""
PIECE_BYTES = 8 << 20
PART_BYTES = 16 << 20
"""A larger file goes to S3 in parts of this size, each of which is tried again by itself."""
S3 = ("s3", "s3a")
ON_DISK = ("file", "local")
WITH_FOLDERS = (*ON_DISK, "dir", "ftp", "hdfs", "memory", "sftp", "smb", "ssh", "webdav")
"""File systems that want a folder to be made; on the others it is a part of the name."""
OF_S3: dict[str, Any] = {
    "config_kwargs": {
        "retries": {"mode": "standard", "total_max_attempts": 3},
        "connect_timeout": 10,
        "read_timeout": 60,
    }
}
"""Unless ARCHIVE_STORE_OPTIONS says otherwise: with the library's own patience one failure takes over a minute."""
S3_RETRIES = 1
"""Rounds of s3fs around those attempts. It has five, and five more around each in a read: half a minute for one try."""
WHOSE_WARNINGS = ("s3fs", "aiobotocore", "botocore", "fsspec")


class Store:
    """All that is asked of stores by one process. May be shared by threads, and goes on in a forked process.

    Addresses are those of fsspec, such as ``s3://bucket/folder/file``. Every method raises `StoreFailed` when the store
    cannot do it, FileNotFoundError when there is no such file, another OSError when it is too short, and `BadSetting`
    when a library for it is missing.
    """

    def __init__(
        self, options: Mapping[str, Any] | None = None, *, waits_s: Sequence[float] = WAITS_S, rest_s: float = REST_S
    ) -> None:
        """*waits_s* are the pauses between tries; for *rest_s* seconds nothing is read from a store that failed."""
        self._options = dict(options or {})
        self._rest_s = rest_s
        self._waits_s = tuple(waits_s)
        self._resting_until = 0.0
        self._systems: dict[tuple[str, int], Any] = {}
        self._lock = threading.Lock()

    def check(self, address: str) -> None:
        """Raise `BadSetting` when files of *address* cannot be reached from here, whatever the network does."""
        self._system(address)

    def put(self, path: Path, url: str) -> None:
        """Bring the file at *path* to *url*, over what is there. Half of it may be there until this returns."""
        system, place = self._system(url)
        protocol = url.partition("://")[0]
        in_parts = {"chunksize": PART_BYTES} if protocol in S3 else {}

        def put() -> None:
            if protocol in ON_DISK:
                _copied(path, Path(place))
                return
            if protocol in WITH_FOLDERS:
                system.makedirs(place.rpartition("/")[0], exist_ok=True)
            system.put_file(str(path), place, **in_parts)

        self._put(url, put)

    def write(self, url: str, data: bytes) -> None:
        """Make *data* the content of *url*, beside a file that was put there."""
        system, place = self._system(url)
        on_disk = url.partition("://")[0] in ON_DISK
        self._put(url, lambda: _written(data, Path(place)) if on_disk else system.pipe_file(place, data))

    def _put(self, url: str, what: Callable[[], None]) -> None:
        try:
            self._tried(url, what)
        except FileNotFoundError as err:
            raise StoreFailed(url, _why(err)) from err

    def size_bytes(self, url: str) -> int | None:
        """Return the size of the file at *url*; None when there is none."""
        return self._size_bytes(url, self._waits_s)

    def _size_bytes(self, url: str, waits_s: Sequence[float]) -> int | None:
        system, place = self._system(url)

        def size() -> int | None:
            system.invalidate_cache()
            facts = system.info(place)
            found: int | None = facts["size"] if facts["type"] == "file" else None
            return found

        try:
            return self._tried(url, size, waits_s)
        except FileNotFoundError:
            return None

    def read(self, url: str, start: int, stop: int) -> bytes:
        """Return the bytes from *start* up to *stop*: all of them, or this fails."""
        system, place = self._system(url)

        def read() -> bytes:
            data: bytes = system.cat_file(place, start=start, end=stop)
            if len(data) != stop - start:
                raise OSError(errno.EIO, f"{len(data)} of {stop - start} bytes came")
            return data

        if stop <= start:
            return b""
        if time.monotonic() < self._resting_until:
            raise StoreFailed(url, "it could not be reached a moment ago")
        try:
            return self._tried(url, read)
        except StoreFailed as err:
            self._check_length(url, stop, err)
            raise

    def _check_length(self, url: str, stop: int, failure: StoreFailed) -> None:
        """Raise OSError when *url* has no *stop* bytes at all: then it was not the store that failed."""
        try:
            size_bytes = self._size_bytes(url, ())  # it was asked often enough just now
        except StoreFailed:
            self._resting_until = time.monotonic() + self._rest_s
            raise failure from None
        if size_bytes is not None and size_bytes < stop:
            raise OSError(errno.EIO, f"in the store it has only {counted(size_bytes, 'byte')}") from failure

    def pieces(self, url: str, size_bytes: int) -> Iterator[bytes]:
        """Yield the first *size_bytes* of *url* in pieces of 8 MiB at most."""
        for start in range(0, size_bytes, PIECE_BYTES):
            yield self.read(url, start, min(start + PIECE_BYTES, size_bytes))

    def content(self, url: str) -> bytes | None:
        """Return a small file; None when there is none."""
        size = self.size_bytes(url)
        return None if size is None else self.read(url, 0, size)

    def below(self, address: str) -> dict[str, int]:
        """Return the files below *address* by their name there, and their sizes; nothing when there are none."""
        system, place = self._system(address)

        def listed() -> dict[str, int]:
            system.invalidate_cache()
            start = place.rstrip("/") + "/"
            try:
                found = system.find(place, detail=True)
            except FileNotFoundError:
                return {}
            return {name.removeprefix(start): facts["size"] for name, facts in found.items() if name.startswith(start)}

        return self._tried(address, listed)

    def _system(self, url: str) -> tuple[Any, str]:
        """Return fsspec's file system for *url*, and what it calls the file."""
        protocol = url.partition("://")[0]
        with self._lock:
            # The connections of a file system do not outlive a fork.
            system = self._systems.get((protocol, os.getpid()))
            if system is None:
                system = self._systems[protocol, os.getpid()] = _file_system(protocol, url, self._options)
        return system, system._strip_protocol(url)  # noqa: SLF001  # the way fsspec's own `url_to_fs` asks for it

    def _tried(self, url: str, what: Callable[[], Answer], waits_s: Sequence[float] | None = None) -> Answer:
        for wait_s in (*(self._waits_s if waits_s is None else waits_s), None):
            try:
                return what()
            except FileNotFoundError:
                raise
            except Exception as err:  # the boundary to libraries of many stores, each with errors of its own
                if wait_s is None or _is_final(err):
                    raise StoreFailed(url, _why(err)) from err
                time.sleep(wait_s)
        raise AssertionError


def _file_system(protocol: str, url: str, options: dict[str, Any]) -> Any:
    try:
        import fsspec

        kind = fsspec.get_filesystem_class(protocol)
    except ImportError as err:
        missing = "fsspec" if err.name == "fsspec" else str(err).partition("\n")[0]
        raise BadSetting(
            SETTING,
            f"{protocol}:// needs a package that is not installed: pip install 'microfiche[remote]' ({missing})",
        ) from err
    except ValueError as err:
        raise BadSetting(SETTING, f"{protocol}:// is no kind of store that fsspec knows") from err
    for name in WHOSE_WARNINGS:
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        own = OF_S3 if protocol in S3 else {}
        system = kind(**{**own, **kind._get_kwargs_from_urls(url), **options})  # noqa: SLF001  # as fsspec's own `url_to_fs`
    except (TypeError, ValueError) as err:
        raise BadSetting(f"{SETTING}_OPTIONS", str(err).partition("\n")[0]) from err
    if protocol in S3:
        system.retries = S3_RETRIES
    return system


def _is_final(err: Exception) -> bool:
    """Return whether trying again is of no use: a person must do something."""
    return (
        isinstance(err, PermissionError | NotADirectoryError | IsADirectoryError) or "Credentials" in type(err).__name__
    )


def _why(err: Exception) -> str:
    if isinstance(err, PermissionError):
        return f"not allowed: {err}".partition("\n")[0][:300]
    text = str(err).partition("\n")[0] or type(err).__name__
    return text[:300]


def _copied(path: Path, target: Path) -> None:
    """Copy to a disk: durably, for the original may go away then."""
    make_folder(target.parent)
    fresh = target.with_name(target.name + ".part")
    with path.open("rb") as source, fresh.open("wb") as copy:
        shutil.copyfileobj(source, copy, PIECE_BYTES)
        copy.flush()
        os.fsync(copy.fileno())
    fresh.replace(target)
    sync_folder(target.parent)


def _written(data: bytes, target: Path) -> None:
    fresh = target.with_name(target.name + ".part")
    with fresh.open("wb") as copy:
        copy.write(data)
        copy.flush()
        os.fsync(copy.fileno())
    fresh.replace(target)
    sync_folder(target.parent)
