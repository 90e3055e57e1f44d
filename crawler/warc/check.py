"""What is wrong with a WARC file, place by place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import entity, sent_body
from crawler.warc.digests import agrees, block_digest, sha1_digest
from crawler.warc.reader import scan
from crawler.warc.record import HTTP_TYPE, LONG_ID, SEGMENT, bare_uri, is_too_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from warcio.recordloader import ArcWarcRecord

    from crawler.warc.record import Record, WarcSource

MANDATORY = ("WARC-Type", "WARC-Record-ID", "WARC-Date")
"""With Content-Length, without which there is no reading at all (WARC 1.1, section 5)."""
VERSIONS = ("WARC/1.0", "WARC/1.1")
WITHOUT_ADDRESS = ("warcinfo", "metadata")
ONCE = ("WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "Content-Type", "WARC-Block-Digest")

PIECE_BYTES = 65_536
Seen = tuple[int, str, str]
"""Offset, record id and digest of the block as it was read."""

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong at one place of a file."""

    path: WarcSource
    offset: int
    record_id: str | None
    """None when no whole record stands there."""
    what: str
    """One short line for a person."""


class FileCheck:
    """Looks at what `scan` finds in the file at *path*, one after the other, so that it may be read for more at once.

    No flaw is found when all members and records are whole, every header is as the standard asks, and every digest is
    that of the bytes. Payload digests are those of the de-chunked body.
    """

    def __init__(self, path: WarcSource) -> None:
        self._path = path
        self._seen: set[str] = set()
        self._pending: list[tuple[str, Flaw]] = []
        self._is_first = True

    def flaws_of(self, found: Record | BadRecord) -> Iterator[Flaw]:
        """Yield what is wrong with the next record or damaged place."""
        is_first, self._is_first = self._is_first, False
        if isinstance(found, BadRecord):
            yield Flaw(path=self._path, offset=found.offset, record_id=None, what=found.why)
            return
        yield from (_flaw(found, what) for what in _record_flaws(found))
        if is_first and found.type != "warcinfo":
            yield _flaw(found, "the first record is no warcinfo")
        if found.record_id in self._seen:
            yield _flaw(found, "another record has the same WARC-Record-ID")
        self._seen.add(found.record_id)
        astray = (name for name in found.concurrent_to if name not in self._seen)
        self._pending += [(name, _flaw(found, _astray(name))) for name in astray]

    def last_flaws(self) -> Iterator[Flaw]:
        """Yield, behind the last record, what is wrong with the file: references to records that are not there."""
        if self._is_first:
            yield Flaw(path=self._path, offset=0, record_id=None, what="there is no record")
        yield from (flaw for name, flaw in self._pending if name not in self._seen)


def check_file(path: WarcSource) -> Iterator[Flaw]:
    """Yield each flaw of *path*, in the order of the file; references to records that are not there come last."""
    check = FileCheck(path)
    for found in scan(path):
        yield from check.flaws_of(found)
    yield from check.last_flaws()


def seen_in(record: Record) -> Seen:
    """Return what two readers must agree on."""
    return record.offset, record.record_id, block_digest(record.block)


def differences(path: WarcSource, ours: Iterable[Seen]) -> Iterator[Flaw]:
    """Yield the first place where warcio sees another record than *ours*; nothing when they agree on all."""
    for mine, theirs in zip_longest(ours, by_warcio(path)):
        if mine != theirs:
            offset, record_id, _ = min(seen for seen in (mine, theirs) if seen is not None)
            yield Flaw(path=path, offset=offset, record_id=record_id, what="warcio and our reader differ from here on")
            # They are out of step now, and each further line would say the same.
            return


def by_warcio(path: WarcSource) -> Iterator[Seen]:
    """Yield each record of *path* as warcio reads it; ends where warcio can read no further."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    with path.open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        try:
            for record in records:
                record_id = bare_uri(record.rec_headers.get_header("WARC-Record-ID") or "")
                digest = sha1_digest(_pieces(record))
                yield records.get_record_offset(), record_id, digest
        except ArchiveLoadFailed:
            return


def _flaw(record: Record, what: str) -> Flaw:
    return Flaw(path=record.path, offset=record.offset, record_id=record.record_id or None, what=what)


def _astray(record_id: str) -> str:
    return f"WARC-Concurrent-To names {record_id}, which is not in this file"


def _record_flaws(record: Record) -> Iterator[str]:
    if record.version not in VERSIONS:
        yield f"{record.version} is no version we know"
    yield from record.oddities
    if record.is_http and record.block.size_bytes and not record.content_type.lower().startswith(HTTP_TYPE):
        yield f"Content-Type is not {HTTP_TYPE}"
    for name in MANDATORY:
        if not record.first(name):
            yield f"{name} is missing"
    for name in ONCE:
        if len(record.all(name)) > 1:
            yield f"{name} stands there more than once"
    if record.record_id and not _URI.fullmatch(record.record_id):
        yield "WARC-Record-ID is no URI"
    if is_too_long(record.record_id):
        yield LONG_ID
    yield from _date_flaws(record)
    yield from _address_flaws(record)
    yield from _digest_flaws(record, "WARC-Block-Digest", record.block.chunks())
    if record.type == "revisit" and not record.first("WARC-Profile"):
        yield "WARC-Profile is missing"
    yield from _payload_flaws(record)


def _date_flaws(record: Record) -> Iterator[str]:
    try:
        if record.first("WARC-Date"):
            _ = record.date
    except BadRecord as err:
        yield err.why


def _address_flaws(record: Record) -> Iterator[str]:
    uri = record.target_uri
    if uri is None:
        if record.type not in WITHOUT_ADDRESS:
            yield "WARC-Target-URI is missing"
    elif not _URI.fullmatch(uri):
        yield "WARC-Target-URI is no URI"
    if (record.first("WARC-Target-URI") or "").startswith("<"):
        yield "WARC-Target-URI stands in angle brackets"


def _digest_flaws(record: Record, name: str, pieces: Iterator[bytes]) -> Iterator[str]:
    digest = record.first(name)
    if digest is None:
        return
    right = agrees(digest, pieces)
    if right is None:
        yield f"{name} cannot be checked: {digest[:80]}"
    elif not right:
        yield f"{name} is not that of the bytes"


def _payload_flaws(record: Record) -> Iterator[str]:
    if record.first(SEGMENT) or record.type == "continuation":
        yield "it is one segment of a record, and segments are not joined"
        return  # the digest of the first is that of all together
    if record.type == "revisit":
        return  # there it is the digest of the record that is visited again
    flaws = list(_digest_flaws(record, "WARC-Payload-Digest", _payload(record)))
    digest = record.first("WARC-Payload-Digest") or ""
    if flaws and record.is_http and agrees(digest, sent_body(record.block)):
        yield "WARC-Payload-Digest is that of the body with its chunk framing"
    else:
        yield from flaws


def _payload(record: Record) -> Iterator[bytes]:
    return entity(record.block) if record.is_http else record.block.chunks()


def _pieces(record: ArcWarcRecord) -> Iterator[bytes]:
    while piece := record.raw_stream.read(PIECE_BYTES):
        yield piece
