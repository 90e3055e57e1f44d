"""One foreign file taken into the archive: known by its sum, copied or linked, checked, indexed.

The order is that of writing: bytes durable, note beside them, file in its place, index rows, closed in the index. A
kill after any step leaves what the next import of the same file goes on with.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from crawler.archive.filing import Added, add_missing, closed_row, is_same_capture
from crawler.archive.folder import index_name
from crawler.archive.foreign.origin import (
    FOLDER,
    LOCK,
    NOT_AS_IMPORTED,
    FlawCount,
    Origin,
    beside,
    origin_of,
    origins,
    unfinished,
    write_origin,
)
from crawler.archive.places import WarcFiles
from crawler.archive.places.lock import locked
from crawler.archive.referrals import Referrals
from crawler.errors import ArchiveError, ArchiveUnwritable, BadSetting, reason_of
from crawler.importing.converting import LEFT_OUT, convert
from crawler.importing.flaws import MOST_PLACES, counted
from crawler.importing.formats import Format, format_of
from crawler.index import CaptureKind
from crawler.warc import check_file, path_of
from crawler.warc.file import make_folder, sync_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from crawler.config import ArchiveConfig
    from crawler.errors import BadRecord
    from crawler.index import CaptureRow, Index

PIECE_BYTES = 1 << 20
SAME_ID = "another record of the archive has the same WARC-Record-ID: this one has no row"
GONE = "the archive has this capture in {}, which is not there: import that file, or make the index anew"
_NOT_IN_NAME = re.compile(r"[^0-9A-Za-z.]+")
ENDINGS = (".warc", ".arc", ".gz", ".zst", ".open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One file that is in the archive now."""

    source: str
    name: str
    """As the index names it."""
    format: str
    is_known: bool = False
    """The archive had it already, whole; nothing was done."""
    is_back: bool = False
    """It was lost, and stands in its place again."""
    captures: int = 0
    """Rows that the index got."""
    already: int = 0
    """Captures of which it has the row, from another file."""
    lost: int = 0
    """Those among them whose other file is not there: they cannot be read, neither there nor here."""
    without_request: int = 0
    """Answers among all of the file's captures that have no request beside them."""
    damaged: int = 0
    """Places that are no whole record."""
    flaws: tuple[FlawCount, ...] = ()


class Importer:
    """Takes files into one archive, one after the other; no other process imports there meanwhile."""

    def __init__(self, config: ArchiveConfig, index: Index, *, now: Callable[[], datetime]) -> None:
        self._config = config
        self._index = index
        self._now = now
        self._folder = config.warc_folder / FOLDER
        self._known: dict[str, Path] = {}

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other imports out, and `reindex`. Raises `ArchiveError` when one is running, `ArchiveUnwritable`."""
        try:
            make_folder(self._folder)
        except OSError as err:
            raise ArchiveUnwritable(self._folder, reason_of(err)) from err
        lock = locked(self._folder / LOCK)
        if lock is None:
            raise ArchiveError(f"another import into {self._config.folder}, or `microfiche reindex`, is running")
        try:
            self._clear()
            self._known = self._sums()
            yield
        finally:
            os.close(lock)

    def _clear(self) -> None:
        """Remove what a killed import left: a note without its file would name one that was lost."""
        for path, _ in list(origins(self._config)):
            if os.path.lexists(unfinished(path)) and not path.exists() and not self._is_stored(path):
                beside(path).unlink()
        for left in self._folder.glob("*.part"):
            left.unlink()

    def take(self, source: Path, *, named: str | None = None, in_place: bool = False) -> Taken:
        """Take the file at *source* into the archive; *named* is what it is called in the note, else its path.

        Raises `NoPage` for what is no archive, `BadSetting` for what cannot be read in place, OSError,
        `ArchiveUnwritable`, `ArchiveError` for one whose bytes in the archive are others now.
        """
        form = format_of(source, named=named)
        if in_place and not form.is_seekable:
            raise BadSetting("--in-place", f"{source}: {form}: its records have no place to be read at; import a copy")
        sha256 = _sha256(source)
        known = self._known.get(sha256)
        if known is not None and (known.exists() or self._is_stored(known)):
            return self._go_on(known, named or str(source))
        # One that was lost comes back by its old name: the index may have rows of it.
        path = known or self._folder / _name(source, form, sha256)
        if path.parent != self._folder:
            return self._bring_back(source, path, named or str(source), in_place=in_place)
        origin = Origin(
            source=named or str(source.absolute()),
            source_sha256=sha256,
            sha256=sha256,
            format=str(form),
            how="in place" if in_place else "copy" if form.is_seekable else "converted",
            imported_at=self._now().isoformat(timespec="microseconds"),
        )
        try:
            self._place(source, path, origin, form)
        except OSError as err:
            raise ArchiveUnwritable(path, reason_of(err)) from err
        self._known[sha256] = path
        return replace(self._index_file(path), is_back=known is not None)

    def _bring_back(self, source: Path, path: Path, named: str, *, in_place: bool) -> Taken:
        """Put *source* at *path*, where the archive had those bytes: a file of its own, which needs no note."""
        fresh = unfinished(self._folder / path.name)
        try:
            make_folder(path.parent)
            fresh.unlink(missing_ok=True)
            _put(source, fresh, in_place=in_place)
            fresh.rename(path)
            sync_folder(path.parent)
        except OSError as err:
            raise ArchiveUnwritable(path, reason_of(err)) from err
        name = index_name(self._config, path)
        added = add_missing(self._index, path, name, on_damage=lambda _: None)
        return Taken(source=named, name=name, format="WARC", captures=added.captures, is_back=True)

    def _place(self, source: Path, path: Path, origin: Origin, form: Format) -> None:
        """Put the file at *path*, with its note."""
        fresh = unfinished(path)
        fresh.unlink(missing_ok=True)
        left_out: list[tuple[int, str]] = []
        if form.is_seekable:
            _put(source, fresh, in_place=origin.how == "in place")
        else:
            with fresh.open("xb") as target:
                scratch = path.with_name(f"{path.name}.plain.part")
                left_out = convert(source, target, form, scratch=scratch, sha256=origin.source_sha256).flaws
                target.flush()
                os.fsync(target.fileno())
        flaws = counted(chain(((flaw.offset, flaw.what) for flaw in check_file(fresh)), left_out))
        write_origin(path, replace(origin, sha256=_sha256(fresh), flaws=flaws))
        fresh.rename(path)
        sync_folder(path.parent)

    def _go_on(self, path: Path, source: str) -> Taken:
        """Return a file that is known: as it is, or indexed to its end when an import was broken off.

        Raises `ArchiveError` when the index knows that its bytes have changed.
        """
        origin, row = origin_of(path), self._index.file(index_name(self._config, path))
        if origin is None:
            return Taken(source=source, name=index_name(self._config, path), format="WARC", is_known=True)
        if row is None or not row.is_closed:
            return self._index_file(path)
        if row.sha256 != origin.sha256:
            why = f"{NOT_AS_IMPORTED}; move that file away, import this one again, and reindex"
            raise ArchiveError(f"{source}: is in the archive already, as {row.name}, but {why}")
        return Taken(source=source, name=row.name, format=origin.format, is_known=True, flaws=origin.flaws)

    def _is_stored(self, path: Path) -> bool:
        """Return whether the file that was at *path* is in the store of the archive."""
        row = self._index.file(index_name(self._config, path))
        return row is not None and row.place is not None

    def _sums(self) -> dict[str, Path]:
        """Return what the archive has by its sum: its own files too, for a copy of one says nothing new."""
        own = {row.sha256: path_of(self._config.warc_folder, row.name) for row in self._index.files() if row.sha256}
        return own | {origin.source_sha256: path for path, origin in origins(self._config)}

    def _index_file(self, path: Path) -> Taken:
        name, origin = index_name(self._config, path), origin_of(path)
        assert origin is not None, "it is written before the file is in its place"
        damage: list[BadRecord] = []
        already = 0
        lost: dict[str, list[int]] = {}
        others: list[tuple[int, str]] = []
        files = WarcFiles(self._config, self._index)

        def note(row: CaptureRow, there: CaptureRow) -> None:
            nonlocal already
            if not is_same_capture(row, there):
                others.append((row.offset, SAME_ID))
                return
            already += 1
            # Where machines share an archive, the file may be on the disk of another one.
            if not files.is_shared and not files.holds(there.file_name, there.offset + there.length):
                lost.setdefault(there.file_name, []).append(row.offset)

        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # a crawl that begins now would index it too
            added: Added = add_missing(self._index, path, name, on_damage=damage.append, on_known=note)
            self._index.add_file(closed_row(path, name))
            self._index.commit()
        without = sum(
            row.request_record_id is None for row in self._index.captures(file=name) if row.kind == "response"
        )
        return Taken(
            source=origin.source,
            name=name,
            format=origin.format,
            captures=added.captures,
            already=already,
            lost=sum(map(len, lost.values())),
            without_request=without,
            damaged=len(damage) + sum(flaw.count for flaw in origin.flaws if flaw.what.startswith(LEFT_OUT)),
            flaws=(*origin.flaws, *counted(others), *map(_gone, lost, lost.values())),
        )

    def dangling(self, names: Iterable[str]) -> int:
        """Return how many revisits in the files called *names* repeat a capture that is not in the archive."""
        referrals = Referrals(self._index, WarcFiles(self._config, self._index))
        rows = chain.from_iterable(self._index.captures(file=name) for name in names)
        revisits = (row for row in rows if row.kind is CaptureKind.REVISIT)
        return sum(map(referrals.is_missing, revisits))


def _gone(file_name: str, places: list[int]) -> FlawCount:
    return FlawCount(what=GONE.format(file_name), count=len(places), places=tuple(places[:MOST_PLACES]))


def _name(source: Path, form: Format, sha256: str) -> str:
    stem = source.name
    while stem.lower().endswith(ENDINGS):
        stem = stem.rpartition(".")[0]
    stem = _NOT_IN_NAME.sub("_", stem).strip("._")[:80] or "file"
    return f"{stem}-{sha256[:12]}.warc{'' if form is Format.WARC else '.gz'}"


def _put(source: Path, fresh: Path, *, in_place: bool) -> None:
    """Make *fresh* the file at *source*: a link to it, or a durable copy."""
    if in_place:
        fresh.symlink_to(source.resolve())
        return
    with source.open("rb") as file, fresh.open("xb") as target:
        shutil.copyfileobj(file, target, PIECE_BYTES)
        target.flush()
        os.fsync(target.fileno())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
