"""The command line as tests run it: `run` to its end in a copy of a process that is warm, `CLI` to start it by hand."""

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
FAST = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]
TIMEOUT_S = 120

# A Python that starts and imports all of Scrapy takes a second of CPU, and the tests run some thousand commands. So
# each is forked from a process that has it imported. What it does is the same from `main` on to its exit.
_WARM = multiprocessing.get_context("forkserver")
_WARM.set_forkserver_preload(["crawl.warm"])


def run(*arguments: str, cwd: Path, code: int | None = 0, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `microfiche ARGUMENTS` in *cwd*; its exit code must be *code*, and no traceback may be seen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").write_text(stdin or "", "utf-8")
        process = _WARM.Process(target=_command, args=(arguments, str(cwd), dict(os.environ), name))
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


def _command(arguments: tuple[str, ...], cwd: str, environment: dict[str, str], streams: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, name in enumerate(("in", "out", "err")):
        os.dup2(os.open(f"{streams}/{name}", os.O_RDWR | os.O_CREAT), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)  # that of the warm process is closed
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(cwd)
    sys.argv = ["microfiche", *arguments]
    from crawler.cli import main

    try:
        main()
    finally:
        atexit._run_exitfuncs()
