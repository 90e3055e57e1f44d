"""Processes that work through parts. One that dies costs the page it was at, and nothing else.

The standard library's pool gives up all its work when one process dies, and does not tell at what.
"""

from __future__ import annotations

import fcntl
import logging
import multiprocessing
import os
import signal
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from crawler.reread.compare import Kind, Outcome
from crawler.reread.runners.runner import AHEAD, PAGE_LIMIT_S, Done
from crawler.reread.work import Work, Worker

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from multiprocessing.connection import Connection

    from crawler.reread.parts import Part

LOOK_S = 1.0
START_LIMIT_S = 300.0
"""So long a process may take to load what it reads with: no page is to blame for that."""
READY = "ready"


@dataclass(slots=True)
class _Process:
    process: Any
    connection: Connection
    part: Part | None = None
    at: int | None = None
    """Offset of the record it is at."""
    heard_s: float = field(default_factory=time.monotonic)
    """When it last said something."""
    is_ready: bool = False
    """Whether it has said that it has all that it reads with."""


class Crew:
    """Processes of this machine, *processes* at most, that work through parts; what comes out is in their order."""

    def __init__(self, work: Work, *, processes: int, page_limit_s: float = PAGE_LIMIT_S) -> None:
        self._work = work
        self._page_limit_s = page_limit_s
        self._limit = processes
        # Not by fork: threads, such as that of a progress bar, and open databases do not survive one.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["crawler.reread.work"])
        self._processes: list[_Process] = []
        self._found: dict[int, list[Outcome]] = {}
        self._done: dict[int, Done] = {}

    def run(self, parts: Sequence[Part]) -> Generator[Done, None, None]:
        """Yield each of *parts*, numbered one after the other, when it and all before it are done.

        The processes stay for more parts; `stop` ends them.
        """
        source = iter(parts)
        waiting: deque[Part] = deque()
        first = parts[0].number if parts else 0
        begun = ended = first
        while ended < first + len(parts):
            for part in islice(source, self._limit * AHEAD - (begun - ended)):
                self._found[part.number] = []
                waiting.append(part)
                begun += 1
            self._assign(waiting)
            waiting.extendleft(self._listen())
            while ended in self._done:
                yield self._done.pop(ended)
                ended += 1

    def stop(self) -> None:
        """End all processes."""
        for each in self._processes:
            each.process.kill()
        for each in self._processes:
            each.process.join()
            each.connection.close()
        self._processes.clear()

    @property
    def pids(self) -> list[int]:
        """Of the processes that are alive."""
        return [each.process.pid for each in self._processes]

    def _assign(self, waiting: deque[Part]) -> None:
        idle = [each for each in self._processes if each.part is None]
        while waiting and (idle or len(self._processes) < self._limit):
            each = idle.pop() if idle else self._start()
            each.part, each.at, each.heard_s = waiting.popleft(), None, time.monotonic()
            with suppress(OSError):  # it died while it had nothing to do: `_listen` meets that
                each.connection.send(each.part)

    def _start(self) -> _Process:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        self._processes.append(_Process(process, ours))
        return self._processes[-1]

    def _listen(self) -> list[Part]:
        """Take what the processes say; return what is left of parts whose process died."""
        heard = wait([each.connection for each in self._processes], timeout=LOOK_S)
        left = []
        for each in list(self._processes):
            why = self._hear(each) if each.connection in heard else self._is_stuck(each)
            if why is not None:
                rest = self._lose(each, why)
                left += [rest] if rest is not None else []
        return left

    def _hear(self, each: _Process) -> str | None:
        """Take one message; return why the process is gone, if it is."""
        try:
            said = each.connection.recv()
        except (EOFError, OSError):
            each.process.join()
            return _death(each.process.exitcode)
        each.heard_s = time.monotonic()
        if said == READY:
            each.is_ready = True
        elif isinstance(said, int):
            each.at = said
        elif isinstance(said, Outcome):
            assert each.part is not None
            self._found[each.part.number].append(said)
        else:
            assert each.part is not None
            self._settle(each.part)
            each.part = None
        return None

    def _is_stuck(self, each: _Process) -> str | None:
        limit_s = self._page_limit_s if each.is_ready else max(self._page_limit_s, START_LIMIT_S)
        if each.part is None or time.monotonic() - each.heard_s < limit_s:
            return None
        each.process.kill()
        return f"reading took more than {limit_s:g} seconds"

    def _lose(self, each: _Process, why: str) -> Part | None:
        """Note that *each* is gone; return what is left of its part, behind the page it was at."""
        self._processes.remove(each)
        each.process.join()
        each.connection.close()
        if each.part is None:
            return None
        at = each.part.start if each.at is None else each.at
        found = self._found[each.part.number]
        if not (found and found[-1].offset == at and found[-1].record_id):
            found.append(Outcome(kind=Kind.FAILED, file=each.part.file, offset=at, failure=why))
        if each.at is None or at + 1 >= each.part.end:
            self._settle(each.part)
            return None
        return replace(each.part, start=at, skipped=at)

    def _settle(self, part: Part) -> None:
        self._done[part.number] = Done(part=part, outcomes=tuple(self._found.pop(part.number)))


def _serve(connection: Connection, work: Work) -> None:
    """Work through the parts that come in, until nobody sends any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one ends it
    _end_with_parent()
    logging.disable(logging.WARNING)  # what fails is an outcome, and told once
    worker = Worker(work)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        connection.send(READY)
        while True:
            part = connection.recv()
            for outcome in worker.outcomes(part, on_begin=connection.send):
                connection.send(outcome)
            connection.send(None)


def _end_with_parent() -> None:
    """Have the kernel end this process when the one that started it is gone, whatever a page keeps it at.

    A thread that waits for that would not come to its turn while an expression looks through a page.
    """
    parent = multiprocessing.parent_process()
    assert parent is not None
    pipe = parent.sentinel
    signal.signal(signal.SIGIO, signal.SIG_DFL)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)


def _death(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"the process that read it was ended by signal {-exit_code}"
    return f"the process that read it ended with exit code {exit_code}"
