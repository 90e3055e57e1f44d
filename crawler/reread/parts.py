"""An archive cut into parts that can be read by themselves, in an order that is always the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.index import CaptureKind
from crawler.reread.reading import may_be_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.index import CaptureRow, Index
    from crawler.outlets.wanted import Wanted

PAGES = 64
"""Captures of one part: some seconds of work, so that processes end together and progress is seen."""
ANSWERED = (CaptureKind.RESPONSE, CaptureKind.REVISIT, CaptureKind.RESOURCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of one WARC file."""

    number: int
    """Its place in the order of the archive, from 0."""
    file: str
    """The WARC file as the index names it."""
    start: int
    """Offset of its first record."""
    end: int
    """No record that begins here or later belongs to it."""
    size_bytes: int
    """Of the records that are wanted, for progress."""
    skipped: int | None = None
    """Offset of a record that is passed over: it cost a process its life."""


def parts_of(index: Index, wanted: Wanted, files: Sequence[str]) -> Iterator[Part]:
    """Yield the parts of *files* that hold something *wanted*, in the order of the files and their records."""
    number = 0
    for file in files:
        group: list[CaptureRow] = []
        for row in index.captures(file=file):
            if not _may_be_wanted(row, wanted):
                continue
            group.append(row)
            if len(group) == PAGES:
                yield _part(group, number)
                number += 1
                group = []
        if group:
            yield _part(group, number)
            number += 1


def _part(rows: Sequence[CaptureRow], number: int) -> Part:
    last = rows[-1]
    return Part(
        number=number,
        file=last.file_name,
        start=rows[0].offset,
        end=last.offset + 1,
        size_bytes=sum(row.length for row in rows),
    )


def _may_be_wanted(row: CaptureRow, wanted: Wanted) -> bool:
    """Return whether *row* may be a page: what is plainly none need not be unpacked to see that."""
    return (
        row.kind in ANSWERED
        and may_be_page(row.mime)
        and wanted.holds(url=row.url, captured_at=row.captured_at, spider=row.spider)
    )
