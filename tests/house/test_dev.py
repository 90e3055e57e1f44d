"""`./dev` tells its verbs and mistakes; its quick paths need no network and make no environment."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

from house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def dev(*args: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "dev", *args], cwd=cwd, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def test_alone_it_tells_each_verb_in_one_line(tmp_path: Path) -> None:
    told = dev(cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    verbs = re.findall(r"^verb_([a-z]+)\(\)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE)
    assert [line.split()[0] for line in told.stdout.splitlines()[1:]] == verbs
    assert all(len(line.split()) > 2 for line in told.stdout.splitlines()[1:])


def test_an_unknown_verb_is_one_line_and_exit_2() -> None:
    told = dev("publish")
    assert (told.returncode, told.stdout, told.stderr) == (2, "", "dev: no verb 'publish'; ./dev lists them\n")


def test_without_a_fitting_python_it_says_so_in_one_line(tmp_path: Path) -> None:
    bin_ = tools(tmp_path, python="exit 1")
    told = dev("test", env={"PATH": str(bin_), "VENV": str(tmp_path / "venv"), "PYTHON": "python3"})
    assert told.returncode == 1
    assert told.stderr == "dev: needs Python 3.11 or newer, and found none (PYTHON=/path/to/python names one)\n"
    assert not (tmp_path / "venv").exists()


def test_without_the_venv_module_it_says_what_to_install(tmp_path: Path) -> None:
    bin_ = tools(tmp_path, python='case "$2" in *ensurepip*) exit 1 ;; esac')
    told = dev("test", env={"PATH": str(bin_), "VENV": str(tmp_path / "venv"), "PYTHON": "python3"})
    assert told.returncode == 1
    assert told.stderr == "dev: python3 cannot make environments; on Debian and Ubuntu: apt install python3-venv\n"


def test_ci_ends_with_the_tests_and_calls_only_verbs() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    called = re.findall(r"^\./dev ([a-z]+)", script, re.MULTILINE)
    verbs = re.findall(r"^verb_([a-z]+)\(\)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE)
    assert set(called) <= set(verbs)
    assert script.rstrip().splitlines()[-1].startswith("./dev test")


def tools(folder: Path, *, python: str) -> Path:
    """Return a folder with the few programs `./dev` needs and a python3 that runs the shell line *python*."""
    bin_ = folder / "bin"
    bin_.mkdir()
    for name in ("bash", "env", "sed", "cat", "cksum", "dirname", "readlink", "grep", "rm", "mktemp"):
        real = subprocess.run(["which", name], capture_output=True, text=True, check=True).stdout.strip()
        (bin_ / name).symlink_to(real)
    (bin_ / "python3").write_text(f"#!/bin/sh\n{python}\n", "utf-8")
    (bin_ / "python3").chmod(0o755)
    return bin_
