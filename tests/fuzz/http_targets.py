"""Laws of reading what a server sent, for any bytes: it never fails, never depends on how they came, never grows."""

from __future__ import annotations

import gzip
import zlib
from typing import TYPE_CHECKING

import brotli
import zstandard
from fuzz.inputs import MOST_BYTES, Pieces, within_bounds

from crawler.http import (
    Bytes,
    Spool,
    decoded,
    entity,
    interim_size,
    is_chunked,
    read_head,
    read_request_head,
    sent_body,
    undo_codings,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable

DECODED_MAX_BYTES = 1 << 20
ENCODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": lambda data: gzip.compress(data, 1),
    b"deflate": lambda data: zlib.compress(data, 1),
    b"br": lambda data: brotli.compress(data, quality=1),
    b"zstd": lambda data: zstandard.compress(data, 1),
}
REPEATED = 0xFF
"""As the first byte: the latter half of the rest is repeated."""


def head(data: bytes) -> None:
    """The head of an answer or a request."""
    size, message = _sized(data)
    with within_bounds():
        for read in (read_head, read_request_head):
            found, body_at = read(Bytes(message))
            assert (found, body_at) == read(Pieces(message, size))
            assert 0 <= body_at <= len(message)
            assert found is not None or body_at == 0
            if found is not None:
                assert all(name and b"\n" not in name + value for name, value in found.fields)
        skip = interim_size(message)
        assert skip <= len(message)
        assert interim_size(message[skip:]) == 0


def framing(data: bytes) -> None:
    """The body behind the head, its chunks undone."""
    size, message = _sized(data)
    notes: list[str] = []
    others: list[str] = []
    spool = Spool()
    for piece in Pieces(message, size).chunks():
        spool.append(piece)
    with within_bounds():
        body = b"".join(entity(Bytes(message), note=notes.append))
        assert body == b"".join(entity(Pieces(message, size), note=others.append))
        assert notes == others
        assert whole(spool) == message
        answer, body_at = read_head(Bytes(message))
        sent = b"".join(sent_body(Bytes(message)))
        assert len(body) <= len(sent)
        if answer is not None:
            assert sent == message[body_at:]
            assert is_chunked(answer.fields) or body == sent
        framed = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in Pieces(message, size).chunks())
        again = Bytes(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + framed + b"0\r\n\r\n")
        assert b"".join(entity(again)) == message


def decoding(data: bytes) -> None:
    """The body with its codings undone."""
    _, message = _sized(data)
    with within_bounds():
        result = decoded(Bytes(message), limit_bytes=DECODED_MAX_BYTES)
        assert len(result.data) <= DECODED_MAX_BYTES
        assert result == decoded(Pieces(message, 1 + len(message) // 3), limit_bytes=DECODED_MAX_BYTES)
        values, body = _codings(message)
        for name in values:
            assert len(undo_codings(body, [name], limit_bytes=DECODED_MAX_BYTES).data) <= DECODED_MAX_BYTES
        encoded = body[:DECODED_MAX_BYTES]
        for name in values:
            encoded = ENCODERS[name](encoded)
        back = undo_codings(encoded, values)
        assert back.stopped or (back.data, back.notes) == (body[:DECODED_MAX_BYTES], ())


def seeds() -> list[bytes]:
    """Return answers and requests of our own, whole, odd and broken."""
    page = b"<html><title>Harbour</title><p>The wall opens." + b" again" * 20
    starts = [
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.0 404\nServer: x\n folded\n\tmore\n\nno",
        b"GET /a?b=c HTTP/1.1\r\nHost: news.example\r\nX: a\r\n b\r\n\r\nbody",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n3\r\nyou\r\n0\r\nX-Sum: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\nzz",
        b"<html>no head at all",
    ]
    for name, encode in ENCODERS.items():
        starts.append(b"HTTP/1.1 200 OK\r\nContent-Encoding: " + name + b"\r\n\r\n" + encode(page))
    return [bytes([size]) + start for start in starts for size in (1, 5, 100)] + [bytes([REPEATED]) + starts[1]]


WORDS = (
    *("HTTP/1.1 200 OK\\x0d\\x0a", "HTTP/1.1 100 \\x0d\\x0a\\x0d\\x0a", "Transfer-Encoding: chunked\\x0d\\x0a"),
    *(
        "Content-Encoding: gzip\\x0d\\x0a",
        "Content-Encoding: br, zstd\\x0d\\x0a",
        "Content-Length: ",
        "\\x0d\\x0a\\x0d\\x0a",
    ),
    *(
        "\\x0a ",
        "0\\x0d\\x0a\\x0d\\x0a",
        "fffffffffffffff\\x0d\\x0a",
        "\\x1f\\x8b\\x08",
        "\\x28\\xb5\\x2f\\xfd",
        "\\x78\\x9c",
    ),
)


def _sized(data: bytes) -> tuple[int, bytes]:
    """Return the size of the pieces the rest comes in, and the rest; repeated if the first byte says so."""
    size, rest = (data[0], data[1:]) if data else (1, b"")
    if size == REPEATED and rest:
        half = len(rest) // 2
        rest = rest[:half] + rest[half:] * (MOST_BYTES // (len(rest) - half))
    return size or 1_000, rest


def _codings(message: bytes) -> tuple[list[bytes], bytes]:
    """Return up to three codings that the first byte of the body chooses, and the body."""
    body = message.rpartition(b"\n\n")[2]
    if not body:
        return [], body
    names = list(ENCODERS)
    return [names[body[0] >> shift & 3] for shift in range(0, 2 * (body[0] >> 6), 2)], body
