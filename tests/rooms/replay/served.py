"""An archive made of answers, and a server that replays it."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import Headers

from crawler.archive import Archive
from crawler.archive.places import WarcFiles
from crawler.config import ArchiveConfig
from crawler.http import Bytes, undo_codings
from crawler.index import Index
from crawler.model import Exchange
from crawler.replay.routes import replay_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from starlette.routing import BaseRoute

    from crawler.archive.places import Store
    from crawler.model import Content

AT = datetime(2024, 5, 1, 10, 30, 0, 250_000, tzinfo=UTC)
STAMP = "20240501103000"


def answer(body: bytes = b"", *, status: str = "200 OK", mime: str | None = "text/html", **fields: str) -> bytes:
    """Return an answer as it crosses the wire; ``Content_Encoding="gzip"`` is a field."""
    lines = [f"HTTP/1.1 {status}", *([f"Content-Type: {mime}"] if mime else [])]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    lines += [] if "Transfer_Encoding" in fields else [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def chunked(body: bytes, size: int = 1_000) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


@dataclass
class Made:
    """An archive of a test."""

    folder: Path
    config: ArchiveConfig = field(init=False)

    def __post_init__(self) -> None:
        self.config = ArchiveConfig(folder=self.folder / "archive", group_s=3_600.0)

    def keep(self, *answers: tuple[str, bytes | Content], at: datetime = AT, **changes: Any) -> Made:
        """Archive *answers* in their order, all at *at* unless they are one after the other in *changes*."""
        archive = Archive.open(self.config, spider="test")
        for url, response in answers:
            values: dict[str, Any] = {
                "url": url,
                "request": Bytes(b"GET / HTTP/1.1\r\nHost: news.example\r\n\r\n"),
                "response": Bytes(response) if isinstance(response, bytes) else response,
                "started_at": at,
                "ended_at": at + timedelta(milliseconds=10),
                "ip_address": "192.0.2.7",
            }
            archive.keep(Exchange(**values | changes))
        archive.close()
        return self

    def client(self) -> Client:
        index = Index.open(self.config.index_address, create=True)
        return Client(Starlette(routes=replay_routes(index, WarcFiles(self.config, index))))


@dataclass(frozen=True)
class Got:
    """An answer of the application."""

    status: int
    headers: Headers
    raw: bytes

    @property
    def body(self) -> bytes:
        """The bytes without the coding that the answer names, which must be really there."""
        undone = undo_codings(self.raw, [self.headers.get("content-encoding", "").encode()], limit_bytes=1 << 30)
        assert undone.notes == ()
        return undone.data

    @property
    def text(self) -> str:
        return self.body.decode()


class Client:
    """Asks an application in this process: the address goes to it as it is written, as from a socket."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, target: str, *, method: str = "GET", **headers: str) -> Got:
        """*headers* such as ``Accept_Encoding="gzip"``."""
        sent: list[Any] = []
        asyncio.run(self._ask(target, method, headers, sent.append))
        raw = b"".join(message.get("body", b"") for message in sent[1:])
        return Got(status=sent[0]["status"], headers=Headers(raw=list(sent[0]["headers"])), raw=raw)

    def parts(self, target: str) -> Iterator[bytes]:
        """Yield the body of an answer as it comes; nothing of it is held."""
        pieces: queue.Queue[bytes | None] = queue.Queue(maxsize=4)

        def ask() -> None:
            asyncio.run(self._ask(target, "GET", {}, lambda message: pieces.put(message.get("body", b""))))
            pieces.put(None)

        thread = threading.Thread(target=ask, daemon=True)
        thread.start()
        while (piece := pieces.get()) is not None:
            yield piece
        thread.join()

    async def _ask(self, target: str, method: str, headers: dict[str, str], take: Callable[[Any], None]) -> None:
        path, _, query = target.encode().partition(b"?")
        named = {"Host": "127.0.0.1:8000", **headers}
        scope = {
            "type": "http",
            "method": method,
            "scheme": "http",
            "http_version": "1.1",
            "path": unquote(path.decode()),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "server": ("127.0.0.1", 8000),
            "headers": [(name.lower().replace("_", "-").encode(), value.encode()) for name, value in named.items()],
        }

        async def receive() -> Any:
            await asyncio.sleep(3_600)

        async def send(message: Any) -> None:
            take(message)

        await self._app(scope, receive, send)


class Served:
    """A server on a free port of the loopback between ``with`` and its end."""

    def __init__(self, made: Made, *more: BaseRoute, store: Store | None = None) -> None:
        self.index = Index.open(made.config.index_address, create=True)
        files = WarcFiles(made.config, self.index, store=store)
        app = Starlette(routes=[*replay_routes(self.index, files), *more])
        self._server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="off"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)
        self.port = self._server.servers[0].sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self.index.close()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"
