"""Real Ray nodes: a cluster on this machine, which is there before a run and stays after it, and more machines of one."""

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
    from collections.abc import Iterator, Sequence

START_S = 120.0
LOOPBACK = "127.0.0.1"
"""Ray would take the address of this machine in its network for it, but for what is said in the environment."""
OWN = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_AUTH_MODE": "disabled",
    "RAY_worker_niceness": "0",  # the time that a page may take goes on while other tests have the machine
}


@contextmanager
def ray_head() -> Iterator[str]:
    """Yield the address of a cluster of one machine with two CPUs."""
    with ray_node(LOOPBACK, cpus=2) as address:
        yield address


@contextmanager
def ray_node(at: str, *, cpus: int, head: str | None = None, prefix: Sequence[str] = ()) -> Iterator[str]:
    """Yield the address of the cluster that a machine at the address *at* begins, or joins where there is a *head*.

    *prefix* is what a command begins with that is to run at that machine.
    """
    address = head
    if address is None:
        with socket.create_server((at, 0)) as free:
            address = f"{at}:{free.getsockname()[1]}"
    options = [f"--address={head}"] if head else ["--head", f"--port={address.rpartition(':')[2]}"]
    options += ["--block", f"--node-ip-address={at}", f"--num-cpus={cpus}", "--object-store-memory=100000000"]
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        if head is None:
            options += ["--include-dashboard=false", f"--temp-dir={folder}"]
        process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "ray.scripts.scripts", "start", *options],
            env=os.environ | OWN | ({"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"} if at == LOOPBACK else {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            _wait(process, address)
            yield address
        finally:
            process.terminate()
            process.communicate(timeout=60)


def _wait(process: subprocess.Popen[str], address: str) -> None:
    assert process.stdout is not None
    deadline = time.monotonic() + START_S
    said = []
    while time.monotonic() < deadline:
        line = process.stdout.readline()
        said.append(line)
        if not line or "--block" in line:
            break
    if not said or not said[-1]:
        raise RuntimeError(f"no machine came up for the cluster at {address}: {''.join(said)}")
