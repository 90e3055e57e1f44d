"""A real Ray cluster on this machine, of one machine with two CPUs, which is there before a run and stays after it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

START_S = 120.0
OPTIONS = ["--head", "--block", "--node-ip-address=127.0.0.1", "--num-cpus=2", "--include-dashboard=false"]


@contextmanager
def ray_head() -> Iterator[str]:
    """Yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
    own["RAY_worker_niceness"] = "0"  # the time that a page may take goes on while other tests have the machine
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", *OPTIONS, f"--port={port}"]
        process = subprocess.Popen(
            [*command, f"--temp-dir={folder}"],
            env=os.environ | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            _wait(process, port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _wait(process: subprocess.Popen[str], port: int) -> None:
    assert process.stdout is not None
    deadline = time.monotonic() + START_S
    said = []
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        said.append(line)
        if not line or "--block" in line:
            break
    if not said or not said[-1]:
        raise RuntimeError(f"no cluster came up at {port}: {''.join(said)}")
