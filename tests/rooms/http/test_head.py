"""Heads as servers really send them."""

from __future__ import annotations

import pytest

from crawler.http import Bytes, Spool, interim_size, read_head, read_request_head
from crawler.http.head import HEAD_LIMIT_BYTES


def test_a_head_keeps_case_order_and_duplicates() -> None:
    block = Bytes(b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nX-B: 2\r\nset-cookie:b=2 \r\n\r\n<p>body")
    head, body_at = read_head(block)
    assert head is not None
    assert (head.version, head.status, head.reason) == (b"HTTP/1.1", 200, b"OK")
    assert head.fields == ((b"Set-Cookie", b"a=1"), (b"X-B", b"2"), (b"set-cookie", b"b=2"))
    assert head.all(b"SET-COOKIE") == [b"a=1", b"b=2"]
    assert head.first(b"x-b") == b"2"
    assert head.first(b"missing") is None
    assert block.data[body_at:] == b"<p>body"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"HTTP/1.1 200 OK", (b"HTTP/1.1", 200, b"OK")),
        (b"HTTP/1.0 404 Not Found", (b"HTTP/1.0", 404, b"Not Found")),
        (b"HTTP/1.1 200", (b"HTTP/1.1", 200, b"")),
        (b"HTTP/1.1 200 ", (b"HTTP/1.1", 200, b"")),
        (b"HTTP/1.1  301  Moved", (b"HTTP/1.1", 301, b" Moved")),
        (b"HTTP/1.1 200 Tr\xe8s bien", (b"HTTP/1.1", 200, b"Tr\xe8s bien")),
        (b"http/1.1 200 ok", (b"http/1.1", 200, b"ok")),
        (b"HTTP/1.1 fine OK", (b"HTTP/1.1", None, b"OK")),
        (b"HTTP/1.1", (b"HTTP/1.1", None, b"")),
        (b"HTTP/1.1 2000 OK", (b"HTTP/1.1", None, b"OK")),
    ],
)
def test_status_lines(line: bytes, expected: tuple[bytes, int | None, bytes]) -> None:
    head, body_at = read_head(Bytes(line + b"\r\n\r\nx"))
    assert head is not None
    assert (head.version, head.status, head.reason) == expected
    assert body_at == len(line) + 4


def test_bare_lf_ends_lines_and_heads() -> None:
    head, body_at = read_head(Bytes(b"HTTP/1.1 200 OK\nA: 1\nB: 2\n\nbody\r\n\r\n"))
    assert head is not None
    assert head.fields == ((b"A", b"1"), (b"B", b"2"))
    assert body_at == len(b"HTTP/1.1 200 OK\nA: 1\nB: 2\n\n")


def test_the_first_empty_line_ends_the_head_whatever_its_ends() -> None:
    head, body_at = read_head(Bytes(b"HTTP/1.1 200 OK\r\nA: 1\n\r\nB: 2\r\n\r\n"))
    assert head is not None
    assert head.fields == ((b"A", b"1"),)
    assert body_at == 24


def test_folds_are_joined_and_lines_without_colon_skipped() -> None:
    block = Bytes(
        b"HTTP/1.1 200 OK\r\n folded onto nothing\r\nA: one\r\n\t two\r\n   \r\n three\r\n"
        b"no colon here\r\n nor here: x\r\n: nameless\r\nName : spaced\r\nEmpty:\r\n\r\n"
    )
    head, _ = read_head(block)
    assert head is not None
    assert head.fields == ((b"A", b"one two three"), (b"Name", b"spaced"), (b"Empty", b""))


@pytest.mark.parametrize("data", [b"", b"<html>no head", b"\r\n\r\n", b"HTT", b"GET / HTTP/1.1\r\n\r\n"])
def test_bytes_that_are_no_answer_have_no_head(data: bytes) -> None:
    assert read_head(Bytes(data)) == (None, 0)


def test_a_cut_head_is_returned_as_far_as_it_goes() -> None:
    head, body_at = read_head(Bytes(b"HTTP/1.1 200 OK\r\nA: 1\r\nB: tw"))
    assert head is not None
    assert head.fields == ((b"A", b"1"), (b"B", b"tw"))
    assert body_at == 28


def test_a_head_of_many_pieces_is_found_and_an_endless_one_is_none() -> None:
    long = b"HTTP/1.1 200 OK\r\nA: " + b"x" * 300_000
    head, body_at = read_head(Bytes(long + b"\r\n\r\nbody"))
    assert head is not None
    assert len(head.fields[0][1]) == 300_000
    assert body_at == len(long) + 4
    endless = Spool()
    endless.append(b"HTTP/1.1 200 OK\r\nA: ")
    endless.append(b"x" * (HEAD_LIMIT_BYTES + 70_000))
    assert read_head(endless) == (None, 0)


def test_an_end_of_head_across_two_pieces_is_found() -> None:
    for gap in range(65_530, 65_540):
        start = b"HTTP/1.1 200 OK\r\nA: "
        data = start + b"x" * (gap - len(start)) + b"\r\n\r\nbody"
        _, body_at = read_head(Bytes(data))
        assert data[body_at:] == b"body"


def test_a_request_head() -> None:
    block = Bytes(b"POST /search?q=a b HTTP/1.1\r\nHost: news.example\r\nContent-Length: 3\r\n\r\nq=1")
    head, body_at = read_request_head(block)
    assert head is not None
    assert (head.method, head.target, head.version) == (b"POST", b"/search?q=a b", b"HTTP/1.1")
    assert head.first(b"host") == b"news.example"
    assert block.data[body_at:] == b"q=1"
    assert read_request_head(Bytes(b"HTTP/1.1 200 OK\r\n\r\n")) == (None, 0)


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"", 0),
        (b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", 0),
        (INTERIM, len(INTERIM)),
        (INTERIM + INTERIM + b"HTTP/1.1 200 OK\r\n\r\n", 2 * len(INTERIM)),
        (INTERIM + b"HTTP/1.1 100 Continue\r\n\r", len(INTERIM)),
        (b"HTTP/1.1 100\n\nHTTP/1.1 200 OK\n\n", 14),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n\x00\x01", 36),
        (b"HTTP/1.1 1000 OK\r\n\r\n", 0),
        (b"HTTP/1.1 10\r\n\r\n", 0),
        (b"<p>HTTP/1.1 100 Continue\r\n\r\n", 0),
    ],
)
def test_interim_answers_are_counted_whole(data: bytes, size: int) -> None:
    assert interim_size(data) == size
