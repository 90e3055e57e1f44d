"""ARC files, the format before WARC: their records as WARC records.

Source: the Internet Archive's "Arc File Format" (1996), versions 1 and 2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from crawler.http import Bytes, Spool, start_of
from crawler.http.content import SPOOL_AT_BYTES
from crawler.warc import NewRecord, payload_digest
from crawler.warc.exchange import RESPONSE_TYPE
from crawler.warc.fields import ENCODED_ADDRESS, address_text, is_utf8

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.model import Content

DESCRIPTION = b"filedesc://"
PIECE_BYTES = 65_536
LINE_LIMIT_BYTES = 65_536
_LINE = re.compile(
    rb"(?P<url>[A-Za-z][A-Za-z0-9+.-]*:.*?) (?P<ip>[0-9A-Fa-f.:]{3,45}) (?P<date>[0-9]{14})"
    rb" (?P<type>[^\n]*?)(?: (?P<status>[0-9]{3}|-) [^ \n]* [^ \n]* [0-9]+ [^ \n]+)? (?P<length>[0-9]{1,15})\r?\n"
)
"""The line before each record: address, server, time, type, in version 2 five fields more, and the length."""
_LIKE_LINE = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*:[^ ]* [^ ]* [0-9]{8,17} [^\n]*[0-9]{1,15}\r?\n")
"""A line that is meant for one, with a field that is none: it is told, and the records on both sides are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcFlaw:
    """What is wrong at one place of the file as unpacked."""

    offset: int
    what: str
    is_left_out: bool = True
    """Whether no record comes of it."""


def arc_records(path: Path, *, source_sha256: str) -> Iterator[NewRecord | ArcFlaw]:
    """Yield the records of the ARC file at *path*, which is not compressed, and each place that is none.

    The ids follow from the file and the place, so that the same file gives the same records.
    """
    with path.open("rb") as file:
        while True:
            at = file.tell()
            line = file.readline(LINE_LIMIT_BYTES)
            if not line:
                return
            if not line.strip():
                continue
            if line.startswith(DESCRIPTION):
                _skip_description(file, line)
                continue
            parts = _LINE.fullmatch(line)
            if parts is None:
                yield ArcFlaw(offset=at, what="no record begins here")
                _go_to_next(file)
                continue
            begins, block = file.tell(), _block(file, int(parts["length"]))
            if block.size_bytes < int(parts["length"]) or not (_is_at_record(file) or _ends_here(file, begins)):
                yield ArcFlaw(offset=at, what="its length is not where the next record begins")
                file.seek(begins)
                _go_to_next(file)
                continue
            record = _record(parts, block, record_id=uuid5(NAMESPACE_URL, f"{source_sha256}:{at}").urn)
            yield record if record is not None else ArcFlaw(offset=at, what="its date is none")
            if record is not None and not is_utf8(parts["url"]):
                yield ArcFlaw(offset=at, what=ENCODED_ADDRESS, is_left_out=False)


def begins_arc(start: bytes) -> bool:
    """Return whether an ARC record begins with *start*; some writers put an empty line before it."""
    line = start.lstrip(b"\r\n")
    return line.startswith(DESCRIPTION) or _LINE.match(line) is not None


def _record(parts: re.Match[bytes], block: Content, *, record_id: str) -> NewRecord | None:
    try:
        date = datetime.strptime(parts["date"].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    url = address_text(parts["url"])
    is_http = url.lower().startswith(("http://", "https://")) and start_of(block, 5) == b"HTTP/"
    headers = [("WARC-IP-Address", parts["ip"].decode())] if parts["ip"] != b"0.0.0.0" else []
    if is_http:
        headers.append(("WARC-Payload-Digest", payload_digest(block)))
    return NewRecord(
        type="response" if is_http else "resource",
        record_id=record_id,
        date=date,
        target_uri=url,
        content_type=RESPONSE_TYPE
        if is_http
        else parts["type"].decode("latin-1").strip() or "application/octet-stream",
        block=block,
        headers=tuple(headers),
    )


def _skip_description(file: IO[bytes], line: bytes) -> None:
    """The first record of a file describes it; files that were joined have several."""
    length = line.split()[-1]
    if length.isdigit():
        file.seek(int(length), 1)


def _is_at_record(file: IO[bytes]) -> bool:
    """Return whether a record begins behind the empty lines at which *file* stands, or the file ends there."""
    at = file.tell()
    line = file.readline(LINE_LIMIT_BYTES)
    while line and not line.strip():
        line = file.readline(LINE_LIMIT_BYTES)
    file.seek(at)
    return not line or line.startswith(DESCRIPTION) or _LINE.fullmatch(line) is not None


def _ends_here(file: IO[bytes], begins: int) -> bool:
    """Return whether the block from *begins* to where *file* stands is whole, whatever stands behind it.

    An empty line ends it, and no other record begins in it, as one would in a block whose length is too large.
    """
    at = file.tell()
    is_ended = file.readline(3) in (b"\n", b"\r\n")
    file.seek(begins)
    while is_ended and file.tell() < at:
        is_ended = _LINE.fullmatch(file.readline(LINE_LIMIT_BYTES)) is None
    file.seek(at)
    return is_ended


def _go_to_next(file: IO[bytes]) -> None:
    """Leave *file* at the next line that looks like the start of a record, if only by far, or at its end."""
    while line := file.readline(LINE_LIMIT_BYTES):
        if _LINE.fullmatch(line) or _LIKE_LINE.fullmatch(line):
            file.seek(-len(line), 1)
            return


def _block(file: IO[bytes], size_bytes: int) -> Content:
    if size_bytes <= SPOOL_AT_BYTES:
        return Bytes(file.read(size_bytes))
    spool = Spool()
    left = size_bytes
    while left and (piece := file.read(min(left, PIECE_BYTES))):
        spool.append(piece)
        left -= len(piece)
    return spool
