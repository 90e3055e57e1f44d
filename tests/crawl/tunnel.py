"""A proxy that opens tunnels (CONNECT) to this machine, and hands on what else it is asked for as it is."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

from crawl.listener import Listener


class Tunnel(Listener):
    """What any proxy does when it has been told where to."""

    def join(self, client: socket.socket, port: int, *, before: bytes = b"") -> None:
        """Hand on what *client*, *before* and after now, and this machine's *port* say to each other."""
        server = socket.create_connection(("127.0.0.1", port))
        server.sendall(before)
        self.ends.append(server)
        for here, there in ((client, server), (server, client)):
            threading.Thread(target=_pass_on, args=(here, there), daemon=True).start()


class TunnelProxy(Tunnel):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[bytes] = []
        """The head of what each connection began with."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def meet(self, client: socket.socket) -> None:
        self.ends.append(client)
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        self.asked.append(head)
        target = head.split(b" ")[1].decode()
        if head.startswith(b"CONNECT "):
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            self.join(client, int(target.rpartition(":")[2]))
        else:
            self.join(client, urlsplit(target).port or 80, before=head)


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65_536):
            there.sendall(data)
        there.shutdown(socket.SHUT_WR)
