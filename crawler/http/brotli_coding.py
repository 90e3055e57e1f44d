"""br undone, within bounds; nothing is raised for what a server sent."""

from __future__ import annotations

import brotli

from crawler.http.room import CUT, DAMAGED, TRAILING, Out, Room, Undone, as_it_is

PIECE_BYTES = 65_536
FINE_STEPS = 1 << 18


def undo_brotli(data: bytes, room: Room) -> Undone:
    """Undo br (RFC 7932). It has no mark to know it by: failing with less out than in, it was falsely named."""
    out = Out(room)
    if not data:
        return out.undone()
    try:
        return out.undone(_feed(data, len(data), out))
    except brotli.error:
        out.back_to(0)
    # The decoder drops what it had decoded in a call that fails, and fails for bytes after the end of the stream.
    # Fed in small steps it loses little and tells where the end was.
    try:
        return out.undone(_feed(data, 1 + len(data) // FINE_STEPS, out))
    except brotli.error:
        return out.undone(DAMAGED) if out.size_bytes >= len(data) else as_it_is(data)


def _feed(data: bytes, step: int, out: Out) -> str | None:
    decoder = brotli.Decompressor()
    for at in range(0, len(data), step):
        fed = data[at : at + step]
        while True:
            piece = decoder.process(fed, output_buffer_limit=PIECE_BYTES)
            if not out.add(piece):
                return None
            if decoder.is_finished():
                return TRAILING if at + step < len(data) else None
            # It may hold back output though it would take more input: ask until nothing comes.
            if not piece:
                break
            fed = b""
    return CUT
