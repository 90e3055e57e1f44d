"""A record as bytes: header, block and end, as one gzip member."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from isal import isal_zlib

from crawler.http import whole
from crawler.warc.digests import block_digest
from crawler.warc.fields import field_lines, safe_uri, warc_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.warc.record import NewRecord

VERSION = "WARC/1.1"
RECORD_END = b"\r\n\r\n"
GZIP_LEVEL = 1
"""igzip's; the measurement is in docs/decisions/0003-warc-writing.md."""
WHOLE_BYTES = 1 << 20
"""A larger block is compressed piece by piece."""

STORED = 0
"""zlib's; igzip's level 0 compresses too, and is the slower one on data that does not get smaller."""

_GZIP_WINDOW = 31


def record_header(record: NewRecord) -> bytes:
    """Return the header of *record* with the empty line after it."""
    fields = [
        ("WARC-Type", record.type),
        ("WARC-Record-ID", f"<{safe_uri(record.record_id)}>"),
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
    return record_header(record) + whole(record.block) + RECORD_END


def packed(record: NewRecord) -> Iterator[bytes]:
    """Yield the record as one gzip member, in pieces; a large block is never held in memory as a whole."""
    if record.block.size_bytes <= WHOLE_BYTES:
        data = record_bytes(record)
        if record.is_packed:
            yield zlib.compress(data, STORED, _GZIP_WINDOW)
        else:
            yield isal_zlib.compress(data, level=GZIP_LEVEL, wbits=_GZIP_WINDOW)
        return
    member = (
        zlib.compressobj(STORED, wbits=_GZIP_WINDOW)
        if record.is_packed
        else isal_zlib.compressobj(level=GZIP_LEVEL, wbits=_GZIP_WINDOW)
    )
    yield member.compress(record_header(record))
    for chunk in record.block.chunks():
        yield member.compress(chunk)
    yield member.compress(RECORD_END) + member.flush()
