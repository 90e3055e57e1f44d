"""A way to a host through a SOCKS 5 proxy, which is the one to look the host up (RFC 1928): for onion hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twisted.internet.defer import Deferred
from twisted.internet.endpoints import TCP4ClientEndpoint
from twisted.internet.error import ConnectError
from twisted.internet.error import ConnectionRefusedError as TxConnectionRefusedError
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.python.failure import Failure
from zope.interface import implementer  # type: ignore[import-untyped]  # it has no hints

if TYPE_CHECKING:
    from collections.abc import Callable

    from twisted.internet.interfaces import IAddress, IProtocol

NO_LOGIN = b"\x05\x01\x00"
LOGIN_REFUSED = b"\x05\xff"
CONNECT_BY_NAME = b"\x05\x01\x00\x03"
REFUSED = 5
ADDRESS_BYTES = {1: 4, 4: 16}
"""By the type of the address in a reply; a name, type 3, begins with its own length."""


@implementer(IStreamClientEndpoint)
class SocksEndpoint:
    """Connects to *target*, host and port, by way of *proxy*."""

    def __init__(self, reactor: Any, proxy: tuple[str, int], target: tuple[bytes, int], *, timeout_s: float) -> None:
        host, port = target
        self._proxy: Any = TCP4ClientEndpoint(reactor, *proxy, timeout=timeout_s)
        self._target = CONNECT_BY_NAME + bytes([len(host)]) + host + port.to_bytes(2, "big")
        self.on_greeted: Callable[[], None] = lambda: None
        """Told when the proxy takes orders: it is there, and speaks as it should."""

    def connect(self, protocolFactory: Any) -> Deferred[IProtocol]:  # noqa: N803  # the interface's name
        """Return the protocol that it builds once the proxy has connected it."""
        opening: Deferred[Any] = self._proxy.connect(_Greeter(self._target, protocolFactory, self.on_greeted))
        # Waited for by `opening`, so that who gives up the one gives up the other.
        return opening.addCallback(lambda greeting: greeting.ready)


class _Greeter(Factory):
    noisy = False

    def __init__(self, target: bytes, wanted: Any, on_greeted: Callable[[], None]) -> None:
        self._target = target
        self._wanted = wanted
        self._on_greeted = on_greeted

    def buildProtocol(self, addr: IAddress | None) -> Protocol:
        return _Greeting(self._target, lambda: self._wanted.buildProtocol(addr), self._on_greeted)


class _Greeting(Protocol):
    """Talks to the proxy until the way is open; from then on it only hands on."""

    def __init__(self, target: bytes, build: Any, on_greeted: Callable[[], None]) -> None:
        self.ready: Deferred[IProtocol] = Deferred(lambda _: self._wire.abortConnection())
        """Gives the protocol that was built; who cancels it hangs up."""
        self._target = target
        self._build = build
        self._on_greeted = on_greeted
        self._came = b""
        self._greeted = False
        self._inner: Any = None
        self._wire: Any = None

    def connectionMade(self) -> None:
        self._wire = self.transport
        self._wire.write(NO_LOGIN)

    def dataReceived(self, data: bytes) -> None:
        if self._inner is not None:
            self._inner.dataReceived(data)
            return
        if self.ready.called:
            return  # it failed, and the connection is being closed
        self._came += data
        if not self._greeted and len(self._came) >= 2:
            self._greet()
        if self._greeted:
            self._open()

    def connectionLost(self, reason: Failure = connectionDone) -> None:
        if self._inner is not None:
            self._inner.connectionLost(reason)
        elif not self.ready.called:
            self.ready.errback(Failure(_error("the SOCKS proxy hung up")))  # type: ignore[no-untyped-call]  # Twisted's has no hints

    def _greet(self) -> None:
        if self._came[:2] != b"\x05\x00":
            wants_login = self._came[:2] == LOGIN_REFUSED
            self._fail(_error(f"the SOCKS proxy {'wants a login' if wants_login else 'speaks another way'}"))
            return
        self._greeted, self._came = True, self._came[2:]
        self._on_greeted()
        self._wire.write(self._target)

    def _open(self) -> None:
        if len(self._came) < 5:
            return
        if self._came[1]:
            kind: Any = TxConnectionRefusedError if self._came[1] == REFUSED else ConnectError
            self._fail(_error(f"the SOCKS proxy could not connect (reply {self._came[1]})", kind))
            return
        size = 6 + ADDRESS_BYTES.get(self._came[3], 1 + self._came[4])
        if len(self._came) < size:
            return
        rest = self._came[size:]
        self._inner = self._build()
        self._inner.makeConnection(self._wire)
        self.ready.callback(self._inner)
        if rest:
            self._inner.dataReceived(rest)

    def _fail(self, error: Exception) -> None:
        self.ready.errback(Failure(error))  # type: ignore[no-untyped-call]  # Twisted's has no hints
        self._wire.loseConnection()


def _error(text: str, kind: Any = ConnectError) -> Exception:
    error: Exception = kind(string=text)
    return error
