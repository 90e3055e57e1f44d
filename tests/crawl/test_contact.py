"""The contact: asked for once, on a terminal, kept, and said to every server."""

from __future__ import annotations

import os
import pty
import subprocess
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, FAST, run

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow

PAGE = Answer(fields=(("Content-Type", "text/html"),), body=b"<p>page")


def agents(server: NewsServer) -> set[bytes]:
    """Return what the crawls since the last call have called themselves."""
    found = {
        line.partition(b": ")[2]
        for exchange in server.log
        for line in exchange.request.split(b"\r\n")
        if line.lower().startswith(b"user-agent:")
    }
    server.log.clear()
    return found


def on_a_terminal(typed: bytes, *arguments: str, cwd: Path) -> str:
    """Run the command with a terminal for stdin and stderr, type *typed*, and return what was shown there."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        os.write(ours, typed)
        process = subprocess.Popen([*CLI, *arguments], cwd=cwd, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown = b""
        try:
            while chunk := terminal.read(4096):
                shown += chunk
        except OSError:
            pass  # so Linux says that the other end is closed
        assert process.wait(timeout=60) == 0, shown
    return shown.decode()


def test_it_is_asked_for_once_and_kept(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): PAGE}, log=True) as server:
        crawl = ["crawl", "news", "-a", f"seeds={server.base_url}/", "-a", "depth=0", *FAST]
        run(*crawl, cwd=tmp_path)
        assert agents(server) == {b"microfiche/0.1 (news archive)"}, "nobody is asked in a pipe"
        assert not (tmp_path / "archive" / "settings.toml").exists()

        shown = on_a_terminal(b"nobody\nann@town.example\n", *crawl, cwd=tmp_path)
        assert shown.count("Enter for none") == 2
        assert "'nobody' is neither" in shown
        assert agents(server) == {b"microfiche/0.1 (+ann@town.example)"}

        assert "Enter for none" not in on_a_terminal(b"", *crawl, cwd=tmp_path)
        assert agents(server) == {b"microfiche/0.1 (+ann@town.example)"}

        run(*crawl, "-s", "ARCHIVE_CONTACT=https://town.example/bot", cwd=tmp_path)
        assert agents(server) == {b"microfiche/0.1 (+https://town.example/bot)"}

        run(*crawl, "-s", "USER_AGENT=townbot", cwd=tmp_path)
        assert agents(server) == {b"townbot"}
    assert "warn" not in run("doctor", cwd=tmp_path).stdout


def test_who_wants_none_is_not_asked_again_but_warned(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): PAGE}, log=True) as server:
        crawl = ["crawl", "news", "-a", f"seeds={server.base_url}/", "-a", "depth=0", *FAST]
        assert "Enter for none" in on_a_terminal(b"\n", *crawl, cwd=tmp_path)
        assert "Enter for none" not in on_a_terminal(b"", *crawl, cwd=tmp_path)
        assert agents(server) == {b"microfiche/0.1 (news archive)"}
    found = run("doctor", cwd=tmp_path).stdout
    assert any(line.startswith("warn") and "ARCHIVE_CONTACT" in line for line in found.splitlines())


def test_what_is_no_contact_is_one_line(tmp_path: Path) -> None:
    seeds = "seeds=http://127.0.0.1:9/"
    done = run("crawl", "news", "-a", seeds, "-s", "ARCHIVE_CONTACT=nobody", cwd=tmp_path, code=2)
    assert len(done.stderr.splitlines()) == 1
