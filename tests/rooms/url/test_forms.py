"""Forms of a page that its address shows: AMP, mobile, print, a folder's file, a slash at the end."""

from __future__ import annotations

import tomllib
from urllib.parse import urlsplit

import pytest
from house.tree import ROOT
from hypothesis import given
from hypothesis import strategies as st

from crawler.url import canonical_url, plain_form

PLAIN = "https://news.example/2026/11/ferry-runs-again"


@pytest.mark.parametrize(
    "form",
    [
        f"{PLAIN}/",
        f"{PLAIN}/amp",
        f"{PLAIN}/amp/",
        f"{PLAIN}?amp",
        f"{PLAIN}?amp=1",
        f"{PLAIN}?outputType=amp",
        f"{PLAIN}/print/",
        f"{PLAIN}?print=1",
        f"{PLAIN}?view=print",
        f"{PLAIN}/index.html",
        f"{PLAIN}.amp",
        PLAIN.replace("//news", "//m.news"),
        PLAIN.replace("//news", "//amp.news") + "/amp?print=true",
        PLAIN.replace("example/", "example/amp/"),
    ],
)
def test_a_form_is_undone(form: str) -> None:
    assert plain_form(canonical_url(form)) == PLAIN


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/",
        "https://news.example/print",
        "https://news.example/amp",
        "https://m.example/story",
        "https://news.example/camp",
        "https://news.example/2026/print-is-dead",
        "https://news.example/story?print=edition",
        "https://news.example/story?m=7",
        "https://news.example/amplifier/review",
        "https://news.example/story.html",
        "http://127.0.0.1:8080/story",
    ],
)
def test_what_only_looks_like_a_form_stays(url: str) -> None:
    assert plain_form(url) == url


def test_the_table_is_in_lower_case_and_names_nothing_twice() -> None:
    table = tomllib.loads((ROOT / "crawler/url/forms.toml").read_text("utf-8"))
    names = table["tracking"]["names"]
    assert len(names) == len(set(names))
    words = [*names, *table["tracking"]["starts"]]
    for form in table["forms"].values():
        for value in form.values():
            words += value
    assert all(word == word.lower() for word in words)


PARTS = st.sampled_from(["amp", "print", "index.html", "story", "a.amp.html", "x.print", "", "2026", "m", "b.amp"])
QUERIES = st.sampled_from(["amp=1", "print=", "id=7", "view=print", "m=1", "q"])
HOSTS = st.sampled_from(
    ["news.example", "m.news.example", "amp.m.news.example:8080", "127.0.0.1", "[::1]:80", "m.example"]
)


@given(HOSTS, st.lists(PARTS, max_size=5), st.lists(QUERIES, max_size=4))
def test_a_plain_form_is_plain_and_still_an_address(host: str, parts: list[str], query: list[str]) -> None:
    url = canonical_url(f"https://{host}/{'/'.join(parts)}?{'&'.join(query)}")
    plain = plain_form(url)
    assert plain_form(plain) == plain
    assert canonical_url(plain) == plain
    assert len(urlsplit(plain).path) <= len(urlsplit(url).path)
