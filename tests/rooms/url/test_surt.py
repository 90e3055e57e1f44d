"""SURT keys as CDX servers and CDXJ readers expect them."""

from __future__ import annotations

import time

import pytest

from crawler.errors import BadAddress
from crawler.url import surt

SESSION = "0123456789abcdefABCDEF0123456789"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://example.org/path?b=1", "org,example)/path?b=1"),
        ("https://www.example.org/", "org,example)/"),
        ("http://www2.example.org", "org,example)/"),
        ("http://wwwx.example.org", "org,example,wwwx)/"),
        ("http://user:secret@news.Example.org:80/A/B.HTML", "org,example,news)/a/b.html"),
        ("https://example.org:443/", "org,example)/"),
        ("https://example.org:8443/x", "org,example:8443)/x"),
        ("http://example.org:443/", "org,example:443)/"),
        ("http://example.org./", "org,example)/"),
        ("http://example.org/a/", "org,example)/a"),
        ("http://example.org//a///b//", "org,example)/a/b"),
        ("http://example.org/a/./b/../c", "org,example)/a/c"),
        ("http://example.org/?", "org,example)/"),
        ("http://example.org/a?b=2&a=1", "org,example)/a?a=1&b=2"),
        ("http://example.org/a?a-b=1&a=2&a", "org,example)/a?a&a=2&a-b=1"),
        ("http://example.org/a?X=Y&&c", "org,example)/a?&c&x=y"),
        ("http://example.org/caf%C3%A9", "org,example)/caf%c3%a9"),
        ("http://example.org/café", "org,example)/caf%c3%a9"),
        ("http://example.org/a%2541%20b", "org,example)/aa%20b"),
        ("http://example.org/%25zz#top", "org,example)/%25zz"),
        ("http://example.org/a%23b", "org,example)/a%23b"),
        (f"http://example.org/a;jsessionid={SESSION}", "org,example)/a"),
        (f"http://example.org/a?b=1&PHPSESSID={SESSION}&c=2", "org,example)/a?b=1&c=2"),
        (f"http://example.org/a?sid={SESSION}", "org,example)/a"),
        ("http://example.org/a?sid=short", "org,example)/a?sid=short"),
        ("http://example.org/a?x=1&cfid=12&cftoken=34", "org,example)/a?x=1"),
        ("http://example.org/(S(abcdefghijklmnopqrstuvwx))/page.aspx", "org,example)/page.aspx"),
        ("http://127.0.0.1:8000/x", "1,0,0,127:8000)/x"),
        ("http://[2001:DB8::1]/x", "[2001:db8::1])/x"),
        ("http://bücher.example/", "example,xn--bcher-kva)/"),
    ],
)
def test_keys(url: str, key: str) -> None:
    assert surt(url) == key


@pytest.mark.parametrize(
    "url", ["dns:example.org", "ftp://example.org/", "/path", "", "http://", "http://a:x/", "http://[x/"]
)
def test_anything_else_is_a_bad_address(url: str) -> None:
    with pytest.raises(BadAddress):
        surt(url)


def test_escapes_of_escapes_take_linear_time() -> None:
    started = time.perf_counter()
    assert surt("http://example.org/" + "%25" * 50_000 + "41") == "org,example)/" + "%25" * 49_999 + "a"
    assert time.perf_counter() - started < 5
