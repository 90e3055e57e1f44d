"""Programs of others, each in an environment of its own: ``python benchmarks/peers.py [FOLDER]`` makes them all.

What is installed stands in environments.toml. FOLDER is otherwise MICROFICHE_PEERS, or ``.beside/peers`` of the
checkout. Nothing of ours imports them: a benchmark runs them as processes (children/protocol.py). One that is not
there is named in the table with the reason, and the others are measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from benchmarks.rounds import Cost

if TYPE_CHECKING:
    from types import TracebackType

HERE = Path(__file__).parent
ROOT = HERE.parent
CHILDREN = HERE / "children"
STAMP = "whole"
"""A file with the requirements, written when all of them are installed."""


class Missing(Exception):
    """A program that cannot be measured here, and why."""


class Child:
    """A process that does one thing at a time when asked, and says what it took."""

    def __init__(self, script: str, *arguments: str, python: Path | None = None) -> None:
        """Start ``children/SCRIPT`` with our Python or a peer's *python*. Raises `Missing` when it ends at once."""
        env = outside() if python else {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]])}
        command = [str(python or sys.executable), str(CHILDREN / script), *arguments]
        # A file: a pipe that nobody reads would stop a talkative program.
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115  # as long as we
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors, text=True, env=env)
        ready = self._answer()
        self.version = str(ready["version"])
        self.started_cpu_s = float(ready["cpu_s"])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):  # who has broken down takes no more
            self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()
        self._errors.close()

    def ask(self, do: str, **given: Any) -> dict[str, Any]:
        """Return what doing it took and gave. Raises `Missing` when the process breaks down."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, **given}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def cost(self, do: str, units: int, **given: Any) -> Cost:
        """Return what doing it took; it was *units* of work."""
        return cost_of(self.ask(do, **given), units)

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait(60)
            self._errors.seek(0)
            said = self._errors.read().strip().splitlines()
            self.close()
            raise Missing((said or [f"it ended with {code}"])[-1])
        answer: dict[str, Any] = json.loads(line)
        return answer


def cost_of(told: dict[str, Any], units: int) -> Cost:
    """Return the cost that a child has *told* of."""
    return Cost(units=units, cpu_s=told["cpu_s"], wall_s=told["wall_s"], peak_mib=told["peak_mib"])


def outside() -> dict[str, str]:
    """Return the environment of a program that is not ours: without our modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def python_of(peer: str) -> Path:
    """Return the Python of the environment of *peer*. Raises `Missing` when it is not made, or of other versions."""
    folder = peers_folder() / peer
    stamp = folder / STAMP
    if not stamp.exists():
        raise Missing("its environment is not made: python benchmarks/peers.py")
    if stamp.read_text("utf-8") != _stamp(peer):
        raise Missing("its environment is of other versions: python benchmarks/peers.py")
    return folder / "bin" / "python"


def program(name: str) -> str:
    """Return the path of the program *name* of this system. Raises `Missing`."""
    found = shutil.which(name)
    if found is None:
        raise Missing(f"no program {name} on this system")
    return found


def peers_folder() -> Path:
    return Path(os.environ.get("MICROFICHE_PEERS") or ROOT / ".beside" / "peers")


def requirements() -> dict[str, list[str]]:
    """Return what is installed for each peer."""
    pinned = tomllib.loads((HERE / "environments.toml").read_text("utf-8"))
    return {peer: entry["requirements"] for peer, entry in pinned.items()}


def make(folder: Path, peer: str) -> str:
    """Make the environment of *peer* in *folder* unless it is there; return what came of it, in words."""
    at = folder / peer
    stamp = at / STAMP
    if stamp.exists() and stamp.read_text("utf-8") == _stamp(peer):
        return "is there"
    venv.create(at, with_pip=True, clear=True)
    pip = [str(at / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, *requirements()[peer]], env=outside(), capture_output=True, text=True, check=False)
    if done.returncode:
        return f"cannot be installed: {(done.stderr.strip().splitlines() or ['no reason given'])[-1]}"
    stamp.write_text(_stamp(peer), "utf-8")
    return "made"


def _stamp(peer: str) -> str:
    return "\n".join(requirements()[peer])


def main(folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    came = {peer: make(folder, peer) for peer in requirements()}
    for peer, what in came.items():
        print(f"{peer}: {what}")
    return int(any(what.startswith("cannot") for what in came.values()))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else peers_folder()))
