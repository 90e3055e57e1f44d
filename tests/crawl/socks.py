"""A SOCKS 5 proxy that leads every host to this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawl.tunnel import Tunnel

if TYPE_CHECKING:
    import socket


class SocksProxy(Tunnel):
    def __init__(self, *, port: int | None = None, reply: int = 0) -> None:
        """*port* is connected to in the place of the port asked for; *reply* other than 0 is a failure."""
        super().__init__()
        self._to_port = port
        self._reply = reply
        self.asked: list[str] = []
        """Host and port of each request."""

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def meet(self, client: socket.socket) -> None:
        self.ends.append(client)
        assert client.recv(3) == b"\x05\x01\x00"
        client.sendall(b"\x05\x00")
        head = client.recv(5)
        name, port = client.recv(head[4]), int.from_bytes(client.recv(2), "big")
        self.asked.append(f"{name.decode()}:{port}")
        client.sendall(b"\x05" + bytes([self._reply]) + b"\x00\x01\x7f\x00\x00\x01\x00\x50")
        if self._reply:
            client.close()
            return
        self.join(client, self._to_port or port)
