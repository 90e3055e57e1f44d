"""What a page calls its site."""

from __future__ import annotations

import pytest
from page_kit import page_of

from crawler.page.site import ends_of_title, mastheads, site_names
from crawler.page.tree import parse

MAST = '<header><a href="/">The Lantern</a></header>'


@pytest.mark.parametrize(
    ("html", "names"),
    [
        (f"<title>A bridge falls | The Lantern</title>{MAST}", ["The Lantern"]),
        (f"<title>Lantern: a bridge falls</title>{MAST}", ["The Lantern"]),
        (f"<title>A bridge falls | World</title>{MAST}", []),
        (f"<title>The Lantern</title>{MAST}", []),
        ('<title>Bridge | Lantern</title><a href="https://news.example"><img alt="Lantern"></a>', ["Lantern"]),
        ('<title>Bridge | Lantern</title><a href="https://news.example/lantern">Lantern</a>', []),
        ('<title>Bridge | Lantern</title><a href="https://other.example/">Lantern</a>', []),
        (MAST, []),
    ],
)
def test_mastheads(html: str, names: list[str]) -> None:
    assert mastheads(page_of(html)) == names


def test_what_the_page_says_comes_before_the_address() -> None:
    head = '<meta property="og:site_name" content="Lantern News"><title>Bridge – The Lantern</title>'
    page = page_of(head + MAST, url="https://www.lantern.example/a")
    assert site_names(page) == ("Lantern News", "The Lantern", "lantern.example", "lantern")


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_no_xml_may_hold_is_a_space(odd: str) -> None:
    root, _, note = parse(f"<p>one{odd}two</p>")
    assert root.text_content() == "one two"
    assert note is None


def test_a_block_says_where_its_text_begins() -> None:
    page = page_of("<div>one<br><br><img src=a>two<p>three</p>four</div>")
    assert [(block.text, block.opened.tag) for block in page.blocks] == [
        ("one", "div"),
        ("two", "img"),
        ("three", "p"),
        ("four", "p"),
    ]


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("渡轮因冰停航三天-灯塔网", ["渡轮因冰停航三天", "灯塔网"]),
        ("渡轮因冰停航三天_国际_灯塔网", ["渡轮因冰停航三天", "灯塔网"]),
        ("얼음에 멈춘 여객선ㅣ등대일보", ["얼음에 멈춘 여객선", "등대일보"]),
        ("A state-of-the-art ferry", []),
        ("Re_Build", []),
    ],
)
def test_titles_of_scripts_without_spaces_are_parted(title: str, ends: list[str]) -> None:
    assert ends_of_title(title) == ends
