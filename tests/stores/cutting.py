"""A proxy between a store and us that cuts connections, or holds them, after so many bytes."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

PIECE_BYTES = 16_384


class CuttingProxy:
    """Passes on what comes to its `port`; *limit* says for each new connection after how many bytes it is cut."""

    def __init__(
        self, port: int, limit: Callable[[], int | None] = lambda: None, *, address: str = "127.0.0.1"
    ) -> None:
        """*port*: of the server behind it on this machine. None is no limit; the bytes of both ways count.

        *address*: of the loopback, where it is reached.
        """
        self._server_port = port
        self.limit = limit
        self.cuts = 0
        self.connections = 0
        self.is_open = True
        """Else each connection is cut at once, as if nothing listened."""
        self.passed_bytes = 0
        self._listener = socket.create_server((address, 0))
        self._ends: list[socket.socket] = []

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in [self._listener, *self._ends]:
            _cut(end)

    def shut(self) -> None:
        """Let nothing through from now on, and cut what is open."""
        self.is_open = False
        for end in list(self._ends):
            _cut(end)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if not self.is_open:
                    _cut(client)
                    continue
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._server_port))
                threading.Thread(target=self._join, args=(client, server), daemon=True).start()

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        """Pass on both ways until both have ended."""
        self._ends += [client, server]
        left = [self.limit()]
        answers = threading.Thread(target=self._pass_on, args=(server, client, left), daemon=True)
        answers.start()
        self._pass_on(client, server, left)
        answers.join()
        for end in (client, server):
            self._ends.remove(end)
            end.close()

    def _pass_on(self, here: socket.socket, there: socket.socket, left: list[int | None]) -> None:
        with suppress(OSError):
            while data := here.recv(PIECE_BYTES):
                if left[0] is not None and left[0] < len(data):
                    there.sendall(data[: left[0]])
                    self.cuts += 1
                    left[0] = 0
                    _cut(here)
                    _cut(there)
                    return
                if left[0] is not None:
                    left[0] -= len(data)
                there.sendall(data)
                self.passed_bytes += len(data)
            there.shutdown(socket.SHUT_WR)


def _cut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
