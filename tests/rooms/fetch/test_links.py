"""What an address alone tells."""

from __future__ import annotations

import pytest

from crawler.fetch.discovery import article_like, refresh_target, worth_asking


@pytest.mark.parametrize(
    "path",
    [
        "/2026/11/22/harbour-wall-opens",
        "/2026/nov/22/harbour",
        "/Detail/2016/10/17/489534/harbour-town",
        "/Detail/2016/10/17/489534",
        "/news/world-48591024",
        "/harbour-wall-opens-after-ten-years",
        "/harbour-wall-opens-after-ten-years.html",
        "/story.php?id=48591",
        "/2026-11-22-harbour.html",
    ],
)
def test_addresses_built_like_those_of_articles(path: str) -> None:
    assert article_like(f"https://tidewater.example{path}")


@pytest.mark.parametrize(
    "path",
    ["", "/", "/news", "/2026/11/", "/2026/11/22", "/2026/11/22/", "/tag/harbour-wall-opens-now", "/news/page/12345",
     "/about-us", "/author/mara-lindqvist-of-the-desk"],
)  # fmt: skip
def test_addresses_of_lists(path: str) -> None:
    assert not article_like(f"https://tidewater.example{path}")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/story.html", True),
        ("/story.php?src=a.jpg", True),
        ("/v1.2/story", True),
        ("/photo.JPG", False),
        ("/app.apk", False),
    ],
)
def test_addresses_worth_asking_for(path: str, expected: bool) -> None:  # noqa: FBT001  # a table's column
    assert worth_asking(f"https://tidewater.example{path}") is expected


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=/en/", "/en/"),
        ('5;URL="https://tidewater.example/en/"', "https://tidewater.example/en/"),
        ("0,/en/", "/en/"),
        ("0.5 ; url = /a b ", "/a b"),
        ("60", None),
        (" 60; ", None),
        ("0; url=", None),
        ("", None),
    ],
)
def test_where_a_page_sends_its_reader(content: str, target: str | None) -> None:
    assert refresh_target(content) == target
