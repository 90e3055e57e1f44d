"""Where links of pages lead."""

from __future__ import annotations

import pytest

from crawler.url import resolve

BASE = "https://news.example/section/2026/story?id=1"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("/a", "https://news.example/a"),
        ("b", "https://news.example/section/2026/b"),
        ("./b", "https://news.example/section/2026/b"),
        ("../b", "https://news.example/section/b"),
        ("../../../../b", "https://news.example/b"),
        ("%2e%2E/b", "https://news.example/section/b"),
        ("/a/.%2e/%2e./%2E/b", "https://news.example/b"),
        ("https://news.example/a/%2e%2e", "https://news.example/"),
        ("/a%2e/%2e%2e%2e/%2eb/%252e?c=/%2e/#/%2e/", "https://news.example/a%2e/%2e%2e%2e/%2eb/%252e?c=/%2e/#/%2e/"),
        ("", "https://news.example/section/2026/story?id=1"),
        ("?id=2", "https://news.example/section/2026/story?id=2"),
        ("#part", "https://news.example/section/2026/story?id=1#part"),
        ("a#/feature/1", "https://news.example/section/2026/a#/feature/1"),
        ("//Cdn.Example/x", "https://cdn.example/x"),
        ("\\\\cdn.example\\x", "https://cdn.example/x"),
        ("\\x?y=\\z", "https://news.example/x?y=\\z"),
        (" \n/a\tb ", "https://news.example/ab"),
        ("/a b|c", "https://news.example/a%20b|c"),
        ("/’", "https://news.example/%E2%80%99"),
        ("/%zz%41", "https://news.example/%zz%41"),
        ("HTTP://Other.Example:80", "http://other.example/"),
        ("http:\\\\other.example\\a", "http://other.example/a"),
        ("http:///other.example/a", "http://other.example/a"),
        ("https:b", "https://news.example/section/2026/b"),
        ("https:/b", "https://news.example/b"),
        ("http:/other.example", "http://other.example/"),
        ("1:2", "https://news.example/section/2026/1:2"),
    ],
)
def test_as_in_a_browser(href: str, address: str) -> None:
    assert resolve(BASE, href) == address


@pytest.mark.parametrize(
    "href",
    [
        *(
            "javascript:void(0)",
            "JavaScript:x()",
            " java\nscript:x",
            "mailto:desk@news.example",
            "tel:+100",
            "data:text/html,x",
        ),
        *(
            "ftp://news.example/",
            "localhost:8000/x",
            "http://",
            "http://exa mple.com/",
            "http://[::1",
            "https://a:99999/",
        ),
    ],
)
def test_what_leads_to_no_page_is_none(href: str) -> None:
    assert resolve(BASE, href) is None


def test_a_bad_base_gives_none_for_what_depends_on_it() -> None:
    assert resolve("about:blank", "/a") is None
    assert resolve("about:blank", "https://news.example/a") == "https://news.example/a"


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("www.presstv.ir", "http://www.presstv.ir/"),
        ("WWW.PressTV.co.uk/Detail/1", "http://www.presstv.co.uk/Detail/1"),
        ("presstv.ir", "http://presstv.ir/"),
        ("news.com.au/story", "http://news.com.au/story"),
        ("www.presstv.ir:8080/x?y=1", "http://www.presstv.ir:8080/x?y=1"),
        ("http:www.presstv.ir", "http://www.presstv.ir/"),
        ("https:www.presstv.ir", "https://www.presstv.ir/"),
        ("http//www.presstv.ir/a", "http://www.presstv.ir/a"),
        ("http://http://www.presstv.ir/a", "http://www.presstv.ir/a"),
        ("http://https://www.presstv.ir/a", "https://www.presstv.ir/a"),
        ("пример.рф", "http://xn--e1afmkfd.xn--p1ai/"),
        ("depot.pl/x", "http://depot.pl/x"),
    ],
)
def test_a_host_name_without_its_scheme_is_mended(href: str, address: str) -> None:
    assert resolve(BASE, href) == address


@pytest.mark.parametrize(
    "href",
    [
        *(
            "index.html",
            "story.php",
            "page.asp",
            "detail.aspx?id=1",
            "readme.md",
            "search.pl?q=x/y",
            "index.info",
            "co.uk",
        ),
        *("story.do", "www.html", "a/presstv.ir", "./www.presstv.ir", "v1.2", "10.20.30.40", "presstv.", "über.html"),
    ],
)
def test_a_file_name_stays_a_file_name(href: str) -> None:
    address = resolve(BASE, href)
    assert address is not None
    assert address.startswith("https://news.example/section/2026/")
