"""docs/tutorial.md, typed from top to bottom: each command prints what stands below it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from house.tree import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
STAYS = re.compile(r"microfiche (demo --serve|serve)")
"""In a window of its own: it runs until the end of the page."""
ANYTHING = "…"
"""A line of the page that stands for any number of lines."""
OTHERS_WITH_YOU = [
    (re.compile(r"\b20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ"), "TIME"),
    (re.compile(r"\b\d+:\d\d:\d\d\t[^\t]+\t"), "TOOK\tWORKER\t"),
    (re.compile(r"\bworker [\w.-]+"), "worker NAME"),
]
PATIENCE_S = 300


def steps() -> Iterator[tuple[str, list[str]]]:
    """Yield each command of the page with the lines below it."""
    for block in BLOCK.findall(document("tutorial.md")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, *printed = part.rstrip("\n").split("\n")
            yield command, printed


def same(text: str) -> str:
    for pattern, word in OTHERS_WITH_YOU:
        text = pattern.sub(word, text)
    return text


def fits(printed: list[str], expected: list[str]) -> bool:
    """Return whether *printed* is what the page shows."""
    pattern = "".join(r"(?:.*\n)*?" if line == ANYTHING else re.escape(same(line)) + "\n" for line in expected)
    return re.fullmatch(pattern, "".join(f"{same(line)}\n" for line in printed)) is not None


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


AGAIN_DUE = "due, and still at it"
"""What a worker says besides when a quarter of an hour ends just then."""


@pytest.mark.slow
def test_the_tutorial_is_true(tmp_path: Path) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    (bin_ / "microfiche").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m crawler.cli "$@"\n', "utf-8")
    (bin_ / "microfiche").chmod(0o755)
    here = tmp_path / "empty"
    here.mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("MICROFICHE_")}
    env["PATH"] = f"{bin_}{os.pathsep}{env['PATH']}"
    ports = {"8090": str(free_port()), "8080": str(free_port())}
    with ExitStack() as windows:
        for command, expected in steps():
            typed = with_ports(command, ports)
            wanted = [with_ports(line, ports) for line in expected]
            if STAYS.match(command):
                printed = [window(windows, typed, ports, here, env)]
            else:
                ran = subprocess.run(
                    ["bash", "-c", typed], cwd=here, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True, timeout=PATIENCE_S, check=False,
                )  # fmt: skip
                assert ran.returncode == 0, f"{command}: {ran.stdout}"
                printed = [line for line in ran.stdout.splitlines() if AGAIN_DUE not in line]
            assert fits(printed, wanted), f"{command} prints:\n" + "\n".join(printed)


def window(windows: ExitStack, typed: str, ports: dict[str, str], here: Path, env: dict[str, str]) -> str:
    """Start what was *typed* in a window of its own, at a port that is free here; return its first line."""
    port = ports["8090"] if " demo " in typed else ports["8080"]
    process = subprocess.Popen(
        [*typed.split(), "--port", port], cwd=here, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    windows.callback(close, process)
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


def close(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C and expect an end in order."""
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, said


def with_ports(text: str, ports: dict[str, str]) -> str:
    for usual, port in ports.items():
        text = text.replace(f"127.0.0.1:{usual}", f"127.0.0.1:{port}")
    return text


def test_what_is_compared_and_what_is_not() -> None:
    assert fits(["a", "2026-11-28 10:00:00Z b"], ["a", "2026-01-01 00:00:00Z b"])
    assert fits(["one", "two", "three"], ["one", ANYTHING, "three"])
    assert not fits(["42 articles"], ["43 articles"])
    assert not fits(["a", "b"], ["a"])
    assert next(command for command, _ in steps()) == "microfiche demo --serve"
