"""Metrics and health of a worker, on the loopback of its machine."""

from __future__ import annotations

import json
import logging
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from crawler.errors import CannotListen
from crawler.watch.samples import CONTENT_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.watch.watch import Watch

HOST = "127.0.0.1"
NAMES = frozenset({"127.0.0.1", "localhost"})
"""By another name a browser may have been led here (DNS rebinding)."""
IDLE_S = 10

logger = logging.getLogger(__name__)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    watch: Watch

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  # as socketserver calls it
        """Log what went wrong: a traceback on stderr is no line of a log, and who went away need not be told."""
        error = sys.exception()
        if isinstance(error, ConnectionError):
            logger.debug("Whoever asked for metrics went away: %s", error)
        else:
            logger.error("Metrics or health could not be told", exc_info=error)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = IDLE_S

    def do_GET(self) -> None:
        if (self.headers.get("Host") or "").partition(":")[0] not in NAMES:
            self._answer(421, "text/plain; charset=utf-8", "This is not a name of this worker.\n")
        elif self.path == "/metrics":
            self._answer(200, CONTENT_TYPE, self.server.watch.text())
        elif self.path == "/health":
            health = self.server.watch.health()
            told = json.dumps(health.as_json(with_checks=True)) + "\n"
            self._answer(200 if health.is_well else 503, "application/json", told)
        else:
            self._answer(404, "text/plain; charset=utf-8", "There are /metrics and /health here.\n")

    def _answer(self, status: int, kind: str, text: str) -> None:
        data = text.encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def version_string(self) -> str:
        return "microfiche"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name it has in the standard library
        logger.debug(format, *args)


@contextmanager
def watched(watch: Watch, port: int) -> Iterator[int]:
    """Answer ``/metrics`` and ``/health`` at *port* of the loopback inside; 0 is any that is free. Gives the port.

    Raises `CannotListen`.
    """
    try:
        server = _Server((HOST, port), _Handler)
    except OSError as err:
        raise CannotListen(HOST, port, err, "--metrics-port") from err
    server.watch = watch
    thread = threading.Thread(target=server.serve_forever, name="watch", daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
