"""The body of an HTTP message with chunk framing and content encodings undone, within bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.http.brotli_coding import undo_brotli
from crawler.http.content import Bytes
from crawler.http.framing import entity, entity_behind, tokens, transfer_codings
from crawler.http.head import read_head
from crawler.http.inflate import undo_deflate, undo_gzip
from crawler.http.room import Room, Undone
from crawler.http.zstd_coding import undo_zstd

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.model import Content

LIMIT_BYTES = 64 << 20
RATIO_LIMIT = 256
"""A page may grow so many times by decoding; more is taken for a decompression bomb."""
RATIO_FREE_BYTES = 4 << 20
"""Up to this size the ratio is not looked at: a short file of one repeated byte is no bomb."""
KEPT_BYTES = RATIO_FREE_BYTES
"""A body is unpacked once when it is no longer than this, which no bound is below."""
CODINGS_MAX = 6

_UNDO: dict[bytes, Callable[[bytes, Room], Undone]] = {
    b"gzip": undo_gzip,
    b"x-gzip": undo_gzip,
    b"deflate": undo_deflate,
    b"br": undo_brotli,
    b"zstd": undo_zstd,
}
_NO_CODING = (b"identity", b"chunked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """What a browser would hand to its parser."""

    data: bytes
    notes: tuple[str, ...] = ()
    """What was wrong or left out, one short line each."""
    stopped: bool = False
    """Whether there was more than there is room for, as in a decompression bomb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """The body of an answer, and what `decoded` gave for it without a limit of the caller's."""

    body: bytes
    """Without chunk framing, codings not undone."""
    notes: tuple[str, ...]
    """What was wrong with the framing."""
    coding: bytes
    """The only one that was applied."""
    decoded: Decoded


def decoded(block: Content, *, limit_bytes: int = LIMIT_BYTES, ratio_limit: int = RATIO_LIMIT) -> Decoded:
    """Return the body of the answer *block* with transfer and content codings undone.

    At most *limit_bytes* come back. A coding that is named but not there is passed over; a stream that is cut or
    damaged gives what can be decoded. Both are noted; nothing is raised for what a server sent.

    The body of an answer in memory is unpacked once: what it opts out of, whether it is a notice, the spider and the
    reader all want it.
    """
    known = _unpacked(block) if isinstance(block, Bytes) else None
    if known is not None and len(known.body) <= limit_bytes:
        whole = known.decoded
        if not whole.stopped and len(whole.data) <= limit_bytes:
            return whole
        if limit_bytes < len(whole.data):
            notes = (*known.notes, f"{known.coding.decode('ascii')}: {_stopped_at(limit_bytes)}")
            return Decoded(data=whole.data[:limit_bytes], notes=notes, stopped=True)
    flaws: list[str] = []
    data, applied, is_whole = _body(block, limit_bytes, flaws)
    undone = _undone(data, applied, _room(len(data), limit_bytes, ratio_limit))
    return Decoded(data=undone.data, notes=(*flaws, *undone.notes), stopped=undone.stopped or not is_whole)


def decoded_start(block: Content, size_bytes: int) -> bytes:
    """Return at least the first *size_bytes* bytes of what `decoded` gives; all of it where it is unpacked anyway."""
    known = _unpacked(block) if isinstance(block, Bytes) else None
    return decoded(block, limit_bytes=size_bytes).data if known is None else known.decoded.data


def unpacked_before(block: Content, body: bytes, values: list[bytes], *, limit_bytes: int) -> Decoded | None:
    """Return what `undo_codings` would return for *body*, when it is that of *block* and `decoded` has unpacked it."""
    known = block.unpacked[0] if isinstance(block, Bytes) and block.unpacked else None
    if known is None or known.decoded.stopped or max(len(known.decoded.data), len(body)) > limit_bytes:
        return None
    return known.decoded if tokens(values) == [known.coding] and known.body == body else None


def undo_codings(
    data: bytes, values: list[bytes], *, limit_bytes: int = LIMIT_BYTES, ratio_limit: int = RATIO_LIMIT
) -> Decoded:
    """Return *data*, a body without its framing, with the codings undone that the Content-Encoding *values* name.

    Bounds and notes are those of `decoded`.
    """
    return _undone(data, tokens(values), _room(len(data), limit_bytes, ratio_limit))


def _undone(data: bytes, applied: list[bytes], room: Room) -> Decoded:
    notes: list[str] = []
    for name in _in_order(applied, notes):
        undo = _UNDO.get(name)
        if undo is None:
            notes.append(f"unknown coding {name[:40].decode('latin-1')!r}")
            continue
        undone = undo(data, room)
        data = undone.data
        notes += [f"{name.decode('ascii')}: {text}" for text in undone.notes]
    return Decoded(data=data, notes=tuple(notes), stopped=any(note.endswith(room.why) for note in notes))


def _in_order(applied: list[bytes], notes: list[str]) -> list[bytes]:
    """Return the codings in the order they are to be undone: the last one applied comes first."""
    names = [name for name in reversed(applied) if name not in _NO_CODING]
    if len(names) > CODINGS_MAX:
        notes.append(f"{len(names)} codings named, {CODINGS_MAX} undone")
    return names[:CODINGS_MAX]


def _unpacked(block: Bytes) -> Unpacked | None:
    """Return the body of *block* unpacked, by now at the latest; None where it is not packed once, or too large."""
    if not block.unpacked:
        notes: list[str] = []
        body, applied, is_whole = _body(block, KEPT_BYTES, notes)
        codings = [name for name in applied if name != b"chunked"]
        if not is_whole or len(codings) != 1 or codings[0] not in _UNDO:
            return None
        undone = _undone(body, codings, _room(len(body), KEPT_BYTES, RATIO_LIMIT))
        whole = Decoded(data=undone.data, notes=(*notes, *undone.notes), stopped=undone.stopped)
        block.unpacked.append(Unpacked(body=body, notes=tuple(notes), coding=codings[0], decoded=whole))
    return block.unpacked[0]


def _body(block: Content, limit_bytes: int, notes: list[str]) -> tuple[bytes, list[bytes], bool]:
    """Return at most *limit_bytes* of the body without its framing, the codings applied, and whether that is all."""
    head, body_at = read_head(block)
    applied = [] if head is None else tokens(head.all(b"Content-Encoding")) + transfer_codings(head.fields)
    if head is None:
        body = entity(block, note=notes.append)
    else:
        body = entity_behind(head.fields, body_at, block, note=notes.append)
    pieces: list[bytes] = []
    left = limit_bytes
    for piece in body:
        pieces.append(piece[:left])
        left -= len(piece)
        if left < 0:
            notes.append(f"cut at {limit_bytes} bytes")
            return b"".join(pieces), applied, False
    return b"".join(pieces), applied, True


def _room(encoded_bytes: int, limit_bytes: int, ratio_limit: int) -> Room:
    by_ratio = max(RATIO_FREE_BYTES, ratio_limit * encoded_bytes)
    if by_ratio < limit_bytes:
        return Room(size_bytes=by_ratio, why=f"stopped at {ratio_limit} times the encoded size")
    return Room(size_bytes=limit_bytes, why=_stopped_at(limit_bytes))


def _stopped_at(limit_bytes: int) -> str:
    return f"stopped at {limit_bytes} bytes"
