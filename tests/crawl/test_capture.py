"""What the download handler promises beside exact bytes: the right capture, no silent loss, bounded memory."""

from __future__ import annotations

import hashlib
import ssl
from typing import TYPE_CHECKING, Any

import pytest
from crawl.asking import Asked, ask
from crawl.odd_answers import TEXT
from crawl.secured import secured
from crawl.tunnel import TunnelProxy

from crawler.demo.server import After, Answer, Framing, NewsServer, Request

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Page, Routes

LARGE = Answer(body=b"a long tide " * 200_000)
STOCK = "scrapy.core.downloader.handlers.http11.HTTP11DownloadHandler"


def in_turn(server: NewsServer, *paths: str, **rest: Any) -> Any:
    asks = [{"url": path if ":" in path else server.base_url + path} for path in paths]
    return {"asks": asks, "in_turn": True, **rest}


def outcome(asked: Asked, url: str) -> dict[str, Any]:
    (came,) = asked.came[url]
    return came


def stale_once() -> Page:
    """Hang up on the first request without a word, as a server does that has just closed an idle connection."""
    answers = [Answer(raw=b"", after=After.HANG_UP), Answer(body=TEXT)]
    return lambda _: answers.pop(0)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_request_sent_again_on_a_new_connection_is_two_exchanges(scheme: str, tmp_path: Path) -> None:
    context = secured()[0] if scheme == "https" else None
    routes: Routes = {(None, "/first"): Answer(body=TEXT), (None, "/stale"): stale_once()}
    with NewsServer(routes, tls_context=context, log=True) as server:
        # With Scrapy's own retries off, only Twisted's pool can have sent it again.
        settings = {"RETRY_ENABLED": False, "ROBOTSTXT_OBEY": False}
        asked = ask(in_turn(server, "/first", "/stale", settings=settings), tmp_path)
    assert [exchange.target for exchange in server.log] == ["/first", "/stale", "/stale"]
    assert [kept.url.removeprefix(server.base_url) for kept in asked.kept] == ["/first", "/stale", "/stale"]
    assert [kept.facts["truncated"] for kept in asked.kept] == [None, "disconnect", None]
    assert [kept.response is None for kept in asked.kept] == [False, True, False]
    assert [kept.request for kept in asked.kept] == [exchange.request for exchange in server.log]
    assert outcome(asked, server.base_url + "/stale")["record_id"] == "urn:uuid:2"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("after", [After.KEEP, After.CLOSE])
def test_an_exchange_that_is_over_waits_for_no_garbage_collector(scheme: str, after: After, tmp_path: Path) -> None:
    context = secured()[0] if scheme == "https" else None
    with NewsServer(lambda _: Answer(body=TEXT, after=after), tls_context=context) as server:
        paths = [f"/{number}" for number in range(20)]
        asked = ask(in_turn(server, *paths, uncollected=True), tmp_path)
    assert len(asked.kept) == 21  # and robots.txt
    assert asked.recordings_left <= 2


def test_a_copied_capture_never_reaches_another_response(tmp_path: Path) -> None:
    routes: Routes = {
        (None, "/page"): Answer(body=TEXT),
        (None, "/moved"): Answer(status=302, fields=(("Location", "/page"),), body=LARGE.body),
        (None, "/nothing"): Answer(raw=b"", after=After.HANG_UP),
        (None, "/robots.txt"): Answer(body=b"User-agent: *\nDisallow: /private/\n"),
    }
    # A disk queue pickles what is scheduled: a capture left in meta could not be stored, its block being a file.
    settings = {"JOBDIR": str(tmp_path / "job"), "RETRY_TIMES": 1}
    blocks = tmp_path / "blocks"
    blocks.mkdir()
    with NewsServer(routes, log=True) as server:
        paths = ("/page", "data:,no%20exchange", "/moved", "/nothing", "/private/page", "/page?last")
        asked = ask(in_turn(server, *paths, settings=settings), blocks)
        base_url = server.base_url
    assert [kept.url.removeprefix(base_url) for kept in asked.kept][:4] == ["/robots.txt", "/page", "/moved", "/page"]
    assert outcome(asked, base_url + "/page")["record_id"] == "urn:uuid:1"
    assert outcome(asked, "data:,no%20exchange")["record_id"] is None
    assert outcome(asked, base_url + "/moved")["record_id"] == "urn:uuid:3"
    assert outcome(asked, base_url + "/nothing")["error"] == "DownloadFailedError"
    assert outcome(asked, base_url + "/private/page")["error"] == "IgnoreRequest"
    assert outcome(asked, base_url + "/page?last")["record_id"] == f"urn:uuid:{len(asked.kept) - 1}"
    assert "scheduler/unserializable" not in asked.stats


@pytest.mark.parametrize(("kind", "error"), [("archive", "ArchiveError"), ("os", "OSError")])
def test_what_cannot_be_kept_fails_and_is_not_fetched_again(kind: str, error: str, tmp_path: Path) -> None:
    routes: Routes = {(None, "/refused"): Answer(body=TEXT), (None, "/kept"): Answer(body=TEXT)}
    with NewsServer(routes, log=True) as server:
        asked = ask(in_turn(server, "/refused", "/kept", refuse={"/refused": kind}), tmp_path)
    assert outcome(asked, server.base_url + "/refused") == {"error": error}
    assert outcome(asked, server.base_url + "/kept")["status"] == 200
    assert [exchange.target for exchange in server.log].count("/refused") == 1
    assert f"Not kept: {server.base_url}/refused" in asked.log


def test_without_a_sink_nothing_is_fetched(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): Answer(body=TEXT)}, log=True) as server:
        asked = ask(in_turn(server, "/", settings={"EXTENSIONS": {}, "ROBOTSTXT_OBEY": False}), tmp_path)
    assert outcome(asked, server.base_url + "/") == {"error": "ArchiveError"}
    assert server.log == []


def test_who_led_here_is_kept(tmp_path: Path) -> None:
    with NewsServer(lambda _: Answer(body=TEXT)) as server:
        order = in_turn(server, "/", "/story")
        order["asks"][0]["meta"] = {"via": "https://feeds.example/news"}
        order["asks"].append({"url": server.base_url + "/image", "headers": {"Referer": "https://page.example/"}})
        for later in order["asks"][1:]:
            later["meta"] = {"via": None}
        asked = ask(order, tmp_path)
    via = {kept.url.removeprefix(server.base_url): kept.facts["via"] for kept in asked.kept}
    assert via == {
        "/robots.txt": None,
        "/": "https://feeds.example/news",
        # Scrapy's own RefererMiddleware names the page whose callback asked.
        "/story": server.base_url + "/",
        "/image": "https://page.example/",
    }


@pytest.mark.parametrize("answer", [Answer(body=TEXT), Answer(body=TEXT, framing=Framing.CLOSE)])
def test_a_tunnel_is_looked_into_and_left_out(answer: Answer, tmp_path: Path) -> None:
    context, certificate = secured()
    with NewsServer({(None, "/page"): answer}, tls_context=context, log=True) as server, TunnelProxy() as proxy:
        order = in_turn(server, "/page", settings={"ROBOTSTXT_OBEY": False})
        order["asks"][0]["meta"] = {"proxy": proxy.url}
        asked = ask(order, tmp_path)
    assert proxy.asked[0].startswith(b"CONNECT 127.0.0.1:%d HTTP/1.1\r\n" % server.port)
    (kept,) = asked.kept
    (seen,) = server.log
    assert (kept.request, kept.response) == (seen.request, seen.response)
    assert kept.facts["tls"][2] == hashlib.sha256(certificate).hexdigest()
    assert kept.facts["truncated"] is None
    assert kept.facts["ip_address"] is None, "that of the proxy is not the server's"


def test_what_a_proxy_is_told_to_let_us_in_is_not_kept(tmp_path: Path) -> None:
    with NewsServer({(None, "/page"): Answer(body=TEXT)}, log=True) as server, TunnelProxy() as proxy:
        order = in_turn(server, "/page", settings={"ROBOTSTXT_OBEY": False})
        order["asks"][0]["meta"] = {"proxy": proxy.url.replace("://", "://reader:secret@")}
        asked = ask(order, tmp_path)
    (kept,) = asked.kept
    (seen,) = server.log
    line = b"Proxy-Authorization: Basic cmVhZGVyOnNlY3JldA==\r\n"
    assert line in seen.request
    assert kept.request == seen.request.replace(line, b"")
    assert kept.response == seen.response
    assert kept.facts["ip_address"] is None


def test_a_handshake_that_fails_is_no_exchange(tmp_path: Path) -> None:
    no_certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NewsServer({(None, "/"): Answer(body=TEXT)}, tls_context=no_certificate, log=True) as server:
        asked = ask(in_turn(server, "/", settings={"ROBOTSTXT_OBEY": False, "RETRY_ENABLED": False}), tmp_path)
    assert server.log == []
    assert asked.kept == []
    assert outcome(asked, server.base_url + "/") == {"error": "DownloadFailedError"}


@pytest.mark.slow
def test_a_large_body_is_not_held_in_memory_a_second_time(tmp_path: Path) -> None:
    body = bytes(range(256)) * 80_000
    peaks = {}
    with NewsServer({(None, "/film"): Answer(body=body, framing=Framing.CHUNKED)}, log=True) as server:
        for name, settings in {"captured": {}, "stock": {"DOWNLOAD_HANDLERS": {"http": STOCK}}}.items():
            asked = ask(in_turn(server, "/film", settings={"ROBOTSTXT_OBEY": False, **settings}), tmp_path)
            assert outcome(asked, server.base_url + "/film")["size_bytes"] == len(body) == 20_480_000
            peaks[name] = asked.peak_kib
            if name == "captured":
                assert asked.kept[0].response == server.log[0].response
    assert peaks["captured"] - peaks["stock"] < 8 * 1024


def test_a_request_body_is_kept(tmp_path: Path) -> None:
    def echo(request: Request) -> Answer:
        return Answer(body=request.body)

    with NewsServer(echo, log=True) as server:
        order = in_turn(server, "/form", settings={"ROBOTSTXT_OBEY": False})
        order["asks"][0] |= {"method": "POST", "body": "tide=high", "headers": {"Content-Type": "text/plain"}}
        asked = ask(order, tmp_path)
    assert asked.kept[0].request == (
        b"POST /form HTTP/1.1\r\nContent-Length: 9\r\nContent-Type: text/plain\r\nAccept: */*\r\n"
        b"Accept-Encoding: gzip\r\nUser-Agent: fidelity\r\nHost: 127.0.0.1:%d\r\n\r\ntide=high" % server.port
    )
    assert asked.kept[0].response == b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntide=high"
