"""Programs of others in environments of their own: run beside ours, never imported, in no list of dependencies."""

from __future__ import annotations

import os
import subprocess
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def environment(requirement: str) -> Path:
    """Return the folder of programs of an environment that holds *requirement*, made when it is not there.

    It is kept for other runs in ``.beside`` of the checkout, or the folder MICROFICHE_BESIDE. The test is skipped when it
    cannot be installed.
    """
    folder = Path(os.environ.get("MICROFICHE_BESIDE") or ROOT / ".beside") / requirement.replace("==", "-")
    programs = folder / "bin"
    if (folder / "whole").exists():
        return programs
    venv.create(folder, with_pip=True, clear=True)
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    done = ran(programs / "python", *pip, requirement, timeout_s=900)
    if done.returncode:
        pytest.skip(f"{requirement} cannot be installed here: {done.stderr.strip().splitlines()[-1:]}")
    (folder / "whole").touch()
    return programs


def ran(
    program: Path, *arguments: str | Path, timeout_s: float = 120, cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run *program* as if the tests were not there."""
    command = [str(program), *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=outside(), capture_output=True, text=True, timeout=timeout_s, check=False
    )


def outside() -> dict[str, str]:
    """Return the environment of a program that is not ours: without our modules, and without the guard of the tests."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
