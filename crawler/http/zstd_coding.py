"""zstd undone, within bounds; nothing is raised for what a server sent."""

from __future__ import annotations

import zstandard

from crawler.http.room import CUT, DAMAGED, Out, Room, Undone, undo_in_turn

MAGIC = b"\x28\xb5\x2f\xfd"
STEP_BYTES = 512
"""Fed at a time. A block of four bytes may hold 128 KiB, so that at most 16 MiB come out of one step."""
WINDOW_MAX_BYTES = 1 << 27


def undo_zstd(data: bytes, room: Room) -> Undone:
    """Undo zstd (RFC 8878); several frames in a row are one stream."""
    return undo_in_turn(data, Out(room), magic=MAGIC, undo_one=_frame)


def _frame(data: bytes, start: int, out: Out) -> tuple[int, str | None]:
    """Add the frame that starts at *start* to *out*; return where it ends and what was wrong with it."""
    frame = zstandard.ZstdDecompressor(max_window_size=WINDOW_MAX_BYTES).decompressobj()
    for at in range(start, len(data), STEP_BYTES):
        try:
            piece = frame.decompress(data[at : at + STEP_BYTES])
        except zstandard.ZstdError:
            return len(data), DAMAGED
        if not out.add(piece):
            return len(data), None
        if frame.eof:
            return min(at + STEP_BYTES, len(data)) - len(frame.unused_data), None
    return len(data), CUT
