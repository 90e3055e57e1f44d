"""The small news server: what a browser, a crawler and a test may expect of it."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
from typing import TYPE_CHECKING

import pytest
from crawl.secured import secured

from crawler.demo.server import After, Answer, Framing, NewsServer, Request, Routes

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Answer(
    fields=(("Content-Type", "text/html"),),
    body=b"<p>High water</p>",
    etag='"v1"',
    last_modified="Sun, 22 Nov 2026 10:00:00 GMT",
)


def failing(_: Request) -> Answer:
    raise RuntimeError("no page today")


ROUTES: Routes = {
    (None, "/"): PAGE,
    (None, "/query"): lambda request: Answer(body=request.query.encode()),
    (None, "/query?a=1"): Answer(body=b"first"),
    ("north.example", "/"): Answer(body=b"north"),
    (None, "/gzip"): Answer(body=b"tide " * 50, gzip=True),
    (None, "/chunked"): Answer(body=b"abcdef", framing=Framing.CHUNKED, chunk_sizes=(2, 3), trailers=(("X-End", "1"),)),
    (None, "/close"): Answer(body=b"bye", framing=Framing.CLOSE),
    (None, "/fails"): failing,
}


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with NewsServer(ROUTES, log=True) as running:
        yield running


def said(server: NewsServer, request: bytes) -> bytes:
    """Return everything the server says to *request* until it closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize(
    ("request_bytes", "answer"),
    [
        (
            b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                b'ETag: "v1"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Length: 17\r\n\r\n<p>High water</p>'
            ),
        ),
        (
            b'GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: "v0", W/"v1"\r\n\r\n',
            (
                b"HTTP/1.1 304 Not Modified\r\nContent-Type: text/html\r\n"
                b'ETag: "v1"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\n\r\n'
            ),
        ),
        (
            b"HEAD / HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: Sun, 22 Nov 2026 09:59:59 GMT\r\n\r\n",
            (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                b'ETag: "v1"\r\nLast-Modified: Sun, 22 Nov 2026 10:00:00 GMT\r\nContent-Length: 17\r\n\r\n'
            ),
        ),
        (b"GET / HTTP/1.1\r\nHost: North.example:80\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nnorth"),
        (b"GET /query?a=1 HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"),
        (b"GET /query?a=2 HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na=2"),
        (
            b"GET /chunked HTTP/1.1\r\nHost: a\r\n\r\n",
            (
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                b"2\r\nab\r\n3\r\ncde\r\n1\r\nf\r\n0\r\nX-End: 1\r\n\r\n"
            ),
        ),
        (b"GET /close HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nbye"),
        (
            b"GET /none HTTP/1.0\r\n\r\n",
            b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nNo such page\n",
        ),
        (
            b"\x16\x03\x01\r\n\r\n",
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 16\r\nConnection: close\r\n\r\nno request line\n",
        ),
        (
            b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"HTTP/1.1 501 Not Implemented\r\nContent-Length: 25\r\nConnection: close\r\n\r\nno chunked requests here\n",
        ),
    ],
)
def test_it_answers(server: NewsServer, request_bytes: bytes, answer: bytes) -> None:
    assert said(server, request_bytes) == answer


def test_the_log_has_every_byte_of_several_requests_on_one_connection(server: NewsServer) -> None:
    first = b"GET /query?a=1 HTTP/1.1\r\nHost: a\r\n\r\n"
    second = b"POST /query?b HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"
    answers = said(server, first + second)
    assert [exchange.request for exchange in server.log] == [first, second]
    assert b"".join(exchange.response for exchange in server.log) == answers


def test_gzip_goes_to_who_accepts_it(server: NewsServer) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    client.request("GET", "/gzip", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    answer = client.getresponse()
    assert (answer.getheader("Content-Encoding"), gzip.decompress(answer.read())) == ("gzip", b"tide " * 50)
    client.request("GET", "/gzip", headers={"Accept-Encoding": "br"})
    answer = client.getresponse()
    assert (answer.getheader("Content-Encoding"), answer.read()) == (None, b"tide " * 50)
    client.close()


def test_a_page_that_fails_is_a_500_and_the_connection_lives(
    server: NewsServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    client.request("GET", "/fails")
    answer = client.getresponse()
    assert (answer.status, answer.read()) == (500, b"The server failed\n")
    client.request("GET", "/query?a=1")
    assert client.getresponse().read() == b"first"
    client.close()
    assert "no page today" in caplog.text


def test_it_stops_while_clients_hang_on() -> None:
    with NewsServer({(None, "/"): Answer(raw=b"HTTP/1.1 200 OK\r\n", after=After.HOLD)}) as server:
        idle = socket.create_connection(("127.0.0.1", server.port))
        held = socket.create_connection(("127.0.0.1", server.port))
        held.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert held.recv(100) == b"HTTP/1.1 200 OK\r\n"
    assert held.recv(100) == b""
    held.close()
    idle.close()


def test_it_speaks_tls() -> None:
    context, certificate = secured()
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client.load_verify_locations(cadata=certificate)
    client.check_hostname = False
    client.verify_mode = ssl.CERT_NONE
    with NewsServer(ROUTES, tls_context=context) as server:
        assert server.base_url == f"https://127.0.0.1:{server.port}"
        connection = http.client.HTTPSConnection("127.0.0.1", server.port, timeout=5, context=client)
        connection.request("GET", "/query?a=1")
        assert connection.getresponse().read() == b"first"
        connection.close()
