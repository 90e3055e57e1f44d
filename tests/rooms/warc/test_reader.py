"""Damaged files: what is whole is read, what is not is named, nothing is invented."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import AT, CHUNKED, counted_ids, exchange, three_exchanges, write_file

from crawler.errors import BadRecord
from crawler.http import Bytes
from crawler.model import Truncation
from crawler.warc import (
    capture_of,
    check_file,
    exchange_records,
    metadata_fields,
    read_exchanges,
    read_record,
    read_records,
    record_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawler.warc import Record

PLAIN = [record_bytes(record) for group in three_exchanges() for record in group]
MEMBERS = [gzip.compress(record, mtime=0) for record in PLAIN]


def read(path: Path, data: bytes) -> tuple[list[bytes], list[tuple[int, str]]]:
    """Return the blocks of all records in *data*, and each damage."""
    path.write_bytes(data)
    damages: list[BadRecord] = []
    records = list(read_records(path, on_damage=damages.append))
    return [b"".join(record.block.chunks()) for record in records], [(err.offset, err.why) for err in damages]


def blocks_of(records: list[bytes]) -> list[bytes]:
    return [record.partition(b"\r\n\r\n")[2][:-4] for record in records]


def with_length(record: bytes, length: bytes) -> bytes:
    head, _, rest = record.partition(b"\r\n\r\n")
    lines = [
        b"Content-Length: " + length if line.startswith(b"Content-Length") else line for line in head.split(b"\r\n")
    ]
    return b"\r\n".join(lines) + b"\r\n\r\n" + rest


def flip(data: bytes, at: int, bits: int = 0x55) -> bytes:
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


NO_MEMBER = "no gzip member begins here"
DAMAGED = "the gzip member is damaged"
CUT = "the gzip member is cut short"
SHORT_END = "the record ends without its two empty lines"

DAMAGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a bit of the stream flipped": (lambda record: flip(gzip.compress(record, mtime=0), 40), DAMAGED),
    "a wrong checksum": (lambda record: flip(gzip.compress(record, mtime=0), -6), DAMAGED),
    "a wrong size in the trailer": (lambda record: flip(gzip.compress(record, mtime=0), -2), DAMAGED),
    "cut, and written on after": (lambda record: gzip.compress(record, mtime=0)[:-30], DAMAGED),
    "a gzip header with every flag": (lambda record: flip(gzip.compress(record, mtime=0), 3, 0xFF), CUT),
    "bytes that are no gzip": (lambda _: b"some line of a log\n", NO_MEMBER),
    "zeros": (lambda _: b"\0" * 5000, NO_MEMBER),
    "gzip of something else": (lambda _: gzip.compress(b"<html>", mtime=0), "no WARC version line"),
    "an empty member": (lambda _: gzip.compress(b"", mtime=0), "no WARC version line"),
    "a length that is too small": (
        lambda record: gzip.compress(with_length(record, b"20"), mtime=0),
        "no empty lines at the end of the record",
    ),
    "a length that is too large": (
        lambda record: gzip.compress(with_length(record, b"5000"), mtime=0),
        f"the block has {len(CHUNKED) + 4} of 5000 bytes",
    ),
    "a length that is no number": (
        lambda record: gzip.compress(with_length(record, b"-4"), mtime=0),
        "no Content-Length",
    ),
    "no length": (
        lambda record: gzip.compress(record.replace(b"Content-Length: ", b"X-Length: "), mtime=0),
        "no Content-Length",
    ),
    "something else at the end": (
        lambda record: gzip.compress(record[:-4] + b"\r\n-\r", mtime=0),
        "no empty lines at the end of the record",
    ),
    "something else behind half the empty lines": (
        lambda record: gzip.compress(record[:-2] + b"-", mtime=0),
        "no empty lines at the end of the record",
    ),
    "a line without a colon": (
        lambda record: gzip.compress(record.replace(b"WARC-Type: ", b"WARC-Type "), mtime=0),
        "'WARC-Type response' is no header field",
    ),
    "a header without an end": (
        lambda _: gzip.compress(b"WARC/1.1\r\n" + b"A: b\r\n" * 300_000, mtime=0),
        "the header has no end",
    ),
    "one endless header line": (
        lambda _: gzip.compress(b"WARC/1.1\r\nA: " + b"b" * (2 << 20), mtime=0),
        "the header has no end",
    ),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_member_is_named_and_the_next_ones_are_read(tmp_path: Path, name: str) -> None:
    make, why = DAMAGES[name]
    damaged = make(PLAIN[0])
    blocks, damages = read(tmp_path / "x.warc.gz", MEMBERS[1] + damaged + b"".join(MEMBERS[2:]))
    assert blocks == blocks_of(PLAIN[1:])
    assert damages == [(len(MEMBERS[1]), why)]
    # The same at the very end of the file.
    blocks, damages = read(tmp_path / "y.warc.gz", b"".join(MEMBERS) + damaged)
    assert blocks == blocks_of(PLAIN)
    expected = CUT if name == "cut, and written on after" else why
    assert damages == [(sum(map(len, MEMBERS)), expected)]


@pytest.mark.parametrize("name", DAMAGES)
def test_a_single_record_that_is_damaged_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(MEMBERS[1] + DAMAGES[name][0](PLAIN[0]))
    with pytest.raises(BadRecord) as caught:
        read_record(path, len(MEMBERS[1]))
    assert (caught.value.path, caught.value.offset) == (path, len(MEMBERS[1]))
    with pytest.raises(BadRecord, match=f"x.warc.gz at byte {len(MEMBERS[1])}: "):
        list(read_records(path))


def test_several_records_in_one_member_are_named(tmp_path: Path) -> None:
    """fastwarc writes so when `finish` is not called: the second record has no place of its own."""
    data = gzip.compress(PLAIN[0] + PLAIN[1], mtime=0) + MEMBERS[2]
    blocks, damages = read(tmp_path / "x.warc.gz", data)
    assert blocks == blocks_of([PLAIN[0], PLAIN[2]])
    assert damages == [(0, f"{len(PLAIN[1])} bytes after the record in its gzip member")]


def test_what_looks_like_a_record_in_a_cut_tail_is_not_taken_for_one(tmp_path: Path) -> None:
    """A site may serve a WARC file of its own; stored blocks hold it as it is."""
    forged = b"".join(MEMBERS[1:3])
    holder = gzip.compress(PLAIN[0][:-4] + forged * 10, compresslevel=0, mtime=0)
    assert MEMBERS[1] in holder
    blocks, damages = read(tmp_path / "x.warc.gz", MEMBERS[3] + holder[:-40])
    assert blocks == blocks_of([PLAIN[3]])
    assert damages == [(len(MEMBERS[3]), CUT)]


def test_files_that_are_not_compressed(tmp_path: Path) -> None:
    blocks, damages = read(tmp_path / "x.warc", b"".join(PLAIN))
    assert (blocks, damages) == (blocks_of(PLAIN), [])
    assert read(tmp_path / "misnamed.warc.gz", b"".join(PLAIN)) == (blocks, [])
    assert read(tmp_path / "misnamed.warc", b"".join(MEMBERS)) == (blocks, [])
    assert read(tmp_path / "empty.warc.gz", b"") == ([], [])


@pytest.mark.parametrize(
    ("damaged", "why"),
    [
        (b"some line of a log\n", "no WARC version line"),
        (with_length(PLAIN[0], b"20"), "no empty lines at the end of the record"),
        (with_length(PLAIN[0], b"300"), "no empty lines at the end of the record"),
        (with_length(PLAIN[0], b"x"), "no Content-Length"),
        (PLAIN[0][:-4] + b"-\r\n", "no empty lines at the end of the record"),
        (PLAIN[0].replace(b"WARC/1.1", b"WARC/one"), "no WARC version line"),
    ],
)
def test_damage_in_a_file_that_is_not_compressed(tmp_path: Path, damaged: bytes, why: str) -> None:
    blocks, damages = read(tmp_path / "x.warc", PLAIN[1] + damaged + b"".join(PLAIN[2:]))
    assert blocks == blocks_of(PLAIN[1:])
    assert damages == [(len(PLAIN[1]), why)]


@pytest.mark.parametrize(
    "filling", [b"\0" * 700, b"some line of a log", b"\xffWARC/1.1"], ids=["zeros", "a line", "a start"]
)
def test_what_stands_between_records_costs_none(tmp_path: Path, filling: bytes) -> None:
    blocks, damages = read(tmp_path / "x.warc", PLAIN[0] + filling + b"".join(PLAIN[1:]))
    assert blocks == blocks_of(PLAIN)
    assert damages == [(len(PLAIN[0]), "no WARC version line")]


def test_a_record_that_is_cut_anywhere_costs_no_other(tmp_path: Path) -> None:
    """Files of several crawls may be joined, of which one was killed."""
    for size_bytes in range(1, len(PLAIN[0])):
        blocks, _ = read(tmp_path / "x.warc", PLAIN[1] + PLAIN[0][:size_bytes] + b"".join(PLAIN[2:]))
        assert [block for block in blocks if block != blocks_of(PLAIN)[0]] == blocks_of(PLAIN[1:]), size_bytes
        assert len(blocks) == len(PLAIN) - (size_bytes < len(PLAIN[0]) - 4)


@pytest.mark.parametrize("length", [b"9000", b"5000000000", b"9" * 18])
@pytest.mark.parametrize("at", [0, 1, len(PLAIN) - 1])
def test_a_length_that_reaches_beyond_the_end_of_the_file(tmp_path: Path, length: bytes, at: int) -> None:
    records = [*PLAIN[:at], with_length(PLAIN[at], length), *PLAIN[at + 1 :]]
    blocks, damages = read(tmp_path / "x.warc", b"".join(records))
    assert blocks == blocks_of([*PLAIN[:at], *PLAIN[at + 1 :]])
    assert [offset for offset, _ in damages] == [len(b"".join(PLAIN[:at]))]


def test_a_warcinfo_that_reaches_beyond_the_end_costs_no_other(tmp_path: Path) -> None:
    """Without a digest, too, for no page is in it."""
    first = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 77777\r\n\r\nsoftware: x\r\n\r\n\r\n"
    blocks, damages = read(tmp_path / "x.warc", first + b"".join(PLAIN))
    assert blocks == blocks_of(PLAIN)
    assert [offset for offset, _ in damages] == [0]


ENDS = {b"": SHORT_END, b"\r\n": SHORT_END, b"\n": SHORT_END, b"\n\n": SHORT_END, b"\r\n\r\n": None}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("packed", [True, False])
def test_a_whole_block_is_read_whatever_its_end_and_that_is_told(tmp_path: Path, end: bytes, *, packed: bool) -> None:
    odd = PLAIN[0][:-4] + end
    for records, at in (([PLAIN[1], odd, *PLAIN[2:]], 1), ([*PLAIN[1:], odd], len(PLAIN) - 1)):
        path = tmp_path / "x.warc"
        path.write_bytes(b"".join(gzip.compress(each) if packed else each for each in records))
        found = list(read_records(path))
        assert [b"".join(record.block.chunks()) for record in found] == blocks_of(
            [*PLAIN[1 : at + 1], PLAIN[0], *PLAIN[at + 1 :]]
        )
        assert [record.oddities for record in found if record.oddities] == [(SHORT_END,)] * (ENDS[end] is not None)
        assert [flaw.what for flaw in check_file(path) if flaw.offset == found[at].offset] == [SHORT_END] * (
            ENDS[end] is not None
        )


@pytest.mark.parametrize("packed", [True, False])
def test_lines_may_all_end_in_lf(tmp_path: Path, *, packed: bool) -> None:
    records = []
    for record in PLAIN:
        head, _, rest = record.partition(b"\r\n\r\n")
        records.append(head.replace(b"\r\n", b"\n") + b"\n\n" + rest[:-4] + b"\n\n")
    path = tmp_path / "x.warc"
    path.write_bytes(b"".join(gzip.compress(each) if packed else each for each in records))
    found = list(read_records(path))
    assert [b"".join(record.block.chunks()) for record in found] == blocks_of(PLAIN)
    assert {record.oddities for record in found} == {("a header line ends without CR",)}


def test_a_cut_file_that_is_not_compressed_invents_nothing(tmp_path: Path) -> None:
    inside = PLAIN[0][:-4].replace(b"Content-Length: ", b"Content-Length: 9")
    other = PLAIN[0].replace(b"WARC-Block-Digest: sha1:", b"WARC-Block-Digest: sha1:A", 1)  # it is that of all 9,000
    holder = with_length(other, b"9000")[:-4] + b"\r\n" + PLAIN[1] + inside
    blocks, damages = read(tmp_path / "x.warc", PLAIN[2] + holder)
    assert blocks == blocks_of([PLAIN[2]])
    assert len(damages) == 1
    assert damages[0][0] == len(PLAIN[2])


def test_headers_as_other_writers_make_them(tmp_path: Path) -> None:
    data = (
        b"WARC/1.0\r\nwarc-type: Response\r\nWARC-Record-ID: <urn:uuid:7>\r\nWARC-Date: 2026-11-24T15:16:37Z\n"
        b"WARC-Target-URI: <http://news.example/a>\r\nContent-Type: application/http; msgtype=response\r\n"
        b"WARC-Truncated: disconnect\r\nX-Note: one\r\n\ttwo \xc3\xa9\xff\r\nContent-length: 19\r\n\r\n"
        b"HTTP/1.0 200 OK\r\n\r\n\r\n\r\n"
    )
    path = tmp_path / "x.warc"
    path.write_bytes(data)
    (record,) = read_records(path)
    assert (record.version, record.type, record.record_id) == ("WARC/1.0", "response", "urn:uuid:7")
    assert record.target_uri == "http://news.example/a"
    assert record.first("x-note") == "one two é\ufffd"
    assert record.date == AT.replace(microsecond=0)
    assert record.oddities == ("a header line ends without CR",)
    assert record.truncated is Truncation.DISCONNECT
    assert (record.offset, record.length) == (0, len(data))


def test_the_capture_of_a_record(tmp_path: Path) -> None:
    group = exchange_records(exchange(truncated=Truncation.TIME), ids=counted_ids(1000))
    (one,) = read_exchanges(write_file(tmp_path, [group]))
    assert one.response is not None
    assert one.metadata is not None
    capture = capture_of(one.response, one.metadata)
    assert (capture.url, capture.captured_at, capture.record_id) == (
        "http://news.example/harbour",
        AT,
        "urn:uuid:00000000-0000-0000-0000-0000000003e8",
    )
    assert (capture.truncated, capture.spider, capture.block) == (Truncation.TIME, "news", Bytes(CHUNKED))
    assert capture_of(one.response).spider is None
    assert metadata_fields(one.metadata) == (("fetchTimeMs", "250"), ("spider", "news"))
    for other in (one.metadata, one.request):
        assert other is not None
        with pytest.raises(BadRecord, match="holds no answer"):
            capture_of(other)


@pytest.mark.parametrize("missing", ["WARC-Record-ID", "WARC-Target-URI", "WARC-Date"])
def test_a_response_without_id_address_or_date_is_no_capture(tmp_path: Path, missing: str) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(PLAIN[0].replace(missing.encode() + b":", b"X:"))
    (record,) = read_records(path)
    with pytest.raises(BadRecord, match=missing):
        capture_of(record)


def shape(found: list[Record | None]) -> list[str | None]:
    return [None if record is None else record.type for record in found]


def test_exchanges_are_brought_together(tmp_path: Path) -> None:
    path = write_file(tmp_path, three_exchanges())
    found = [shape([one.response, one.request, one.metadata]) for one in read_exchanges(path)]
    assert found == [
        ["response", "request", "metadata"],
        [None, "request", "metadata"],
        ["response", "request", "metadata"],
    ]
    second = list(read_records(path))[4]
    assert len(list(read_exchanges(path, start=second.offset))) == 2


def test_exchanges_in_the_order_of_other_writers(tmp_path: Path) -> None:
    first, _, third = three_exchanges()
    path = write_file(tmp_path, [[first[1], first[0], third[0], first[2], third[2], third[1], third[0]]])
    found = [shape([one.response, one.request, one.metadata]) for one in read_exchanges(path)]
    assert found == [
        ["response", "request", None],
        ["response", None, None],  # of the third; the metadata of the first stands between
        [None, None, "metadata"],
        ["response", "request", "metadata"],
    ]
