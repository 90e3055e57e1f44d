"""Which answers are kept as a revisit: those whose body stands in the archive already, to the byte."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError, BadRecord, StoreFailed
from crawler.http import Bytes, is_chunked, read_head, read_request_head, sent_body, start_of
from crawler.index import CaptureKind, Place
from crawler.warc import IDENTICAL_PAYLOAD, NOT_MODIFIED, as_revisit, payload_digest, sha1_digest

if TYPE_CHECKING:
    from crawler.archive.places import WarcFiles
    from crawler.http import ResponseHead
    from crawler.index import CaptureRow, Index
    from crawler.model import Content, Exchange
    from crawler.warc import NewRecord, Record

REMEMBERED = 1_024
"""So many referred records are not read again when they are referred to again."""
LONG_HEAD_BYTES = 8_192
"""Hardly any head is longer: a longer answer has a body."""
EARLIER_VERSIONS = 20
"""After a 304 so many captures of the address are looked through for the one that was asked about, newest first."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proved:
    """A record that was read: whole, the one the index means, with the payload it claims."""

    record: Record
    """With an empty block: only its header is needed again."""
    sent_digest: str
    """Of its body with chunk framing."""


class Revisits:
    """Turns the response of an exchange into a revisit when that keeps every byte of it.

    Knows what the index holds, of this and of other processes, and what this process has not committed yet.
    """

    def __init__(self, index: Index, files: WarcFiles, *, min_bytes: int) -> None:
        self._index = index
        self._files = files
        self._min_bytes = max(1, min_bytes)
        self._waiting: dict[str, Place] = {}
        self._told_of_store = False
        self._proved: OrderedDict[str, _Proved] = OrderedDict()

    def shortened(self, records: list[NewRecord], exchange: Exchange) -> list[NewRecord]:
        """Return *records*, the response first, with a revisit in its place when one can stand there."""
        # On the path of every page: what is new is seen with one look into the index.
        response = records[0]
        if response.type != "response" or exchange.truncated is not None:
            return records
        try:
            revisit = self._revisit(response, exchange)
        except ArchiveError as err:
            logger.warning("Kept whole, since the index cannot be asked: %s: %s", exchange.url, err)
            return records
        return records if revisit is None else [revisit, *records[1:]]

    def note(self, row: CaptureRow) -> None:
        """Remember a capture that was written and waits for its commit."""
        if row.kind is CaptureKind.RESPONSE and row.payload_digest is not None:
            self._waiting.setdefault(row.payload_digest, _place(row))

    def forget_waiting(self) -> None:
        """Forget what waited: the index has it now, or it is lost."""
        self._waiting.clear()

    def _revisit(self, response: NewRecord, exchange: Exchange) -> NewRecord | None:
        block = response.block
        if isinstance(block, Bytes) and block.data[9:12] == b"304":
            return self._not_modified(response, exchange)
        digest, head = response.first("WARC-Payload-Digest"), response.head
        if digest is None or head is None or head.status != 200 or self._is_small(block):
            return None
        places = [place for place in (self._index.payload_place(digest), self._waiting.get(digest)) if place]
        if not places:
            return None
        _, body_at = read_head(block)
        if block.size_bytes - body_at < self._min_bytes:
            return None
        proved = next((found for place in places if (found := self._prove(place, digest)) is not None), None)
        if proved is None or not _keeps_framing(head, block, proved):
            return None
        return as_revisit(response, start_of(block, body_at), of=proved.record, profile=IDENTICAL_PAYLOAD)

    def _is_small(self, block: Content) -> bool:
        """Return whether the body of *block* is plainly too small, before the index is asked.

        Of the same few bytes, such as an empty robots.txt, the answer of each server has a row: all are looked through.
        """
        if block.size_bytes >= self._min_bytes + LONG_HEAD_BYTES:
            return False
        return block.size_bytes - read_head(block)[1] < self._min_bytes

    def _not_modified(self, response: NewRecord, exchange: Exchange) -> NewRecord | None:
        """Return the revisit for an answer 304 when the capture that the request asked about is known."""
        asked, _ = read_request_head(exchange.request)
        head, body_at = read_head(response.block)
        if asked is None or head is None or head.status != 304 or response.block.size_bytes > body_at:
            return None
        tags, since = asked.first(b"If-None-Match"), asked.first(b"If-Modified-Since")
        rows = [row for row in self._index.captures(url=exchange.url) if _may_be_meant(row, response)]
        for row in reversed(rows[-EARLIER_VERSIONS:]):
            record = self._read(_place(row), kind=str(row.kind))
            if record is None or row.payload_digest is None or not _is_meant(record, tags, since):
                continue
            place = self._place_of_body(row)
            proved = None if place is None else self._prove(place, row.payload_digest)
            if proved is not None:
                return as_revisit(response, start_of(response.block, body_at), of=proved.record, profile=NOT_MODIFIED)
        return None

    def _place_of_body(self, row: CaptureRow) -> Place | None:
        """Return where the body of *row* stands: that of a revisit in the record which it refers to."""
        if row.kind is CaptureKind.RESPONSE:
            return _place(row)
        referred = self._index.record(row.refers_to) if row.refers_to is not None else None
        return None if referred is None or referred.kind is not CaptureKind.RESPONSE else _place(referred)

    def _prove(self, place: Place, digest: str) -> _Proved | None:
        """Return the record at *place* when it is there, whole, the one that is meant, and has the payload *digest*."""
        known = self._proved.get(place.record_id)
        if known is not None:
            self._proved.move_to_end(place.record_id)
            return known if self._is_there(place) else None
        record = self._read(place)
        if record is None or record.first("WARC-Payload-Digest") != digest or payload_digest(record.block) != digest:
            return None
        head, _ = read_head(record.block)
        is_framed = head is not None and is_chunked(head.fields)
        proved = _Proved(
            record=replace(record, block=Bytes(b"")),
            sent_digest=sha1_digest(sent_body(record.block)) if is_framed else digest,
        )
        self._proved[place.record_id] = proved
        if len(self._proved) > REMEMBERED:
            self._proved.popitem(last=False)
        return proved

    def _read(self, place: Place, *, kind: str = "response") -> Record | None:
        try:
            record = self._files.record(place.file_name, place.offset)
        except StoreFailed as err:
            level = logging.DEBUG if self._told_of_store else logging.WARNING
            self._told_of_store = True
            logger.log(level, "Not referred to, kept whole, as more may be: %s", err)
            return None
        except BadRecord as err:
            # Of machines with one store each has files that the others cannot read yet.
            level = logging.DEBUG if self._files.is_shared else logging.WARNING
            logger.log(level, "Not referred to, since it cannot be read: %s: %s", place.record_id, err)
            return None
        return record if record.type == kind and record.record_id == place.record_id else None

    def _is_there(self, place: Place) -> bool:
        """A record that was read once can only be gone with its file: what is written is never changed."""
        return self._files.holds(place.file_name, place.offset + place.length)


def _place(row: CaptureRow) -> Place:
    return Place(row.record_id, row.file_name, row.offset, row.length)


def _keeps_framing(head: ResponseHead, block: Content, proved: _Proved) -> bool:
    """Return whether the body as it was sent can be had back: chunks may differ where payloads do not."""
    return not is_chunked(head.fields) or sha1_digest(sent_body(block)) == proved.sent_digest


def _may_be_meant(row: CaptureRow, response: NewRecord) -> bool:
    is_answer = row.kind in (CaptureKind.RESPONSE, CaptureKind.REVISIT)
    return is_answer and row.status == 200 and row.url == response.target_uri


def _is_meant(record: Record, tags: bytes | None, since: bytes | None) -> bool:
    """Return whether *record* is the version that a conditional request names; If-None-Match goes first."""
    head, _ = read_head(record.block)
    if head is None:
        return False
    if tags is not None:
        tag = head.first(b"ETag")
        return tag is not None and _opaque(tag) in map(_opaque, tags.split(b","))
    return since is not None and head.first(b"Last-Modified") == since


def _opaque(tag: bytes) -> bytes:
    return tag.strip().removeprefix(b"W/")
