"""The index as CDXJ lines, which CDX servers and replay tools read."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING

from crawler.index.captures import MOST_KEY_BYTES, whole_key
from crawler.index.rows import CaptureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.index.rows import CaptureRow

SURE_CHARS = (MOST_KEY_BYTES - 100) // 4


def cdxj_line(row: CaptureRow) -> str:
    """Return *row* as ``SURT TIMESTAMP {"url": …}`` without a line end. All values are strings, as readers expect."""
    fields: dict[str, str | int | None] = {
        "url": row.url,
        "mime": "warc/revisit" if row.kind is CaptureKind.REVISIT else row.mime,
        "status": row.status,
        "digest": row.payload_digest,
        "length": row.length,
        "offset": row.offset,
        "filename": row.file_name,
    }
    known = {name: str(value) for name, value in fields.items() if value is not None}
    return f"{_key(row)} {json.dumps(known)}"


def sorted_lines(rows: Iterable[CaptureRow]) -> Iterator[str]:
    """Yield the lines of *rows*, which come by SURT and time, sorted byte by byte as ``LC_ALL=C sort`` does."""
    for _, same in groupby(rows, key=_near):
        yield from sorted(map(cdxj_line, same))


def _near(row: CaptureRow) -> str:
    """Return what tells those apart that come in the right order: of a long key only the beginning (`bounded`)."""
    key = whole_key(row.url)
    return key[:SURE_CHARS] if len(key) > SURE_CHARS else _key(row)


def _key(row: CaptureRow) -> str:
    at = row.captured_at
    return f"{whole_key(row.url)} {at.year:04}{at:%m%d%H%M%S}"  # %Y alone has fewer digits before the year 1000
