"""Bytes of a list as it was served, made ready for a parser: gzip undone, size bounded, HTML recognised."""

from __future__ import annotations

import re
import zlib
from string import whitespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE_BYTES = 65_536
FED_BYTES = 4_096
"""Given to the decoder at a time: what it does not use it hands back as a copy, at the end of each member all of it."""
GZIP_MAGIC = b"\x1f\x8b"
GZIP_WINDOW = 16 + zlib.MAX_WBITS
HEAD_BYTES = 2_048
MARGIN = f"\ufeff{whitespace}"
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
HTML_START = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)


class TooLarge(ValueError):
    """The list is larger than `Limits.max_bytes` after unpacking."""


class NotGzip(ValueError):
    """The bytes begin like gzip but cannot be unpacked to their end."""


def pieces(data: bytes, max_bytes: int) -> Iterator[bytes]:
    """Yield *data*, unpacked when it is gzip (a ``sitemap.xml.gz``), in pieces of at most 64 KiB.

    Raises `TooLarge` once more than *max_bytes* came out, and `NotGzip` for damaged gzip.
    """
    size = 0
    for piece in _gunzipped(data) if data.startswith(GZIP_MAGIC) else _cut(data):
        size += len(piece)
        if size > max_bytes:
            raise TooLarge(f"larger than {max_bytes} bytes")
        yield piece


def head_of(data: bytes) -> str:
    """Return the first characters of *data*, unpacked, without byte order marks, leading white space and comments."""
    head = b""
    try:
        for piece in pieces(data[:PIECE_BYTES], PIECE_BYTES):
            head += piece
            if len(head) >= HEAD_BYTES:
                break
    except (NotGzip, TooLarge):
        pass  # a cut stream is expected here: only its head was asked for
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = head[:HEAD_BYTES].decode("utf-16" if wide else "utf-8", "replace")
    return COMMENT.sub("", text).lstrip(MARGIN)


def looks_like_html(data: bytes) -> bool:
    """Return whether *data* begins as an HTML page does."""
    return HTML_START.match(head_of(data)) is not None


def _cut(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE_BYTES):
        yield data[start : start + PIECE_BYTES]


def _gunzipped(data: bytes) -> Iterator[bytes]:
    """A stream of several members is one stream (RFC 1952, 2.2); zeros after the last are padding."""
    at = 0
    while data.startswith(GZIP_MAGIC, at):
        member = zlib.decompressobj(GZIP_WINDOW)
        try:
            while not member.eof:
                fed = member.unconsumed_tail
                if not fed:
                    fed = data[at : at + FED_BYTES]
                    at += len(fed)
                piece = member.decompress(fed, PIECE_BYTES)
                if piece:
                    yield piece
                elif not fed and not member.eof:
                    raise NotGzip("the gzip stream is cut short")
        except zlib.error as err:
            raise NotGzip("the gzip stream is damaged") from err
        at -= len(member.unused_data)
