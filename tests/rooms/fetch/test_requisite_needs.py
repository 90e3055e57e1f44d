from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_kit import page_of

from crawler.fetch.requisites.needs import MOST, page_requisites, sheet_requisites

BASE = "https://news.example/css/main.css"


def test_what_a_page_needs() -> None:
    page = page_of(
        """<head>
        <link rel="stylesheet" href="/a.css?v=2#x"><link rel="alternate stylesheet" href="/dark.css">
        <LINK REL="Shortcut Icon" HREF="//cdn.example/favicon.ico"><link rel=apple-touch-icon href=touch.png>
        <link rel=preload as=font href=f.woff2 crossorigin><link rel=preload as=script href=app.js>
        <link rel=canonical href=/x><link rel=stylesheet href="/a.css?v=2"><link rel=stylesheet href="data:text/css,a">
        <style>@import "print.css"; p { background: url(bg.png) }</style></head><p>Text</p>""",
        url="https://news.example/2031/ferry",
    )
    assert page_requisites(page) == (
        "https://news.example/a.css?v=2",
        "https://cdn.example/favicon.ico",
        "https://news.example/2031/touch.png",
        "https://news.example/2031/f.woff2",
        "https://news.example/2031/print.css",
    )


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        ('@import url("a.css") screen;', ["https://news.example/css/a.css"]),
        ("@import 'a.css';@IMPORT url( b.css );", ["https://news.example/css/a.css", "https://news.example/css/b.css"]),
        ("/* @import 'old.css'; */ p{}", []),
        ("/* never closed @import 'old.css';", []),
        ("p { background: url(x.png) }", []),
        (
            "@font-face { src: url(f.eot); src: url(f.eot?#i) format('e'), url('../f.woff2') , url(f.woff) }",
            ["https://news.example/f.woff2"],
        ),
        ("@font-face{src:local('A')}", []),
        ("@font-face{src:url(data:font/woff2;base64,AAAA)}", []),
        ("@import", []),
    ],
)
def test_what_a_style_sheet_needs(text: str, needed: list[str]) -> None:
    assert list(sheet_requisites(text, BASE)) == needed


def test_a_sheet_that_names_thousands_is_cut() -> None:
    assert len(sheet_requisites("".join(f"@import '{n}.css';" for n in range(9_999)), BASE)) == MOST


@given(st.text(st.sampled_from("@import url('\"); /*font-face{}src:a.")))
def test_any_sheet_is_read(text: str) -> None:
    assert all(url.startswith("http") for url in sheet_requisites(text, BASE))


@pytest.mark.parametrize("start", ["@import ", "@font-face{", "url(", "@font-face{url('", "/*", "@import url("])
def test_hostile_sheets_take_linear_time(start: str) -> None:
    assert len(sheet_requisites(start * 400_000, BASE)) < 2
