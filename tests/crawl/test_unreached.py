"""A host that nobody answers at is recorded, try by try; what we refuse ourselves is not."""

from __future__ import annotations

import socket
from collections import Counter
from contextlib import contextmanager, suppress
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run
from crawl.socks import SocksProxy
from crawl.test_failover import ALL_HERE, ALLOWED, ONION, captures

from crawler.demo.server import Answer, NewsServer
from crawler.index import CaptureKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow

PATIENCE = ["-s", "DOWNLOAD_TIMEOUT=2", "-s", "RETRY_TIMES=1", "-a", "depth=0"]
REGARDLESS = ["-s", "ROBOTSTXT_OBEY=False"]
"""Without its robots.txt nothing is asked of a host, so that its pages would not be tried at all."""


@contextmanager
def silent() -> Iterator[int]:
    """Yield a port at which connections are made and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def plain() -> Iterator[int]:
    """Yield a port that answers whatever it is told, and before that, in plain text."""

    def serve() -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                client.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def crawl(folder: Path, seed: str, *more: str) -> Counter[tuple[str, str, str]]:
    """Crawl *seed*; return how often each address came to what kind and state."""
    run("crawl", "news", "-a", f"seeds={seed}", *FAST, *PATIENCE, *more, cwd=folder, code=None)
    run("verify", "--second-reader", cwd=folder)
    return Counter((row.url, str(row.kind), str(row.state)) for row in captures(folder))


def twice(url: str, state: str) -> dict[tuple[str, str, str], int]:
    """Every retry is a record of its own."""
    return {(url, "unreached", state): 2}


def test_nobody_listens(tmp_path: Path) -> None:
    seed = f"http://127.0.0.1:{free_port()}/"
    assert crawl(tmp_path, seed, *REGARDLESS) == twice(seed, "refused")


def test_a_host_whose_robots_txt_cannot_be_had_is_asked_for_nothing_else(tmp_path: Path) -> None:
    seed = f"http://127.0.0.1:{free_port()}/"
    assert crawl(tmp_path, seed) == twice(f"{seed}robots.txt", "refused")


def test_a_name_that_is_not_known(tmp_path: Path) -> None:
    seed = "http://gazette.invalid/"
    assert crawl(tmp_path, seed, *REGARDLESS) == twice(seed, "dns")


def test_a_handshake_that_nobody_answers(tmp_path: Path) -> None:
    with silent() as port:
        seed = f"https://127.0.0.1:{port}/"
        assert crawl(tmp_path, seed, *REGARDLESS) == twice(seed, "timeout")


def test_a_handshake_with_who_speaks_no_tls(tmp_path: Path) -> None:
    with plain() as port:
        seed = f"https://127.0.0.1:{port}/"
        assert crawl(tmp_path, seed, *REGARDLESS) == twice(seed, "tls")


def test_a_request_without_an_answer_is_an_exchange_and_no_such_record(tmp_path: Path) -> None:
    with silent() as port:
        seed = f"http://127.0.0.1:{port}/"
        found = crawl(tmp_path, seed)
    assert {kind for _, kind, _ in found} == {"unanswered"}


def test_what_we_refuse_ourselves_is_no_evidence(tmp_path: Path) -> None:
    links = '<a href="http://private.example:{port}/a">a</a><a href="http://127.1:9/b">b</a><a href="/no">no</a>'
    with NewsServer() as server:
        page = Answer(fields=(("Content-Type", "text/html"),), body=links.format(port=server.port).encode())
        server.routes = {(None, "/"): page, (None, "/robots.txt"): Answer(body=b"User-agent: *\nDisallow: /no\n")}
        seed = server.base_url + "/"
        run(
            "crawl",
            "news",
            "-a",
            f"seeds={seed}",
            *FAST,
            *ALL_HERE,
            "-s",
            "ROBOTSTXT_OBEY=True",
            cwd=tmp_path,
            code=None,
        )
    rows = captures(tmp_path)
    assert [row.url for row in rows if row.kind is CaptureKind.UNREACHED] == []
    assert {row.url for row in rows} == {seed, seed + "robots.txt"}


def test_onion_hosts_are_judged_by_the_proxy_s_word_only(tmp_path: Path) -> None:
    seed = f"http://{ONION}/"
    assert crawl(tmp_path, seed, *REGARDLESS) == {}, "without a proxy nobody was asked"
    gone = f"ARCHIVE_SOCKS_PROXY=127.0.0.1:{free_port()}"
    assert crawl(tmp_path, seed, "-s", gone, *ALLOWED) == {}, "the proxy's failure is not the host's"
    with SocksProxy(reply=4) as proxy:
        told = crawl(tmp_path, seed, "-s", f"ARCHIVE_SOCKS_PROXY={proxy.place}", *REGARDLESS)
    assert told == twice(seed, "unreachable")
