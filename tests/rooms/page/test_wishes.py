"""Opt-outs that an answer says by itself: header fields, meta elements, and the list of a site."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.config import OPT_OUTS
from crawler.http import Bytes
from crawler.page.wishes import opt_outs_of, reserved_by_list


def found(body: str = "", *fields: str, kind: str = "text/html; charset=utf-8") -> set[str]:
    lines = "".join(f"{field}\r\n" for field in (f"Content-Type: {kind}", *fields))
    block = f"HTTP/1.1 200 OK\r\n{lines}\r\n{body}"
    return set(opt_outs_of(Bytes(block.encode()), token="microfiche"))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("X-Robots-Tag: noarchive", {"noarchive"}),
        ("x-robots-tag: NOARCHIVE, NoIndex", {"noarchive", "noindex"}),
        ("X-Robots-Tag: microfiche: noai, noimageai", {"noai", "noimageai"}),
        ("X-Robots-Tag: googlebot: noarchive", set()),
        ("X-Robots-Tag: otherbot: noindex, nofollow", set()),
        ("X-Robots-Tag: unavailable_after: 25 Jun 2030 15:00:00 PST", set()),
        ("X-Robots-Tag: max-snippet: 50, noarchive", {"noarchive"}),
        ("X-Robots-Tag: none", {"none"}),
        ("X-Robots-Tag: all", set()),
        ("X-Robots-Tag: nofollow", set()),
        ("TDM-Reservation: 1", {"tdm"}),
        ("TDM-Reservation: 0", set()),
    ],
)
def test_header_fields(field: str, words: set[str]) -> None:
    assert found("", field) == words
    assert found("%PDF", field, kind="application/pdf") == words


@pytest.mark.parametrize(
    ("element", "words"),
    [
        ('<meta name="robots" content="noarchive">', {"noarchive"}),
        ("<META CONTENT='noindex,noai' NAME='ROBOTS' />", {"noindex", "noai"}),
        ("<meta name=robots content=none>", {"none"}),
        ('<meta name="microfiche" content="nosnippet">', {"nosnippet"}),
        ('<meta name="googlebot" content="noarchive">', set()),
        ('<meta property="robots" content="noarchive">', set()),
        ('<meta name="tdm-reservation" content="1">', {"tdm"}),
        ('<meta name="tdm-reservation" content="0">', set()),
        ('<meta name="robots" content="index, follow, max-image-preview:large">', set()),
        ('<!-- <meta name="robots" content="noarchive"> -->', set()),
        ('<!-- <meta name="robots" content="noarchive">', set()),
        ('<!-- a --><!-- <!-- b --><meta name="robots" content="noarchive"><!-- c -->', {"noarchive"}),
        ('<!--><meta name="robots" content="noarchive"><!-- c -->', {"noarchive"}),
        ('<meta name="description" content="Why noarchive is noindex">', set()),
    ],
)
def test_meta_elements(element: str, words: set[str]) -> None:
    assert found(f"<html><head><title>x</title>{element}</head><body>x") == words
    assert found(element, kind="text/plain") == set()


def test_a_packed_page_is_unpacked_as_far_as_its_head() -> None:
    page = b'<html><meta name="robots" content="noarchive">' + b"<p>text</p>" * 100_000
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    assert opt_outs_of(Bytes(head + gzip.compress(page)), token="microfiche") == ("noarchive",)


@pytest.mark.parametrize(
    ("entries", "url", "is_reserved"),
    [
        ([{"location": "/", "tdm-reservation": 1}], "/a", True),
        ([{"location": "/free", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}], "/free/a", False),
        ([{"location": "/free", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}], "/a", True),
        ([{"location": "*.jpg$", "tdm-reservation": 1}], "/photo.jpg", True),
        ([{"location": "*.jpg$", "tdm-reservation": 1}], "/a.jpg.b.jpg", True),
        ([{"location": "*.jpg$", "tdm-reservation": 1}], "/photo.jpg/a", False),
        ([{"location": "/a/*/b", "tdm-reservation": 1}], "/a/x/bc", True),
        ([{"location": "/a$", "tdm-reservation": 1}], "/ab", False),
        ([{"tdm-reservation": 1}, 7, {"location": 7}], "/a", False),
        ({"location": "/"}, "/a", False),
    ],
)
def test_the_list_of_a_site(entries: object, url: str, *, is_reserved: bool) -> None:
    assert reserved_by_list(json.dumps(entries).encode(), f"https://gazette.example{url}") is is_reserved


@given(st.binary(max_size=500), st.binary(max_size=200))
def test_any_bytes_give_known_words(body: bytes, field: bytes) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nX-Robots-Tag: " + field + b"\r\n\r\n<meta " + body
    assert set(opt_outs_of(Bytes(block), token="microfiche")) <= set(OPT_OUTS)
    assert reserved_by_list(body, "https://gazette.example/") in {True, False}
