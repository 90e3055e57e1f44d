"""A server without end: each address sends what its script says until the client has had enough."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from crawl.listener import Listener

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator, Mapping

    Script = Callable[[], Iterator[bytes]]


class EndlessServer(Listener):
    def __init__(self, scripts: Mapping[str, Script]) -> None:
        super().__init__()
        self._scripts = scripts
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.sent_bytes: dict[str, int] = {}
        """By path, how much went out until the client hung up."""

    def meet(self, client: socket.socket) -> None:
        threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            path = head.split(b" ")[1].decode()
            script = self._scripts.get(path)
            if script is None:
                client.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            for piece in script():
                client.sendall(piece)
                self.sent_bytes[path] = self.sent_bytes.get(path, 0) + len(piece)
