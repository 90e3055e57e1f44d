"""Requests read from a connection, with the very bytes they came as."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.demo.answer import Request

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.demo.answer import Field

HEAD_LIMIT_BYTES = 65_536
BODY_LIMIT_BYTES = 16 << 20

_REQUEST_LINE = re.compile(r"([A-Z]+) (\S+) (HTTP/1\.[01])")


class BadRequest(Exception):
    """What came is not a request this server answers; *status* says so to the client."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class RequestReader:
    """Reads one request after the other from *receive*, a function like `socket.recv`."""

    def __init__(self, receive: Callable[[int], bytes]) -> None:
        self._receive = receive
        self._buffer = b""
        self._taken = b""

    def read(self) -> Request | None:
        """Return the next request, None when the client has closed. Raises `BadRequest`."""
        self._taken = b""
        head = self._head()
        if head is None:
            return None
        method, target, version, fields = _parsed(head)
        request = Request(method=method, target=target, version=version, fields=fields)
        if request.first("Transfer-Encoding") is not None:
            raise BadRequest(501, "no chunked requests here")
        length = request.first("Content-Length") or "0"
        if not (length.isascii() and length.isdigit() and len(length) < 12):
            raise BadRequest(400, "no such length")
        if int(length) > BODY_LIMIT_BYTES:
            raise BadRequest(413, "too much")
        body = self._take(int(length))
        return Request(method=method, target=target, version=version, fields=fields, body=body)

    def taken(self) -> bytes:
        """Return the bytes of the request read last."""
        return self._taken

    def _head(self) -> bytes | None:
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            if len(self._buffer) > HEAD_LIMIT_BYTES:
                raise BadRequest(431, "too long a head")
            piece = self._receive(65_536)
            if not piece:
                return None
            self._buffer += piece
        return self._take(end + 4)

    def _take(self, size_bytes: int) -> bytes:
        while len(self._buffer) < size_bytes:
            piece = self._receive(65_536)
            if not piece:
                raise BadRequest(400, "the body is cut short")
            self._buffer += piece
        taken, self._buffer = self._buffer[:size_bytes], self._buffer[size_bytes:]
        self._taken += taken
        return taken


def _parsed(head: bytes) -> tuple[str, str, str, tuple[Field, ...]]:
    first, *lines = head.decode("latin-1").split("\r\n")
    match = _REQUEST_LINE.fullmatch(first)
    if match is None:
        raise BadRequest(400, "no request line")
    fields = []
    for line in lines[:-2]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadRequest(400, "no header field")
        fields.append((name, value.strip()))
    return match[1], match[2], match[3], tuple(fields)
