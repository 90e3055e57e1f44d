"""Hosts, domains and scope."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from crawler.errors import BadAddress, BadSetting
from crawler.model import Scope
from crawler.url import covers, host_of, is_public_host, registrable_domain

if TYPE_CHECKING:
    from pathlib import Path


def test_host_of() -> None:
    assert host_of("https://u:p@WWW.News.Example:8443/a") == "www.news.example"
    assert host_of("http://Bücher.example") == "xn--bcher-kva.example"
    assert host_of("http://[::1]:80/") == "[::1]"
    with pytest.raises(BadAddress):
        host_of("mailto:a@news.example")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.presstv.co.uk", "presstv.co.uk"),
        ("french.presstv.ir", "presstv.ir"),
        ("presstv.ir", "presstv.ir"),
        ("diary.blogspot.com", "diary.blogspot.com"),
        ("www.diary.blogspot.com", "diary.blogspot.com"),
        ("www.пример.рф", "xn--e1afmkfd.xn--p1ai"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("co.uk", "co.uk"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_is_public_host() -> None:
    good = ["presstv.ir", "www.presstv.co.uk", "PRESSTV.IR", "пример.рф", "diary.blogspot.com", "blogspot.com"]
    bad = [
        "story.php",
        "co.uk",
        "ir",
        "localhost",
        "1.2.3.4",
        "a..ir",
        ".ir",
        "-",
        "",
        "presstv.ir:80",
        "a b.ir",
        "a/b.ir",
    ]
    assert [host for host in good if not is_public_host(host)] == []
    assert [host for host in bad if is_public_host(host)] == []


def test_the_suffix_list_needs_neither_network_nor_cache_folder(tmp_path: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*args, **kwargs): raise SystemExit('asked the network')\n"
        "socket.getaddrinfo = socket.socket.connect = refuse\n"
        "from crawler.url import canonical_url, registrable_domain, surt\n"
        "canonical_url('https://news.example/a?b'); surt('https://news.example/a')\n"
        "assert 'tldextract' not in sys.modules and 'requests' not in sys.modules\n"
        "print(registrable_domain('www.presstv.co.uk'))\n"
    )
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("presstv.co.uk\n", "")
    assert list(tmp_path.iterdir()) == []


def test_covers() -> None:
    scope = Scope(hosts=("news.example", "Bücher.example"), exclude=(r"^/tag/", r"[?&]print="))
    inside = [
        *(
            "https://news.example/a",
            "http://www.news.example:8080/a",
            "https://NEWS.example",
            "https://xn--bcher-kva.example/",
        ),
        "https://news.example/a/tag/b",
    ]
    outside = [
        *(
            "https://badnews.example/a",
            "https://news.example.evil.example/",
            "https://example/",
            "mailto:a@news.example",
        ),
        *(
            "https://news.example/tag/x",
            "https://www.news.example/a?b=1&print=1",
            "https://news.example@evil.example/",
            "",
        ),
    ]
    assert [url for url in inside if not covers(scope, url)] == []
    assert [url for url in outside if covers(scope, url)] == []


def test_a_host_with_a_port_is_that_port_alone() -> None:
    scope = Scope(hosts=("127.0.0.1:8001", "Bücher.example:8443", "[::1]:8001", "any.example"))
    inside = [
        *("http://127.0.0.1:8001/a", "https://xn--bcher-kva.example:8443/", "https://sub.bücher.example:8443/"),
        *("http://[::1]:8001/", "http://any.example/", "http://any.example:8002/"),
    ]
    outside = ["http://127.0.0.1:8002/a", "http://127.0.0.1/a", "https://bücher.example/", "http://[::1]/"]
    assert [url for url in inside if not covers(scope, url)] == []
    assert [url for url in outside if covers(scope, url)] == []


def test_an_exclusion_that_is_no_expression_is_told() -> None:
    with pytest.raises(BadSetting, match="scope"):
        covers(Scope(hosts=("news.example",), exclude=("(",)), "https://news.example/")


@pytest.mark.parametrize("port", [80, 443])
def test_a_usual_port_in_a_scope_is_none(port: int) -> None:
    scope = Scope(hosts=(f"news.example:{port}",))
    assert [covers(scope, f"{scheme}://news.example/") for scheme in ("http", "https")] == [True, True]
