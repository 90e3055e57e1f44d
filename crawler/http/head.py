"""Heads of HTTP messages, read the way browsers read them: what is odd is kept or skipped, never refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.model import Content

HEAD_LIMIT_BYTES = 1 << 20
"""A head whose end is not found within so many bytes is no head."""

_END_OF_HEAD = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"(HTTP/[0-9.]*)[ \t]*([^ \t]*)[ \t]?(.*)", re.IGNORECASE | re.DOTALL)
_INTERIM = re.compile(rb"HTTP/[0-9.]*[ \t]+1[0-9][0-9](?=[ \t\r\n])", re.IGNORECASE)
_REQUEST_LINE = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) (.*) (HTTP/[0-9.]+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseHead:
    """The head of an answer; *fields* in the order of the wire, folded lines joined, names in their own case."""

    version: bytes
    """Such as ``HTTP/1.1``."""
    status: int | None
    """None when the status line holds no number."""
    reason: bytes
    """May be empty."""
    fields: tuple[tuple[bytes, bytes], ...]

    def first(self, name: bytes) -> bytes | None:
        """Return the first value of the field *name* (in any case), or None."""
        return _first(self.fields, name)

    def all(self, name: bytes) -> list[bytes]:
        """Return all values of the field *name* (in any case), in order."""
        return values_of(self.fields, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHead:
    """The head of a request, as `ResponseHead`."""

    method: bytes
    target: bytes
    version: bytes
    fields: tuple[tuple[bytes, bytes], ...]

    def first(self, name: bytes) -> bytes | None:
        """Return the first value of the field *name* (in any case), or None."""
        return _first(self.fields, name)

    def all(self, name: bytes) -> list[bytes]:
        """Return all values of the field *name* (in any case), in order."""
        return values_of(self.fields, name)


def read_head(content: Content) -> tuple[ResponseHead | None, int]:
    """Return the head of an answer and the offset at which its body starts.

    ``(None, 0)`` when the bytes do not begin with an HTTP status line: then all of them are body. A head that is cut
    short is returned as far as it goes; its body starts at the end.
    """
    lines, body_at = _head_lines(content)
    parts = _STATUS_LINE.fullmatch(lines[0]) if lines else None
    if parts is None:
        return None, 0
    version, status, reason = parts.groups()
    number = int(status) if status.isdigit() and len(status) == 3 else None
    return ResponseHead(version=version, status=number, reason=reason, fields=_fields(lines[1:])), body_at


def read_request_head(content: Content) -> tuple[RequestHead | None, int]:
    """Return the head of a request and the offset at which its body starts; ``(None, 0)`` when it is none."""
    lines, body_at = _head_lines(content)
    parts = _REQUEST_LINE.fullmatch(lines[0]) if lines else None
    if parts is None:
        return None, 0
    method, target, version = parts.groups()
    return RequestHead(method=method, target=target, version=version, fields=_fields(lines[1:])), body_at


def interim_size(data: bytes) -> int:
    """Return how many leading bytes of *data* are whole 1xx answers; these are no part of the final answer.

    101 counts too: we never ask for an upgrade, and Twisted goes on to read the final answer after it.
    """
    at = 0
    while _INTERIM.match(data, at) and (end := _END_OF_HEAD.search(data, at)) is not None:
        at = end.end()
    return at


def values_of(fields: tuple[tuple[bytes, bytes], ...], name: bytes) -> list[bytes]:
    """Return all values of the field *name* (in any case), in order."""
    wanted = name.lower()
    return [value for key, value in fields if key.lower() == wanted]


def _first(fields: tuple[tuple[bytes, bytes], ...], name: bytes) -> bytes | None:
    wanted = name.lower()
    for key, value in fields:
        if key.lower() == wanted:
            return value
    return None


def _head_lines(content: Content) -> tuple[list[bytes], int]:
    """Return the lines of the head without their ends, and where the body starts; no lines when there is no head."""
    pieces = content.chunks()
    first = next(pieces, b"")
    end = _END_OF_HEAD.search(first)
    if end is not None:
        return _lines(first[: end.start()]), end.end()
    data = bytearray()
    for piece in chain([first], pieces):
        seen = len(data)
        data += piece
        end = _END_OF_HEAD.search(data, max(0, seen - 2))
        if end is not None:
            return _lines(bytes(data[: end.start()])), end.end()
        if len(data) > HEAD_LIMIT_BYTES:
            return [], 0
    return (_lines(bytes(data)), len(data)) if data else ([], 0)


def _lines(head: bytes) -> list[bytes]:
    return [line.removesuffix(b"\r") for line in head.split(b"\n")]


def _fields(lines: list[bytes]) -> tuple[tuple[bytes, bytes], ...]:
    """Return name and value of each field. A line without a colon is skipped, with the lines folded onto it."""
    fields: list[tuple[bytes, bytes]] = []
    folded: dict[int, list[bytes]] = {}
    skipping = True
    for line in lines:
        if line.startswith((b" ", b"\t")):
            if not skipping:
                folded.setdefault(len(fields) - 1, []).append(line.strip(b" \t"))
            continue
        name, colon, value = line.partition(b":")
        name = name.strip(b" \t")
        skipping = not colon or not name
        if not skipping:
            fields.append((name, value.strip(b" \t")))
    for at, parts in folded.items():
        # All at once: a head may be one field of a third of a million folds. A fold is one space (RFC 9112, 5.2).
        name, value = fields[at]
        fields[at] = (name, b" ".join(filter(None, (value, *parts))))
    return tuple(fields)
