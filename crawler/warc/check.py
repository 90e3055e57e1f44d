"""What is wrong with a WARC file, place by place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from crawler.errors import BadRecord
from crawler.http import entity
from crawler.warc.digests import agrees, block_digest, sha1_digest
from crawler.warc.reader import read_records, scan
from crawler.warc.record import bare_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

    from crawler.warc.record import Record

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

    path: Path
    offset: int
    record_id: str | None
    """None when no whole record stands there."""
    what: str
    """One short line for a person."""


def check_file(path: Path) -> Iterator[Flaw]:
    """Yield each flaw of *path*, in the order of the file; references to records that are not there come last.

    Nothing comes when all members and records are whole, every header is as the standard asks, and every digest is
    that of the bytes. Payload digests are those of the de-chunked body.
    """
    seen: set[str] = set()
    pending: list[tuple[str, Flaw]] = []
    is_first = True
    for found in scan(path):
        if isinstance(found, BadRecord):
            yield Flaw(path=path, offset=found.offset, record_id=None, what=found.why)
        else:
            yield from (_flaw(found, what) for what in _record_flaws(found))
            if is_first and found.type != "warcinfo":
                yield _flaw(found, "the first record is no warcinfo")
            if found.record_id in seen:
                yield _flaw(found, "another record has the same WARC-Record-ID")
            seen.add(found.record_id)
            pending += [(name, _flaw(found, _astray(name))) for name in found.concurrent_to if name not in seen]
        is_first = False
    if is_first:
        yield Flaw(path=path, offset=0, record_id=None, what="there is no record")
    yield from (flaw for name, flaw in pending if name not in seen)


def differences(path: Path) -> Iterator[Flaw]:
    """Yield the first place where warcio and our own reader see different records; nothing when they agree on all."""
    whole = read_records(path, on_damage=lambda _: None)
    ours = ((record.offset, record.record_id, block_digest(record.block)) for record in whole)
    for mine, theirs in zip_longest(ours, by_warcio(path)):
        if mine != theirs:
            offset, record_id, _ = min(seen for seen in (mine, theirs) if seen is not None)
            yield Flaw(path=path, offset=offset, record_id=record_id, what="warcio and our reader differ from here on")
            # They are out of step now, and each further line would say the same.
            return


def by_warcio(path: Path) -> Iterator[Seen]:
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
    if record.has_bare_lf:
        yield "a header line ends without CR"
    for name in MANDATORY:
        if not record.first(name):
            yield f"{name} is missing"
    for name in ONCE:
        if len(record.all(name)) > 1:
            yield f"{name} stands there more than once"
    if record.record_id and not _URI.fullmatch(record.record_id):
        yield "WARC-Record-ID is no URI"
    yield from _date_flaws(record)
    yield from _address_flaws(record)
    yield from _digest_flaws(record, "WARC-Block-Digest", record.block.chunks())
    if record.type == "revisit" and not record.first("WARC-Profile"):
        yield "WARC-Profile is missing"
    if record.type != "revisit":  # there it is the digest of the record that is visited again
        yield from _digest_flaws(record, "WARC-Payload-Digest", _payload(record))


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


def _digest_flaws(record: Record, name: str, pieces: Iterator[bytes]) -> Iterator[str]:
    digest = record.first(name)
    if digest is None:
        return
    right = agrees(digest, pieces)
    if right is None:
        yield f"{name} cannot be checked: {digest[:80]}"
    elif not right:
        yield f"{name} is not that of the bytes"


def _payload(record: Record) -> Iterator[bytes]:
    is_http = record.content_type.lower().startswith("application/http")
    return entity(record.block) if is_http else record.block.chunks()


def _pieces(record: ArcWarcRecord) -> Iterator[bytes]:
    while piece := record.raw_stream.read(PIECE_BYTES):
        yield piece
