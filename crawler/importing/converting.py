"""Files that cannot be read at an offset packed anew: the same records, each a gzip member of its own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from crawler.config import SOFTWARE
from crawler.errors import BadRecord
from crawler.http import Bytes
from crawler.importing.arc import ArcFlaw, arc_records, begins_arc
from crawler.importing.formats import Format
from crawler.importing.unpacking import Damaged, gzip_pieces, zstd_pieces
from crawler.warc import NewRecord
from crawler.warc.exchange import FIELDS_TYPE
from crawler.warc.fields import field_lines
from crawler.warc.members import begins_record
from crawler.warc.packing import packed, packed_pieces
from crawler.warc.reader import scan
from crawler.warc.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

PIECE_BYTES = 1 << 20
LEFT_OUT = "left out"
"""What each line about bytes begins with that are in the source and not in the archive."""


@dataclass(slots=True)
class Converted:
    """What could not be carried over as it was: a line and its offset in the file as unpacked."""

    flaws: list[tuple[int, str]] = field(default_factory=list)
    resumed_at: list[int] = field(default_factory=list)
    """Offsets behind damage at which a member, and so a record, begins."""


def convert(source: Path, target: IO[bytes], form: Format, *, scratch: Path, sha256: str) -> Converted:
    """Write the records of *source* to *target*; *scratch* is a file that may be made for the unpacked bytes.

    Records of a WARC file keep every byte. Raises OSError.
    """
    done = Converted()
    try:
        plain = source if form is Format.ARC else _unpacked(source, scratch, form, done)
        if form in (Format.ARC, Format.ARC_GZ):
            _write_arc(plain, target, done, source=source.name, sha256=sha256)
        else:
            _write_warc(plain, target, done)
    finally:
        scratch.unlink(missing_ok=True)
    return done


def _unpacked(source: Path, scratch: Path, form: Format, done: Converted) -> Path:
    with scratch.open("wb") as file:

        def note(why: str) -> None:
            done.flaws.append((file.tell(), f"{LEFT_OUT}: {why}"))
            done.resumed_at.append(file.tell())

        is_begun = begins_arc if form is Format.ARC_GZ else begins_record
        pieces = zstd_pieces(source) if form is Format.WARC_ZSTD else gzip_pieces(source, note, is_begun=is_begun)
        try:
            shutil.copyfileobj(_Pieces(pieces), file, PIECE_BYTES)
        except Damaged as err:
            done.flaws.append((file.tell(), f"{LEFT_OUT}, with all behind it: {err}"))
    return scratch


def _write_warc(plain: Path, target: IO[bytes], done: Converted) -> None:
    with plain.open("rb") as file:
        for found in _found(plain, done.resumed_at):
            if isinstance(found, BadRecord):
                done.flaws.append((found.offset, f"{LEFT_OUT}: {found.why}"))
                continue
            file.seek(found.offset)
            target.writelines(packed_pieces(_taken(file, found.length)))


def _found(plain: Path, resumed_at: list[int]) -> Iterator[Record | BadRecord]:
    """Yield what `scan` does. A torn record whose length reaches beyond the end of the file would be the last of it."""
    seen_to = -1
    for start in (0, *resumed_at):
        if start > seen_to:
            for found in scan(plain, start):
                seen_to = found.offset + (found.length if isinstance(found, Record) else 0)
                yield found


def _taken(file: IO[bytes], size_bytes: int) -> Iterator[bytes]:
    while size_bytes and (piece := file.read(min(size_bytes, PIECE_BYTES))):
        yield piece
        size_bytes -= len(piece)


def _write_arc(plain: Path, target: IO[bytes], done: Converted, *, source: str, sha256: str) -> None:
    records = arc_records(plain, source_sha256=sha256)
    is_first = True
    for found in records:
        if isinstance(found, ArcFlaw):
            done.flaws.append((found.offset, f"{LEFT_OUT}: {found.what}" if found.is_left_out else found.what))
            continue
        if is_first:
            _write(_warcinfo(source, sha256, found.date), target)
            is_first = False
        _write(found, target)


def _warcinfo(source: str, sha256: str, at: datetime) -> NewRecord:
    facts = [
        ("software", SOFTWARE),
        ("format", "WARC File Format 1.1"),
        ("description", f"made from the ARC file {source}"),
    ]
    return NewRecord(
        type="warcinfo",
        record_id=uuid5(NAMESPACE_URL, f"{sha256}:warcinfo").urn,
        date=at.astimezone(UTC),
        target_uri=None,
        content_type=FIELDS_TYPE,
        block=Bytes(field_lines(facts)),
    )


def _write(record: NewRecord, target: IO[bytes]) -> None:
    target.writelines(packed(record))


class _Pieces:
    """Pieces as what `shutil.copyfileobj` reads from."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _size_bytes: int = -1) -> bytes:
        return next(self._pieces, b"")
