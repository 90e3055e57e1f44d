"""A real S3 server on this machine: moto's, in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from s3fs import S3FileSystem

from crawler.config import StoreSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

START_S = 60.0


class S3Server:
    """An S3 server at `port` of this machine."""

    def __init__(self, port: int) -> None:
        self.port = port

    def options(self, port: int | None = None) -> dict[str, Any]:
        """Return what a client must know; *port*: of a proxy before the server."""
        return {"key": "test", "secret": "test", "endpoint_url": f"http://127.0.0.1:{port or self.port}"}

    def settings(self, port: int | None = None, **changes: Any) -> StoreSettings:
        """Return the settings of a folder in a new bucket."""
        bucket = f"bucket-{uuid4().hex[:12]}"
        self.files().mkdir(bucket)
        return StoreSettings(address=f"s3://{bucket}/news/warc", options=self.options(port), **changes)

    def files(self) -> S3FileSystem:
        """Return a client of our own, past any proxy."""
        return S3FileSystem(**self.options(), skip_instance_cache=True, use_listings_cache=False)


@contextmanager
def s3_server() -> Iterator[S3Server]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_S
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"no S3 server came up, exit code {process.poll()}")
            time.sleep(0.1)
        yield S3Server(port)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
