"""One try of a job: `microfiche crawl` as a child process that does not outlive its worker."""

from __future__ import annotations

import json
import os
import runpy
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from crawler.schedule.job import SILENT_CODE, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

BEAT_S = 2.0
SILENCE_S = 12.0
"""A crawl that has not heard from its worker for so long ends itself: others may have been given its job."""
END_S = 8.0
"""So long such a crawl has to end in order. For one that was asleep meanwhile, it may be over already."""
STEP_S = 0.2
ORDERLY_END_S = 60.0
"""So long a crawl has to end in order when its worker says so."""
LAST_CHARS = 4_000

_silent = threading.Event()


def run_crawl(
    arguments: Sequence[str],
    *,
    log: Path,
    timeout_s: float,
    is_stopping: Callable[[], bool],
    is_heard: Callable[[], bool] = lambda: True,
) -> Outcome | None:
    """Return how ``microfiche crawl ARGUMENTS`` ended; None when it was ended since the worker is stopping.

    What it prints goes to *log*. It ends itself when for a while the other workers have not heard of this one
    (*is_heard*), for then it may be another's.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as said:
        child = subprocess.Popen(  # noqa: S603  # our own program with the arguments of a plan, no shell
            [sys.executable, "-m", "crawler.schedule.crawl", "crawl", *arguments],
            stdin=subprocess.PIPE,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        took_too_long = False
        deadline = time.monotonic() + timeout_s
        try:
            while child.poll() is None:
                if is_stopping() or time.monotonic() > deadline:
                    took_too_long = not is_stopping()
                    _end(child, is_heard)
                    break
                if is_heard():
                    _beat(child)
                with suppress(subprocess.TimeoutExpired):
                    child.wait(BEAT_S)
        finally:
            child.kill()
            child.communicate()  # which closes the pipe, too
    if is_stopping():
        return None
    return Outcome(code=None if took_too_long else child.returncode, said=last_line(log))


def last_line(log: Path) -> str:
    """Return the last line of the file *log* that says something."""
    with log.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - LAST_CHARS))
        lines = file.read().decode("utf-8", "replace").splitlines()
    return _words_in(next((line.strip() for line in reversed(lines) if line.strip()), ""))[:500]


def _words_in(line: str) -> str:
    """Return the message of a *line* of JSON (ARCHIVE_LOG_FORMAT), another as it is."""
    try:
        told = json.loads(line) if line.startswith("{") else None
    except ValueError:
        return line
    message = told.get("message") if isinstance(told, dict) else None
    return message if isinstance(message, str) else line


def _beat(child: subprocess.Popen[bytes]) -> None:
    assert child.stdin is not None
    with suppress(BrokenPipeError):
        child.stdin.write(b".")
        child.stdin.flush()


def _end(child: subprocess.Popen[bytes], is_heard: Callable[[], bool]) -> None:
    """Ask *child* to end in order, and wait for it; the beat goes on while *is_heard*: else it must end itself."""
    child.send_signal(signal.SIGINT)
    deadline = time.monotonic() + ORDERLY_END_S
    while child.poll() is None and time.monotonic() < deadline:
        if is_heard():
            _beat(child)
        with suppress(subprocess.TimeoutExpired):
            child.wait(BEAT_S)


class _Heed:
    """Ends this process when its worker has died (the pipe ends) or falls silent (it sleeps, or is cut off)."""

    def __init__(self) -> None:
        self._heard_at_s = _clock_s()

    def end_if_late(self, *_: object) -> None:
        """Kill this process if it was asleep: its job may be another's, and there is no time to end in order.

        Called when it is told to go on, before it does anything else.
        """
        if _clock_s() > self._heard_at_s + SILENCE_S + END_S:
            os.kill(os.getpid(), signal.SIGKILL)

    def listen(self) -> None:
        while _clock_s() < self._heard_at_s + SILENCE_S:
            # In short steps: after a sleep of the machine a long one would go on where it was.
            ready, _, _ = select.select([0], [], [], STEP_S)
            self.end_if_late()
            if ready and not os.read(0, 4_096):
                os.kill(os.getpid(), signal.SIGKILL)
            if ready:
                self._heard_at_s = _clock_s()
        _silent.set()
        os.kill(os.getpid(), signal.SIGINT)
        while True:
            time.sleep(STEP_S)
            self.end_if_late()


def _clock_s() -> float:
    """Return the time of a clock that goes on while the machine is asleep, where there is one."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


def main() -> None:
    """Run `microfiche` with the arguments given, as long as the worker at the other end of stdin lives."""
    heed = _Heed()
    signal.signal(signal.SIGCONT, heed.end_if_late)
    threading.Thread(target=heed.listen, daemon=True).start()
    try:
        runpy.run_module("crawler.cli", run_name="__main__")
    finally:
        if _silent.is_set():
            # It ended in order, and yet not by itself: its exit code would call it done.
            os._exit(SILENT_CODE)


if __name__ == "__main__":
    main()
