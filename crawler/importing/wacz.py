"""WACZ packages: the WARC files in them, and whether they are the ones that the package names.

Source: WACZ 1.1.1 (specs.webrecorder.net): a zip with ``archive/*.warc.gz`` and a ``datapackage.json`` of sums.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler.errors import NoPage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PIECE_BYTES = 1 << 20
MOST_DATAPACKAGE_BYTES = 32 << 20
ENDINGS = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One WARC file of a package, unpacked."""

    name: str
    path: Path
    flaw: str | None = None
    """What the package says of it and is not so."""


def members(package: Path, scratch: Path) -> Iterator[Member]:
    """Unpack each WARC file of *package* into the folder *scratch* and yield it; it is removed when the next is asked.

    Raises `NoPage` when there is none or the zip cannot be read, OSError.
    """
    try:
        with zipfile.ZipFile(package) as zipped:
            names = [info.filename for info in zipped.infolist() if info.filename.lower().endswith(ENDINGS)]
            if not names:
                raise NoPage(f"{package}: no WARC file is in it")
            sums = _sums(zipped)
            for name in names:
                path = scratch / name.rpartition("/")[2]
                try:
                    found = _unpack(zipped, name, path)
                    wanted = sums.get(name)
                    is_right = wanted is None or wanted == found
                    yield Member(
                        name=name, path=path, flaw=None if is_right else "not the sum that datapackage.json names"
                    )
                finally:
                    path.unlink(missing_ok=True)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as err:
        raise NoPage(f"{package}: {err}") from err


def _unpack(zipped: zipfile.ZipFile, name: str, path: Path) -> str:
    """Return the SHA-256 of the member, written to *path*."""
    digest = hashlib.sha256()
    with zipped.open(name) as member, path.open("wb") as file:
        while piece := member.read(PIECE_BYTES):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()


def _sums(zipped: zipfile.ZipFile) -> dict[str, str]:
    """Return the SHA-256 of each resource that ``datapackage.json`` names; nothing when it has none to tell."""
    try:
        with zipped.open("datapackage.json") as file:
            said: Any = json.loads(file.read(MOST_DATAPACKAGE_BYTES))
        resources = said.get("resources", ()) if isinstance(said, dict) else ()
        pairs = [(each["path"], str(each["hash"])) for each in resources]
    except (KeyError, ValueError, TypeError, RecursionError):
        return {}
    return {str(path): text.partition(":")[2] for path, text in pairs if text.startswith("sha256:")}
