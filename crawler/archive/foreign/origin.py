"""The note beside an imported WARC file: from where it came, and the flaws that it had already."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.errors import ArchiveUnwritable, reason_of
from crawler.warc.file import sync_folder

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator

    from crawler.archive.places.remote import RemoteWarc
    from crawler.config import ArchiveConfig

LOST = "imported, but the file is not there"
NOT_AS_IMPORTED = "SHA-256 is not what it was when the file was imported"
FOLDER = "imported"
"""Below the folder of WARC files."""
LOCK = ".lock"
"""In that folder: held while an import runs."""
SUFFIX = ".origin.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawCount:
    """One thing that is wrong, as often as it is."""

    what: str
    count: int
    places: tuple[int, ...]
    """Offsets in the file as it is kept, of the first ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an imported file came from."""

    source: str
    """The path it was imported from; of a member of a package, with ``!`` and its name there."""
    source_sha256: str
    """Of the bytes that were imported."""
    sha256: str
    """Of the file that is kept: another one where it had to be packed anew."""
    format: str
    how: str
    """``copy``, ``in place`` or ``converted``."""
    imported_at: str
    """ISO 8601."""
    flaws: tuple[FlawCount, ...] = field(default=())


def origin_of(path: Path | RemoteWarc) -> Origin | None:
    """Return the note beside the WARC file at *path*; None when it has none, or one that cannot be read.

    One that was brought to a store has its note there, too: it may have been imported on another machine.
    """
    local = path if isinstance(path, Path) else path.local
    if local.parent.name != FOLDER:
        return None
    try:
        note = beside(local)
        text = note.read_bytes() if isinstance(path, Path) or note.exists() else path.beside(SUFFIX) or b""
        return _parsed(json.loads(text))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def origins(config: ArchiveConfig) -> Iterator[tuple[Path, Origin]]:
    """Yield each imported file that has a note, by name, and the note; the file itself may be gone."""
    for note in sorted((config.warc_folder / FOLDER).glob(f"*{SUFFIX}")):
        path = note.with_name(note.name.removesuffix(SUFFIX))
        origin = origin_of(path)
        if origin is not None:
            yield path, origin


def lost_files(config: ArchiveConfig, known: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield name and source of each imported file that is not on this disk, nor one of the *known* names.

    A note without a file is also what an import leaves that is running, or was killed: its file has another name then.
    """
    for path, origin in origins(config):
        name = f"{FOLDER}/{path.name}"
        if name not in known and not os.path.lexists(unfinished(path)) and not path.exists():
            yield name, origin.source


def unfinished(path: Path) -> Path:
    """Return where an import writes the file that will be at *path*."""
    return path.with_name(f"{path.name}.part")


def by_arrival(files: Collection[tuple[str, Path | RemoteWarc]]) -> list[tuple[str, Path | RemoteWarc]]:
    """Return *files* in the order in which their records were indexed: our own by name, then as they were imported."""
    origins = {name: origin_of(place) for name, place in files}
    arrived = {name: origin.imported_at for name, origin in origins.items() if origin is not None}
    return sorted(files, key=lambda file: (arrived.get(file[0], ""), file[0]))


def write_origin(path: Path, origin: Origin) -> None:
    """Write the note beside *path*, durably and whole or not at all. Raises `ArchiveUnwritable`."""
    final = beside(path)
    fresh = final.with_name(f"{final.name}.part")
    try:
        with fresh.open("w", encoding="utf-8", errors="backslashreplace") as file:  # JSON has them so, too
            json.dump(asdict(origin), file, ensure_ascii=False, indent=1)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(final)
        sync_folder(final.parent)
    except OSError as err:
        raise ArchiveUnwritable(final, reason_of(err)) from err


def beside(path: Path) -> Path:
    """Return where the note of the WARC file at *path* is, if it has one."""
    return path.with_name(path.name + SUFFIX)


def _parsed(values: dict[str, Any]) -> Origin:
    flaws = tuple(FlawCount(**{**flaw, "places": tuple(flaw["places"])}) for flaw in values["flaws"])
    return Origin(**{**values, "flaws": flaws})
