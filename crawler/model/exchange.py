"""An exchange: one request and its answer, as the bytes that crossed the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.model.capture import CaptureState, Content, Truncation


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """What the TLS handshake agreed on."""

    version: str
    """Such as ``TLSv1.3``."""
    cipher: str
    """Such as ``TLS_AES_256_GCM_SHA384``."""
    certificate_sha256: str
    """Lower-case hexadecimal fingerprint of the server's certificate."""
    flaw: str | None = None
    """Why the certificate does not prove that the server is the host asked for; None when it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange on one connection; a request sent twice is two exchanges."""

    url: str
    """The address asked for."""
    request: Content
    """Request head and body as sent."""
    response: Content | None
    """Response head and framed body as received, 1xx answers and surplus bytes left out; None when no byte came."""
    started_at: datetime
    """When the first request byte was written (aware, UTC)."""
    ended_at: datetime
    """When the last response byte came, or the exchange was given up (aware, UTC)."""
    ip_address: str | None = None
    """The server's address as connected to."""
    tls: TlsFacts | None = None
    """None on plain http."""
    truncated: Truncation | None = None
    """Why the response is cut short; None when it is whole."""
    surplus_bytes: int = 0
    """Bytes that came after the end of the response and are not part of it."""
    interim_bytes: int = 0
    """Bytes of 1xx answers left out of *response*."""
    via: str | None = None
    """The address of the page that led here (its URL), if known."""
    spider: str | None = None
    """Name of the spider that asked."""
    requested_url: str | None = None
    """The address that was wanted, when *url* was asked in its place (fail-over); None when they are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """One try to reach an address in which nothing crossed the wire: evidence of how the address fared."""

    url: str
    """The address asked for."""
    outcome: CaptureState
    """Why there was no connection; one of those that are `CaptureState.is_unreached`."""
    started_at: datetime
    """When the try began (aware, UTC)."""
    ended_at: datetime
    """When it was given up (aware, UTC)."""
    via: str | None = None
    spider: str | None = None
    requested_url: str | None = None
    """As in `Exchange`."""
