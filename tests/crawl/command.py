"""The command line as tests run it: `run` to its end in a copy of a process that is warm, `Started` to look on.

`CLI` starts a Python of its own, as people do.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

CLI = [sys.executable, "-m", "crawler.cli"]
FAST = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8", "-s", "ARCHIVE_LONGEST_CRAWL_DELAY_S=0"]
"""No pauses, not even those that robots.txt of the newspaper asks for: they are for test_polite.py."""
TIMEOUT_S = 120

# A Python that starts and imports all of Scrapy takes a second of CPU, and the tests run some thousand commands. So
# each is forked from a process that has it imported. What it does is the same from `main` on to its exit.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["crawl.warm"])


class Started:
    """A command that runs, with the few things that tests ask of a `subprocess.Popen`; what it says goes to *said*."""

    def __init__(self, *arguments: str, cwd: Path, said: Path | None = None) -> None:
        self._arguments = arguments
        if said is not None:
            said.write_bytes(b"")
        streams = (os.devnull, *[str(said or os.devnull)] * 2)
        self._process = _WARM.Process(target=_command, args=(arguments, str(cwd), dict(os.environ), streams))
        self._process.start()
        assert self._process.pid is not None
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Return its exit code, below zero the signal that ended it; None while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float = TIMEOUT_S) -> int:
        self._process.join(timeout)
        code = self.poll()
        if code is None:
            self.kill()
            raise subprocess.TimeoutExpired([*CLI, *self._arguments], timeout)
        return code

    def kill(self) -> None:
        self._process.kill()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)


def run(*arguments: str, cwd: Path, code: int | None = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `microfiche ARGUMENTS` in *cwd*; its exit code must be *code*, and no traceback may be seen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").write_text(stdin or "", "utf-8")
        streams = tuple(str(folder / stream) for stream in ("in", "out", "err"))
        process = _WARM.Process(target=_command, args=(arguments, str(cwd), dict(os.environ), streams))
        process.start()
        process.join(TIMEOUT_S)
        if process.exitcode is None:
            process.kill()
            raise subprocess.TimeoutExpired([*CLI, *arguments], TIMEOUT_S)
        out, err = ((folder / stream).read_text("utf-8") for stream in ("out", "err"))
    done = subprocess.CompletedProcess([*CLI, *arguments], process.exitcode, out, err)
    assert code is None or done.returncode == code, done.stderr + done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    return done


def _command(arguments: tuple[str, ...], cwd: str, environment: dict[str, str], streams: tuple[str, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(streams):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)  # that of the warm process is closed
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    sys.argv = ["microfiche", *arguments]
    from crawler.cli import main

    try:
        main()
    finally:
        atexit._run_exitfuncs()
