"""A SOCKS 5 proxy that leads every host to this machine."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from crawl.tunnel import pass_on

if TYPE_CHECKING:
    from types import TracebackType


class SocksProxy:
    def __init__(self, *, port: int | None = None, reply: int = 0) -> None:
        """*port* is connected to in the place of the port asked for; *reply* other than 0 is a failure."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._to_port = port
        self._reply = reply
        self.asked: list[str] = []
        """Host and port of each request."""
        self._ends: list[socket.socket] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in [self._listener, *self._ends]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._ends.append(client)
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        assert client.recv(3) == b"\x05\x01\x00"
        client.sendall(b"\x05\x00")
        head = client.recv(5)
        name, port = client.recv(head[4]), int.from_bytes(client.recv(2), "big")
        self.asked.append(f"{name.decode()}:{port}")
        client.sendall(b"\x05" + bytes([self._reply]) + b"\x00\x01\x7f\x00\x00\x01\x00\x50")
        if self._reply:
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", self._to_port or port))
        self._ends.append(server)
        for here, there in ((client, server), (server, client)):
            threading.Thread(target=pass_on, args=(here, there), daemon=True).start()
