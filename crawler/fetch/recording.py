"""One download while it crosses the wire: the exchanges it is made of, each recorded from first to last byte."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.errors import ArchiveError
from crawler.http import Bytes, Spool, interim_size, read_head, undo_codings, whole
from crawler.http.framing import tokens
from crawler.http.inflate import GZIP_MAGIC
from crawler.model import Exchange, Truncation, Unreached

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from crawler.fetch.guard import Door
    from crawler.model import Capture, CaptureState, TlsFacts

INTERIM_LIMIT_BYTES = 65_536
"""A 1xx answer whose head is longer is taken for the answer itself."""

_INTERIM_START = re.compile(rb"HTTP/[0-9.]*[ \t]+1[0-9][0-9](?=[ \t\r\n])", re.IGNORECASE)
_PROXY_CREDENTIALS = re.compile(rb"^Proxy-Authorization:[^\r\n]*\r\n", re.IGNORECASE | re.MULTILINE)
_STATUS_LINE_START_BYTES = 16
"""So many bytes, or a line end, tell whether an answer is a 1xx one."""


@dataclass(slots=True)
class Peer:
    """Who is at the other end of a connection; filled as the connection is made."""

    ip_address: str | None = None
    tls: TlsFacts | None = None


@dataclass(slots=True, kw_only=True)
class Download:
    """One request of Scrapy's on its way. More than one exchange when a stale connection made Twisted send it again."""

    url: str
    via: str | None
    spider: str | None
    keep: Callable[[Exchange | Unreached], Capture | None]
    clock: Callable[[], datetime]
    requested_url: str | None = None
    """The address that was wanted, when *url* is asked in its place."""
    capture: Capture | None = None
    """Of the last exchange, None when that brought no answer."""
    unkept: list[Exchange | Unreached] = field(default_factory=list)
    """What the archive had no room for."""
    has_exchange: bool = False
    """Whether anything crossed the wire, so that an exchange tells of this download."""
    started_at: datetime | None = None
    """When a connection was asked for; None before that."""
    door: Door | None = None
    """What guards the connection to the server; None before it is asked for, and at a proxy."""
    is_proxy_well: bool = False
    """Whether a SOCKS proxy has greeted us: what fails from then on is the server's failure."""
    has_hidden_peer: bool = False
    """Whether the other end of the connection is a proxy that hides the server."""
    timeout_s: float = 60.0
    """So long the proxy may take to be reached."""
    max_bytes: int = 0
    """An answer that is longer on the wire, framing and all, is cut off; 0 for no bound."""
    too_much: str | None = None
    """Why the answer was cut off, when it was too much."""
    is_broken_off: bool = False
    """Whether an answer that only its connection ends was torn off: Twisted and Scrapy take it for whole."""
    lost: Exception | None = None
    """Why the exchange is not kept; raised where the download ends, since Twisted's callbacks would swallow it."""
    on_begun: Callable[[], None] | None = None
    """Told when the request is about to be written."""
    _recording: Recording | None = None

    def begin(self, peer: Peer) -> Recording:
        """Return the recording of a new exchange with *peer*."""
        self._recording = Recording(self, peer)
        if self.on_begun is not None:
            self.on_begun()
        return self._recording

    def finish(self, truncated: Truncation) -> None:
        """Close the exchange that is still open, if any: nothing more of it will be read."""
        if self._recording is not None:
            self._recording.close(truncated)

    def closed(self, recording: Recording) -> None:
        """Let go of *recording*: two that held each other would wait for the garbage collector, with all the bytes."""
        if self._recording is recording:
            self._recording = None

    def unreached(self, outcome: CaptureState) -> None:
        """Hand to the archive that nobody was reached, and why.

        Not when an exchange tells of it; nor when what failed is a proxy, or came before a connection was asked for:
        that says nothing of the address.
        """
        if self.has_exchange or self.started_at is None or (self.door is None and not self.is_proxy_well):
            return
        self.take(
            Unreached(
                url=self.url,
                outcome=outcome,
                started_at=self.started_at,
                ended_at=self.clock(),
                via=self.via,
                spider=self.spider,
                requested_url=self.requested_url,
            )
        )

    def proxy_greeted(self) -> None:
        self.is_proxy_well = True

    def take(self, exchange: Exchange | Unreached) -> None:
        """Hand a finished exchange to the archive."""
        self.has_exchange = True
        try:
            self.capture = self.keep(exchange)
        except ArchiveError:
            # There may be room later; the download's end can wait for that.
            self.capture = None
            self.unkept.append(exchange)
        except Exception as err:  # noqa: BLE001  # the boundary to Twisted's callbacks; nothing is swallowed, see `lost`
            self.capture = None
            self.fail(err)

    def fail(self, err: Exception) -> None:
        """Let the download fail with *err* at its end."""
        self.lost = self.lost or err


class Recording:
    """The bytes of one exchange, in both directions, until `close` makes an `Exchange` of them."""

    __slots__ = ("_download", "_interim_bytes", "_is_open", "_peer", "_request", "_response", "_start", "_started_at")

    def __init__(self, download: Download, peer: Peer) -> None:
        self._download = download
        self._peer = peer
        self._started_at = download.clock()
        self._request: list[bytes] = []
        self._response = Spool()
        self._start: bytes | None = b""
        """The beginning of an answer as long as it may be a 1xx one; None once the answer itself has begun."""
        self._interim_bytes = 0
        self._is_open = True

    def sent(self, data: bytes) -> None:
        if self._is_open:
            self._request.append(data)

    def received(self, data: bytes) -> None:
        if not self._is_open:
            return
        try:
            self._response.append(data if self._start is None else self._sift(self._start + data))
        except OSError as err:
            # The temporary file cannot be written: what is held so far is kept, and the download fails.
            self.close(Truncation.UNSPECIFIED)
            self._download.fail(err)

    def is_whole_gzip(self) -> bool:
        """Whether the body is gzip up to its last byte and check sum, whatever its length was said to be."""
        data = whole(self._response)
        head, body_at = read_head(Bytes(data))
        codings = [] if head is None else tokens(head.all(b"Content-Encoding"))
        if codings not in ([b"gzip"], [b"x-gzip"]) or not data.startswith(GZIP_MAGIC, body_at):
            return False
        unpacked = undo_codings(data[body_at:], codings)
        return not unpacked.notes and not unpacked.stopped

    def close(self, truncated: Truncation | None, *, surplus_bytes: int = 0) -> None:
        """Hand the exchange over; *surplus_bytes* of what came last belong to no answer. Later calls do nothing."""
        if not self._is_open:
            return
        self._is_open = False
        self._download.closed(self)
        self._settle_start()
        self._response.truncate(self._response.size_bytes - surplus_bytes)
        if self._crossed_the_wire():
            self._download.take(self._exchange(truncated, surplus_bytes))

    def _exchange(self, truncated: Truncation | None, surplus_bytes: int) -> Exchange:
        return Exchange(
            url=self._download.url,
            request=Bytes(without_proxy_credentials(b"".join(self._request))),
            response=self._response.settled() if self._response.size_bytes else None,
            started_at=self._started_at,
            ended_at=self._download.clock(),
            ip_address=None if self._download.has_hidden_peer else self._peer.ip_address,
            tls=self._peer.tls,
            truncated=truncated,
            surplus_bytes=surplus_bytes,
            interim_bytes=self._interim_bytes,
            via=self._download.via,
            spider=self._download.spider,
            requested_url=self._download.requested_url,
        )

    def _crossed_the_wire(self) -> bool:
        """Whether there was an exchange at all: a TLS handshake that fails leaves the request unsent."""
        secret = self._download.url[:6].lower() == "https:"
        return bool(self._request) and (self._peer.tls is not None or not secret)

    def _sift(self, start: bytes) -> bytes:
        """Return what of *start* is the answer itself; 1xx answers are counted, what is not clear yet waits."""
        interim_bytes = interim_size(start) if _INTERIM_START.match(start) else 0
        self._interim_bytes += interim_bytes
        start = start[interim_bytes:]
        unclear = len(start) < _STATUS_LINE_START_BYTES and b"\n" not in start
        waits = unclear or (_INTERIM_START.match(start) and len(start) <= INTERIM_LIMIT_BYTES)
        self._start = start if waits else None
        return b"" if waits else start

    def _settle_start(self) -> None:
        start, self._start = self._start, None
        if start and _INTERIM_START.match(start):
            self._interim_bytes += len(start)
        elif start:
            self._response.append(start)


def without_proxy_credentials(request: bytes) -> bytes:
    r"""Return *request* without the field that is for a proxy alone: what lets us through it is nobody else's.

    >>> without_proxy_credentials(b"GET / HTTP/1.1\r\nProxy-Authorization: Basic c2VjcmV0\r\nHost: a\r\n\r\n")
    b'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
    """
    end = request.find(b"\r\n\r\n") + 2
    return _PROXY_CREDENTIALS.sub(b"", request[:end]) + request[end:]
