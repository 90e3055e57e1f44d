"""The archive's folder: made, checked, found."""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from typing import TYPE_CHECKING

from crawler.archive.foreign.origin import FOLDER
from crawler.counting import counted
from crawler.errors import ArchiveError, ArchiveNotFound, ArchiveUnwritable, reason_of
from crawler.index import Index
from crawler.warc.file import DISK, make_folder
from crawler.warc.naming import OPEN_SUFFIX, is_held

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.warc.file import Disk


def prepare_folder(config: ArchiveConfig, disk: Disk = DISK) -> None:
    """Make the folders of the archive, durably. Raises `ArchiveUnwritable` when they cannot be made or written."""
    try:
        if config.folder.exists() and not config.folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        make_folder(config.warc_folder, disk)
        disk.sync_folder(config.folder)
        with tempfile.TemporaryFile(dir=config.warc_folder):
            pass
    except OSError as err:
        raise ArchiveUnwritable(config.folder, reason_of(err)) from err


def open_for_reading(config: ArchiveConfig, *, with_hidden: bool = False) -> Index:
    """Return the index of an archive that is there. What is redacted is not in it, unless *with_hidden*.

    Whoever shows or hands on anything takes it without; those who prove the archive right, or plan what to fetch, with.
    Raises `ArchiveNotFound`, and `ArchiveError` for an index that is broken, or empty beside WARC files.
    """
    address = config.index_address
    if not isinstance(address, str) and not address.exists():
        raise ArchiveNotFound(config.folder)
    try:
        return Index.open(address, create=False, only_shown=not with_hidden)
    except ArchiveNotFound as err:
        # Of a file without tables it is told as of one that is not there.
        if isinstance(address, str) or not address.exists() or not warc_files(config):
            raise
        raise ArchiveError(f"{address} is a broken index: it is empty; `microfiche reindex` makes a new one") from err


def must_have_warc_folder(config: ArchiveConfig) -> None:
    """Raise `ArchiveNotFound` when there is neither a folder of WARC files nor an index on a server."""
    if not config.warc_folder.is_dir() and not isinstance(config.index_address, str):
        raise ArchiveNotFound(config.folder)


def warc_files(config: ArchiveConfig) -> list[Path]:
    """Return the WARC files of the archive, the ones being written included, oldest name first.

    An imported file may be one that is not compressed, and a link to a place that is there no more: it is left out.
    So is what has the name of a file and is none: a folder, or a named pipe, at which a reader would wait.
    """
    found = [*config.warc_folder.rglob("*.warc.gz"), *config.warc_folder.rglob("*.warc.gz.open")]
    found += (config.warc_folder / FOLDER).glob("*.warc")
    return sorted(
        (path for path in found if path.is_file()), key=lambda path: path.relative_to(config.warc_folder).as_posix()
    )


def check_folder(config: ArchiveConfig) -> Iterator[tuple[str, str, bool]]:
    """Yield (what, text, is it wrong) about the folder and its index, without making anything."""
    if not config.folder.exists():
        yield "archive", f"{config.folder}: not there yet; the first crawl makes it", False
        return
    writable = os.access(config.folder, os.W_OK)
    yield "archive", f"{config.folder}{'' if writable else ': cannot be written'}", not writable
    yield "WARC files", str(len(warc_files(config))), False
    try:
        with open_for_reading(config, with_hidden=True) as index:
            counts = index.counts()
        held = f"{counted(counts.captures, 'capture')}, {counted(counts.articles, 'article')}"
        yield "index", f"{config.index_address}: {held}", False
    except ArchiveNotFound:
        yield "index", "not there; `microfiche reindex` makes it from the WARC files", bool(warc_files(config))
    except ArchiveError as err:
        yield "index", str(err), True


def index_name(config: ArchiveConfig, path: Path) -> str:
    """Return the name that the index gives the WARC file at *path*, the same while it is open and when it is closed."""
    return path.relative_to(config.warc_folder).as_posix().removesuffix(OPEN_SUFFIX)


def is_being_written(path: Path) -> bool:
    """Return whether a living process is still writing the WARC file at *path*."""
    return path.name.endswith(OPEN_SUFFIX) and is_held(path)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
