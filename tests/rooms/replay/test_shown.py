"""Captures as a browser is shown them: banner, pages, and the types that nothing unwritten may have."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from rooms.replay.served import AT, STAMP, Client, Made, answer

from crawler.http import Bytes
from crawler.index import Index
from crawler.warc import read_records

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://news.example/story"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><rect/></svg>'
FEED = '<?xml version="1.0" encoding="windows-1251"?><rss><title>Паром</title></rss>'.encode("cp1251")
PAGE = b"<p onclick=x()>Words</p><a href=/next>on</a>"


def kept(folder: Path, body: bytes = PAGE, *, url: str = URL, **fields: str | None) -> Client:
    return Made(folder).keep((url, answer(body, **fields))).client()  # type: ignore[arg-type]  # a type may be none


def test_the_banner_is_a_page_of_ours(tmp_path: Path) -> None:
    got = kept(tmp_path).get(f"/web/{STAMP}/{URL}")
    assert got.status == 200
    assert got.headers["memento-datetime"] == "Wed, 01 May 2024 10:30:00 GMT"
    assert "2024-05-01 10:30:00 UTC" in got.text
    assert f'<iframe src="/web/{STAMP}mp_/{URL}"' in got.text
    assert 'sandbox="allow-top-navigation-by-user-activation"' in got.text
    assert "Words" not in got.text
    assert "<script" not in got.text
    policy = got.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-src http://127.0.0.1:8000/web/;" in policy
    assert "frame-ancestors 'self'" in policy


def test_the_page_in_its_frame(tmp_path: Path) -> None:
    got = kept(tmp_path).get(f"/web/{STAMP}mp_/{URL}")
    assert got.text == f'<p>Words</p><a href="/web/{STAMP}/http://news.example/next" target="_top">on</a>'
    assert got.headers["content-type"] == "text/html; charset=utf-8"
    assert got.headers["content-security-policy"].startswith("sandbox allow-top-navigation-by-user-activation;")


def test_the_banner_tells_what_is_odd(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(b"<h1>Closed</h1>", status="451 Law")))
    mirror = "http://mirror.example/story"
    made.keep(
        (mirror, answer(b'<meta http-equiv="refresh" content="0;url=/late">x')), at=AT + timedelta(1), requested_url=URL
    )
    client = made.client()
    law = client.get("/web/20240501103000/http://news.example/story")
    shown = client.get("/web/20240502103000/http://news.example/story") if law.status == 302 else law
    assert f"Fetched from {mirror} when {URL} was wanted." in shown.text
    assert '<a href="/web/20240502103000/http://mirror.example/late">' in shown.text


@pytest.mark.parametrize("status", ["204 No Content", "205 Reset Content"])
def test_a_banner_over_nothing_has_a_body(status: str, tmp_path: Path) -> None:
    client = kept(tmp_path, b"", status=status)
    banner = client.get(f"/web/{STAMP}/{URL}")
    assert banner.status == 200
    assert f"The server answered {status[:3]}." in banner.text
    alone = client.get(f"/web/{STAMP}mp_/{URL}")
    assert (alone.status, alone.raw) == (int(status[:3]), b"")


@pytest.mark.parametrize(
    ("location", "body", "mime"),
    [(URL.replace("http:", "https:"), b"", None), ("/story#top", b"<p>Take a cookie", "text/html"), (URL, b"x", "a/b")],
)
def test_a_redirect_to_itself_is_shown_where_there_is_nothing_else(
    location: str, body: bytes, mime: str | None, tmp_path: Path
) -> None:
    client = kept(tmp_path, body, status="302 Found", mime=mime, Location=location)
    banner = client.get(f"/web/{STAMP}/{URL}")
    assert (banner.status, "location" in banner.headers) == (200, False)
    assert f"The server sent its readers on to {urljoin(URL, location)}; what they saw in the end" in banner.text
    for modifier in ("mp_", "im_", "if_"):
        alone = client.get(f"/web/{STAMP}{modifier}/{URL}")
        assert (alone.status, alone.raw, "location" in alone.headers) == (200, body, False)
        assert body == b"x" or "content-disposition" not in alone.headers
    assert client.get(f"/web/{STAMP}id_/{URL}").status == 302


def followed(client: Client, path: str) -> tuple[str, int]:
    """Return where a browser ends that asks for *path*, and the status there."""
    for _ in range(9):
        got = client.get(path)
        if "location" not in got.headers:
            return path, got.status
        path = got.headers["location"].partition("#")[0]
    return path, 310


GATE = "http://news.example/cookie?back=/story"


def moved(to: str) -> bytes:
    return answer(status="302 Found", mime=None, Location=to)


@pytest.mark.parametrize("modifier", ["", "mp_", "if_", "im_"])
def test_redirects_in_a_ring_are_shown_where_there_is_nothing_else(modifier: str, tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, moved(GATE)), ("http://news.example/old", moved(URL)))
    made.keep((GATE, moved(URL)), at=AT + timedelta(seconds=2))
    client = made.client()
    for url in (URL, GATE, "http://news.example/old"):
        path, status = followed(client, f"/web/{STAMP}{modifier}/{url}")
        assert status == 200
        if not modifier:
            assert "what they saw in the end is not in the archive" in client.get(path).text


@pytest.mark.parametrize("later_s", [4, 90_000])
def test_redirects_in_a_ring_are_passed_over_where_there_is_more(later_s: int, tmp_path: Path) -> None:
    """As when a page sends its readers for a cookie first."""
    made = Made(tmp_path).keep((URL, moved(GATE))).keep((GATE, moved(URL)), at=AT + timedelta(seconds=1))
    later = AT + timedelta(seconds=later_s)
    client = made.keep((URL, answer(PAGE)), at=later).client()
    for url in (URL, GATE):
        assert followed(client, f"/web/{STAMP}/{url}") == (f"/web/{later:%Y%m%d%H%M%S}/{URL}", 200)


def test_a_ring_is_left_where_another_of_its_addresses_has_more(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, moved(GATE))).keep((GATE, moved(URL)), at=AT + timedelta(seconds=1))
    later = AT + timedelta(days=1)
    client = made.keep((GATE, answer(PAGE)), at=later).client()
    assert followed(client, f"/web/{STAMP}/{URL}") == (f"/web/{later:%Y%m%d%H%M%S}/{GATE}", 200)


def test_a_redirect_to_one_that_cannot_be_read_leads_there(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, moved(GATE)))
    files = set(made.config.warc_folder.rglob("*.warc.gz"))
    made.keep((GATE, moved(URL)), at=AT + timedelta(seconds=1))
    (second,) = set(made.config.warc_folder.rglob("*.warc.gz")) - files
    second.unlink()
    path, status = followed(made.client(), f"/web/{STAMP}/{URL}")
    assert (path.endswith(f"/{GATE}"), status) == (True, 503)


def test_earlier_and_later(tmp_path: Path) -> None:
    made = Made(tmp_path)
    for days in range(3):
        made.keep((URL, answer(b"%d" % days)), at=AT + timedelta(days))
    client = made.client()
    links = [
        re.findall(r'href="/web/([0-9]{14})/', client.get(f"/web/{day}103000/{URL}").text)
        for day in (20240501, 20240502, 20240503)
    ]
    assert links == [["20240502103000"], ["20240501103000", "20240503103000"], ["20240502103000"]]


def walked(client: Client, path: str, way: str) -> list[str]:
    """Return the pages that are met from *path* on, one after the other, by the links *way* of their banners."""
    met = [path]
    while link := re.search(rf'<a href="([^"]+)" rel="{way}"', client.get(met[-1]).text):
        assert len(met) < 9
        met.append(link[1])
    return met


def test_earlier_and_later_lead_past_redirects_and_captures_of_the_same_second(tmp_path: Path) -> None:
    made = Made(tmp_path)
    safe = URL.replace("http:", "https:")
    for days in range(3):
        at = AT + timedelta(days)
        made.keep((URL, answer(status="301 Moved", mime=None, Location=safe)), at=at - timedelta(seconds=1))
        for milliseconds in (0, 300):
            made.keep((safe, answer(b"%d" % days)), at=at + timedelta(milliseconds=milliseconds))
    pages = [f"/web/2024050{day}103000/{safe}" for day in (1, 2, 3)]
    client = made.client()
    assert walked(client, pages[-1], "prev") == pages[::-1]
    assert walked(client, pages[0], "next") == pages


def test_an_answer_that_nothing_changed_is_among_the_earlier_ones(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(status="304 Not Modified", mime=None)))
    client = made.keep((URL, answer(b"Words")), at=AT + timedelta(1)).client()
    assert walked(client, f"/web/20240502103000/{URL}", "prev")[1:] == [f"/web/{STAMP}/{URL}"]


def test_earlier_of_a_page_fetched_elsewhere_is_what_was_there(tmp_path: Path) -> None:
    mirror = "http://mirror.example/story"
    made = Made(tmp_path).keep((mirror, answer(b"before")))
    made.keep((mirror, answer(b"after")), at=AT + timedelta(1), requested_url=URL)
    assert walked(made.client(), f"/web/20240502103000/{URL}", "prev")[1:] == [f"/web/{STAMP}/{mirror}"]


@pytest.mark.parametrize(
    ("body", "mime", "modifier", "expected", "start"),
    [
        (PAGE, "text/html", "im_", "text/plain; charset=utf-8", b"<p onclick"),
        (PAGE, "text/html", "oe_", "text/plain; charset=utf-8", b"<p onclick"),
        (PAGE, "text/html", "cs_", "text/plain; charset=utf-8", b"<p onclick"),
        (PAGE, "text/html", "js_", "text/plain; charset=utf-8", b"<p onclick"),
        (PAGE, "application/xhtml+xml", "mp_", "text/html; charset=utf-8", b"<p>Words"),
        (b"<!doctype html>" + PAGE, None, "mp_", "text/html; charset=utf-8", b"<!doctype html><p>Words"),
        (b"just words", None, "mp_", "application/octet-stream", b"just"),
        (PAGE, "text/plain", "mp_", "text/plain", b"<p onclick"),
        (b"<rss/>", "application/rss+xml", "mp_", "text/plain; charset=utf-8", b"<rss/>"),
        (SVG, "image/svg+xml", "im_", "image/svg+xml; charset=utf-8", b"<?xml"),
        (SVG, "image/svg+xml", "oe_", "image/svg+xml; charset=utf-8", b"<?xml"),
        (SVG, "text/xml", "mp_", "image/svg+xml; charset=utf-8", b"<?xml"),
        (b"<svg", "image/svg+xml", "im_", "text/plain; charset=utf-8", b"<svg"),
        (PNG, "image/png", "im_", "image/png", PNG),
        (PNG, "text/html", "im_", "image/png", PNG),
        (PNG, None, "im_", "image/png", PNG),
        (b"wOF2" + bytes(9), "application/octet-stream", "oe_", "font/woff2", b"wOF2"),
        (b"a{b:url(/c)}", "text/css", "cs_", "text/css; charset=utf-8", b'a{b:url("/web/'),
        (b"a{b:url(/c)}", "text/plain", "cs_", "text/css; charset=utf-8", b'a{b:url("/web/'),
        (b"a{b:url(/c)}", "text/css", "mp_", "text/css", b"a{b:url(/c)}"),
        (b"alert(1)", "text/javascript", "mp_", "text/javascript", b"alert"),
        (b"%PDF-1.7", "application/pdf", "mp_", "application/octet-stream", b"%PDF"),
        (b"MIME-Version: 1.0", "message/rfc822", "mp_", "application/octet-stream", b"MIME"),
        (b"--x", "multipart/x-mixed-replace; boundary=x", "mp_", "application/octet-stream", b"--x"),
        (b"BMX riders meet", "text/plain; charset=utf-8", "mp_", "text/plain; charset=utf-8", b"BMX"),
        (b"OTTO,Wagner\n1,2\n", "text/csv", "mp_", "text/csv", b"OTTO"),
        (b"ID3 is a tag", None, "mp_", "application/octet-stream", b"ID3"),
        (PNG, "text/plain", "im_", "image/png", PNG),
        (b"BM\x46\0\0\0\0\0\0\0", "text/plain", "im_", "image/bmp", b"BM"),
        (FEED, "text/xml; charset=windows-1251", "mp_", "text/plain; charset=windows-1251", FEED),
        (FEED, "application/rss+xml", "mp_", "text/plain; charset=windows-1251", FEED),
        (b'<?xml version="1.0" encoding="utf-16"?><rss/>', "text/xml", "mp_", "text/plain; charset=utf-8", b"<?xml"),
        (PAGE, "text/html charset=utf-8", "mp_", "text/html; charset=utf-8", b"<p>Words"),
        (PAGE, "text/html, text/html", "mp_", "text/html; charset=utf-8", b"<p>Words"),
        (PAGE, "text/html,charset=utf-8", "mp_", "text/html; charset=utf-8", b"<p>Words"),
        (b"<!doctype html>" + PAGE, "*/*", "mp_", "text/html; charset=utf-8", b"<!doctype html><p>Words"),
        (b"<!doctype html>" + PAGE, "html", "mp_", "text/html; charset=utf-8", b"<!doctype html><p>Words"),
        (b"<!doctype html>" + PAGE, "unknown/unknown", "mp_", "text/html; charset=utf-8", b"<!doctype html><p>Words"),
        (PAGE, "text/html, text/plain", "mp_", "text/plain", b"<p onclick"),
        (PAGE, "text/plain, text/html", "im_", "text/plain; charset=utf-8", b"<p onclick"),
        (b"RIFF", "image/webp, image/webp", "im_", "image/webp", b"RIFF"),
    ],
)
def test_types(body: bytes, mime: str | None, modifier: str, expected: str, start: bytes, tmp_path: Path) -> None:
    got = kept(tmp_path, body, mime=mime).get(f"/web/{STAMP}{modifier}/{URL}")
    assert got.headers["content-type"] == expected
    assert got.raw.startswith(start)
    assert b"<script" not in got.raw
    assert got.headers["content-security-policy"].startswith("sandbox ")
    assert got.headers["x-content-type-options"] == "nosniff"
    assert ("content-disposition" in got.headers) == (expected == "application/octet-stream")


def test_the_charset_is_the_one_the_page_has(tmp_path: Path) -> None:
    body = "<meta charset=koi8-r><p>Паром вернулся</p>".encode("koi8-r")
    assert (
        "Паром вернулся"
        in kept(tmp_path, gzip.compress(body), Content_Encoding="gzip").get(f"/web/{STAMP}mp_/{URL}").text
    )


def test_a_part_is_the_capture_nearest_to_its_page(tmp_path: Path) -> None:
    made = Made(tmp_path)
    for days, color in ((0, b"red"), (10, b"green"), (20, b"blue")):
        made.keep(
            ("http://news.example/s.css", answer(b"a{color:%s}" % color, mime="text/css")), at=AT + timedelta(days)
        )
    client = made.client()
    for stamp, expected in (("20240502000000", "red"), ("20240512000000", "green"), ("20300101000000", "blue")):
        got = client.get(f"/web/{stamp}cs_/http://news.example/s.css")
        assert (got.status, got.text) == (200, f"a{{color:{expected}}}")


@pytest.mark.parametrize(
    ("body", "mime", "dest", "allowed"),
    [
        (b"wOF2", "font/woff2", "font", True),
        (b"wOF2", "font/woff2", "empty", False),
        (b"wOF2\0", "application/octet-stream", "font", True),
        (b"\0\1\0\0\0\x0f", "text/plain", "font", True),
        (b"wOFF\0", None, "font", True),
        (b"wOFF\0", None, "image", False),
        (b"OTTO,Wagner", "text/csv", "font", False),
        (b"<svg/>", "image/svg+xml", "image", True),
        (b"<svg/>", "image/svg+xml", "empty", False),
        (b"<svg/>", "image/svg+xml", "font", False),
        (PNG, "image/png", "image", False),
        (PAGE, "text/html", "font", False),
        (PNG, "application/octet-stream", "font", False),
        (b"just words", "text/plain", "font", False),
        (b"", None, "font", False),
    ],
)
def test_only_fonts_and_drawings_are_given_to_nobody(
    body: bytes,
    mime: str | None,
    dest: str,
    allowed: bool,  # noqa: FBT001  # a parameter
    tmp_path: Path,
) -> None:
    got = kept(tmp_path, body, mime=mime).get(f"/web/{STAMP}oe_/{URL}", Origin="null", Sec_Fetch_Dest=dest)
    assert (got.headers.get("access-control-allow-origin") == "null") is allowed


@pytest.mark.parametrize(("dest", "allowed"), [("font", True), ("image", True), ("empty", False)])
def test_what_leads_on_to_a_font_is_given_too(
    dest: str,
    allowed: bool,  # noqa: FBT001  # a parameter
    tmp_path: Path,
) -> None:
    client = Made(tmp_path).keep((URL, answer(status="301 Moved", Location="/moved.woff2"))).client()
    got = client.get(f"/web/{STAMP}im_/{URL}", Origin="null", Sec_Fetch_Dest=dest)
    assert got.status == 301
    assert (got.headers.get("access-control-allow-origin") == "null") is allowed


def test_a_font_is_known_below_its_coding(tmp_path: Path) -> None:
    client = kept(tmp_path, gzip.compress(b"OTTO\0" + bytes(9_000)), mime="text/plain", Content_Encoding="gzip")
    got = client.get(f"/web/{STAMP}im_/{URL}", Origin="null", Sec_Fetch_Dest="font")
    assert got.headers["access-control-allow-origin"] == "null"


def test_what_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    client = kept(tmp_path)
    tag = client.get(f"/web/{STAMP}mp_/{URL}").headers["etag"]
    got = client.get(f"/web/{STAMP}mp_/{URL}", If_None_Match=tag)
    assert (got.status, got.raw) == (304, b"")


def test_a_record_is_shown_and_given(tmp_path: Path) -> None:
    made = Made(tmp_path).keep((URL, answer(PAGE, X_Odd="<script>alert(1)</script>")))
    with Index.open(made.config.index_address) as index:
        row = index.find(URL)
    assert row is not None
    client = made.client()
    shown = client.get(f"/web/record/{row.record_id}").text
    assert "WARC-Target-URI: http://news.example/story" in shown
    assert "X-Odd: &lt;script&gt;" in shown
    assert "<script" not in shown
    got = client.get(f"/web/record/{row.record_id}/bytes")
    assert got.headers["content-disposition"].startswith("attachment;")
    assert got.headers["content-type"] == "application/octet-stream"
    file = tmp_path / "one.warc.gz"
    file.write_bytes(got.raw)
    (record,) = read_records(file)
    assert (record.record_id, record.block) == (row.record_id, Bytes(answer(PAGE, X_Odd="<script>alert(1)</script>")))
    assert client.get("/web/record/urn:uuid:none").status == 404
    assert client.get(f"/web/record/{row.record_id}/else").status == 404


@pytest.mark.parametrize("hostile", ['http://news.example/"><script>alert(1)</script>', "http://news.example/'onload='x", "http://news.example/</title><script>x", "http://news.example/\u202egnp"])  # fmt: skip
def test_no_address_that_was_archived_becomes_markup(hostile: str, tmp_path: Path) -> None:
    made = Made(tmp_path).keep((hostile, answer(PAGE)), ("http://news.example/z", answer(PAGE)))
    client = made.client()
    with Index.open(made.config.index_address) as index:
        rows = list(index.captures())
    for path in (
        f"/web/{STAMP}/{rows[0].url}",
        f"/web/*/{rows[0].url}",
        "/web/2024/http://news.example/y",
        f"/web/record/{rows[0].record_id}",
    ):
        got = client.get(path)
        assert got.status in {200, 404}
        assert "<script" not in got.text
        assert not re.search(r"<[a-z]+[^>]*\sonload=", got.text)
        assert got.headers["content-security-policy"].startswith("default-src 'none'")
