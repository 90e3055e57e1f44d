"""WACZ packages: the WARC files in them, and whether they are the ones that the package names.

Source: WACZ 1.1.1 (specs.webrecorder.net): a zip with ``archive/*.warc.gz`` and a ``datapackage.json`` of sums.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.errors import NoPage, reason_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE_BYTES = 1 << 20
MOST_DATAPACKAGE_BYTES = 32 << 20
MOST_NAME_BYTES = 150
ENDINGS = (".warc.gz", ".warc.zst", ".arc.gz", ".warc", ".arc")
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, ValueError, OverflowError),
)
"""What `zipfile` raises for bytes that are no zip, and for what it does not know: ciphers, other ways of packing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One WARC file of a package, unpacked."""

    name: str
    path: Path
    flaw: str | None = None
    """What the package says of it and is not so, or what stands in the way of its bytes."""
    is_whole: bool = True
    """Whether all its bytes came out of the package; what came out is at `path` all the same."""


def members(package: Path, scratch: Path) -> Iterator[Member]:
    """Unpack each WARC file of *package* into the folder *scratch* and yield it; it is removed when the next is asked.

    One whose bytes cannot be had, or not all of them, costs no other. Raises `NoPage` when there is none or the zip
    cannot be read, OSError.
    """
    try:
        zipped = zipfile.ZipFile(package)
    except UNREADABLE as err:
        raise NoPage(f"{package}: {reason_of(err)}") from err
    with zipped:
        found = [info for info in zipped.infolist() if info.filename.lower().endswith(ENDINGS)]
        if not found:
            raise NoPage(f"{package}: no WARC file is in it")
        sums = _sums(zipped)
        for info in found:
            path = scratch / _name(info.filename)
            try:
                yield _unpack(zipped, info, path, sum_named=sums.get(info.filename))
            finally:
                path.unlink(missing_ok=True)


def _unpack(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, *, sum_named: str | None) -> Member:
    """Return the member *info*, written to *path* as far as it could be read."""
    digest = hashlib.sha256()
    pieces = _pieces(zipped, info)
    flaw: str | None = None
    with path.open("wb") as file:
        try:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
        except _Broken as err:
            flaw = f"its bytes cannot all be read: {err}"
    is_whole = flaw is None
    if is_whole and sum_named not in {None, digest.hexdigest()}:
        flaw = "not the sum that datapackage.json names"
    return Member(name=info.filename, path=path, flaw=flaw, is_whole=is_whole)


class _Broken(Exception):
    """The rest of a member cannot be read."""


def _pieces(zipped: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield the bytes of the member *info*. Raises `_Broken` behind what could be had."""
    try:
        with zipped.open(info) as member:
            while piece := member.read(PIECE_BYTES):
                yield piece
    except (*UNREADABLE, OSError) as err:  # bz2 tells of wrong bytes as of a wrong disk
        raise _Broken(reason_of(err)) from err


def _name(name: str) -> str:
    """Return how a file can be called that is the member called *name*: its last part, no longer than disks take."""
    last = name.rpartition("/")[2]
    ending = next(ending for ending in ENDINGS if last.lower().endswith(ending))
    stem = last[: -len(ending)].encode("utf-8", "replace")[:MOST_NAME_BYTES].decode("utf-8", "ignore")
    return f"{stem}{ending}"


def _sums(zipped: zipfile.ZipFile) -> dict[str, str]:
    """Return the SHA-256 of each resource that ``datapackage.json`` names; nothing when it has none to tell."""
    try:
        with zipped.open("datapackage.json") as file:
            said: Any = json.loads(file.read(MOST_DATAPACKAGE_BYTES))
        resources = said.get("resources", ()) if isinstance(said, dict) else ()
        pairs = [(each["path"], str(each["hash"])) for each in resources]
    except (KeyError, TypeError, OSError, *UNREADABLE):  # one that is nested too deeply is a RuntimeError
        return {}
    return {str(path): text.partition(":")[2] for path, text in pairs if text.startswith("sha256:")}
