"""The bounds of one decoder, and what came out of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    UndoOne: TypeAlias = Callable[[bytes, int, "Out"], tuple[int, str | None]]
    """Undoes the stream that begins at an offset; returns where it ends, and what went wrong."""

STREAMS_MAX = 10_000
CUT = "the stream is cut short"
DAMAGED = "the stream is damaged"
FALSE_LABEL = "falsely named, bytes left as they are"
TRAILING = "bytes after the end of the stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much may come out of one decoder, and what to say when that is reached."""

    size_bytes: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came out of one decoder."""

    data: bytes
    notes: tuple[str, ...] = ()


class Out:
    """What has been decoded so far; takes no more than its room."""

    __slots__ = ("_data", "_full", "_room")

    def __init__(self, room: Room) -> None:
        self._data: bytes | bytearray = b""
        """What is one piece, as most pages are, is never copied."""
        self._room = room
        self._full = False

    @property
    def size_bytes(self) -> int:
        return len(self._data)

    def add(self, piece: bytes) -> bool:
        """Take *piece* as far as there is room; return whether all of it was taken."""
        left = self._room.size_bytes - len(self._data)
        self._full = self._full or len(piece) > left
        if not self._data:
            self._data = piece[:left]
            return not self._full
        if not isinstance(self._data, bytearray):
            self._data = bytearray(self._data)
        self._data += piece[:left]
        return not self._full

    def back_to(self, size_bytes: int) -> None:
        """Forget what came after the first *size_bytes* bytes."""
        self._data = self._data[:size_bytes]
        self._full = False

    def undone(self, *troubles: str | None) -> Undone:
        """Return what was decoded, with what went wrong."""
        notes = [trouble for trouble in troubles if trouble]
        if self._full:
            notes = [self._room.why]
        return Undone(data=bytes(self._data), notes=tuple(notes))


def as_it_is(data: bytes) -> Undone:
    """Return the bytes of a stream whose coding was falsely named."""
    return Undone(data=data, notes=(FALSE_LABEL,))


def undo_in_turn(data: bytes, out: Out, *, magic: bytes, undo_one: UndoOne, padding: bytes = b"") -> Undone:
    """Undo streams that stand behind one another, each beginning with *magic*; *padding* may follow the last."""
    if data and not data.startswith(magic):
        return as_it_is(data)
    at, trouble = 0, None
    for _ in range(STREAMS_MAX):
        if trouble or not data.startswith(magic, at):
            break
        at, trouble = undo_one(data, at, out)
    if not trouble and data[at:].strip(padding):
        trouble = TRAILING
    return out.undone(trouble)
