"""The bytes of each kind of record, written out in full."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from rooms.warc.making import AT, CHUNKED, REQUEST, counted_ids, exchange, writer

from crawler.http import Bytes
from crawler.model import TlsFacts, Truncation
from crawler.warc import NewRecord, exchange_records, record_bytes, safe_uri
from crawler.warc.fields import parse_date, warc_date

if TYPE_CHECKING:
    from pathlib import Path


def lines(*parts: bytes) -> bytes:
    return b"".join(part + b"\r\n" for part in parts)


RESPONSE = (
    lines(
        b"WARC/1.1",
        b"WARC-Type: response",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"WARC-Date: 2026-11-24T15:16:37.123456Z",
        b"WARC-Target-URI: http://news.example/harbour",
        b"WARC-IP-Address: 192.0.2.7",
        b"WARC-Protocol: http/1.1",
        # printf '<p>Harbour\r\n' | sha1sum, in base32
        b"WARC-Payload-Digest: sha1:OJT4XQQC3ZRMKY7GMCLG2ETTAROTI5MN",
        b"WARC-Block-Digest: sha1:YEPDUM7HASOK2BN5EN7V2EDJHF4EMRUS",
        b"Content-Type: application/http;msgtype=response",
        b"Content-Length: 113",
        b"",
        b"HTTP/1.1 200 OK",
        b"Content-Type: text/html",
        b"Transfer-Encoding: chunked",
        b"",
        b"6;a=b",
        b"<p>Har",
        b"6",
        b"bour",
        b"",
        b"0",
        b"X-Sum: 1",
        b"",
    )
    + b"\r\n\r\n"
)
REQUEST_RECORD = (
    lines(
        b"WARC/1.1",
        b"WARC-Type: request",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000002>",
        b"WARC-Date: 2026-11-24T15:16:37.123456Z",
        b"WARC-Target-URI: http://news.example/harbour",
        b"WARC-Concurrent-To: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"WARC-IP-Address: 192.0.2.7",
        b"WARC-Protocol: http/1.1",
        b"WARC-Block-Digest: sha1:2APDRZYPIGPXPO2JHYNPIQCHBL34VXU7",
        b"Content-Type: application/http;msgtype=request",
        b"Content-Length: 45",
        b"",
        b"GET /harbour HTTP/1.1",
        b"Host: news.example",
        b"",
    )
    + b"\r\n\r\n"
)
METADATA = (
    lines(
        b"WARC/1.1",
        b"WARC-Type: metadata",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000003>",
        b"WARC-Date: 2026-11-24T15:16:37.123456Z",
        b"WARC-Target-URI: http://news.example/harbour",
        b"WARC-Concurrent-To: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"WARC-Block-Digest: sha1:LRAULEKHOLWCKV2RQWJJDVS4NXNSKSC5",
        b"Content-Type: application/warc-fields",
        b"Content-Length: 32",
        b"",
        b"fetchTimeMs: 250",
        b"spider: news",
    )
    + b"\r\n\r\n"
)
INFO = (
    lines(
        b"WARC/1.1",
        b"WARC-Type: warcinfo",
        b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>",
        b"WARC-Date: 2026-11-24T15:16:37.123456Z",
        b"WARC-Filename: news-20261124151637123-00001-press-77.warc.gz",
        b"WARC-Block-Digest: sha1:O6C6IKKPHELAZHYKALMRXPGRHLANI6LN",
        b"Content-Type: application/warc-fields",
        b"Content-Length: 268",
        b"",
        b"software: microfiche/0.1.0",
        b"format: WARC File Format 1.1",
        b"conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        b"hostname: press.example",
        b"isPartOf: news",
        b"operator: A. Person",
        b"http-header-user-agent: microfiche (+x)",
        b"robots: obey",
    )
    + b"\r\n\r\n"
)


def test_an_exchange_is_response_request_metadata() -> None:
    records = exchange_records(exchange(), ids=counted_ids())
    assert [record_bytes(record) for record in records] == [RESPONSE, REQUEST_RECORD, METADATA]
    assert records[0].block == Bytes(CHUNKED)
    assert records[1].block == Bytes(REQUEST)


def test_everything_that_can_be_known_about_an_exchange() -> None:
    full = exchange(
        url="https://news.example/harbour",
        tls=TlsFacts(version="TLSv1.3", cipher="TLS_AES_256_GCM_SHA384", certificate_sha256="ab" * 32),
        truncated=Truncation.TIME,
        surplus_bytes=7,
        interim_bytes=60,
        via="https://news.example/",
        ip_address="2001:db8::7",
    )
    response, request, metadata = exchange_records(full, ids=counted_ids())
    assert response.headers[:-1] == (
        ("WARC-IP-Address", "2001:db8::7"),
        ("WARC-Protocol", "http/1.1"),
        ("WARC-Protocol", "tls/1.3"),
        ("WARC-Truncated", "time"),
    )
    assert request.headers[1:] == response.headers[:3]
    assert metadata.block == Bytes(
        lines(
            b"fetchTimeMs: 250",
            b"via: https://news.example/",
            b"spider: news",
            b"surplusBytes: 7",
            b"interimBytes: 60",
            b"tlsVersion: TLSv1.3",
            b"tlsCipher: TLS_AES_256_GCM_SHA384",
            b"tlsCertificateSha256: " + b"ab" * 32,
            b"tlsCertificate: valid",
        )
    )


def test_a_certificate_that_proves_nothing_is_recorded() -> None:
    tls = TlsFacts(version="TLSv1.3", cipher="X", certificate_sha256="00", flaw="certificate has expired")
    metadata = record_bytes(exchange_records(exchange(tls=tls), ids=counted_ids())[2])
    assert b"\r\ntlsCertificate: certificate has expired\r\n" in metadata


@pytest.mark.parametrize("response", [None, b""])
def test_without_an_answer_the_metadata_says_why(response: bytes | None) -> None:
    records = exchange_records(exchange(response, truncated=Truncation.DISCONNECT), ids=counted_ids())
    assert [record.type for record in records] == ["request", "metadata"]
    request, metadata = records
    assert request.first("WARC-Concurrent-To") is None
    assert metadata.first("WARC-Concurrent-To") == f"<{request.record_id}>"
    assert metadata.block == Bytes(
        lines(b"outcome: no-response", b"truncated: disconnect", b"fetchTimeMs: 250", b"spider: news")
    )


def test_a_request_with_a_body_has_a_payload_digest() -> None:
    posted = exchange(
        request=Bytes(b"POST /search HTTP/1.1\r\nHost: news.example\r\nContent-Length: 9\r\n\r\nq=harbour")
    )
    request = exchange_records(posted, ids=counted_ids())[1]
    assert request.first("WARC-Payload-Digest") == "sha1:XFZ35NUYDZJUQD6DLHZURMO7IBN4N3E3"


@pytest.mark.parametrize(
    ("version", "protocol"), [("TLSv1.2", "tls/1.2"), ("TLSv1", "tls/1.0"), ("SSLv3", "ssl/3"), ("TLSv1.3", "tls/1.3")]
)
def test_names_of_tls_versions(version: str, protocol: str) -> None:
    tls = TlsFacts(version=version, cipher="X", certificate_sha256="00")
    record = exchange_records(exchange(tls=tls), ids=counted_ids())[0]
    assert ("WARC-Protocol", protocol) in record.headers


@pytest.mark.parametrize(
    ("response", "protocols"),
    [
        (b"HTTP/1.0 200 OK\r\n\r\n", ["http/1.0"]),
        (b"HTTP/3.9 200 OK\r\n\r\n", []),
        (b"no head", ["http/1.1"]),
    ],
)
def test_the_protocol_is_that_of_the_answer(response: bytes, protocols: list[str]) -> None:
    record = exchange_records(exchange(response), ids=counted_ids())[0]
    assert [value for name, value in record.headers if name == "WARC-Protocol"] == protocols


def test_a_file_begins_with_warcinfo(tmp_path: Path) -> None:
    target = writer(tmp_path, is_part_of="news", operator="A. Person", user_agent="microfiche (+x)", robots="obey")
    first = target.append(exchange_records(exchange(), ids=counted_ids()))[0]
    target.close()
    info = gzip.decompress((tmp_path / first.file).read_bytes()[: first.offset])
    assert info == INFO


def test_nothing_can_end_a_header_line_early() -> None:
    evil = exchange(
        url="http://news.example/a\r\nWARC-Type: warcinfo\r\n\r\nx",
        via="http://news.example/\r\nspider: other",
        spider="news\r\nvia: http://other.example/\x00\u2028",
        ip_address="192.0.2.7\r\nEvil: yes",
    )
    for record in exchange_records(evil, ids=counted_ids()):
        head, _, block = record_bytes(record).partition(b"\r\n\r\n")
        names = [line.partition(b":")[0] for line in head.split(b"\r\n")]
        assert b"Evil" not in names
        assert names.count(b"WARC-Type") == 1
        assert b"WARC-Target-URI: http://news.example/a%0D%0AWARC-Type:%20warcinfo%0D%0A%0D%0Ax" in head
        if record.type == "metadata":
            assert block.startswith(
                b"fetchTimeMs: 250\r\nvia: http://news.example/%0D%0Aspider:%20other\r\n"
                b"spider: news via: http://other.example/\r\n"
            )


def test_a_name_that_is_no_token_is_refused() -> None:
    record = NewRecord(
        type="resource",
        record_id="urn:uuid:1",
        date=AT,
        target_uri="http://news.example/",
        content_type="text/plain",
        block=Bytes(b""),
        headers=(("Bad name", "x"),),
    )
    with pytest.raises(ValueError, match="no field name"):
        record_bytes(record)


def test_addresses_are_kept_as_asked_for() -> None:
    url = 'http://user@news.example:81/a|b/{c}?q=%e9&x="1"\'`^\\[]#f'
    assert safe_uri(url) == url
    assert safe_uri("http://news.example/é <\udc80>") == "http://news.example/%C3%A9%20%3C%ED%B2%80%3E"


def test_dates_are_utc_with_microseconds() -> None:
    assert (
        warc_date(datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))) == "2026-01-02T01:04:05.000000Z"
    )
    with pytest.raises(ValueError, match="zone"):
        warc_date(datetime(2026, 1, 2))  # noqa: DTZ001  # that is the point


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-24T15:16:37Z", "2026-11-24T15:16:37+00:00"),
        ("2026-11-24T15:16:37.123456789Z", "2026-11-24T15:16:37.123456+00:00"),
        ("2026-11-24T15:16Z", "2026-11-24T15:16:00+00:00"),
        ("2026-11-24T15:16:37+02:00", "2026-11-24T13:16:37+00:00"),
        ("2026-11-24", "2026-11-24T00:00:00+00:00"),
        ("2026", "2026-01-01T00:00:00+00:00"),
    ],
)
def test_dates_of_other_writers(text: str, iso: str) -> None:
    assert parse_date(text).isoformat() == iso


@pytest.mark.parametrize(
    "text", ["", "yesterday", "20261124151637", "2026-13-01", "0001-01-01T00:00:00+14:00", "２０２６"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the text is the interpreter's own in one case
        parse_date(text)
