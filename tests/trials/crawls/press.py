"""The demo newspaper, served by a process of its own that outlives every crawl, and the list of what it was asked."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from crawler.demo.newspaper import newspaper
from crawler.demo.server import Answer, NewsServer, Request

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    at_s: float
    """Seconds of the clock that files are stamped with."""
    target: str


class Press:
    """The running server; *folder* must be empty and holds what it wrote down."""

    def __init__(self, folder: Path) -> None:
        self._list = folder / "asked"
        self._list.touch()
        ready, tell = os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(self._list, tell)
        os.close(tell)
        with os.fdopen(ready) as port:
            self.base_url = f"http://127.0.0.1:{int(port.read())}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def since(self, place: int = 0) -> list[Asked]:
        """Return the requests that came in since `place` had that value."""
        with self._list.open("rb") as file:
            file.seek(place)
            lines = file.read().decode().splitlines()
        return [Asked(at_s=float(at), target=target) for at, _, target in (line.partition(" ") for line in lines)]

    @property
    def place(self) -> int:
        """Where the list ends now."""
        return self._list.stat().st_size


class _Noting(NewsServer):
    """Writes down each request before it is answered."""

    def __init__(self, fd: int) -> None:
        super().__init__()
        self._fd = fd

    def answer_to(self, request: Request) -> Answer:
        os.write(self._fd, f"{time.time():.6f} {request.target}\n".encode())
        return super().answer_to(request)


def _serve(path: Path, tell: int) -> None:
    """Serve until the trial is gone; never returns."""
    parent = os.getppid()
    try:
        with _Noting(os.open(path, os.O_WRONLY | os.O_APPEND)) as server:
            server.routes = newspaper(server.base_url)
            os.write(tell, str(server.port).encode())
            os.close(tell)
            while os.getppid() == parent:
                time.sleep(0.2)
    finally:
        os._exit(0)
