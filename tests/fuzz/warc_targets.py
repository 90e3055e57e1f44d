"""Laws of WARC files, for any bytes: reading never fails otherwise than it says, and what was written comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from fuzz.inputs import AS_GZIP, AS_PLAIN, JOINED, PACKED, REPEATED, file_of, folder, records_in, within_bounds
from rooms.warc.making import counted_ids, exchange, three_exchanges, write_file

from crawler.errors import BadRecord
from crawler.http import Bytes, whole
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
    safe_uri,
)
from crawler.warc.fields import safe_value

if TYPE_CHECKING:
    from crawler.model import Exchange
    from crawler.warc import Record
    from crawler.warc.record import Fields

FIRST_AT = datetime(1990, 1, 1, tzinfo=UTC)
LOOKED_AT = 8
"""So many records are read once more by themselves; the others would make a search slow."""
WORDS = (
    *("WARC/1.1\\x0d\\x0a", "WARC/1.0\\x0a", "WARC-Type: response\\x0d\\x0a", "WARC-Type: revisit\\x0d\\x0a"),
    *("WARC-Type: conversion\\x0d\\x0a", "WARC-Type: metadata\\x0d\\x0a", "WARC-Type: request\\x0d\\x0a"),
    *("WARC-Date: 2026-11-24T15:16:37Z\\x0d\\x0a", "WARC-Record-ID: <urn:uuid:", "Content-Length: 0\\x0d\\x0a"),
    *("WARC-Target-URI: http://news.example/", "WARC-Payload-Digest: sha1:", "WARC-Truncated: length\\x0d\\x0a"),
    *("WARC-Concurrent-To: <urn:uuid:", "WARC-Refers-To: <urn:uuid:", "WARC-IP-Address: ", "WARC-Profile: "),
    *("fetchTimeMs: 99999999999999999999", "spider: ", "via: ", "truncated: ", "\\x0d\\x0a\\x0d\\x0a", "\\x0a "),
    *("application/vnd.microfiche.article+json", "application/http;msgtype=response", "\\x1f\\x8b\\x08"),
)


def reader(data: bytes) -> None:
    """A WARC file of any bytes."""
    name, content = file_of(data)
    with folder() as place, within_bounds():
        path = place / name
        path.write_bytes(content)
        damage: list[BadRecord] = []
        records = list(read_records(path, on_damage=damage.append))
        assert records or damage or not content, "bytes were passed over in silence"
        _stand_in_order(records, len(content))
        again: list[BadRecord] = []
        assert _told(records) == _told(list(read_records(path, on_damage=again.append)))
        assert list(map(str, damage)) == list(map(str, again))
        for record in records[:LOOKED_AT]:
            assert _told([read_record(path, record.offset)]) == _told([record])
            _look_at(record)
        list(check_file(path))
        for found in read_exchanges(path, on_damage=lambda _: None):
            if found.response is not None:
                _capture(found.response, found.metadata)


def written(data: bytes) -> None:
    """An exchange made of any bytes, written and read back."""
    one = _exchange_of(data)
    records = exchange_records(one, ids=counted_ids(1_000))
    with folder() as place, within_bounds():
        path = write_file(place, [records])
        assert list(check_file(path)) == []
        back = list(read_records(path))[1:]
        assert [whole(record.block) for record in back] == [whole(record.block) for record in records]
        assert [record.type for record in back] == [record.type for record in records]
        (found,) = read_exchanges(path)
        assert found.metadata is not None
        assert found.request is not None
        assert whole(found.request.block) == whole(one.request)
        facts = dict(metadata_fields(found.metadata))
        assert facts.get("spider") == (None if one.spider is None else safe_value(one.spider))
        if found.response is not None:
            capture = capture_of(found.response, found.metadata)
            assert (capture.url, capture.truncated) == (safe_uri(one.url), one.truncated)
            assert capture.captured_at == one.started_at


def seeds() -> list[bytes]:
    """Return files of our own writer: as they are, taken apart, cut and changed."""
    groups = [
        *three_exchanges(),
        *(exchange_records(_exchange_of(data), ids=counted_ids(9_000)) for data in written_seeds()),
    ]
    with folder() as place:
        file = write_file(place, groups).read_bytes()
    plain = b"".join(record_bytes(record) for group in groups for record in group)
    taken_apart = [records_in(file, mode) for mode in (PACKED, JOINED, PACKED | REPEATED, JOINED | REPEATED)]
    return [
        bytes([AS_GZIP]) + file,
        bytes([AS_PLAIN]) + plain,
        bytes([AS_GZIP]) + file[: len(file) // 2],
        bytes([AS_PLAIN]) + plain[: len(plain) // 3],
        bytes([AS_GZIP]) + file[:200] + b"\0" * 40 + file[240:],
        *taken_apart,
    ]


def written_seeds() -> list[bytes]:
    """Return inputs of `written`."""
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    odd = "http://news.example/é\r\nWARC-Type: x".encode()
    return [
        bytes([0]) + answer,
        bytes([7]) + b"news\0" + odd + b"\0" + answer,
        bytes([2]) + b"\0http://news.example/\0",
        bytes([9]) + b"a\0b\0HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\nWARC/1.1\r\n\x1f\x8b\x08",
    ]


def _exchange_of(data: bytes) -> Exchange:
    mode, rest = (data[0], data[1:]) if data else (0, b"")
    spider, _, behind = rest.partition(b"\0")
    url, _, answer = behind.partition(b"\0")
    reasons = [None, *Truncation]
    return exchange(
        answer or None,
        url="http://news.example/" + url.decode("utf-8", "surrogateescape"),
        spider=spider.decode("utf-8", "surrogateescape") if mode & 1 else None,
        truncated=reasons[mode >> 1 & 3] if answer else None,
        started_at=FIRST_AT + timedelta(microseconds=len(rest) * 1_234_567),
        ended_at=FIRST_AT + timedelta(days=99),
        request=Bytes(b"GET / HTTP/1.1\r\n\r\n" if mode & 8 else rest[:100]),
    )


def _stand_in_order(records: list[Record], size_bytes: int) -> None:
    end = 0
    for record in records:
        assert record.offset >= end
        assert record.length > 0
        end = record.offset + record.length
    assert end <= size_bytes


def _told(records: list[Record]) -> list[tuple[int, int, Fields, bytes]]:
    return [(each.offset, each.length, each.headers, whole(each.block)) for each in records]


def _look_at(record: Record) -> None:
    metadata_fields(record)
    assert record.truncated is None or isinstance(record.truncated, Truncation)
    try:
        assert record.date.tzinfo is UTC
    except BadRecord:
        return


def _capture(record: Record, metadata: Record | None) -> None:
    try:
        capture = capture_of(record, metadata, referred=record)
    except BadRecord:
        return
    assert capture.url
    assert capture.record_id
