"""Whatever is written is read back, by us, by warcio and by fastwarc; what is cut off is never invented."""

from __future__ import annotations

import gzip
import io
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fastwarc.warc import ArchiveIterator as FastIterator
from hypothesis import given
from hypothesis import strategies as st
from isal import isal_zlib
from rooms.warc.making import AT, counted_ids, exchange, three_exchanges, write_file, writer
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from crawler.http import Bytes, whole
from crawler.model import Truncation
from crawler.warc import (
    NewRecord,
    Record,
    capture_of,
    check_file,
    exchange_records,
    metadata_fields,
    read_exchanges,
    read_records,
    record_bytes,
    safe_uri,
)
from crawler.warc.fields import parse_date, safe_value, warc_date
from crawler.warc.packing import stored

if TYPE_CHECKING:
    from crawler.errors import BadRecord
    from crawler.model import Content
    from crawler.warc.record import Fields

TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
TIMES = st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # given the zone beside
BLOCKS = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=200).map(lambda body: b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body),
    st.sampled_from([b"\r\n\r\n", b"WARC/1.1\r\n\r\n", b"\x1f\x8b\x08" * 9]),
)


@st.composite
def new_records(draw: st.DrawFn) -> NewRecord:
    names = st.sampled_from(["X-Note", "WARC-Concurrent-To", "x_y", "A"])
    return NewRecord(
        type=draw(st.sampled_from(["response", "resource", "metadata"])),
        record_id=f"urn:uuid:{draw(st.uuids())}",
        date=draw(TIMES),
        target_uri="http://news.example/" + draw(TEXT),
        content_type="application/http;msgtype=response",
        block=Bytes(draw(BLOCKS)),
        headers=tuple(draw(st.lists(st.tuples(names, TEXT), max_size=4))),
    )


def same(new: NewRecord, read: Record) -> bool:
    headers = tuple((name, safe_value(value)) for name, value in new.headers)
    at = [name for name, _ in read.headers].index("WARC-Target-URI") + 1
    return (new.type, new.record_id, new.date, safe_uri(new.target_uri or ""), whole(new.block), headers) == (
        read.type,
        read.record_id,
        read.date,
        read.target_uri,
        whole(read.block),
        read.headers[at : at + len(headers)],
    )


@given(st.lists(new_records(), min_size=1, max_size=4, unique_by=lambda record: record.record_id))
def test_records_are_read_back_equal(records: list[NewRecord]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        target = writer(Path(folder))
        places = target.append(records)
        closed = target.close()
        assert closed is not None
        path = Path(folder) / closed.name
        read = list(read_records(path))[1:]
        assert len(read) == len(records)
        assert all(same(new, old) for new, old in zip(records, read, strict=True))
        assert [(place.offset, place.length) for place in places] == [(old.offset, old.length) for old in read]
        with path.open("rb") as file:
            theirs = [
                (record.rec_headers.get_header("WARC-Record-ID"), record.raw_stream.read())
                for record in WarcioIterator(file, no_record_parse=True)
            ]
        fast = [
            (record.record_id, record.reader.read())
            for record in FastIterator(io.BytesIO(path.read_bytes()), parse_http=False, auto_decode="none")
        ]
        expected = [(f"<{new.record_id}>", whole(new.block)) for new in records]
        assert theirs[1:] == expected
        assert fast[1:] == expected


@given(new_records())
def test_nothing_but_the_block_can_hold_a_line_end(record: NewRecord) -> None:
    head = record_bytes(record)[: -len(whole(record.block)) - 4 or None]
    lines = head.split(b"\r\n")
    assert lines[-2:] == [b"", b""]
    names = [line.partition(b": ")[0].decode() for line in lines[1:-2]]
    fixed = ["WARC-Type", "WARC-Record-ID", "WARC-Date", "WARC-Target-URI"]
    last = ["WARC-Block-Digest", "Content-Type", "Content-Length"]
    assert names == [*fixed, *(name for name, _ in record.headers), *last]
    assert all(byte >= 0x20 and byte != 0x7F for line in lines for byte in line)


@given(TEXT)
def test_a_safe_address_is_safe_and_stays_so(text: str) -> None:
    uri = safe_uri(text)
    assert all("!" <= char <= "~" and char not in "<>" for char in uri)
    assert safe_uri(uri) == uri


@given(TIMES)
def test_dates_are_read_back_to_the_microsecond(at: datetime) -> None:
    assert parse_date(warc_date(at)) == at


@given(
    st.one_of(st.none(), BLOCKS),
    TEXT.map(lambda text: "http://news.example/" + text),
    st.one_of(st.none(), TEXT),
    st.one_of(st.none(), st.sampled_from(list(Truncation))),
    TIMES,
)
def test_an_exchange_comes_back_as_its_capture(
    response: bytes | None, url: str, spider: str | None, truncated: Truncation | None, at: datetime
) -> None:
    one = exchange(response, url=url, spider=spider, truncated=truncated, started_at=at, ended_at=at)
    records = exchange_records(one, ids=counted_ids(1000))
    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder), [records])
        assert list(check_file(path)) == []
        (found,) = read_exchanges(path)
        assert found.metadata is not None
        assert dict(metadata_fields(found.metadata)).get("spider") == (None if spider is None else safe_value(spider))
        assert (found.response is None) == (not response)
        if found.response is not None:
            capture = capture_of(found.response, found.metadata)
            assert (capture.url, capture.captured_at, capture.truncated) == (safe_uri(url), at, truncated)
            assert whole(found.response.block) == response


def seen(record: Record) -> tuple[int, Fields, Content]:
    return record.offset, record.headers, record.block


def cut_everywhere(path: Path, start: int, stop: int | None = None) -> None:
    """Cut the file at every byte from *start* to *stop*: all earlier records and one flaw come, nothing else."""
    data = path.read_bytes()
    earlier = [record for record in read_records(path) if record.offset < start]
    cut = path.with_name("cut" + "".join(path.suffixes))
    for size in range(start + 1, len(data) if stop is None else stop):
        cut.write_bytes(data[:size])
        damages: list[BadRecord] = []
        found = list(read_records(cut, on_damage=damages.append))
        assert [seen(record) for record in found] == [seen(record) for record in earlier]
        assert [damage.offset for damage in damages] == [start]


def test_a_file_cut_at_every_byte_of_its_last_record_gives_all_earlier_ones_and_a_flaw(tmp_path: Path) -> None:
    path = write_file(tmp_path, three_exchanges())
    cut_everywhere(path, max(record.offset for record in read_records(path)))


def test_the_same_for_a_file_that_is_not_compressed(tmp_path: Path) -> None:
    records = [record_bytes(record) for group in three_exchanges() for record in group]
    # The last one holds what looks like a record.
    holder = exchange(b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\n" + records[0] + b"x", started_at=AT)
    last = record_bytes(exchange_records(holder, ids=counted_ids(9000))[0])
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(records) + last)
    block_ends = path.stat().st_size - 4
    cut_everywhere(path, sum(map(len, records)), block_ends)
    every = [seen(record) for record in read_records(path)]
    for size in range(path.stat().st_size - 1, block_ends - 1, -1):
        os.truncate(path, size)
        found = list(read_records(path))
        assert [seen(record) for record in found] == every
        assert [bool(record.oddities) for record in found] == [False] * (len(every) - 1) + [True]


@given(st.data())
def test_a_changed_byte_loses_nothing_in_silence(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = write_file(Path(folder), three_exchanges())
        whole_records = [seen(record) for record in read_records(path)]
        changed = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(changed)
        damages: list[BadRecord] = []
        found = [
            (record.offset, record.headers, record.block) for record in read_records(path, on_damage=damages.append)
        ]
        lost = [record for record in whole_records if record not in found]
        assert [record for record in found if record not in whole_records] == []
        # Time and system in a gzip header may change without harm; no record goes missing without a word.
        assert not lost or damages
        assert len(lost) <= 1


@given(st.binary(max_size=400))
def test_no_bytes_make_the_reader_fail_otherwise(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("x.warc", "x.warc.gz"):
            path = Path(folder) / name
            for start in (b"", b"WARC/1.1\r\n", b"\x1f\x8b\x08"):
                path.write_bytes(start + data)
                damages: list[BadRecord] = []
                list(read_records(path, on_damage=damages.append))
                list(check_file(path))
                assert damages or not start + data


@given(st.binary(max_size=300) | st.integers(0, 200_000).map(bytes))
def test_a_stored_member_is_a_gzip_member(data: bytes) -> None:
    assert gzip.decompress(stored(data)) == data
    assert isal_zlib.decompress(stored(data), wbits=31) == data
