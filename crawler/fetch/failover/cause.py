"""Why an address is given up for this request: what an error or an answer says. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from service_identity import VerificationError
from service_identity.exceptions import CertificateError
from twisted.internet.error import ConnectError

from crawler.fetch.guard import Refused
from crawler.fetch.polite.ending import LeftForLater, OptedOut
from crawler.fetch.polite.robots import RobotsUnreachable
from crawler.model import CaptureState

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cause(StrEnum):
    """What became of a try."""

    DNS = "dns"
    TLS = "tls"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    """Reset, hung up, no route."""
    ROBOTS = "robots"
    """Answered the request for its robots.txt with an error of the server, so that no page was asked for."""
    PRIVATE = "private"
    """The name leads to a private address, as the resolvers of some providers answer for what they block."""
    WALL = "wall"
    """Answered 403 or 451."""
    SEIZED = "seized"
    BLOCKED = "blocked"
    PARKED = "parked"
    MISSING = "missing"
    """Only of another address than the outlet's first: it has not got this page."""


STATES = {
    CaptureState.SEIZED: Cause.SEIZED,
    CaptureState.BLOCKED: Cause.BLOCKED,
    CaptureState.PARKED: Cause.PARKED,
}
ERRORS: tuple[tuple[type[Exception], Cause], ...] = (
    (Refused, Cause.PRIVATE),
    (CannotResolveHostError, Cause.DNS),
    (DownloadConnectionRefusedError, Cause.REFUSED),
    (DownloadTimeoutError, Cause.TIMEOUT),
    (DownloadFailedError, Cause.CONNECTION),
    (ResponseDataLossError, Cause.CONNECTION),
    (ConnectError, Cause.CONNECTION),
)
EVIDENCE = {
    Cause.DNS: CaptureState.DNS,
    Cause.TLS: CaptureState.TLS,
    Cause.REFUSED: CaptureState.REFUSED,
    Cause.TIMEOUT: CaptureState.TIMEOUT,
}
SAYS_NOTHING = (OptedOut, LeftForLater)
"""What we do not keep, or did not ask: no other address is to be asked for it."""
WALLS = frozenset({403, 451})
HARMLESS = frozenset({Cause.MISSING, Cause.WALL})
"""They say little about the host: one page is missing or closed."""


def cause_of_error(error: Exception, *, stands_in: bool) -> Cause | None:
    """Return what *error* says of the address asked; None when another address would not help."""
    if any(isinstance(each, SSL.Error | VerificationError | CertificateError) for each in _chain(error)):
        return Cause.TLS
    if isinstance(error, RobotsUnreachable) and isinstance(error.__cause__, Exception):
        # Nothing was asked of a host whose robots.txt could not be had: what became of that is what became of it all.
        return cause_of_error(error.__cause__, stands_in=stands_in)
    if isinstance(error, RobotsUnreachable) and (error.status or 0) >= 500:
        return Cause.ROBOTS
    found = next((cause for kind, cause in ERRORS if isinstance(error, kind)), None)
    if found is None and stands_in and isinstance(error, IgnoreRequest) and not isinstance(error, SAYS_NOTHING):
        return Cause.MISSING  # robots.txt of a mirror forbids it
    return found


def evidence_of(error: Exception) -> CaptureState | None:
    """Return what *error* is evidence of, when nothing crossed the wire; None for what says nothing of the address.

    Such are refusals of our own guard and of robots.txt, and a crawl that is being ended.
    """
    cause = cause_of_error(error, stands_in=False)
    if cause is Cause.CONNECTION:
        no_way = any(isinstance(each, ConnectError) for each in _chain(error))
        return CaptureState.UNREACHABLE if no_way else CaptureState.RESET
    return EVIDENCE.get(cause) if cause is not None else None


def cause_of_answer(status: int, state: CaptureState, *, stands_in: bool) -> Cause | None:
    """Return what an answer says of the address asked; None when it is taken.

    A wall against programs is the outlet's own word, and is no reason to go round by another door.
    """
    if state in STATES:
        return STATES[state]
    if state is CaptureState.BOT_WALL:
        return Cause.MISSING if stands_in else None
    if status in WALLS:
        return Cause.WALL
    return Cause.MISSING if stands_in and status >= 400 else None


def _chain(error: Exception) -> Iterator[object]:
    """Yield *error* and what brought it about; Twisted's failures hold several reasons."""
    waiting: list[object] = [error]
    for _ in range(20):
        if not waiting:
            return
        each = waiting.pop()
        yield each
        waiting += [getattr(reason, "value", reason) for reason in getattr(each, "reasons", None) or ()]
        waiting += [inner for inner in (getattr(each, "__cause__", None),) if inner is not None]
