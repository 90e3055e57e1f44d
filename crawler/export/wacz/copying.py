"""Whole exchanges copied out of one WARC file: the records as they stand there, byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING

from crawler.counting import counted
from crawler.errors import BadRecord
from crawler.warc import ArchivedExchange, read_record, read_records
from crawler.warc.captures import in_order
from crawler.warc.packing import packed_pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.export.wacz.package import Summing
    from crawler.index import CaptureRow
    from crawler.warc import Record, WarcSource

MOST_ROWS = 500
"""So many captures of one stretch: they are held in memory."""
GZIP_MAGIC = b"\x1f\x8b"
PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Captures that stand behind one another in a file, and where their records can be."""

    start: int
    """Where a record begins: that of the capture before, for a request may stand before its answer."""
    stop: int | None
    """The record of the capture behind; None: the end of the file."""
    rows: tuple[CaptureRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """One exchange that was copied."""

    row: CaptureRow
    """Of the capture, with the place that its record has in the new file."""
    exchange: ArchivedExchange


def stretches(rows: Iterable[CaptureRow], wanted: Iterable[int], *, most: int = MOST_ROWS) -> Iterator[Stretch]:
    """Yield where the captures at the offsets *wanted* stand among *rows*, all of one file; both rise."""
    offsets = iter(wanted)
    want = next(offsets, None)
    before = start = 0
    chosen: list[CaptureRow] = []
    for row in rows:
        while want is not None and want < row.offset:
            want = next(offsets, None)
        if chosen and (want != row.offset or len(chosen) == most):
            yield Stretch(start=start, stop=row.offset, rows=tuple(chosen))
            chosen = []
        if want is None:
            return
        if want == row.offset:
            if not chosen:
                start = before
            chosen.append(row)
        before = row.offset
    if chosen:
        yield Stretch(start=start, stop=None, rows=tuple(chosen))


def first_record(path: WarcSource) -> Record | None:
    """Return the ``warcinfo`` record that *path* begins with, if it does. Raises OSError."""
    try:
        record = read_record(path, 0)
    except BadRecord:
        return None
    return record if record.type == "warcinfo" else None


def copy_stretch(path: WarcSource, stretch: Stretch, target: Summing, *, name: str) -> Iterator[Copied]:
    """Write the exchanges of *stretch*, from the WARC file *path*, to *target*; yield each with its place there.

    *name* is what the new file is called in the rows. A capture whose record is damaged is passed over. Raises OSError.
    """
    waiting = {row.offset: row for row in stretch.rows}
    for found in in_order(_records(path, stretch)):
        if not isinstance(found, ArchivedExchange):
            continue
        record = found.response or found.request or found.metadata
        row = None if record is None else waiting.pop(record.offset, None)
        if row is None or record is None or record.record_id != row.record_id:
            continue
        place = None
        for each in found.records:
            offset = target.size_bytes
            copy_record(each, target)
            if each is record:
                place = (offset, target.size_bytes - offset)
        assert place is not None
        yield Copied(row=replace(row, file_name=name, offset=place[0], length=place[1]), exchange=found)


def copy_record(record: Record, target: Summing) -> None:
    """Write *record* to *target* as one gzip member: the very bytes where it is one already.

    Raises OSError, EOFError.
    """
    with record.path.open("rb") as file:
        file.seek(record.offset)
        is_member = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
        file.seek(record.offset)
        pieces = span(file, record.length)
        for piece in pieces if is_member else packed_pieces(pieces):
            target.write(piece)


def span(file: IO[bytes], size_bytes: int) -> Iterator[bytes]:
    """Yield the next *size_bytes* of *file*, in pieces. Raises EOFError when it ends before."""
    left = size_bytes
    while left:
        piece = file.read(min(left, PIECE_BYTES))
        if not piece:
            raise EOFError(f"{counted(left, 'byte is', 'bytes are')} missing")
        left -= len(piece)
        yield piece


def _records(path: WarcSource, stretch: Stretch) -> Iterator[Record]:
    """Yield the whole records of *stretch*; damaged places are passed over, for what is missing is told by its row."""
    for record in read_records(path, start=stretch.start, on_damage=lambda _: None):
        if stretch.stop is not None and record.offset >= stretch.stop:
            return
        yield record
