"""A record as bytes: header, block and end, as one gzip member."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

from isal import isal_zlib

from crawler.http import whole
from crawler.warc.digests import block_digest
from crawler.warc.fields import field_lines, safe_uri, warc_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.warc.record import NewRecord

VERSION = "WARC/1.1"
RECORD_END = b"\r\n\r\n"
GZIP_LEVEL = 1
"""igzip's; the measurement is in docs/decisions/0003-warc-writing.md."""
SMALL_BYTES = 2_048
"""A smaller record is not compressed: it would save some 200 bytes of 600, and igzip's working memory for each costs a
crawl a twentieth of its CPU (docs/decisions/0003-warc-writing.md)."""
WHOLE_BYTES = 1 << 20
"""A larger block is compressed piece by piece."""

_GZIP_WINDOW = 31
_GZIP_HEAD = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"
_STORED_BYTES = 65_535


def record_header(record: NewRecord) -> bytes:
    """Return the header of *record* with the empty line after it."""
    fields = [
        ("WARC-Type", record.type),
        ("WARC-Record-ID", f"<{record.record_id}>"),
        ("WARC-Date", warc_date(record.date)),
    ]
    if record.target_uri is not None:
        fields.append(("WARC-Target-URI", safe_uri(record.target_uri)))
    fields += record.headers
    fields += [
        ("WARC-Block-Digest", block_digest(record.block)),
        ("Content-Type", record.content_type),
        ("Content-Length", str(record.block.size_bytes)),
    ]
    return VERSION.encode("ascii") + b"\r\n" + field_lines(fields) + b"\r\n"


def record_bytes(record: NewRecord) -> bytes:
    """Return the whole record, not compressed."""
    return b"".join((record_header(record), whole(record.block), RECORD_END))


def stored(data: bytes) -> bytes:
    """Return *data* as a gzip member of stored blocks (RFC 1951, 3.2.4): a copy and a checksum, nothing compressed.

    zlib's level 0 says the same in several times the time, and igzip's level 0 compresses.
    """
    pieces = [_GZIP_HEAD]
    for start in range(0, max(1, len(data)), _STORED_BYTES):
        size = min(_STORED_BYTES, len(data) - start)
        is_last = start + size == len(data)
        pieces += [struct.pack("<BHH", is_last, size, size ^ 0xFFFF), data[start : start + size]]
    pieces.append(struct.pack("<II", isal_zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(pieces)


def packed_pieces(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes of a record that somebody else has written as one gzip member."""
    member = isal_zlib.compressobj(level=GZIP_LEVEL, wbits=_GZIP_WINDOW)
    for piece in pieces:
        yield member.compress(piece)
    yield member.flush()


def packed(record: NewRecord) -> Iterator[bytes]:
    """Yield the record as one gzip member, in pieces; a large block is never held in memory as a whole."""
    if record.block.size_bytes <= WHOLE_BYTES:
        data = record_bytes(record)
        if record.is_packed or len(data) < SMALL_BYTES:
            yield stored(data)
        else:
            yield isal_zlib.compress(data, level=GZIP_LEVEL, wbits=_GZIP_WINDOW)
        return
    member = (
        zlib.compressobj(0, wbits=_GZIP_WINDOW)
        if record.is_packed
        else isal_zlib.compressobj(level=GZIP_LEVEL, wbits=_GZIP_WINDOW)
    )
    yield member.compress(record_header(record))
    for chunk in record.block.chunks():
        yield member.compress(chunk)
    yield member.compress(RECORD_END) + member.flush()
