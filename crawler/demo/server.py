"""A small news server on loopback: it serves the demo newspaper, and the tests, down to the last byte.

    with NewsServer({(None, "/"): Answer(body=b"<h1>News</h1>")}) as server:
        ...  # fetch server.base_url + "/"

A thread for each connection and plain sockets, so that an answer may be cut, held or broken wherever a test likes.
"""

from __future__ import annotations

import logging
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.demo.answer import After, Answer, Field, Framing, Request, rendered
from crawler.demo.request import BadRequest, RequestReader

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["After", "Answer", "Field", "Framing", "NewsServer", "Page", "Request", "Routes", "WireExchange"]

Page = Callable[[Request], Answer]
Routes = Mapping[tuple[str | None, str], Answer | Page] | Page
"""(host or None for any host, path or path?query) to what is answered there; or one function for everything."""

IDLE_LIMIT_S = 60.0
HANDSHAKE_LIMIT_S = 10.0
CLOSE_LIMIT_S = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WireExchange:
    """One exchange as the server saw it: bytes received and bytes handed to the socket."""

    method: str
    target: str
    request: bytes
    interim: bytes
    """The 1xx answers sent."""
    response: bytes
    """The answer as far as it was sent."""
    surplus: bytes
    """What was sent after the end of the answer."""


class NewsServer:
    """Serves *routes* on a port of the loopback, usually any that is free, between ``with`` and its end."""

    def __init__(
        self,
        routes: Routes | None = None,
        *,
        address: str = "127.0.0.1",
        port: int = 0,
        tls_context: ssl.SSLContext | None = None,
        log: bool = False,
    ) -> None:
        """*log* keeps the bytes of every exchange in `self.log`. Raises `OSError` when the *port* is taken.

        *address*: ``::1`` or another of 127.0.0.0/8, for tests in which several servers are sites of their own.
        """
        self.routes: Routes = {} if routes is None else routes
        """May be set at any time; the next request sees it."""
        self.log: list[WireExchange] = []
        self._keeps_log = log
        self._tls_context = tls_context
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family, backlog=128)
        self._address = address
        self.port: int = self._listener.getsockname()[1]
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._stopping = False
        self._threads: set[threading.Thread] = set()

    @property
    def base_url(self) -> str:
        """Return such as ``http://127.0.0.1:40123``, without a slash at the end."""
        host = f"[{self._address}]" if ":" in self._address else self._address
        return f"{'https' if self._tls_context else 'http'}://{host}:{self.port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, name="news-server", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the port and every connection, and wait for their threads."""
        with self._lock:
            self._stopping = True
            threads = list(self._threads)
            for connection in self._open:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        # A thread in accept() is not woken by close() alone.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in threads:
            thread.join(CLOSE_LIMIT_S)

    def answer_to(self, request: Request) -> Answer:
        """Return what the routes have: a host before any host, path with query before path alone; else a 404."""
        routes = self.routes
        if not isinstance(routes, Mapping):
            return routes(request)
        for key in ((h, t) for h in (request.host, None) for t in (request.target, request.path)):
            found = routes.get(key)
            if found is not None:
                return found if isinstance(found, Answer) else found(request)
        return Answer(status=404, fields=(("Content-Type", "text/plain"),), body=b"No such page\n")

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                if self._stopping:
                    connection.close()
                    return
                self._threads.add(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection = self._secured(connection)
            with self._lock:
                self._open.add(connection)
            self._converse(connection)
        except OSError as err:
            logger.debug("Connection ended: %s", err)
        finally:
            connection.close()
            with self._lock:
                self._open.discard(connection)
                self._threads.discard(threading.current_thread())

    def _secured(self, connection: socket.socket) -> socket.socket:
        if self._tls_context is None:
            connection.settimeout(IDLE_LIMIT_S)
            return connection
        connection.settimeout(HANDSHAKE_LIMIT_S)
        secured = self._tls_context.wrap_socket(connection, server_side=True)
        secured.settimeout(IDLE_LIMIT_S)
        return secured

    def _converse(self, connection: socket.socket) -> None:
        reader = RequestReader(connection.recv)
        after = After.KEEP
        while after is After.KEEP and not self._stopping:
            try:
                request = reader.read()
            except BadRequest as err:
                answer = Answer(status=err.status, body=f"{err}\n".encode(), after=After.CLOSE)
                request = Request(method="GET", target="")
            else:
                if request is None:
                    return
                answer = self._safe_answer(request)
            self._send(connection, request, answer, reader.taken())
            after = _then(request, answer)
        _end(connection, after)

    def _safe_answer(self, request: Request) -> Answer:
        try:
            return self.answer_to(request)
        except Exception:
            # A page of the newspaper that fails must not take the connection with it: the boundary of the server.
            logger.exception("No answer to %s %s", request.method, request.target)
            return Answer(status=500, body=b"The server failed\n")

    def _send(self, connection: socket.socket, request: Request, answer: Answer, received: bytes) -> None:
        interim = b"".join(answer.interim)
        response = rendered(answer, request)[: answer.cut_at_bytes]
        if self._keeps_log:
            # Logged before it is sent: whoever has the answer finds it in the log.
            self.log.append(
                WireExchange(
                    method=request.method,
                    target=request.target,
                    request=received,
                    interim=interim,
                    response=response,
                    surplus=answer.surplus,
                )
            )
        if answer.delay_s:
            connection.sendall(interim)
            interim = b""
            threading.Event().wait(answer.delay_s)
        connection.sendall(interim + response + answer.surplus)


def _then(request: Request, answer: Answer) -> After:
    """Return what becomes of the connection, by what the answer and the request say."""
    if answer.after is After.KEEP and (
        answer.framing is Framing.CLOSE
        or (request.first("Connection") or "").lower() == "close"
        or (request.version == "HTTP/1.0" and (request.first("Connection") or "").lower() != "keep-alive")
    ):
        return After.CLOSE
    return answer.after


def _end(connection: socket.socket, after: After) -> None:
    if after is After.RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return
    if after is After.HOLD:
        while connection.recv(65_536):
            pass
        return
    connection.settimeout(CLOSE_LIMIT_S)
    if isinstance(connection, ssl.SSLSocket):
        # Stopping the server shuts its connections, and takes the TLS layer off this one.
        with suppress(OSError, ValueError):
            connection.unwrap()
        return
    connection.shutdown(socket.SHUT_WR)
    # Closing with unread bytes would tear the connection down before the client has read the answer.
    with suppress(OSError):
        while connection.recv(65_536):
            pass
