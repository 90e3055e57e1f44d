"""Each kind of flaw is found, and only that one."""

from __future__ import annotations

import gzip
import hashlib
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import AT, REQUEST, counted_ids, exchange, three_exchanges, write_file

from crawler.http import Bytes
from crawler.warc import NewRecord, check_file, exchange_records, record_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INFO = NewRecord(
    type="warcinfo",
    record_id="urn:uuid:00000000-0000-0000-0000-000000000001",
    date=AT,
    target_uri=None,
    content_type="application/warc-fields",
    block=Bytes(b"software: microfiche\r\n"),
)
PLAIN = [record_bytes(record) for record in [INFO, *exchange_records(exchange(), ids=counted_ids(1000))]]
RESPONSE_ID = "urn:uuid:00000000-0000-0000-0000-0000000003e8"
REQUEST_ID = "urn:uuid:00000000-0000-0000-0000-0000000003e9"


def packed(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def flaws(path: Path, data: bytes) -> list[tuple[int, str | None, str]]:
    path.write_bytes(data)
    return [(flaw.offset, flaw.record_id, flaw.what) for flaw in check_file(path)]


def test_what_we_write_has_no_flaw(tmp_path: Path) -> None:
    assert list(check_file(write_file(tmp_path, three_exchanges()))) == []
    assert flaws(tmp_path / "x.warc.gz", packed(PLAIN)) == []
    assert flaws(tmp_path / "x.warc", b"".join(PLAIN)) == []


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda record: record.replace(old, new, 1)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (replaced(b"WARC/1.1", b"WARC/3.0"), "WARC/3.0 is no version we know"),
        (replaced(b"WARC-Protocol: http/1.1\r\n", b"WARC-Protocol: http/1.1\n"), "a header line ends without CR"),
        (replaced(b"WARC-Date: ", b"X-Date: "), "WARC-Date is missing"),
        (
            replaced(b"WARC-Date: 2026-11-24T", b"WARC-Date: 2026-11-31T"),
            "WARC-Date '2026-11-31T15:16:37.123456Z' is no date",
        ),
        (replaced(b"WARC-IP-Address: ", b"WARC-Date: 2026\r\nX: "), "WARC-Date stands there more than once"),
        (replaced(b"WARC-Target-URI: ", b"X: "), "WARC-Target-URI is missing"),
        (replaced(b"WARC-Target-URI: http://", b"WARC-Target-URI: //"), "WARC-Target-URI is no URI"),
        (
            replaced(b"WARC-Block-Digest: sha1:", b"WARC-Block-Digest: sha1:A"),
            "WARC-Block-Digest is not that of the bytes",
        ),
        (replaced(b"Digest: sha1:", b"Digest: sha1:A"), "WARC-Payload-Digest is not that of the bytes"),
        (replaced(b"Digest: sha1:", b"Digest: crc32:"), "WARC-Payload-Digest cannot be checked"),
    ],
)
def test_flaws_of_one_record(tmp_path: Path, change: Callable[[bytes], bytes], what: str) -> None:
    records = [PLAIN[0], change(PLAIN[1]), *PLAIN[2:]]
    assert records != PLAIN
    found = flaws(tmp_path / "x.warc.gz", packed(records))
    assert [(offset, record_id) for offset, record_id, _ in found] == [(len(packed(PLAIN[:1])), RESPONSE_ID)]
    assert found[0][2].startswith(what)


def test_a_changed_byte_of_the_body_breaks_both_digests(tmp_path: Path) -> None:
    data = packed([PLAIN[0], PLAIN[1].replace(b"<p>Har", b"<p>Bar"), *PLAIN[2:]])
    assert [what for _, _, what in flaws(tmp_path / "x.warc.gz", data)] == [
        "WARC-Block-Digest is not that of the bytes",
        "WARC-Payload-Digest is not that of the bytes",
    ]


def test_other_chunk_borders_leave_the_payload_digest_right(tmp_path: Path) -> None:
    body = b"6;a=b\r\n<p>Har\r\n6\r\nbour\r\n\r\n0\r\n"
    other = b"1;a=b\r\n<\r\nb\r\np>Harbour\r\n\r\n0\r\n"
    assert body in PLAIN[1]
    assert len(other) == len(body)
    data = packed([PLAIN[0], PLAIN[1].replace(body, other), *PLAIN[2:]])
    assert [what for _, _, what in flaws(tmp_path / "x.warc.gz", data)] == [
        "WARC-Block-Digest is not that of the bytes"
    ]


def test_digests_of_other_writers_are_understood(tmp_path: Path) -> None:
    right = f"sha256:{hashlib.sha256(REQUEST).hexdigest().upper()}"
    for digest, expected in ((right, []), (right.replace("sha256:", "SHA-256:"), []), (right[:-1] + "!", [REQUEST_ID])):
        lines = [
            f"WARC-Block-Digest: {digest}".encode() if line.startswith(b"WARC-Block-Digest") else line
            for line in PLAIN[2].split(b"\r\n")
        ]
        data = packed([*PLAIN[:2], b"\r\n".join(lines), PLAIN[3]])
        assert [record_id for _, record_id, _ in flaws(tmp_path / "x.warc.gz", data)] == expected


def test_a_file_begins_with_warcinfo_and_holds_something(tmp_path: Path) -> None:
    assert flaws(tmp_path / "x.warc.gz", packed(PLAIN[1:])) == [(0, RESPONSE_ID, "the first record is no warcinfo")]
    assert flaws(tmp_path / "x.warc.gz", b"") == [(0, None, "there is no record")]


def test_record_ids_are_unique_and_references_lead_somewhere(tmp_path: Path) -> None:
    twice = flaws(tmp_path / "x.warc.gz", packed([*PLAIN, PLAIN[2]]))
    assert twice == [(len(packed(PLAIN)), REQUEST_ID, "another record has the same WARC-Record-ID")]
    astray = flaws(tmp_path / "x.warc.gz", packed([PLAIN[0], *PLAIN[2:]]))
    what = f"WARC-Concurrent-To names {RESPONSE_ID}, which is not in this file"
    assert [flaw[1:] for flaw in astray] == [(REQUEST_ID, what), (REQUEST_ID[:-1] + "a", what)]
    assert flaws(tmp_path / "x.warc.gz", packed([PLAIN[0], *PLAIN[2:], PLAIN[1]])) == []


@pytest.mark.parametrize(
    ("tail", "what"),
    [
        (gzip.compress(PLAIN[1], mtime=0)[:-1], "the gzip member is cut short"),
        (gzip.compress(PLAIN[1], mtime=0)[:20], "the gzip member is cut short"),
        (b"\0", "no gzip member begins here"),
        (b"trailing garbage", "no gzip member begins here"),
    ],
)
def test_a_tail_that_is_no_record(tmp_path: Path, tail: bytes, what: str) -> None:
    assert flaws(tmp_path / "x.warc.gz", packed(PLAIN) + tail) == [(len(packed(PLAIN)), None, what)]


def test_bytes_after_a_record_in_its_member(tmp_path: Path) -> None:
    data = packed(PLAIN[:3]) + gzip.compress(PLAIN[3] + b"\r\n", mtime=0)
    assert flaws(tmp_path / "x.warc.gz", data) == [
        (len(packed(PLAIN[:3])), None, "2 bytes after the record in its gzip member")
    ]
