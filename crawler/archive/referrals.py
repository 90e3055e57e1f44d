"""The records that revisits refer to, found again for reading and for proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import entity
from crawler.index import CaptureKind
from crawler.warc import read_record
from crawler.warc.digests import agrees
from crawler.warc.record import bare_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.archive.places import WarcFiles
    from crawler.index import CaptureRow, Index
    from crawler.warc import Record, WarcSource


NOT_MODIFIED = 304


class Referrals:
    """Finds them through the index, or in a file that is being read from its start."""

    def __init__(self, index: Index | None, files: WarcFiles, *, arriving: bool = False) -> None:
        """*arriving*: large blocks are read as they are asked for (`WarcFiles.arriving`)."""
        self._index = index
        self._arriving = arriving
        self._files = files
        self._met: dict[str, tuple[WarcSource, int]] = {}
        self._proved: set[tuple[str, str | None]] = set()

    def note(self, record: Record) -> None:
        """Remember where *record* stands: later ones of its file may refer to it."""
        if record.type == "response":
            self._met[record.record_id] = (record.path, record.offset)

    def of_record(self, revisit: Record) -> Record | None:
        """Return the record that *revisit* refers to, as `of`."""
        return self.of(bare_uri(revisit.first("WARC-Refers-To") or "") or None, revisit.first("WARC-Payload-Digest"))

    def of(self, refers_to: str | None, digest: str | None) -> Record | None:
        """Return the record called *refers_to*; where no name is given, as other writers do, one with that payload.

        None when there is none, or when it cannot be read. Raises `StoreFailed`.
        """
        try:
            record = self._read(refers_to, digest)
        except (LookupError, BadRecord, OSError, ValueError):
            return None
        is_it = record.type == "response" and refers_to in (None, record.record_id)
        return record if is_it else None

    def row(self, refers_to: str | None, digest: str | None) -> CaptureRow | None:
        """Return the row of the record that `of` reads; None when the index knows of none."""
        row = None
        if self._index is not None and refers_to is not None:
            row = self._index.record(refers_to)
        elif self._index is not None and digest is not None:
            row = self._index.payload(digest)
        return row if row is not None and row.kind is CaptureKind.RESPONSE else None

    def is_missing(self, revisit: CaptureRow) -> bool:
        """Return whether *revisit* repeats a capture of which the index knows none, and another import may bring it."""
        return not stands_alone(revisit) and self.row(revisit.refers_to, revisit.payload_digest) is None

    def flaws(self, revisit: CaptureRow) -> Iterator[str]:
        """Yield what is wrong with what *revisit* refers to: it is not there, or has another payload."""
        key = (revisit.refers_to or "", revisit.payload_digest)
        if key in self._proved or (stands_alone(revisit) and _names_none(revisit)):
            return
        record = self.of(revisit.refers_to, revisit.payload_digest)
        if record is None:
            yield f"it is a revisit of {revisit.refers_to or 'a record without a name'}, which is not in the archive"
        elif revisit.payload_digest is not None and agrees(revisit.payload_digest, entity(record.block)) is False:
            yield f"it is a revisit of {revisit.refers_to}, whose payload is another one"
        else:
            self._proved.add(key)

    def _read(self, refers_to: str | None, digest: str | None) -> Record:
        if refers_to is not None and refers_to in self._met:
            return read_record(*self._met[refers_to])
        row = self.row(refers_to, digest)
        if row is None:
            raise LookupError(refers_to or digest)
        if self._arriving:
            return self._files.arriving(row.file_name, row.offset, row.length)
        return self._files.record(row.file_name, row.offset)


def stands_alone(revisit: CaptureRow) -> bool:
    """Return whether *revisit* needs no other record: an answer 304 has no body. Some writers leave its head out."""
    return revisit.status == NOT_MODIFIED or (revisit.status is None and _names_none(revisit))


def _names_none(revisit: CaptureRow) -> bool:
    return revisit.refers_to is None and revisit.payload_digest is None
