"""Chunk framing, right and wrong."""

from __future__ import annotations

import pytest

from crawler.http import Bytes, Spool, entity
from crawler.http.feed import LINE_LIMIT_BYTES

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def body_and_notes(block: bytes) -> tuple[bytes, list[str]]:
    notes: list[str] = []
    return b"".join(entity(Bytes(block), note=notes.append)), notes


@pytest.mark.parametrize(
    ("framed", "body"),
    [
        (b"5\r\nhello\r\n0\r\n\r\n", b"hello"),
        (b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", b"hello!"),
        (b'5;name="v\x80";x\r\nhello\r\n000;last\r\n\r\n', b"hello"),
        (b"5  \r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n", b"hello"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789"),
        (b"0\r\n\r\n", b""),
        (b"", b""),
    ],
)
def test_whole_chunked_bodies(framed: bytes, body: bytes) -> None:
    assert body_and_notes(CHUNKED + framed) == (body, [])


@pytest.mark.parametrize(
    ("framed", "body", "note"),
    [
        (b"5", b"", "chunked body is cut short"),
        (b"5;exten", b"", "chunked body is cut short"),
        (b"5\r\nhel", b"hel", "chunked body is cut short"),
        (b"5\r\nhello", b"hello", "chunked body is cut short"),
        (b"5\r\nhello\r\n", b"hello", "chunked body is cut short"),
        (b"5\r\nhello\r\n0", b"hello", "chunked body is cut short"),
        (b"5\r\nhello\r\n0\r\n", b"hello", "the end of the chunked body is missing"),
        (b"5\r\nhello\r\n0\r\nX: 1\r\n", b"hello", "the end of the chunked body is missing"),
        (b"5\r\nhello world\r\n0\r\n\r\n", b"hello", "chunked body is broken: a chunk is longer than its size"),
        (b"5\r\nhello\r\nno size\r\n", b"hello", "chunked body is broken: no chunk size where one must be"),
        (b"5\r\nhello\r\n0\r\n\r\nmore", b"hello", "bytes after the end of the chunked body"),
        (b"FFFFFFFFFFFFFFFF\r\nhello", b"hello", "chunked body is cut short"),
    ],
)
def test_broken_chunked_bodies_give_what_was_decoded(framed: bytes, body: bytes, note: str) -> None:
    assert body_and_notes(CHUNKED + framed) == (body, [note])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>never chunked</html>",
        b"<html>\r\nnever chunked</html>",
        b"\r\n",
        b"-5\r\nhello\r\n",
        b"0x5\r\nhello\r\n0\r\n\r\n",
        b"12345678901234567\r\nx",
        b"5;" + b"x" * (LINE_LIMIT_BYTES + 10) + b"\r\nhello\r\n0\r\n\r\n",
        b"x" * 200_000,
    ],
)
def test_a_body_that_is_not_chunked_though_it_says_so_comes_back_raw(body: bytes) -> None:
    assert body_and_notes(CHUNKED + body) == (body, ["not chunked, though Transfer-Encoding says so"])


def test_a_body_without_framing_is_the_rest_of_the_block() -> None:
    assert body_and_notes(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") == (b"hello", [])
    assert body_and_notes(b"HTTP/1.1 200 OK\r\n\r\n5\r\nhello\r\n0\r\n\r\n") == (b"5\r\nhello\r\n0\r\n\r\n", [])
    assert body_and_notes(b"no head at all") == (b"no head at all", [])
    assert body_and_notes(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n") == (b"", [])


@pytest.mark.parametrize("length", [b"3", b"7"])
def test_a_wrong_length_is_noted_and_the_bytes_are_kept(length: bytes) -> None:
    body, notes = body_and_notes(b"HTTP/1.1 200 OK\r\nContent-Length: " + length + b"\r\n\r\nhello")
    assert body == b"hello"
    assert notes == [f"Content-Length says {length.decode()} bytes, the body has 5"]


def test_chunked_in_a_request_and_among_other_codings() -> None:
    framed = b"5\r\nhello\r\n0\r\n\r\n"
    assert body_and_notes(b"POST / HTTP/1.1\r\ntransfer-encoding: Chunked\r\n\r\n" + framed) == (b"hello", [])
    head = (
        b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: x, CHUNKED;a=b\r\n\r\n"
    )
    assert body_and_notes(head + framed) == (b"hello", [])


def test_a_large_body_streams_in_small_pieces() -> None:
    block = Spool()
    block.append(CHUNKED)
    for _ in range(40):
        block.append(b"10000\r\n" + b"z" * 65_536 + b"\r\n")
    block.append(b"0\r\n\r\n")
    sizes = [len(piece) for piece in entity(block)]
    assert sum(sizes) == 40 * 65_536
    assert max(sizes) <= 65_536
