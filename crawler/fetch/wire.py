"""Twisted's connections with a recorder on the line: every byte of every exchange, in both directions.

Private names of Scrapy and Twisted are used here and in `crawler.fetch.handler` only; `check_hooks` proves at start-up
that they are what they were (docs/decisions/0002-wire-capture.md).
"""

from __future__ import annotations

import inspect
import re
from functools import partial
from typing import TYPE_CHECKING, Any
from weakref import ref

from scrapy.exceptions import CannotResolveHostError
from twisted.internet.defer import CancelledError, fail
from twisted.internet.endpoints import HostnameEndpoint, _WrapperEndpoint
from twisted.internet.error import ConnectionAborted, ConnectionDone
from twisted.internet.interfaces import IHandshakeListener
from twisted.internet.protocol import connectionDone
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.python.failure import Failure
from twisted.web.client import HTTPConnectionPool
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no hints

from crawler.errors import ArchiveError
from crawler.fetch.guard import Door, Refused
from crawler.fetch.guard.certificate import tls_facts
from crawler.fetch.guard.connect import leads_to_proxy
from crawler.fetch.guard.socks import SocksEndpoint
from crawler.fetch.recording import Peer
from crawler.http import is_chunked
from crawler.http.head import HEAD_LIMIT_BYTES
from crawler.model import Truncation
from crawler.url import host_of

try:
    from scrapy.core.downloader.handlers.http11 import (
        HTTP11DownloadHandler,
        _LenientHTTP11ClientFactory,
        _LenientHTTP11ClientProtocol,
        _LenientHTTPClientParser,
    )
    from twisted.web._newclient import HTTP11ClientProtocol, HTTPClientParser
    from twisted.web._newclient import Request as TxRequest
    from twisted.web.http import _ChunkedTransferDecoder, _IdentityTransferDecoder
except ImportError as err:
    raise ArchiveError(f"the wire cannot be captured with this version of Scrapy or Twisted: {err}") from err

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web.iweb import IResponse

    from crawler.fetch.guard import Guard
    from crawler.fetch.recording import Download, Recording

READ_BYTES = 1 << 16
"""Twisted reads so much at once: in the same read the head may end and the body begin."""
HEAD_LIMIT = HEAD_LIMIT_BYTES + READ_BYTES
"""All that may come before the body: 1xx answers and head. Bounds header lines too, to which Twisted gives 16 KiB."""


_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile(rb"[0-9]{1,18}(?:[ \t]*,[ \t]*[0-9]{1,18})*")


class CapturePool(HTTPConnectionPool):
    """A connection pool whose connections record; *pending* is the download that asks for the next connection."""

    def __init__(self, reactor: ReactorBase, *, max_persistent_per_host: int) -> None:
        super().__init__(reactor, persistent=True)  # type: ignore[no-untyped-call]  # Twisted's has no hints
        self.maxPersistentPerHost = max_persistent_per_host
        self._factory = CaptureFactory
        self.pending: Download | None = None
        self.socks_proxy: tuple[str, int] | None = None
        """Through which onion hosts are reached; without one they are not."""
        self.guard: Guard | None = None
        """Tells which addresses may be connected to; there before the first connection is asked for."""

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[Any]:
        """Return a connection for the pending download, which is thereby taken. Raises `Refused`."""
        # Scrapy's handler comes here before it first awaits, so that no other download can be in between.
        download, self.pending = self.pending, None
        assert download is not None, "a request that no download stands for would not be archived"
        download.started_at = download.clock()
        if key[1].endswith(b".onion") and not leads_to_proxy(key, endpoint):
            endpoint = self._through_socks(key, endpoint, download)
        else:
            self._post_guard(key, endpoint, download)
        return super().getConnection(key, endpoint).addCallback(_TaggingConnection, download)

    def _through_socks(self, key: Any, endpoint: Any, download: Download) -> Any:
        """Return *endpoint* with the proxy in its way. No name server hears of the host; only the proxy may know it."""
        if self.socks_proxy is None:
            raise CannotResolveHostError(f"{key[1].decode('latin-1')} is reached through ARCHIVE_SOCKS_PROXY only")
        download.has_hidden_peer = True
        way = SocksEndpoint(self._reactor, self.socks_proxy, (key[1], key[2]), timeout_s=download.timeout_s)
        way.on_greeted = download.proxy_greeted
        if not isinstance(endpoint, _WrapperEndpoint):
            return way
        endpoint._wrappedEndpoint = way  # noqa: SLF001  # proved by check_hooks
        return endpoint

    def _post_guard(self, key: Any, endpoint: Any, download: Download) -> None:
        assert self.guard is not None, "the handler sets it"
        if leads_to_proxy(key, endpoint):
            download.has_hidden_peer = True
            self.guard.check_url(download.url)
            return
        # Host and port as Twisted connects to them, not as another parser would read them off the address.
        download.door = Door(self.guard, key[1].decode("latin-1"), key[2])
        download.door.watch(endpoint)


class _TaggingConnection:
    """A connection for one request; the tag stays on the request when Twisted sends it again on another connection."""

    def __init__(self, connection: Any, download: Download) -> None:
        self._connection = connection
        self._download = download

    def request(self, request: Any) -> Deferred[IResponse]:
        request.archive_download = self._download
        sent: Deferred[IResponse] = self._connection.request(request)
        return sent


@implementer(IHandshakeListener)
class CaptureProtocol(_LenientHTTP11ClientProtocol):
    """A client connection that records. Twisted does not pipeline: one exchange at a time."""

    def __init__(self, quiescent_callback: Any) -> None:
        super().__init__(quiescent_callback)  # type: ignore[no-untyped-call]  # Twisted's has no hints
        self._peer = Peer()
        self._has_shaken_hands = False
        self._recording: Recording | None = None
        self._download: Download | None = None
        self._came_bytes = 0
        self._layer: Any = None
        """What we hang up on: the transport, or the TLS started upon it inside a tunnel."""
        self._ended_below: Failure | None = None
        """How the connection below TLS ended; None while it is open, and without TLS."""

    def connectionMade(self) -> None:
        super().connectionMade()
        self._layer = _transport(self)
        self._peer.ip_address = getattr(self._layer.getPeer(), "host", None)

    def handshakeCompleted(self) -> None:
        transport = _transport(self)
        if getattr(transport, "TLS", False):
            # Begun by startTLS: when the other end closes, the transport below says "disconnecting" too.
            self._layer = transport.protocol
        self._layer.connectionLost = partial(_lost_below, ref(self._layer), ref(self))
        self._has_shaken_hands = True
        self._look_at_certificate()

    def _look_at_certificate(self) -> None:
        """Note what the handshake agreed on, once it is over and the host is known: in either order."""
        if self._has_shaken_hands and self._download is not None and self._peer.tls is None:
            self._peer.tls = tls_facts(_transport(self).getHandle(), host_of(self._download.url))

    def request(self, request: TxRequest) -> Deferred[IResponse]:
        tagged: Any = request
        download: Download = tagged.archive_download
        if download.door is not None:
            try:
                # Once more on the address at the other end, whatever resolver or endpoint led there.
                download.door.check(self._peer.ip_address)
            except Refused as err:
                self._layer.abortConnection()
                return fail(err)
        self._download = download
        self._look_at_certificate()
        self._recording = download.begin(self._peer)
        self._came_bytes = 0
        # Twisted calls request.writeTo(transport): shadowed, so that the recorder stands between.
        tagged.writeTo = partial(_write_recorded, request, self._recording)
        try:
            answer = super().request(request)
        finally:
            # It is called at once. A request that held itself would wait for the garbage collector, with its answer.
            del tagged.writeTo
        if self._parser is not None:
            # As Scrapy does with its own, for Twisted names the class in its code. It has no state of its own.
            self._parser.__class__ = _Parser
        return answer

    def dataReceived(self, data: bytes) -> None:
        if self._recording is not None:
            self._recording.received(data)
            self._came_bytes += len(data)
            if self._is_too_much():
                self._cut_off()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def _is_too_much(self) -> bool:
        assert self._download is not None, "something is being recorded"
        if self._parser is not None and self._parser.bodyDecoder is None and self._came_bytes > HEAD_LIMIT:
            self._download.too_much = f"its head and 1xx answers are longer than {HEAD_LIMIT} bytes"
        elif 0 < self._download.max_bytes < self._came_bytes:
            self._download.too_much = f"it is longer than {self._download.max_bytes} bytes, most of them framing"
        return self._download.too_much is not None

    def _cut_off(self) -> None:
        """Stop reading an answer that is too much. The handler raises for it, whatever Twisted makes of this."""
        self._close(Truncation.LENGTH)
        self._layer.abortConnection()
        self._giveUp(Failure(ConnectionAborted()))  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        self._lost(reason)
        super().connectionLost(reason)  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def _finishResponse(self, rest: bytes) -> None:
        # Also called when an answer without length ends with its connection: `_lost` has closed that one before.
        self._close(None, surplus_bytes=len(rest))
        super()._finishResponse(rest)

    def _giveUp(self, reason: Failure) -> None:
        # Still recording here means: the answer cannot be understood, and what would follow is not read.
        self._close(Truncation.UNSPECIFIED)
        super()._giveUp(reason)  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def _disconnectParser(self, reason: Failure) -> None:
        self._lost(reason)
        super()._disconnectParser(reason)  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def _lost(self, reason: Failure) -> None:
        """Close what is being recorded, unless we hung up ourselves: the handler knows better why, and closes it."""
        if self._recording is None:
            return
        if isinstance(reason.value, CancelledError):
            self._close(Truncation.TIME)
        elif isinstance(reason.value, ConnectionAborted) or self._layer.disconnecting:
            self._recording = None
        elif isinstance(reason.value, ConnectionDone) and self._ends_with_connection():
            self._close(None)
        elif self._ends_with_connection():
            assert self._download is not None, "something is being recorded"
            # Servers that close in order, but leave out the last word of TLS, are common: browsers show their pages.
            below = self._ended_below or reason
            self._download.is_broken_off = not isinstance(below.value, ConnectionDone)
            self._close(Truncation.DISCONNECT)
        else:
            self._close(Truncation.DISCONNECT)

    def ended_below(self, reason: Failure) -> None:
        """Note how the connection below TLS ended: TLS says the same of a reset and of an end without a last word."""
        self._ended_below = reason

    def _ends_with_connection(self) -> bool:
        """Whether the answer being read has neither chunks nor a length that is true: closing is its proper end."""
        decoder = self._parser.bodyDecoder if self._parser is not None else None
        if not isinstance(decoder, _IdentityTransferDecoder):
            return False
        if decoder.contentLength is not None and self._recording is not None and self._recording.is_whole_gzip():
            # Mostly it is said of the page before it was packed; browsers show it, and so Twisted is to take it.
            decoder.contentLength = None
        return decoder.contentLength is None

    def _close(self, truncated: Truncation | None, *, surplus_bytes: int = 0) -> None:
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.close(truncated, surplus_bytes=surplus_bytes)


class _Chunks(_ChunkedTransferDecoder):
    """Takes blanks behind the size of a chunk, as browsers do (RFC 9112, 7.1.1: BWS)."""

    def _dataReceived_CHUNK_LENGTH(self) -> bool:
        end = self._buffer.find(b"\r\n", self._start)
        if end > 0:
            size_end = self._buffer.find(b";", 0, end)
            written = self._buffer[: end if size_end < 0 else size_end]
            size = written.rstrip(b" \t")
            if len(size) < len(written):
                self._buffer[: len(written)] = size
                self._start = 0
        return super()._dataReceived_CHUNK_LENGTH()


class _Parser(_LenientHTTPClientParser):
    """Skips fields for which Twisted would give up the answer, as browsers do; takes lines as long as a head may be."""

    MAX_LENGTH = HEAD_LIMIT + READ_BYTES
    _transferDecoders = {b"chunked": _Chunks}  # noqa: N815, RUF012  # Twisted has it so, and reads it only

    def headerReceived(self, name: bytes, value: bytes) -> None:
        name = name.rstrip(b" \t")
        kind = name.lower()
        if kind == b"transfer-encoding" and is_chunked(((kind, value),)):
            value = b"chunked"
        elif kind == b"transfer-encoding" or (kind == b"content-length" and not _LENGTH.fullmatch(value)):
            return
        if _NAME.fullmatch(name):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]  # Twisted's has no hints


class CaptureFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002  # Twisted's signature
        return CaptureProtocol(self._quiescentCallback)


def check_hooks() -> None:
    """Raise `ArchiveError` when Scrapy or Twisted no longer have the private names and calls that are hooked here."""
    needs = [
        (HTTP11DownloadHandler, "__init__", ["self", "crawler"]),
        (HTTP11DownloadHandler, "download_request", ["self", "request"]),
        (HTTPConnectionPool, "getConnection", ["self", "key", "endpoint"]),
        (HTTPConnectionPool, "_newConnection", ["self", "key", "endpoint"]),
        (HostnameEndpoint, "_getNameResolverAndMaybeWarn", ["self", "reactor"]),
        (_WrapperEndpoint, "__init__", ["self", "wrappedEndpoint", "wrapperFactory"]),
        (_LenientHTTP11ClientFactory, "buildProtocol", ["self", "addr"]),
        (_LenientHTTP11ClientProtocol, "request", ["self", "request"]),
        (HTTP11ClientProtocol, "_finishResponse_WAITING", ["self", "rest"]),
        (HTTP11ClientProtocol, "_giveUp", ["self", "reason"]),
        (HTTP11ClientProtocol, "_disconnectParser", ["self", "reason"]),
        (HTTP11ClientProtocol, "_connectionLost_WAITING", ["self", "reason"]),
        (HTTP11ClientProtocol, "dataReceived", ["self", "bytes"]),
        (TLSMemoryBIOProtocol, "connectionLost", ["self", "reason"]),
        (HTTPClientParser, "__init__", ["self", "request", "finisher"]),
        (TxRequest, "writeTo", ["self", "transport"]),
        (HTTPClientParser, "headerReceived", ["self", "name", "value"]),
        (_ChunkedTransferDecoder, "_dataReceived_CHUNK_LENGTH", ["self"]),
        (_IdentityTransferDecoder, "__init__", ["self", "contentLength", "dataCallback", "finishCallback"]),
    ]
    changed = [f"{owner.__name__}.{name}" for owner, name, given in needs if _parameters(owner, name) != given]
    changed += [f"{owner.__name__}.{name}" for owner, name in _ATTRIBUTES if not hasattr(owner, name)]
    chunks = _ChunkedTransferDecoder(lambda _: None, lambda _: None)
    changed += [f"_ChunkedTransferDecoder.{name}" for name in ("_buffer", "_start") if not hasattr(chunks, name)]
    if changed:
        raise ArchiveError(f"the wire cannot be captured: Scrapy or Twisted changed {', '.join(changed)}")


_ATTRIBUTES: tuple[tuple[type, str], ...] = (
    (HTTPConnectionPool, "_factory"),
    (HTTPClientParser, "MAX_LENGTH"),
    (HTTPClientParser, "_transferDecoders"),
    (HTTPClientParser, "bodyDecoder"),
    (HTTP11ClientProtocol, "_parser"),
)


def _parameters(owner: type, name: str) -> list[str] | None:
    function = getattr(owner, name, None)
    return list(inspect.signature(function).parameters) if callable(function) else None


def _transport(protocol: HTTP11ClientProtocol) -> Any:
    assert protocol.transport is not None, "the connection is made"
    return protocol.transport


def _lost_below(
    layer_ref: Callable[[], Any], protocol_ref: Callable[[], CaptureProtocol | None], reason: Failure
) -> None:
    """Tell the protocol above TLS how the connection ended, then TLS; an instance attribute shadows its method."""
    layer, protocol = layer_ref(), protocol_ref()
    if protocol is not None:
        protocol.ended_below(reason)
    if layer is not None:
        type(layer).connectionLost(layer, reason)


def _write_recorded(request: TxRequest, recording: Recording, transport: Any) -> Any:
    """Write *request* to *transport* with *recording* in between; an instance attribute shadows the method."""
    return type(request).writeTo(request, _RecordedTransport(transport, recording))  # type: ignore[no-untyped-call]  # Twisted's has no hints


class _RecordedTransport:
    """A transport that also writes to a recording. Only requests go through it, so CONNECT stays out."""

    def __init__(self, transport: Any, recording: Recording) -> None:
        self._transport = transport
        self._recording = recording

    def write(self, data: bytes) -> None:
        self._recording.sent(data)
        self._transport.write(data)

    def writeSequence(self, pieces: list[bytes]) -> None:
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)
