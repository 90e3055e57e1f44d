"""A large record is read as it is asked for: the same block, and damage is told before the last piece of it."""

from __future__ import annotations

import gzip
import random
from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadRecord
from crawler.http import Arriving, Bytes, whole
from crawler.http.content import SPOOL_AT_BYTES
from crawler.warc import open_record, read_record

if TYPE_CHECKING:
    from pathlib import Path

BODY = random.Random(5).randbytes(3 * SPOOL_AT_BYTES)
OTHER = b"WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 2\r\n\r\nab\r\n\r\n"


def record(body: bytes = BODY, *, said: int | None = None, end: bytes = b"\r\n\r\n") -> bytes:
    head = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Length: %d\r\n\r\n"
    return (head % (len(body) if said is None else said)).encode() + body + end


def written(folder: Path, data: bytes, *, packed: bool) -> tuple[Path, int, int]:
    """Return the file with *data* between two records, and where it stands."""
    path = folder / ("a.warc.gz" if packed else "a.warc")
    start, middle, end = [gzip.compress(part, 1) for part in (OTHER, data, OTHER)] if packed else (OTHER, data, OTHER)
    path.write_bytes(start + middle + end)
    return path, len(start), len(middle)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("size", [0, 1, SPOOL_AT_BYTES, SPOOL_AT_BYTES + 1, len(BODY)])
@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\r\n", b""])
def test_it_is_the_record_that_is_read_at_once(tmp_path: Path, size: int, end: bytes, *, packed: bool) -> None:
    path, offset, length = written(tmp_path, record(BODY[:size], end=end), packed=packed)
    there, here = read_record(path, offset), open_record(path, offset, length)
    assert isinstance(here.block, Arriving) is (size > SPOOL_AT_BYTES)
    assert (here.offset, here.length, here.version, here.headers) == (offset, length, there.version, there.headers)
    assert here.length == there.length
    assert here.block.size_bytes == size
    assert whole(here.block) == whole(there.block) == BODY[:size]


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("data", "told"),
    [
        (record(said=len(BODY) + 1_000_000), "bytes|no empty lines"),
        (record(said=len(BODY) - 5), "no empty lines"),
        (record(end=b"\r\n+\r\n"), "no empty lines"),
    ],
)
def test_a_wrong_end_is_told(tmp_path: Path, data: bytes, told: str, *, packed: bool) -> None:
    path, offset, length = written(tmp_path, data, packed=packed)
    with pytest.raises(BadRecord, match=told):
        whole(open_record(path, offset, length).block)
    with pytest.raises(BadRecord, match=told):
        read_record(path, offset)


@pytest.mark.parametrize("harm", ["a byte", "the checksum", "the end"])
def test_the_last_piece_of_a_damaged_member_does_not_come(tmp_path: Path, harm: str) -> None:
    path, offset, length = written(tmp_path, record(), packed=True)
    data = bytearray(path.read_bytes())
    if harm == "a byte":
        data[offset + length - 5_000] ^= 1  # within a stored block: nothing but the checksum tells
    elif harm == "the checksum":
        data[offset + length - 8] ^= 1
    else:
        del data[offset + length - 3 :]
    path.write_bytes(data)
    block = open_record(path, offset, length).block
    came: list[bytes] = []
    with pytest.raises(BadRecord, match="gzip member is"):
        came.extend(block.chunks())
    assert 0 < sum(map(len, came)) < len(BODY)


def test_a_record_that_does_not_begin_there_is_told_at_once(tmp_path: Path) -> None:
    path, offset, length = written(tmp_path, record(), packed=True)
    with pytest.raises(BadRecord, match="no gzip member begins here"):
        open_record(path, offset + 1, length)
    path, offset, length = written(tmp_path, record(), packed=False)
    with pytest.raises(BadRecord, match="no WARC version line"):
        open_record(path, offset + 1, length)


def test_small_ones_are_in_memory(tmp_path: Path) -> None:
    path, offset, length = written(tmp_path, record(b"ferry"), packed=True)
    assert open_record(path, offset, length).block == Bytes(b"ferry")
