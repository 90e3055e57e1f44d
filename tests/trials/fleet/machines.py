"""A machine of the fleet: a folder, a way to the others, and a worker that is started again whenever it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from trials.fleet.network import Way

END_S = 120.0


class Machine:
    """A worker called *name*, with *folder* as its own and *words* as its arguments."""

    def __init__(self, name: str, folder: Path, way: Way, *, words: list[str], store: dict[str, object]) -> None:
        self.name, self.folder, self.way = name, folder, way
        self._words = words
        self._store = store
        self.codes: list[int] = []
        """Exit codes of its workers so far."""
        self.is_harmed = False
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir()

    def start(self) -> None:
        """Start its worker; with all that it starts it is a group of processes."""
        environment = {
            **os.environ,
            "FLEET_WORKER": self.name,
            "MICROFICHE_SETTINGS_MODULE": "trials.fleet.badge",
            "MICROFICHE_STORE_OPTIONS": json.dumps({**self._store, "endpoint_url": self.way.store_at}),
        }
        with (self.folder / "said").open("ab") as said:
            self._process = subprocess.Popen(
                [*self.way.prefix, sys.executable, "-m", "crawler.cli", "work", "--name", self.name, *self._words],
                cwd=self.folder,
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def tend(self) -> None:
        """Start its worker again when it has ended by itself, as systemd would."""
        if not self.is_harmed and self.has_ended():
            self.start()

    def has_ended(self) -> bool:
        """Return whether no worker runs; its exit code is noted."""
        if self._process is not None and self._process.poll() is not None:
            self.codes.append(self._process.returncode)
            self._process = None
        return self._process is None

    def kill(self) -> None:
        """Kill the worker alone: what it has started is left to itself."""
        self._signal(signal.SIGKILL)
        self._wait()

    def pause(self, *, all_of_it: bool) -> None:
        """Stop the worker, or all that runs on the machine."""
        self._signal(signal.SIGSTOP, all_of_it=all_of_it)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT, all_of_it=True)

    def end(self) -> int:
        """End the worker in order; return its exit code."""
        self.is_harmed = True
        if not self.has_ended():
            self._signal(signal.SIGINT)
            self._wait()
        return self.codes[-1]

    def destroy(self) -> None:
        """Leave nothing of it running."""
        self.is_harmed = True
        if self._process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def local_files(self) -> list[Path]:
        """Return the WARC files that are on its disk, open ones too."""
        return sorted(path for path in (self.folder / "archive/warc").rglob("*.warc.gz*") if path.suffix != ".tail")

    def said(self) -> str:
        return (self.folder / "said").read_text("utf-8", "replace")

    def _signal(self, number: int, *, all_of_it: bool = False) -> None:
        assert self._process is not None
        if all_of_it:
            os.killpg(self._process.pid, number)
        else:
            os.kill(self._process.pid, number)

    def _wait(self) -> None:
        deadline = time.monotonic() + END_S
        while not self.has_ended():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name} does not end")
            time.sleep(0.1)
