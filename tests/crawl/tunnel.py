"""A proxy that opens tunnels (CONNECT) to this machine and says nothing else."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from crawl.listener import Listener


class Tunnel(Listener):
    """What any proxy does when it has been told where to."""

    def join(self, client: socket.socket, port: int) -> None:
        """Hand on what *client* and this machine's *port* say to each other."""
        server = socket.create_connection(("127.0.0.1", port))
        self.ends.append(server)
        for here, there in ((client, server), (server, client)):
            threading.Thread(target=_pass_on, args=(here, there), daemon=True).start()


class TunnelProxy(Tunnel):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []
        """The head of each CONNECT request."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def meet(self, client: socket.socket) -> None:
        self.ends.append(client)
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        self.asked.append(head)
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.join(client, int(head.split(b" ")[1].rpartition(b":")[2]))


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65_536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)
