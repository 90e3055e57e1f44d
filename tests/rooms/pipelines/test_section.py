from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_kit import page_of

from crawler.page import Draft
from pipelines.metadata import read_metadata
from pipelines.metadata.crumbs import tidy

if TYPE_CHECKING:
    from crawler.model import Article

LONG_TRAIL = [f"Part {letter}" for letter in "ABCDEFGHI"]


def read(html: str, *, url: str = "https://lantern.example/2031/a-canal-opens") -> Article:
    return read_metadata(Draft.of(page_of(html, url=url))).article


def section_in(crumbs: str) -> list[str]:
    return read(f"<nav class=breadcrumb>{crumbs}</nav><h1>A canal opens</h1>").section


def stated(value: object) -> str:
    told = json.dumps({"@type": "NewsArticle", "headline": "A canal opens", "articleSection": value})
    return f"<script type=application/ld+json>{told}</script><h1>A canal opens</h1>"


def test_breadcrumb_markup_is_a_section() -> None:
    html = "<div class='breadcrumbs'><a href=/>Home</a> / <a href=/n>News</a> / <a href=/n/i>Iraq</a></div><h1>A canal</h1>"
    assert read(html).section == ["News", "Iraq"]


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ("<h2>Breadcrumb Trail Links</h2><a>News</a> / <a>World</a>", ["News", "World"]),
        ("<p>You are here:</p><a>News</a> / <a>World</a>", ["News", "World"]),
        ("<p>Du befindest dich hier: Home</p><p>News</p>", ["News"]),
        ("<p>Updated 03/05/2022 22:46</p><p>News</p>", ["News"]),
        ("<a>The Lantern</a> / <a>2031</a> / <a>Harbour</a> / A canal opens", ["Harbour"]),
        ("<a>News.Example</a> / <a>Harbour</a> / A canal ...", ["Harbour"]),
        ("<a>Harbour</a> / The Old Canal What S New In 2031", ["Harbour"]),
    ],
)
def test_a_breadcrumb_holds_sections_alone(crumbs: str, section: list[str]) -> None:
    html = (
        f"<meta property=og:site_name content='The Lantern'><div class=breadcrumb>{crumbs}</div><h1>A canal opens</h1>"
    )
    url = "https://news.example/harbour/the-old-canal-what-s-new-in-2031"
    assert read(html, url=url).section == section


def test_a_list_of_crumbs_in_json_ld_is_unescaped_and_ends_before_the_article() -> None:
    crumbs = [
        ("https://news.example/", "Front"),
        ("https://news.example/g", "Газета «Arts &amp; Letters»"),
        ("/a?ref=rss", "Canals"),
    ]
    parts = [{"@type": "ListItem", "item": {"@id": address, "name": name}} for address, name in crumbs]
    told = json.dumps({"@type": "BreadcrumbList", "itemListElement": parts})
    html = f"<script type=application/ld+json>{told}</script><h1>A canal opens</h1>"
    assert read(html, url="https://news.example/a").section == ["Газета «Arts & Letters»"]


@pytest.mark.parametrize(
    ("crumbs", "section"),
    [
        ("<a>Home</a> <a>Harbour</a> <a>Ferries &amp; Boats</a> A canal opens", ["Harbour", "Ferries & Boats"]),
        ("<span><a>Startseite</a><a>Hafen</a></span>", ["Hafen"]),
        ("<p>You are here:<a>Home</a></p><p>Harbour</p>", ["Harbour"]),
        ("<p>Sie sind hier: Hafen</p>", ["Hafen"]),
        ("<h2>Pfadnavigation</h2><p>Hafen</p>", ["Hafen"]),
        ("<a>The Lantern frontpage</a> / <a>Harbour</a>", ["Harbour"]),
        ("<a>Zur Startseite</a> / <a>Hafen</a>", ["Hafen"]),
        ("<a>Harbour \ue409</a> / <a>Ferries \ue409</a>", ["Harbour", "Ferries"]),
        ("<p>Harbour</p><p>October 18, 2031</p>", ["Harbour"]),
        ("<p>Puerto</p><p>6 de mayo de 2031 05:30</p>", ["Puerto"]),
        ("<p>Essays</p><p>January</p>", ["Essays"]),
        ("<p>‹ Zurück</p><p>Hafen</p>", ["Hafen"]),
        ("<p>Harbour</p><p>&lt; Back to all stories</p>", ["Harbour"]),
        ("<p>{{ item.title }}</p><p>Harbour</p>", ["Harbour"]),
        ("<p>Category: Harbour</p>", ["Harbour"]),
        ("<p>Uncategorized</p>", []),
        ("<a>LANTERN</a> / <a>Harbour</a>", ["Harbour"]),
        ("<a>Harbour</a> / <a>lantern.example</a>", ["Harbour"]),
        ("<p>March</p>", ["March"]),
        ("当前位置：<a href=/>首页</a> &gt; <a href=/gn>国内</a> &gt; 正文", ["国内"]),
        ("<a href=/>होम</a> / <a href=/s>राज्य</a>", ["राज्य"]),
        ("<a href=/>صفحه نخست</a> » <a href=/s>اجتماعی</a>", ["اجتماعی"]),
        ("<ol><li><a href=/>トップ</a></li><li><a href=/s>社会</a></li><li>記事</li></ol>", ["社会"]),
    ],
)
def test_what_stands_beside_the_names_of_a_breadcrumb_is_no_section(crumbs: str, section: list[str]) -> None:
    assert section_in(crumbs) == section


def test_a_section_that_is_called_like_the_site_stays() -> None:
    html = "<nav class=breadcrumb><a>News</a> / <a>Iraq</a></nav><h1>A canal opens</h1>"
    assert read(html, url="https://news.example/a").section == ["News", "Iraq"]


def test_a_short_address_is_in_many_a_section() -> None:
    html = "<div class=crumbs><a href=/e>Exhibitions and openings</a></div><h1>A canal opens</h1>"
    assert read(html, url="https://news.example/open").section == ["Exhibitions and openings"]


def test_the_beginning_of_a_headline_is_no_section() -> None:
    crumbs = "<div class=crumb><a href=/>होम</a> / <a href=/s>राज्य</a> / पुराना जलद्वार पूरी गर्मी बंद</div>"
    assert read(f"{crumbs}<h1>पुराना जलद्वार पूरी गर्मी बंद रहेगा</h1>").section == ["राज्य"]


def test_a_menu_is_no_trail() -> None:
    menu = "".join(f"<li><a href=#>{name}</a></li>" for name in LONG_TRAIL)
    assert section_in(f"<ul>{menu}</ul>") == []
    assert len(section_in(f"<ul>{menu.partition('<li><a href=#>Part I')[0]}</ul>")) == len(LONG_TRAIL) - 1


@pytest.mark.parametrize(
    ("value", "section"),
    [
        ("Harbour,Ferries", ["Harbour", "Ferries"]),
        ("Harbour, Ferries, Ice", ["Harbour", "Ferries", "Ice"]),
        ("Harbour, Ferries and Ice", ["Harbour, Ferries and Ice"]),
        ("Häfen, Fähren &amp; Eis", ["Häfen, Fähren & Eis"]),
        ("Harbour, Ferries", ["Harbour, Ferries"]),
        (["Harbour", "Ferries"], ["Harbour", "Ferries"]),
    ],
)
def test_sections_in_one_value_are_parted_at_its_commas(value: object, section: list[str]) -> None:
    assert read(stated(value)).section == section


def test_a_long_list_holds_tags_and_a_link_is_better() -> None:
    tags = "Harbour,ferry,ice,winter,canal"
    link = "<p><a rel='category tag' href=/harbour>Harbour</a></p>"
    assert read(stated(tags) + link).section == ["Harbour"]
    assert read(stated(tags)).section == ["Harbour", "ferry", "ice", "winter", "canal"]


@pytest.mark.parametrize(
    ("links", "section"),
    [
        ("<a href=/hafen/>Hafen</a>", ["Hafen"]),
        ("<a href=https://www.lantern.example/hafen?from=menu>Häfen</a>", ["Häfen"]),
        ("<a href=/hafen/faehren>Fähren</a><a href=/hafen>Hafen</a>", ["Hafen", "Fähren"]),
        ("<a href=/hafen>Zurück zum Hafen</a>", []),
        ("<a href=/hafen>Der Hafen</a><a href=/hafen>Hafen</a>", ["Hafen"]),
        ("<a href=/hafen>Direkt zum Inhalt</a>", []),
        ("<a href=/hafen>ميناء</a>", ["ميناء"]),
        ("<a href=https://other.example/hafen>Hafen</a>", []),
        ("<a href=/hafen/faehren/>Eine Fähre läuft aus, und niemand sieht hin</a>", []),
        ("", []),
    ],
)
def test_without_anything_else_links_to_the_folders_of_the_address_name_the_section(
    links: str, section: list[str]
) -> None:
    html = f"<nav>{links}</nav><h1>A canal opens</h1>"
    assert read(html, url="https://www.lantern.example/hafen/faehren/2031/05/a-canal-opens.html").section == section


def test_folders_of_people_and_days_are_no_sections() -> None:
    html = (
        "<a href=/authors/ada-lind>Ada Lind</a><a href=/authors>Authors</a><a href=/2031>2031</a><h1>A canal opens</h1>"
    )
    for path in ("authors/ada-lind/a-canal", "2031/a-canal", "en/a-canal"):
        assert read(html, url=f"https://lantern.example/{path}").section == []


@given(st.lists(st.text(max_size=70), max_size=12))
def test_tidying_twice_changes_nothing(names: list[str]) -> None:
    once = tidy(names)
    assert len(set(once)) == len(once)
    assert all(tidy([name]) == [name] or ":" in name or "&" in name for name in once)
