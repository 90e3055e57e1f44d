"""The address at the other end is checked before the request is written, whatever led there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.testing import StringTransport
from twisted.web._newclient import Request as TxRequest
from twisted.web.http_headers import Headers

from crawler.fetch.guard import Door, Guard, Refused
from crawler.fetch.recording import Download
from crawler.fetch.wire import CaptureProtocol


def asked(host: str, peer: str) -> tuple[list[Any], bytes]:
    """Ask *host* over a connection that has ended up at *peer*; return the failures, and what was written."""
    transport: Any = StringTransport(peerAddress=IPv4Address("TCP", peer, 80))  # type: ignore[no-untyped-call]  # as below
    protocol: Any = CaptureProtocol(lambda _: None)
    protocol.makeConnection(transport)
    request: Any = TxRequest(b"GET", b"/", Headers({b"Host": [host.encode()]}), None)  # type: ignore[no-untyped-call]  # Twisted's has no hints
    request.archive_download = Download(
        url=f"http://{host}/", via=None, spider=None, keep=lambda _: None, clock=lambda: datetime.now(UTC)
    )
    request.archive_download.door = Door(Guard(), host, 80)
    failures: list[Any] = []
    protocol.request(request).addErrback(lambda failure: failures.append(failure.value))
    return failures, transport.value()


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.0.0.1", "169.254.169.254"])
def test_nothing_is_written_to_a_private_address(peer: str) -> None:
    failures, written = asked("news.example", peer)
    assert [type(failure) for failure in failures] == [Refused]
    assert written == b""


def test_the_request_is_written_to_a_public_address() -> None:
    failures, written = asked("news.example", "1.1.1.1")
    assert failures == []
    assert written.startswith(b"GET / HTTP/1.1\r\n")
