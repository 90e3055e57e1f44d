"""A capture: one answer as bytes, with the address it came from and the time it came."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


class Truncation(StrEnum):
    """Why a block is shorter than what the server meant to send (WARC 1.1, section 5.13)."""

    LENGTH = "length"
    TIME = "time"
    DISCONNECT = "disconnect"
    UNSPECIFIED = "unspecified"


class CaptureState(StrEnum):
    """What an answer is in truth, whatever its status says (docs/fail-over.md)."""

    OK = "ok"
    """An answer of the site itself, errors among them; nothing else was recognised."""
    SEIZED = "seized"
    """The notice of an authority that took the domain."""
    BLOCKED = "blocked"
    """The page of a state or provider that keeps its readers from the site."""
    PARKED = "parked"
    """A domain without a site: for sale, or full of somebody's advertisements."""
    BOT_WALL = "bot-wall"
    """A page that wants proof that no program asks."""
    DNS = "dns"
    """The name could not be resolved. This one and those below: nothing was sent, see `Unreached`."""
    TLS = "tls"
    """The handshake failed, such as for a certificate of somebody else."""
    REFUSED = "refused"
    """Nobody listens there."""
    TIMEOUT = "timeout"
    """No connection in time."""
    RESET = "reset"
    """The connection was broken off before the request was sent."""
    UNREACHABLE = "unreachable"
    """There is no way to the server."""

    @property
    def is_unreached(self) -> bool:
        """Whether no connection came about, so that nothing crossed the wire."""
        return self in UNREACHED

    @classmethod
    def of(cls, word: str | None) -> CaptureState:
        """Return the state a record names; none, and what only a newer version knows, is an ordinary answer."""
        return _STATES.get(word, cls.OK)


_STATES: dict[str | None, CaptureState] = {str(state): state for state in CaptureState}
UNREACHED = frozenset(
    {
        CaptureState.DNS,
        CaptureState.TLS,
        CaptureState.REFUSED,
        CaptureState.TIMEOUT,
        CaptureState.RESET,
        CaptureState.UNREACHABLE,
    }
)
"""The states of a try in which no connection came about."""


class Content(Protocol):
    """Bytes that can be read again and again, from memory or from a temporary file."""

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes from the start, in pieces of at most 64 KiB; each call starts anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One archived answer, ready to be opened for reading."""

    url: str
    """The address the bytes were fetched from, exactly as requested."""
    captured_at: datetime
    """When the request was sent (aware, UTC)."""
    block: Content
    """The HTTP response as it crossed the wire: head, then the framed and encoded body; 1xx answers left out."""
    record_id: str | None = None
    """``urn:uuid:…`` of the WARC response record; None for a page that is in no archive."""
    truncated: Truncation | None = None
    """Why the block is cut short; None when it is whole."""
    spider: str | None = None
    """Name of the spider that asked for it, so that the same spider can read it again."""
    state: CaptureState = CaptureState.OK
    """As recognised when it was fetched."""
    requested_url: str | None = None
    """The address that was wanted, when *url* was asked in its place; None when they are the same."""
