"""``id_`` gives the exact payload, whatever its framing and codings are, with headers that keep it harmless."""

from __future__ import annotations

import gzip
import hashlib
import random
import tracemalloc
import zlib
from datetime import timedelta
from typing import TYPE_CHECKING

import brotli
import pytest
import zstandard
from rooms.replay.served import AT, STAMP, Made, answer, chunked

from crawler.http import Spool
from crawler.replay.payload import SMALL_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

URL = "http://news.example/harbour"
PAGE = b"<!doctype html><title>Harbour</title>" + b"<p>The wall opens again.</p>" * 200
RAW = f"/web/{STAMP}id_/{URL}"
CODED = {
    "identity": (PAGE, {}),
    "gzip": (gzip.compress(PAGE), {"Content_Encoding": "gzip"}),
    "deflate": (zlib.compress(PAGE), {"Content_Encoding": "deflate"}),
    "br": (brotli.compress(PAGE), {"Content_Encoding": "br"}),
    "zstd": (zstandard.compress(PAGE), {"Content_Encoding": "zstd"}),
    "chunked": (chunked(PAGE), {"Transfer_Encoding": "chunked"}),
    "chunked gzip": (chunked(gzip.compress(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
    "chunked br": (chunked(brotli.compress(PAGE)), {"Transfer_Encoding": "chunked", "Content_Encoding": "br"}),
    "gzip twice": (gzip.compress(gzip.compress(PAGE)), {"Content_Encoding": "gzip, gzip"}),
    "falsely named gzip": (PAGE, {"Content_Encoding": "gzip"}),
    "falsely named br": (PAGE, {"Content_Encoding": "br"}),
    "falsely named chunked": (PAGE, {"Transfer_Encoding": "chunked"}),
    "unknown coding": (PAGE, {"Content_Encoding": "rot13"}),
    "wrong length": (PAGE, {"Content_Length": "7"}),
}


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("accepted", ["identity", "gzip", "gzip, br, zstd, deflate"])
def test_the_payload_comes_back(name: str, accepted: str, tmp_path: Path) -> None:
    body, fields = CODED[name]
    client = Made(tmp_path).keep((URL, answer(body, **fields))).client()
    got = client.get(RAW, Accept_Encoding=accepted)
    assert got.status == 200
    assert got.headers.get("content-encoding", "identity") in [*accepted.split(", "), "identity"]
    assert got.body == PAGE


def test_what_is_cut_short_is_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    client = Made(tmp_path).keep((URL, answer(gzip.compress(PAGE)[:-20], Content_Encoding="gzip"))).client()
    got = client.get(RAW)
    assert got.status == 200
    assert PAGE.startswith(got.body[:1_000])
    assert len(got.body) > 1_000


@pytest.mark.slow
def test_a_bomb_is_not_opened_here(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(300 << 20))
    client = Made(tmp_path).keep((URL, answer(bomb, Content_Encoding="gzip"))).client()
    assert client.get(RAW, Accept_Encoding="gzip").raw == bomb
    assert len(client.get(RAW, Accept_Encoding="identity").body) <= 80 << 20


@pytest.mark.slow
@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_large_one_is_undone_in_pieces(coding: str, tmp_path: Path) -> None:
    """Two members where the coding knows such: random bytes, so that the stored payload is large too."""
    half = random.Random(1).randbytes(SMALL_BYTES)
    coders: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "zstd": zstandard.compress,
        "deflate": zlib.compress,
    }
    stored = brotli.compress(half * 2, quality=1) if coding == "br" else coders[coding](half)
    stored += coders[coding](half) if coding in {"gzip", "zstd"} else b""
    expected = half if coding == "deflate" else half * 2
    client = Made(tmp_path).keep((URL, answer(stored, Content_Encoding=coding))).client()
    assert client.get(RAW, Accept_Encoding="identity").raw == expected
    assert client.get(RAW, Accept_Encoding=coding).raw == stored


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate"])
def test_a_large_one_that_was_decoded_is_sent_as_it_stands(coding: str, tmp_path: Path) -> None:
    script = b";(function () { wall.open(1); })();\n" * (SMALL_BYTES // 32)
    answered = answer(script, mime="text/javascript", Content_Encoding=coding)
    client = Made(tmp_path).keep((URL, answered)).client()
    for accepted in ("identity", coding):
        got = client.get(RAW, Accept_Encoding=accepted)
        assert "content-encoding" not in got.headers
        assert got.raw == script


def test_the_head_says_where_it_came_from(tmp_path: Path) -> None:
    client = (
        Made(tmp_path)
        .keep((URL, answer(PAGE, Set_Cookie="id=1", Server="press", Refresh="0; url=/x", Link="<a>")))
        .client()
    )
    got = client.get(RAW)
    assert got.headers["memento-datetime"] == "Wed, 01 May 2024 10:30:00 GMT"
    assert got.headers["link"].startswith(f'<{URL}>; rel="original", </web/{URL}>; rel="timegate", ')
    assert got.headers["x-archive-orig-set-cookie"] == "id=1"
    assert got.headers["x-archive-orig-server"] == "press"
    for name in ("set-cookie", "refresh", "server"):
        assert name not in got.headers
    assert "<a>" not in got.headers["link"]


def test_nothing_archived_gets_an_origin(tmp_path: Path) -> None:
    made = Made(tmp_path).keep(
        (URL, answer(PAGE, Content_Security_Policy="default-src *", Access_Control_Allow_Origin="*"))
    )
    got = made.client().get(RAW, Origin="http://evil.example")
    assert got.headers["content-security-policy"].startswith(
        "sandbox allow-top-navigation-by-user-activation; default-src 'none';"
    )
    assert "http://127.0.0.1:8000/web/" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-disposition"] == 'attachment; filename="harbour"'
    assert "access-control-allow-origin" not in got.headers


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "a,b", "[::1]:80", "x" * 300, "*"])
def test_a_host_header_writes_no_policy(host: str, tmp_path: Path) -> None:
    client = Made(tmp_path).keep((URL, answer(PAGE))).client()
    policy = client.get(RAW, Host=host).headers["content-security-policy"]
    assert policy.count("'self'") == 5
    assert "evil" not in policy
    assert "*" not in policy


def test_a_head_that_is_made_to_break_ours(tmp_path: Path) -> None:
    response = b"HTTP/1.1 200 OK\r\nX-A: a\x00b\x0bc\rd\xff\r\nBad Name: x\r\nX\xe9: y\r\n: z\r\nContent-Type: text/html\x00;\r\n\r\nx"
    got = Made(tmp_path).keep((URL, response)).client().get(RAW)
    assert got.headers["x-archive-orig-x-a"] == "a b c dÿ"
    assert [name for name in got.headers if name.startswith("x-archive-orig")] == [
        "x-archive-orig-x-a",
        "x-archive-orig-content-type",
    ]
    assert got.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [("2024", 0), ("20240501103000", 0), ("20240501103001", 1), ("20240501103002", 1), ("2030", 2), ("20240601", 2)],
)
def test_the_nearest_capture_is_named_exactly(stamp: str, expected: int, tmp_path: Path) -> None:
    made = Made(tmp_path)
    times = [AT, AT + timedelta(seconds=1.6), AT + timedelta(days=60)]
    for number, at in enumerate(times):
        made.keep((URL, answer(b"%d" % number)), at=at)
    client = made.client()
    got = client.get(f"/web/{stamp}id_/{URL}")
    exact = f"/web/{times[expected]:%Y%m%d%H%M%S}id_/{URL}"
    if got.status == 302:
        assert got.headers["location"] == exact
        got = client.get(exact)
    assert got.body == b"%d" % expected


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oh", "410 Gone", "451 Law"])
def test_an_error_is_the_error_it_was(status: str, tmp_path: Path) -> None:
    got = Made(tmp_path).keep((URL, answer(b"<p>Gone", status=status))).client().get(RAW)
    assert (got.status, got.body) == (int(status[:3]), b"<p>Gone")


def test_a_redirect_leads_to_the_archive(tmp_path: Path) -> None:
    client = Made(tmp_path).keep((URL, answer(status="301 Moved", Location="/pier?a=1#end"))).client()
    got = client.get(RAW)
    assert (got.status, got.headers["location"]) == (301, f"/web/{STAMP}id_/http://news.example/pier?a=1#end")


def test_a_redirect_stays_in_the_archive(tmp_path: Path) -> None:
    """A browser takes ``%2e%2e`` for the folder above, also behind ``/web/``."""
    made = Made(tmp_path).keep((URL, answer(status="301 Moved", Location="/%2e%2e/.%2E/%2e%2e/%2e%2e/pier")))
    client = made.keep(("http://news.example/a/%2e%2e/pier", answer(PAGE))).client()
    moved = client.get(RAW)
    assert moved.headers["location"] == f"/web/{STAMP}id_/http://news.example/pier"
    assert client.get(moved.headers["location"]).body == PAGE
    assert client.get(f"/web/{STAMP}id_/http://news.example/b/%2e%2e/pier").body == PAGE


@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "//evil.example\r\nSet-Cookie: a=1", "data:text/html,x", "", "file:///x"]
)
def test_a_redirect_to_nowhere_leads_nowhere(location: str, tmp_path: Path) -> None:
    response = b"HTTP/1.1 302 Found\r\nLocation: %s\r\n\r\nSee there" % location.encode()
    got = Made(tmp_path).keep((URL, response)).client().get(RAW)
    assert got.headers.get("location", "/web/").startswith("/web/")
    assert "set-cookie" not in got.headers


def test_from_http_to_https_and_not_back(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(status="301 Moved", Location=URL.replace("http:", "https:"))))
    client = made.keep((URL.replace("http:", "https:"), answer(PAGE)), at=AT + timedelta(seconds=0.4)).client()
    got = client.get(RAW)
    assert (got.status, got.body) == (200, PAGE)


def test_an_address_that_only_leads_to_itself(tmp_path: Path) -> None:
    client = Made(tmp_path).keep((URL, answer(status="301 Moved", Location=URL))).client()
    assert client.get(RAW).headers["location"] == RAW


def test_a_revisit_has_the_body_it_refers_to(tmp_path: Path) -> None:
    later = AT + timedelta(days=1)
    made = Made(tmp_path).keep((URL, answer(gzip.compress(PAGE, mtime=0), Content_Encoding="gzip")))
    made.keep((URL, answer(gzip.compress(PAGE, mtime=0), Content_Encoding="gzip", X_Day="2")), at=later)
    got = made.client().get(f"/web/{later:%Y%m%d%H%M%S}id_/{URL}")
    assert (got.status, got.body) == (200, PAGE)
    assert got.headers["x-archive-orig-x-day"] == "2"
    assert got.headers["memento-datetime"] == "Thu, 02 May 2024 10:30:00 GMT"


def test_what_stood_in_is_found_under_the_address_that_was_wanted(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(b"<h1>Closed by law</h1>", status="451 Law")))
    made.keep(("http://mirror.example/harbour", answer(PAGE)), at=AT + timedelta(seconds=1), requested_url=URL)
    client = made.client()
    moved = client.get(RAW)
    assert moved.headers["location"] == f"/web/20240501103001id_/{URL}"
    assert client.get(moved.headers["location"]).body == PAGE
    assert client.get("/web/20240501103001id_/http://mirror.example/harbour").body == PAGE


def test_a_part_of_a_film(tmp_path: Path) -> None:
    film = bytes(range(256)) * 20_000
    client = Made(tmp_path).keep((URL, answer(film, mime="video/mp4"))).client()
    whole = client.get(RAW)
    assert (whole.body == film, whole.headers["accept-ranges"], "content-disposition" in whole.headers) == (
        True,
        "bytes",
        False,
    )
    for asked, start, stop in (
        ("bytes=0-", 0, len(film)),
        ("bytes=5000000-5000009", 5_000_000, 5_000_010),
        ("bytes=-5", -5, None),
    ):
        got = client.get(RAW, Range=asked)
        assert (got.status, got.body) == (206, film[start:stop])
        assert got.headers["content-range"].endswith(f"/{len(film)}")
    assert client.get(RAW, Range=f"bytes={len(film)}-").status == 416
    assert client.get(RAW, Range="bytes=0-1,5-6").status == 200
    assert client.get(RAW, Range="bytes=0-1", If_Range='"other"').status == 200
    assert client.get(RAW, If_None_Match=whole.headers["etag"]).status == 304


def test_an_address_that_is_missing_has_neighbours(tmp_path: Path) -> None:
    made = Made(tmp_path).keep(*[(f"http://news.example/2024/story-{n}", answer(PAGE + b"%d" % n)) for n in range(20)])
    got = made.client().get("/web/2024/http://news.example/2024/story-77")
    assert got.status == 404
    assert f'href="/web/{STAMP}/http://news.example/2024/story-7"' in got.text
    assert got.text.count("<li>") <= 8
    assert made.client().get("/web/2024/http://elsewhere.example/").text.count("<li>") == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://news.example/<script>alert(1)</script>",
        'http://news.example/"onload="x',
        "http://x.example/%3Cscript%3E",
    ],
)
def test_nothing_asked_for_is_reflected_as_markup(url: str, tmp_path: Path) -> None:
    client = Made(tmp_path).keep((URL, answer(PAGE))).client()
    for path in (f"/web/{STAMP}/{url}", f"/web/{url}", f"/web/2024-99/{url}"):
        got = client.get(path)
        assert got.status in {400, 404}
        assert "<script" not in got.text
        assert '"onload' not in got.text
        assert got.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(PAGE)))
    for path in made.config.warc_folder.rglob("*.warc.gz"):
        path.unlink()
    got = made.client().get(RAW)
    assert got.status == 503
    assert "the WARC file is not there" in got.text
    assert "microfiche verify" in got.text
    assert str(tmp_path) not in got.text


def test_a_file_that_is_another_is_told(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(PAGE)))
    (path,) = made.config.warc_folder.rglob("*.warc.gz")
    path.write_bytes(b"not a WARC file")
    assert "cannot be read" in made.client().get(RAW).text


@pytest.mark.parametrize(
    "path",
    ["/web/2024id_/../../../etc/passwd", "/web/2024/%2e%2e/%2e%2e/etc/passwd", "/web/2024/file:///etc/passwd", "/web//etc/passwd", "/web/2024id_//etc/passwd"],
)  # fmt: skip
def test_no_file_is_reached_by_its_path(path: str, tmp_path: Path) -> None:
    got = Made(tmp_path).keep((URL, answer(PAGE))).client().get(path)
    assert got.status in {400, 404}
    assert "root:" not in got.text


@pytest.mark.slow
def test_a_large_record_takes_little_memory(tmp_path: Path) -> None:
    """100 MB: unpacked to a temporary file, and sent from there."""
    piece = random.Random(3).randbytes(1 << 20)
    body = Spool()
    body.append(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % (100 * len(piece)))
    for _ in range(100):
        body.append(piece)
    client = Made(tmp_path).keep((URL, body)).client()
    tracemalloc.start()
    try:
        digest, size = hashlib.sha256(), 0
        for part in client.parts(f"/web/{STAMP}oe_/{URL}"):
            digest.update(part)
            size += len(part)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 100 << 20
    assert digest.hexdigest() == hashlib.sha256(piece * 100).hexdigest()
    assert peak < 24 << 20
    got = client.get(f"/web/{STAMP}oe_/{URL}", Range=f"bytes={99 << 20}-{(99 << 20) + 99}")
    assert (got.status, got.raw) == (206, piece[:100])
