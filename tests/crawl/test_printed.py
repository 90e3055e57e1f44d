"""Where results go: files, pipes, terminals of another script, a full disk, nowhere."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow
PAGE = f"<html lang=ar><title>مخبز</title><article><h1>مخبز جديد 🥖</h1>{'<p>افتُتح يوم الأربعاء مخبز جديد.</p>' * 9}</article>"
OLD = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_results_are_utf_8_whatever_the_locale_says(page: Path) -> None:
    command = [*CLI, "read", str(page)]
    said = [subprocess.run(command, env={**os.environ, **more}, capture_output=True, check=True) for more in ({}, OLD)]
    assert [json.loads(ran.stdout.decode("utf-8"))["headline"] for ran in said] == ["مخبز جديد 🥖"] * 2
    assert "مخبز جديد 🥖".encode() in said[1].stdout


@pytest.mark.parametrize("locale", [{"PYTHONIOENCODING": "utf-8:strict"}, {"PYTHONIOENCODING": "latin-1"}, {}])
def test_lines_to_read_are_utf_8_whatever_the_locale_says(page: Path, locale: dict[str, str]) -> None:
    named = page.with_name("Brötchen.html")
    page.rename(named)
    lines = (
        b'{"id": 1, "file": "\xff"}\n\xff\n' + json.dumps({"id": 2, "file": str(named)}, ensure_ascii=False).encode()
    )
    command = [*CLI, "read", "--lines"]
    ran = subprocess.run(command, env={**os.environ, **locale}, input=lines, capture_output=True, check=False)
    said = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(each["id"], each.get("error"), each.get("headline")) for each in said] == [
        (1, "no such file or directory", None),
        (None, "Expecting value: line 1 column 1 (char 0)", None),
        (2, None, "مخبز جديد 🥖"),
    ]
    assert (ran.returncode, ran.stderr) == (3, b"")


def test_no_lines_to_read_are_no_mistake() -> None:
    ran = subprocess.run(["sh", "-c", '"$@" <&-', "sh", *CLI, "read", "--lines"], capture_output=True, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")


def test_a_terminal_shows_what_it_can(page: Path) -> None:
    shown, end = os.openpty()
    try:
        subprocess.run([*CLI, "read", str(page)], env={**os.environ, **OLD}, stdout=end, check=True)
        assert b"\\u0645\\u062e\\u0628\\u0632" in os.read(shown, 65_536)
    finally:
        os.close(shown)
        os.close(end)


@pytest.mark.parametrize("arguments", [["version"], ["read", "{page}"], ["--help"]])
def test_a_full_disk_is_one_line(page: Path, arguments: list[str]) -> None:
    command = [*CLI, *(word.format(page=page) for word in arguments)]
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (1, "microfiche: cannot print what was found: no space left on device\n")


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_closed_outputs_are_no_mistake(page: Path, closed: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *CLI, "read", str(page)], capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_reader_that_goes_away_is_no_mistake(page: Path) -> None:

    ran = subprocess.run(
        ["sh", "-c", '"$@" | :', "sh", *CLI, "read", *[str(page)] * 50], capture_output=True, check=False
    )
    assert ran.stderr == b""


@pytest.mark.parametrize(("command", "columns"), [("verify", 80), ("crawl", 40), ("read", 60), ("serve", 100)])
def test_a_line_of_help_that_breaks_behind_a_colon_is_no_heading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = run(command, "-h", cwd=tmp_path).stdout.splitlines()
    assert any(line.endswith(":") for line in lines)
    headings = [line for line, below in pairwise(lines) if set(below) in ({"="}, {"-"})]
    assert headings == ["Usage", "Options", "Global Options"]
