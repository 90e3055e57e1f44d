"""The payload of a capture with its content codings, as it was sent or undone, also when it is large."""

from __future__ import annotations

import logging
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import brotli
import zstandard

from crawler.http import undo_codings
from crawler.http.framing import tokens, transfer_codings
from crawler.http.zstd_coding import STEP_BYTES, WINDOW_MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.replay.source import Loaded

SMALL_BYTES = 8 << 20
"""A payload up to this size is held in memory to see whether its coding is what it says."""
PIECE_BYTES = 65_536
STREAM_LIMIT_BYTES = 4 << 30
GZIP, ZLIB = 31, 15
logger = logging.getLogger(__name__)

NO_CODING = frozenset({b"identity", b"chunked", b""})


def codings_of(loaded: Loaded) -> list[bytes]:
    """Return the codings of the payload in the order they were applied, lower case, chunked left out."""
    if loaded.head is None:
        return []
    named = tokens(loaded.head.all(b"content-encoding")) + transfer_codings(loaded.head.fields)
    return [name for name in named if name not in NO_CODING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What goes out. Neither *data* nor *pieces*: the payload as it is stored, so that a part of it can be sent."""

    coding: str | None = None
    """The content coding that is still on it."""
    data: bytes | None = None
    pieces: Iterator[bytes] | None = None


def body_for(loaded: Loaded, accepted: frozenset[str]) -> Body:
    """Return the payload for a client that understands the codings *accepted*.

    A coding goes out only when the bytes really are what it says, else it is undone as far as possible: some archives
    hold bodies that were decoded while their header stayed.
    """
    codings = codings_of(loaded)
    if not codings:
        return Body()
    coding = codings[0].decode("latin-1") if len(codings) == 1 else ""
    if loaded.exceeds(SMALL_BYTES):
        if not _begins_as(coding, b"".join(loaded.payload(0, PIECE_BYTES))):
            return Body()
        if coding in accepted:
            return Body(coding=coding, pieces=loaded.payload())
        return Body(pieces=_undone(coding, loaded.payload()))
    data = b"".join(loaded.payload())
    undone = undo_codings(data, list(codings))
    # What is stopped is a decompression bomb, and the client's own to open.
    if coding in accepted and (undone.stopped or not undone.notes):
        return Body(coding=coding, data=data)
    return Body(data=undone.data)


def accepted_codings(header: str) -> frozenset[str]:
    """Return the codings that an Accept-Encoding *header* takes.

    >>> sorted(accepted_codings("gzip, br;q=0, zstd;q=0.5"))
    ['gzip', 'x-gzip', 'zstd']
    """
    taken = set()
    for member in header.lower().split(","):
        name, _, parameters = member.partition(";")
        quality = parameters.replace(" ", "").partition("q=")[2]
        if name.strip() and quality not in {"0", "0.0", "0.00", "0.000"}:
            taken.add(name.strip())
    return frozenset(taken | {"x-gzip"} if "gzip" in taken else taken)


def _begins_as(coding: str, start: bytes) -> bool:
    match coding:
        case "gzip" | "x-gzip":
            return start.startswith(b"\x1f\x8b")
        case "zstd":
            return start.startswith(b"\x28\xb5\x2f\xfd")
        case "deflate":
            return len(start) >= 2 and start[0] & 0x0F == 8 and (start[0] << 8 | start[1]) % 31 == 0
        case "br":
            return _begins_as_brotli(start)
    return False


def _begins_as_brotli(start: bytes) -> bool:
    """Return whether *start* can be decoded: Brotli has no signature, but text fails within a few bytes."""
    try:
        brotli.Decompressor().process(start, output_buffer_limit=PIECE_BYTES)
    except brotli.error:
        return False
    return True


def _undone(coding: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what *pieces* decode to, in small pieces; ends where they are damaged or too much came out."""
    left = STREAM_LIMIT_BYTES
    held = bytearray()
    try:
        for piece in {"br": _brotli, "zstd": _zstd}.get(coding, _inflated)(pieces):
            held += piece
            if len(held) >= PIECE_BYTES:
                yield bytes(held)
                left -= len(held)
                held.clear()
            if left < 0:
                return
    except (zlib.error, brotli.error, zstandard.ZstdError):
        logger.info("a large payload is damaged; sent as far as it goes")
    yield bytes(held)


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    decoder = None
    for piece in pieces:
        fed = piece
        while fed:
            if decoder is None:
                decoder = zlib.decompressobj(wbits=GZIP if fed.startswith(b"\x1f") else ZLIB)
            yield decoder.decompress(fed, PIECE_BYTES)
            fed = decoder.unconsumed_tail
            if decoder.eof:
                fed, decoder = decoder.unused_data, None
                if not fed.startswith(b"\x1f\x8b"):
                    fed = b""
    if decoder is not None:
        yield decoder.flush()


def _brotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for piece in pieces:
        # It may hold back output though it would take more input: ask until nothing comes.
        decoded = decoder.process(piece, output_buffer_limit=PIECE_BYTES)
        while decoded:
            yield decoded
            decoded = decoder.process(b"", output_buffer_limit=PIECE_BYTES) if not decoder.is_finished() else b""


def _zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    frame = None
    for piece in pieces:
        for at in range(0, len(piece), STEP_BYTES):
            fed = piece[at : at + STEP_BYTES]
            while fed:
                frame = frame or zstandard.ZstdDecompressor(max_window_size=WINDOW_MAX_BYTES).decompressobj()
                yield frame.decompress(fed)
                fed, frame = (frame.unused_data, None) if frame.eof else (b"", frame)
