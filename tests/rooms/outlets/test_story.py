"""When a page may be believed that calls another address its own."""

from __future__ import annotations

import pytest

from crawler.outlets import story_address

STORY = "https://news.example/2026/11/22/ferry-runs-again"


@pytest.mark.parametrize(
    ("url", "claimed"),
    [
        (f"{STORY}/amp", STORY),
        (STORY.replace("news.", "www.news."), STORY),
        (STORY.replace("https:", "http:"), STORY),
        (STORY.replace("//news", "//m.news"), STORY),
        (f"{STORY}?utm_source=x&print=1", STORY),
        ("https://news.example/489901/any-words-at-all", "https://news.example/489901/ferry"),
        ("https://news.example/world/489901", "https://www.news.example/article/489901/ferry"),
        ("https://news.example/489901/ferry?ref=home", "https://news.example/489901/ferry"),
    ],
)
def test_a_claim_that_can_be_right_is_believed(url: str, claimed: str) -> None:
    assert story_address(url, claimed) == claimed


@pytest.mark.parametrize(
    ("url", "claimed"),
    [
        (STORY, None),
        (STORY, STORY),
        (STORY, "https://news.example/"),  # a site's template names its start page everywhere
        (STORY, "https://news.example/2026/11/22/another-story"),
        (STORY, STORY.replace("news.example", "agency.example")),  # copied from elsewhere
        ("https://news.example/detail.aspx?id=96218", "https://news.example/detail.aspx"),
        ("https://news.example/detail.aspx?id=96218", "https://news.example/detail.aspx?id=96219"),
        ("https://news.example/489901/ferry", "https://news.example/489902/ferry"),
        ("https://news.example/list?page=2", "https://news.example/list"),
        (STORY, "https://"),
    ],
)
def test_any_other_claim_is_not(url: str, claimed: str | None) -> None:
    assert story_address(url, claimed) == url
