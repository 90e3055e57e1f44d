"""Nothing leaves the loopback, in this process and in those that a test starts."""

from __future__ import annotations

import asyncio
import errno
import socket
import subprocess
import sys

import pytest

OUTSIDE = ("192.0.2.1", 80)  # TEST-NET-1, RFC 5737


def test_look_ups_fail_as_if_there_were_no_network() -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("news.example", 443)
    with pytest.raises(socket.gaierror):
        socket.gethostbyname("news.example")


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_connections_fail_as_if_there_were_no_network(kind: int) -> None:
    with socket.socket(socket.AF_INET, kind) as sock:
        assert sock.connect_ex(OUTSIDE) == errno.ENETUNREACH
        with pytest.raises(OSError, match="outside the loopback"):
            sock.connect(OUTSIDE)
        with pytest.raises(OSError, match="outside the loopback"):
            sock.sendto(b"", OUTSIDE)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_loopback_is_open(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection((host, server.getsockname()[1])):
        pass


def test_asyncio_and_twisted_are_held_too() -> None:
    async def connect() -> None:
        await asyncio.open_connection(*OUTSIDE)

    with pytest.raises(OSError, match="outside the loopback"):
        asyncio.run(connect())
    from twisted.internet import _resolver

    assert hasattr(vars(_resolver)["getaddrinfo"], "stays_on_loopback")


def test_a_process_that_a_test_starts_is_held_too() -> None:
    code = "import socket\ntry: socket.getaddrinfo('news.example', 443)\nexcept socket.gaierror as err: print(err)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "outside the loopback: 'news.example'" in ran.stdout
