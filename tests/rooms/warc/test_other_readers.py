"""warcio and fastwarc read what we write, byte for byte; we read what warcio writes."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from rooms.warc.making import AT, counted_ids, exchange, three_exchanges, write_file
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawler.http import Bytes, entity, whole
from crawler.warc import capture_of, check_file, exchange_records, read_exchanges, read_record, read_records

if TYPE_CHECKING:
    from crawler.warc import NewRecord


@pytest.fixture
def groups() -> list[list[NewRecord]]:
    noise = random.Random(3)
    blocks = [b"HTTP/1.1 200 OK\r\n\r\n" + noise.randbytes(size) for size in (0, 1, 20_000, 3 << 20)]
    blocks.append(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\nnot really\r\n\r\nWARC/1.1\r\n"
    )
    ids = counted_ids(5000)
    return three_exchanges() + [exchange_records(exchange(block), ids=ids) for block in blocks]


def test_warcio_reads_everything_equal(tmp_path: Path, groups: list[list[NewRecord]]) -> None:
    path = write_file(tmp_path, groups)
    with path.open("rb") as file:
        iterator = WarcioIterator(file, no_record_parse=True)
        found = []
        for record in iterator:
            head = record.rec_headers
            block = record.raw_stream.read()
            found.append((iterator.get_record_offset(), iterator.get_record_length(), tuple(head.headers), block))
    ours = [(record.offset, record.length, record.headers, whole(record.block)) for record in read_records(path)]
    assert [row[2:] for row in found] == [row[2:] for row in ours]
    assert [row[:2] for row in found] == [row[:2] for row in ours]
    written = [whole(record.block) for group in groups for record in group]
    assert [row[3] for row in found][1:] == written


def test_fastwarc_reads_everything_equal(tmp_path: Path, groups: list[list[NewRecord]]) -> None:
    path = write_file(tmp_path, groups)
    found = []
    for record in FastIterator(str(path), parse_http=False, auto_decode="none"):
        assert record.record_date == AT
        found.append((record.stream_pos, tuple(record.headers), record.reader.read()))
    ours = [(record.offset, record.headers, whole(record.block)) for record in read_records(path)]
    assert found == ours


def test_fastwarc_finds_the_block_digests_right(tmp_path: Path, groups: list[list[NewRecord]]) -> None:
    path = write_file(tmp_path, groups)
    for record in FastIterator(str(path), parse_http=False, auto_decode="none"):
        record.freeze()
        assert record.verify_block_digest()


def test_warcio_finds_the_payload_digest_right_where_nothing_is_chunked(tmp_path: Path) -> None:
    records = exchange_records(exchange(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), ids=counted_ids(1000))
    path = write_file(tmp_path, [records])
    with path.open("rb") as file:
        for record in WarcioIterator(file, check_digests=True):
            record.content_stream().read()


@pytest.mark.parametrize("name", ["warcio.warc", "warcio.warc.gz"])
def test_we_read_what_warcio_writes(name: str) -> None:
    path = Path(__file__).parents[2] / "data" / "warc" / name
    assert list(check_file(path)) == []
    exchanges = list(read_exchanges(path))
    assert [len(one.records) for one in exchanges] == [2] * 3
    captures = [capture_of(one.response) for one in exchanges if one.response is not None]
    assert [capture.url for capture in captures] == [f"http://news.example/{number}" for number in range(3)]
    for number, capture in enumerate(captures):
        assert b"".join(entity(capture.block)) == b"<p>Page %d of an invented paper</p>\n" % number * 40
    records = list(read_records(path))
    assert sum(record.length for record in records) == path.stat().st_size
    for record in records:
        assert read_record(path, record.offset) == record
        assert next(read_records(path, start=record.offset)) == record


def test_the_interim_answers_of_other_writers_are_not_part_of_the_capture(tmp_path: Path) -> None:
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    ids = counted_ids(1000)
    for size in (10, 2 << 20):
        final = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * size
        path = write_file(tmp_path / str(size), [exchange_records(exchange(interim + final), ids=ids)])
        response = next(read_exchanges(path)).response
        assert response is not None
        assert response.block.size_bytes == len(interim + final)
        assert whole(capture_of(response).block) == final


def test_bytes_is_what_small_blocks_are_read_as(tmp_path: Path) -> None:
    path = write_file(tmp_path, three_exchanges())
    assert all(isinstance(record.block, Bytes) for record in read_records(path))
