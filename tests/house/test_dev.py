"""`./dev` tells its verbs and mistakes; its quick paths need no network and make no environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
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


def test_ci_calls_only_verbs_and_runs_every_test() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    called = re.findall(r"^[^#\n]*\./dev ([a-z]+)(.*)", script, re.MULTILINE)
    verbs = re.findall(r"^verb_([a-z]+)\(\)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE)
    assert {verb for verb, _ in called} <= set(verbs)
    tests = [rest for verb, rest in called if verb == "test" and "--last-failed" not in rest]
    assert [re.findall(r'-m ("not alone"|alone)', rest) for rest in tests] == [["alone"], ['"not alone"']]


STUB = """#!/bin/sh
echo "did $*"
case "$*" in *"$FAILS"*) exit 3 ;; esac
case "$FAILS $*" in "lint test -m alone"* | "wheel types") exec sleep 600 ;; esac  # it is ended, not waited for
"""


@pytest.mark.parametrize("fails", ["nothing", "setup", "lint", "types", "wheel", "fuzz", "-m alone", "-m not alone"])
def test_ci_fails_when_one_of_its_steps_does(tmp_path: Path, fails: str) -> None:
    """The script itself, with a `./dev` that does nothing but fail where it is to."""
    for folder in (".ci", "tests"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "tests" / "test_clock.py").write_text("pytestmark = pytest.mark.alone\n", "utf-8")
    (tmp_path / "dev").write_text(STUB, "utf-8")
    (tmp_path / "dev").chmod(0o755)
    env = {"PATH": os.environ["PATH"], "FAILS": fails}
    done = subprocess.run([tmp_path / ".ci" / "run"], env=env, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode != 0) == (fails != "nothing"), done.stdout + done.stderr
    assert ("did test -n 2" in done.stdout) == (fails not in {"setup", "lint", "types", "wheel", "fuzz"})
    assert ("tests/test_clock.py" in done.stdout) == ("did test -n 2" in done.stdout)


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
