"""ZipNum: sorted CDXJ lines in gzip members of a few thousand, and a small index of the members.

Source: the cluster format of pywb and Common Crawl; in a WACZ package the JSON form of WACZ 1.1.1, "ZipNum".
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BLOCK_LINES = 3_000


class Written(Protocol):
    """What takes bytes."""

    def write(self, data: bytes, /) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One gzip member of the lines."""

    key: str
    """SURT and timestamp of its first line."""
    offset: int
    length: int
    sha256: str
    """Of the member's bytes."""


def write_blocks(lines: Iterable[bytes], target: Written, *, block_lines: int = BLOCK_LINES) -> Iterator[Block]:
    """Write *lines*, sorted and with their ends, to *target* as gzip members; yield each when it is written."""
    offset = 0
    waiting: list[bytes] = []

    def member() -> Block:
        nonlocal offset
        data = gzip.compress(b"".join(waiting), mtime=0)
        target.write(data)
        key = b" ".join(waiting[0].split(b" ", 2)[:2]).decode()
        block = Block(key=key, offset=offset, length=len(data), sha256=hashlib.sha256(data).hexdigest())
        offset += len(data)
        waiting.clear()
        return block

    for line in lines:
        waiting.append(line)
        if len(waiting) >= block_lines:
            yield member()
    if waiting:
        yield member()


def as_json_lines(blocks: Iterable[Block], file_name: str) -> Iterator[bytes]:
    """Yield the index of *blocks*, which stand in *file_name*, as a WACZ package has it."""
    head = {"format": "cdxj-gzip-1.0", "filename": file_name}
    yield f"!meta 0 {json.dumps(head)}\n".encode()
    for block in blocks:
        place = {
            "offset": block.offset,
            "length": block.length,
            "digest": f"sha256:{block.sha256}",
            "filename": file_name,
        }
        yield f"{block.key} {json.dumps(place)}\n".encode()
