"""Small newspapers, each with an address of its own, served by one process that writes down who asked for what when.

    python -m trials.fleet.papers FOLDER COUNT EDITIONS

Writes the ports to FOLDER/ports when all of them listen, and a line to FOLDER/asked for each request. It ends with
its stdin.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from crawler.demo.newspaper import newspaper
from crawler.demo.paper.story import stories
from crawler.demo.server import Answer, NewsServer, Request

if TYPE_CHECKING:
    from types import TracebackType

    from crawler.demo.paper.story import Story

STORIES = 4
START_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it came in."""

    at_s: float
    """Of the clock of this machine that never goes back."""
    outlet: int
    who: str
    """The User-Agent: each crawl process has its own."""
    target: str


class Papers:
    """The running newspapers; *folder* must be there and holds what they wrote down.

    So many different *editions* there are; that of outlet `n` is number ``n % editions``.
    """

    def __init__(self, folder: Path, count: int, editions: int) -> None:
        self.folder = folder
        words = [str(folder), str(count), str(editions)]
        self._process = subprocess.Popen([sys.executable, "-m", "trials.fleet.papers", *words], stdin=subprocess.PIPE)
        deadline = time.monotonic() + START_S
        while not (folder / "ports").exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError("the newspapers are not served")
            time.sleep(0.1)
        self.ports: list[int] = json.loads((folder / "ports").read_text())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()

    def host(self, outlet: int) -> str:
        """Return the address of an outlet with its port."""
        return f"{address_of(outlet)}:{self.ports[outlet]}"

    def asked(self) -> list[Asked]:
        """Return all requests so far."""
        found = []
        for line in (self.folder / "asked").read_text().splitlines():
            at, outlet, who, target = line.split("\t")
            found.append(Asked(at_s=float(at), outlet=int(outlet), who=who, target=target))
        return found


def address_of(outlet: int) -> str:
    """Return an address of 127.50.0.0/16: pace is kept for each by itself."""
    return f"127.50.{outlet // 200}.{outlet % 200 + 1}"


def edition(number: int) -> list[Story]:
    """Return the stories of a newspaper: one with a picture leads."""
    lead = [story for story in stories() if story.photos][number]
    others = [story for story in stories() if story is not lead]
    return [lead, *others[number * STORIES :][: STORIES - 1]]


class _Noting(NewsServer):
    """Writes down each request before it is answered."""

    def __init__(self, outlet: int, number: int, fd: int) -> None:
        super().__init__(address=address_of(outlet))
        self._outlet, self._fd = outlet, fd
        self.routes = newspaper(self.base_url, edition(number))

    def answer_to(self, request: Request) -> Answer:
        who = request.first("User-Agent") or ""
        os.write(self._fd, f"{time.monotonic():.3f}\t{self._outlet}\t{who}\t{request.target}\n".encode())
        return super().answer_to(request)


def main(folder: Path, count: int, editions: int) -> None:
    fd = os.open(folder / "asked", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with ExitStack() as stack:
        servers = [stack.enter_context(_Noting(outlet, outlet % editions, fd)) for outlet in range(count)]
        (folder / "ports.new").write_text(json.dumps([server.port for server in servers]))
        (folder / "ports.new").rename(folder / "ports")
        sys.stdin.read()
        os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
