"""A site of odd answers: what servers in the wild send, each at an address of its own, with what is to come of it."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from typing import Any

import brotli
import zstandard

from crawler.demo.server import After, Answer, Framing, Page, Request
from crawler.model import Truncation

TEXT = b"<!doctype html><title>Tide tables</title><p>High water at nine, low water at three.</p>\n" * 40
HELLO = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nHello"
GZIP = gzip.compress(TEXT)
GZIP_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(
    TEXT
)
"""With the length of the page before it was packed, as some servers say it."""
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </tide.css>; rel=preload\r\n\r\n"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One address: what it answers and what must come of asking it."""

    answer: Answer | Page
    came: str = "200"
    """Status of the response in the callback, or the name of the error in the errback."""
    tries: int = 1
    """How many exchanges there must be; where no byte came back, Twisted may have tried each one twice."""
    truncated: Truncation | None = None
    whole_block: bool = True
    """False where we stop reading before the server stops sending: the block is then the beginning of what it sent."""
    method: str = "GET"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)


def html(**rest: Any) -> Answer:
    return Answer(fields=(("Content-Type", "text/html; charset=utf-8"),), body=TEXT, **rest)


def encoded(coding: str, body: bytes) -> Answer:
    return Answer(fields=(("Content-Type", "text/html"), ("Content-Encoding", coding)), body=body)


def raw(head: bytes, body: bytes = b"Hello", **rest: Any) -> Answer:
    return Answer(raw=head + body, **rest)


def redirect(status: int, target: str) -> Answer:
    return Answer(status=status, fields=(("Location", target),), body=b"Moved\n")


def failing_twice() -> Page:
    """Answer 503 twice, then the page."""
    answers = [Answer(status=503, body=b"later\n"), Answer(status=503, body=b"even later\n"), html()]

    def answer(_: Request) -> Answer:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return answer


def echo(request: Request) -> Answer:
    return Answer(body=request.body)


HEADS: dict[str, Case] = {
    "/plain": Case(answer=html()),
    "/case-order-duplicates": Case(
        answer=raw(
            b"HTTP/1.1 200 Fine\r\nx-TIDE:high\r\nSet-Cookie: a=1\r\nX-Other:   spaced \t\r\nset-cookie: b=2\r\n"
            b"CONTENT-LENGTH: 5\r\nKeep-Alive: timeout=9\r\nSet-Cookie: c=3\r\nX-Tide: low\r\nX-Empty:\r\n\r\n"
        )
    ),
    "/latin-1": Case(answer=raw(b"HTTP/1.1 200 OK\r\nX-Port: Malm\xf6\xff\r\nContent-Length: 5\r\n\r\n")),
    "/reason-latin-1": Case(answer=raw(b"HTTP/1.1 200 Tr\xe8s bien\r\nContent-Length: 5\r\n\r\n")),
    "/reason-empty": Case(answer=raw(b"HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\n")),
    "/reason-none": Case(answer=raw(b"HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n")),
    "/lf-only": Case(answer=raw(b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 5\n\n")),
    "/lf-and-crlf": Case(answer=raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\nContent-Length: 5\r\n\n")),
    "/folded": Case(answer=raw(b"HTTP/1.1 200 OK\r\nX-Long: one\r\n\ttwo\r\n  three\r\nContent-Length: 5\r\n\r\n")),
    "/blank-before-colon": Case(
        answer=raw(b"HTTP/1.1 200 OK\r\nServer : x\r\nContent-Type \t: text/plain\r\nContent-Length : 5\r\n\r\n")
    ),
    "/no-colon": Case(answer=raw(b"HTTP/1.1 200 OK\r\nThis is no field\r\nContent-Length: 5\r\n\r\n")),
    "/names-that-are-none": Case(
        answer=raw(
            b"HTTP/1.1 200 OK\r\nX Cache: HIT\r\nPHP Warning:  Undefined index in /a.php on line 3\r\n: nothing\r\n"
            b"2031-05-04 09:00:00 [warn] worker\r\n\xd6: x\r\n  folded\r\nContent-Length: 5\r\n\r\n"
        )
    ),
    "/length-empty": Case(answer=raw(b"HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n", after=After.HANG_UP)),
    "/length-no-number": Case(answer=raw(b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", after=After.HANG_UP)),
    "/transfer-identity": Case(
        answer=raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n")
    ),
    "/long-line": Case(answer=raw(b"HTTP/1.1 200 OK\r\nX-Long: %b\r\nContent-Length: 5\r\n\r\n" % (b"a" * 100_000))),
    "/many-fields": Case(
        answer=raw(
            b"HTTP/1.1 200 OK\r\n%bContent-Length: 5\r\n\r\n" % b"".join(b"X-%d: %d\r\n" % (n, n) for n in range(400))
        )
    ),
    "/http-1.0": Case(
        answer=raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n", TEXT, after=After.HANG_UP),
    ),
    "/no-length": Case(answer=html(framing=Framing.CLOSE)),
    "/closing": Case(answer=html(after=After.CLOSE)),
    "/empty": Case(answer=Answer(body=b"")),
}

STATUSES: dict[str, Case] = {
    "/204": Case(answer=Answer(status=204), came="204"),
    "/304": Case(answer=html(etag='"t1"'), came="304", headers={"If-None-Match": '"t1"'}),
    "/401": Case(answer=Answer(status=401, fields=(("WWW-Authenticate", "Basic"),), body=b"Who?\n"), came="401"),
    "/404": Case(answer=Answer(status=404, body=b"Gone with the tide\n"), came="404"),
    "/410": Case(answer=Answer(status=410), came="410"),
    "/451": Case(answer=Answer(status=451, body=b"By order\n"), came="451"),
    "/500": Case(answer=Answer(status=500, body=b"Broken\n"), came="500", tries=3),
    "/503-then-200": Case(answer=failing_twice(), tries=3),
    "/999": Case(answer=Answer(status=999, body=b"?"), came="999"),
    "/301": Case(answer=redirect(301, "/301/302")),
    "/301/302": Case(answer=redirect(302, "/301/landing"), tries=2),
    "/301/landing": Case(answer=html(), tries=3),
    "/302-to-404": Case(answer=redirect(302, "/302-to-404/gone"), came="404"),
    "/head": Case(answer=html(), method="HEAD"),
    "/head-of-chunked": Case(answer=html(framing=Framing.CHUNKED), method="HEAD"),
    "/post": Case(answer=echo, method="POST", body="name=tide&time=nine"),
    "/post-nothing": Case(answer=echo, method="POST"),
    "/query?b=2&a=1#part": Case(answer=html()),
}

BODIES: dict[str, Case] = {
    "/chunked": Case(answer=html(framing=Framing.CHUNKED, chunk_sizes=(1, 10, 500))),
    "/chunked-odd": Case(
        answer=raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n",
            b'00A;name="value"\r\n0123456789\r\na;x\r\nabcdefghij\r\n000\r\n\r\n',
        )
    ),
    "/chunked-blanks": Case(
        answer=raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"5 \r\nHello\r\n5  ; x=y\r\n tide\r\n6\t;z\r\n-table\r\n0 \r\n\r\n",
        )
    ),
    "/chunked-twice": Case(
        answer=raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n", b"5\r\nHello\r\n0\r\n\r\n")
    ),
    "/trailers": Case(
        answer=html(framing=Framing.CHUNKED, chunk_sizes=(7,), trailers=(("X-Sum", "12"), ("X-Done", "yes")))
    ),
    "/chunked-and-length": Case(
        answer=raw(
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nHello\r\n0\r\n\r\n"
        )
    ),
    "/gzip": Case(answer=html(gzip=True)),
    "/gzip-chunked": Case(answer=html(gzip=True, framing=Framing.CHUNKED, chunk_sizes=(3, 3))),
    "/br": Case(answer=encoded("br", brotli.compress(TEXT))),
    "/zstd": Case(answer=encoded("zstd", zstandard.compress(TEXT))),
    "/gzip-false": Case(answer=encoded("gzip", b"not gzip at all"), came="BadGzipFile"),
    "/gzip-cut": Case(answer=encoded("gzip", gzip.compress(TEXT)[:60]), came="200"),
    "/gzip-length-of-unpacked": Case(answer=raw(GZIP_HEAD, GZIP, after=After.HANG_UP)),
    "/two-lengths": Case(answer=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n")),
    "/binary": Case(answer=Answer(body=bytes(range(256)) * 300)),
    "/large": Case(answer=Answer(body=bytes(range(251)) * 12_000)),
    "/large-chunked": Case(
        answer=Answer(body=b"tide " * 500_000, framing=Framing.CHUNKED, chunk_sizes=(999_983,) * 2),
    ),
}

EXTRAS: dict[str, Case] = {
    "/surplus": Case(answer=html(surplus=b"this is too much")),
    "/surplus-chunked": Case(answer=html(framing=Framing.CHUNKED, surplus=b"\r\n")),
    "/surplus-head": Case(answer=html(surplus=TEXT), method="HEAD"),
    "/surplus-204": Case(answer=Answer(status=204, surplus=b"body!"), came="204"),
    "/surplus-empty": Case(answer=Answer(surplus=b"body!")),
    "/length-too-small": Case(
        answer=Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello", surplus=b", world")
    ),
    "/early-hints": Case(answer=html(interim=(EARLY_HINTS,))),
    "/early-hints-lf": Case(answer=html(interim=(EARLY_HINTS.replace(b"\r\n", b"\n"),))),
    "/continue-and-hints": Case(answer=html(interim=(CONTINUE, EARLY_HINTS, EARLY_HINTS), delay_s=0.1)),
    "/hints-and-nothing": Case(
        answer=Answer(raw=b"", interim=(EARLY_HINTS,), after=After.HANG_UP),
        came="DownloadFailedError",
        tries=3,
        truncated=Truncation.DISCONNECT,
    ),
}

LOST: dict[str, Any] = {"came": "ResponseDataLossError", "tries": 3, "truncated": Truncation.DISCONNECT}
FAILED: dict[str, Any] = {"came": "DownloadFailedError", "tries": 3, "truncated": Truncation.DISCONNECT}
LATE: dict[str, Any] = {
    "came": "DownloadTimeoutError",
    "truncated": Truncation.TIME,
    "meta": {"download_timeout": 1, "dont_retry": True},
}
STOPPED: dict[str, Any] = {"truncated": Truncation.UNSPECIFIED, "whole_block": False}
TOO_LARGE: dict[str, Any] = {"came": "DownloadCancelledError", "truncated": Truncation.LENGTH, "whole_block": False}


def _cut_short() -> dict[str, Case]:
    chunked = html(framing=Framing.CHUNKED, chunk_sizes=(1000,), cut_at_bytes=900, after=After.HANG_UP)
    large = Answer(body=b"tide " * 400_000)
    large_chunked = Answer(body=b"tide " * 400_000, framing=Framing.CHUNKED, chunk_sizes=(100_000,) * 19)
    not_http = {**FAILED, "truncated": Truncation.UNSPECIFIED, "whole_block": False}
    return {
        "/cut-body": Case(answer=html(cut_at_bytes=500, after=After.HANG_UP), **LOST),
        "/cut-gzip": Case(answer=raw(GZIP_HEAD, GZIP[:-1], after=After.HANG_UP), **LOST),
        "/cut-chunked": Case(answer=chunked, **LOST),
        "/cut-last-chunk": Case(
            answer=raw(
                b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n", b"", after=After.HANG_UP
            ),
            **LOST,
        ),
        "/cut-head": Case(answer=html(cut_at_bytes=40, after=After.HANG_UP), **FAILED),
        "/cut-status": Case(answer=html(cut_at_bytes=6, after=After.HANG_UP), **FAILED),
        "/nothing": Case(answer=Answer(raw=b"", after=After.HANG_UP), **FAILED),
        "/reset": Case(
            answer=html(cut_at_bytes=500, after=After.RESET),
            came="ResponseDataLossError|DownloadFailedError",
            tries=3,
            truncated=Truncation.DISCONNECT,
            whole_block=False,
        ),
        "/late-everything": Case(answer=Answer(raw=b"", after=After.HOLD), **LATE),
        "/late-head": Case(answer=html(cut_at_bytes=40, after=After.HOLD), **LATE),
        "/late-body": Case(answer=html(cut_at_bytes=500, after=After.HOLD), **LATE),
        "/too-large": Case(answer=large, meta={"download_maxsize": 1_000_000}, **TOO_LARGE),
        "/too-large-chunked": Case(
            answer=large_chunked,
            meta={"download_maxsize": 1_000_000},
            **TOO_LARGE,
        ),
        "/stopped-at-head": Case(answer=large, meta={"stop": "head"}, **STOPPED),
        "/stopped-in-body": Case(answer=large_chunked, meta={"stop": "body"}, **STOPPED),
        "/not-http": Case(answer=Answer(raw=TEXT, after=After.HANG_UP), **not_http),
        "/line-end-first": Case(answer=Answer(raw=b"\r\n" + HELLO, after=After.HANG_UP), **not_http),
        "/two-lengths-apart": Case(
            answer=raw(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", after=After.HANG_UP),
            **not_http,
        ),
    }


CASES: dict[str, Case] = {**HEADS, **STATUSES, **BODIES, **EXTRAS, **_cut_short()}


def routes() -> dict[tuple[str | None, str], Answer | Page]:
    """Return the site, with a robots.txt."""
    robots = Answer(fields=(("Content-Type", "text/plain"),), body=b"User-agent: *\nDisallow: /private/\n")
    site: dict[tuple[str | None, str], Answer | Page] = {(None, "/robots.txt"): robots}
    for target, case in CASES.items():
        site[None, target.partition("#")[0]] = case.answer
    site[None, "/503-then-200"] = failing_twice()
    return site
