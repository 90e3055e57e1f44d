"""The way through a SOCKS proxy: nothing of it is left open when who asked for it gives up."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import CancelledError
from twisted.internet.error import ConnectingCancelledError
from twisted.internet.protocol import Factory, Protocol
from twisted.internet.testing import MemoryReactor, StringTransport

from crawler.fetch.guard.socks import SocksEndpoint

HOST = b"a" * 56 + b".onion"
OPENED = b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x50"


class Way:
    """One connection that is being opened, from both ends."""

    def __init__(self) -> None:
        reactor: Any = MemoryReactor()  # type: ignore[no-untyped-call]  # Twisted's has no hints
        proxy = SocksEndpoint(reactor, ("127.0.0.1", 9050), (HOST, 80), timeout_s=5.0)
        self.came: list[object] = []
        self.opening = proxy.connect(Factory.forProtocol(Protocol)).addBoth(self.came.append)
        self._factory: Any = reactor.tcpClients[0][2]
        self.connector = reactor.connectors[0]

    def greeted(self) -> tuple[Any, Any]:
        """Let the proxy be reached, and greet; return what we say and where it goes."""
        line: Any = self._factory.buildProtocol(None)
        wire: Any = StringTransport()  # type: ignore[no-untyped-call]  # Twisted's has no hints
        line.makeConnection(wire)
        line.dataReceived(b"\x05\x00")
        assert wire.value() == b"\x05\x01\x00" + b"\x05\x01\x00\x03" + bytes([len(HOST)]) + HOST + b"\x00\x50"
        return line, wire


def error_of(came: object) -> object:
    return getattr(came, "value", None)


def test_a_way_is_opened() -> None:
    way = Way()
    line, wire = way.greeted()
    line.dataReceived(OPENED)
    (opened,) = way.came
    assert isinstance(opened, Protocol)
    assert not wire.disconnected


def test_who_gives_up_a_proxy_that_says_no_more_hangs_up() -> None:
    way = Way()
    line, wire = way.greeted()
    way.opening.cancel()
    assert wire.disconnected
    assert isinstance(error_of(way.came[0]), CancelledError)
    line.dataReceived(OPENED)
    assert len(way.came) == 1


def test_who_gives_up_before_the_proxy_is_reached_connects_no_longer() -> None:
    way = Way()
    way.opening.cancel()
    assert way.connector.stoppedConnecting
    assert isinstance(error_of(way.came[0]), ConnectingCancelledError)
