"""Which addresses a crawl takes for the same."""

from __future__ import annotations

import pytest

from crawler.errors import BadAddress
from crawler.url import canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://news.example/a/b.html", "https://news.example/a/b.html"),
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example:80/", "http://news.example/"),
        ("https://news.example:0443/", "https://news.example/"),
        ("https://news.example:8443/", "https://news.example:8443/"),
        ("https://news.example./a", "https://news.example/a"),
        ("https://reader:secret@news.example/a", "https://news.example/a"),
        ("https://news.example/a#comments", "https://news.example/a"),
        ("https://news.example/a?", "https://news.example/a"),
        ("https://news.example/a?&id=1&", "https://news.example/a?id=1"),
        ("https://news.example/a?utm_source=x&UTM_Medium=y&fbclid=1&gclid=2", "https://news.example/a"),
        ("https://news.example/a?id=7&utm_campaign=z&b=2", "https://news.example/a?id=7&b=2"),
        ("https://news.example/a?%75tm_source=x", "https://news.example/a"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/%7eme/%e2%80%99/%2F", "https://news.example/~me/%E2%80%99/%2F"),
        ("https://news.example/’ x", "https://news.example/%E2%80%99%20x"),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a?q=[x]&r=a b", "https://news.example/a?q=%5Bx%5D&r=a%20b"),
        ("https://news.example/a/../b/./c/..", "https://news.example/b/"),
        ("https://news.example/%2e%2e/b", "https://news.example/b"),
        ("https://news.example\\a\\b", "https://news.example/a/b"),
        ("https://news.example//a//b", "https://news.example//a//b"),
        (" https://news.exam\nple/a ", "https://news.example/a"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://[::0001]/", "http://[::1]/"),
        ("https://www.bücher.example/", "https://www.xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://under_score.example/", "https://under_score.example/"),
    ],
)
def test_the_one_spelling(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


def test_case_of_the_path_www_and_scheme_may_tell_pages_apart() -> None:
    spellings = {
        "https://news.example/A",
        "https://news.example/a",
        "http://news.example/a",
        "https://www.news.example/a",
    }
    assert {canonical_url(url) for url in spellings} == spellings


@pytest.mark.parametrize(
    "url",
    ["mailto:x@news.example", "//news.example/", "http://", "http://a..b/", "http://a b/", "http://1.2.3.999/", "x"],
)
def test_anything_else_is_a_bad_address(url: str) -> None:
    with pytest.raises(BadAddress) as caught:
        canonical_url(url)
    assert caught.value.url == url
