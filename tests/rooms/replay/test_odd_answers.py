"""Answers that are not the usual page: what they are shown as, and what the banner tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rooms.replay.served import STAMP, Client, Made, answer

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://news.example/story"
NEXT = f"/web/{STAMP}/http://news.example/next"
LED = "This page sent its readers on by itself"


def kept(folder: Path, body: bytes, **fields: str | None) -> Client:
    return Made(folder).keep((URL, answer(body, **fields))).client()  # type: ignore[arg-type]  # a type may be none


@pytest.mark.parametrize("status", ["300 Multiple Choices", "305 Use Proxy", "306 Unused"])
@pytest.mark.parametrize("modifier", ["", "mp_", "id_"])
def test_what_browsers_do_not_follow_is_no_redirect(status: str, modifier: str, tmp_path: Path) -> None:
    got = kept(tmp_path, b"<p>Choose", status=status, Location="/next").get(f"/web/{STAMP}{modifier}/{URL}")
    assert (got.status, "location" in got.headers) == (200, False)
    assert b"<p>Choose" in got.raw if modifier else f'src="/web/{STAMP}mp_/{URL}"' in got.text


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_what_browsers_follow_is_a_redirect(status: str, tmp_path: Path) -> None:
    got = kept(tmp_path, b"", status=status, Location="/next").get(f"/web/{STAMP}/{URL}")
    assert (got.status, got.headers["location"]) == (int(status[:3]), NEXT)


@pytest.mark.parametrize(
    ("status", "note"),
    [
        ("206 Partial Content", "Only a part of it was asked for when it was fetched."),
        ("304 Not Modified", "The server answered 304."),
        ("999 Request denied", "The server answered 999."),
        ("300 Multiple Choices", "The server answered 300."),
    ],
)
def test_the_banner_tells_what_the_server_answered(status: str, note: str, tmp_path: Path) -> None:
    banner = kept(tmp_path, b"<p>" if status[0] != "3" else b"", status=status).get(f"/web/{STAMP}/{URL}")
    assert (banner.status, note in banner.text) == (200, True)


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="refresh" content="0;url=/next">',
        "<META CONTENT='9; URL=/next' HTTP-EQUIV = Refresh>",
        '<meta http-equiv="&#82;efresh" content="0;url=/next">',
        '<meta http-equiv="X-UA-Compatible" content="IE=edge"><meta\nhttp-equiv=\n"\n refresh "content="0;/next">',
    ],
)
def test_the_banner_tells_where_a_page_leads(head: str, tmp_path: Path) -> None:
    banner = kept(tmp_path, f"<html><head>{head}</head><p>words".encode()).get(f"/web/{STAMP}/{URL}")
    assert f'{LED}: <a href="{NEXT}">' in banner.text


@pytest.mark.parametrize(
    "head",
    [
        '<meta http-equiv="X-UA-Compatible" content="IE=edge"><p>refresh',
        '<!-- <meta http-equiv="refresh" content="0;url=/next"> -->',
        '<script>\'<meta http-equiv="refresh" content="0;url=/next">\'</script>',
        '<meta http-equiv="refresh" content="600">',
    ],
)
def test_the_banner_tells_of_no_page_that_it_leads(head: str, tmp_path: Path) -> None:
    banner = kept(tmp_path, f"<html><head>{head}</head><p>words".encode()).get(f"/web/{STAMP}/{URL}")
    assert banner.status == 200
    assert LED not in banner.text


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("<p>1 <![CDATA[<2> & ]]>3</p>", "<p>1 &lt;2&gt; &amp; 3</p>"),
        ("<style><![CDATA[a > b{c:d}]]></style>", "<style>a > b{c:d}</style>"),
        ("<style>a &gt; b{c:d}</style>", "<style>a > b{c:d}</style>"),
    ],
)
def test_xhtml_is_read_as_xml(given_: str, expected: str, tmp_path: Path) -> None:
    client = kept(tmp_path, f"<html>{given_}</html>".encode(), mime="application/xhtml+xml")
    assert client.get(f"/web/{STAMP}mp_/{URL}").text == f"<html>{expected}</html>"
