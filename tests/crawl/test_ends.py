"""Answers without a length, which only the end of their connection ends: in order, torn off, or without TLS's goodbye."""

from __future__ import annotations

import socket
import struct
import time
from typing import TYPE_CHECKING

import pytest
from crawl.asking import ask
from crawl.command import FAST, run
from crawl.listener import Listener
from crawl.odd_answers import TEXT
from crawl.secured import secured

from crawler.model import Truncation

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
LINGER_NONE = struct.pack("ii", 1, 0)
READ_BY_THEN_S = 0.3


class Ending(Listener):
    """A server that gives every request the same answer without a length, and ends the connection in its own way."""

    def __init__(self, *, context: ssl.SSLContext | None = None, is_reset: bool = False) -> None:
        super().__init__()
        self._context = context
        self._is_reset = is_reset
        self.base_url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self.targets: list[str] = []

    def meet(self, client: socket.socket) -> None:
        with self._context.wrap_socket(client, server_side=True) if self._context else client as connection:
            self.targets.append(connection.recv(65_536).split(b" ")[1].decode())
            connection.sendall(HEAD + TEXT)
            # A reset takes along what the client has not read yet; this one is to come after all that was sent.
            time.sleep(READ_BY_THEN_S)
            if self._is_reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NONE)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_one_that_is_torn_off_is_a_failure_like_any_other(scheme: str, tmp_path: Path) -> None:
    context = secured()[0] if scheme == "https" else None
    with Ending(context=context, is_reset=True) as server:
        url = f"{server.base_url}/story"
        asked = ask({"asks": [{"url": url}], "settings": {"ROBOTSTXT_OBEY": False}}, tmp_path)
    assert asked.came[url] == [{"error": "ResponseDataLossError"}]
    assert server.targets == ["/story"] * 3
    assert [(kept.response, kept.facts["truncated"]) for kept in asked.kept] == [
        (HEAD + TEXT, Truncation.DISCONNECT)
    ] * 3


def test_a_torn_robots_txt_is_none(tmp_path: Path) -> None:
    with Ending(is_reset=True) as server:
        log = run("crawl", "news", "-a", f"seeds={server.base_url}/story", *FAST, cwd=tmp_path, code=3).stderr
    assert "could not be had (ResponseDataLossError: " in log
    assert set(server.targets) == {"/robots.txt"}


def test_whoever_takes_half_answers_gets_them(tmp_path: Path) -> None:
    with Ending(is_reset=True) as server:
        url = f"{server.base_url}/story"
        settings = {"ROBOTSTXT_OBEY": False, "DOWNLOAD_FAIL_ON_DATALOSS": False}
        asked = ask({"asks": [{"url": url}], "settings": settings}, tmp_path)
    assert [came["status"] for came in asked.came[url]] == [200]


@pytest.mark.parametrize(("scheme", "truncated"), [("http", None), ("https", Truncation.DISCONNECT)])
def test_one_that_ends_in_order_is_a_page(scheme: str, truncated: Truncation | None, tmp_path: Path) -> None:
    """Many servers close without TLS's last word: noted in the archive, yet browsers show such pages, and so do we."""
    context = secured()[0] if scheme == "https" else None
    with Ending(context=context) as server:
        url = f"{server.base_url}/story"
        asked = ask({"asks": [{"url": url}], "settings": {"ROBOTSTXT_OBEY": False}}, tmp_path)
    assert [came["status"] for came in asked.came[url]] == [200]
    assert [kept.facts["truncated"] for kept in asked.kept] == [truncated]
