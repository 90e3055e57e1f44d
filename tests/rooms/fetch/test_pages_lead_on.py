"""What a page leads to: likely articles by address and context, lists that go on, answers of "load more" buttons."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_kit import page_of

from crawler.fetch.discovery import is_json, likely_article, named_in_json
from crawler.fetch.discovery.candidate import ADDRESSES, ARTICLES, OTHERS, Candidate
from crawler.page.links import Link, LinkPlace

AT = "https://tidewater.example/news/more?page=2"
STORY = "https://tidewater.example/2026/11/22/harbour-wall-opens"


@pytest.mark.parametrize(
    "path",
    [
        "/news/articles/c0rxk4q0pj0o",
        "/2026/11/22/harbour-wall-opens",
        "/autoren/mara/the-wall-that-nobody-wanted-to-build",
        "/harbour-wall-opens-after-ten-years.html",
        "/article/the-archive-of-the-harbour-is-open-12345",
    ],
)
def test_addresses_of_articles(path: str) -> None:
    assert likely_article(f"https://tidewater.example{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about-us-12345.html",
        "/service/how-to-reach-the-evening-desk-7185764.html",
        "/newsletter-12345",
        "/waz-info/impressum-kontakt-id2163919.html",
        "/author/mara-lindqvist-of-the-desk-12345",
        "/topics/the-wall-and-the-tide",
        "/news/kontakt.html",
        "/unterhaltung/startseite-16675698.html",
    ],
)
def test_addresses_of_lists_and_of_the_papers_own_pages(path: str) -> None:
    assert not likely_article(f"https://tidewater.example{path}")


def link(text: str, place: LinkPlace = LinkPlace.TEXT, url: str = STORY) -> Link:
    return Link(url=url, text=text, place=place)


def test_the_context_decides_where_the_address_leaves_a_doubt() -> None:
    headline = "Harbour wall opens after ten years"
    assert likely_article(STORY, link(headline))
    assert likely_article(STORY, link(""))  # a linked picture
    assert not likely_article(STORY, link("Harbour"))
    assert likely_article(STORY, link(headline, LinkPlace.FURNITURE))
    assert not likely_article(STORY, link("Harbour wall news", LinkPlace.FURNITURE))
    undecided = "https://tidewater.example/news/wall-opens"
    assert not likely_article(undecided)
    assert likely_article(undecided, link(headline, LinkPlace.HEADLINE, undecided))
    assert not likely_article(undecided, link(headline, LinkPlace.TEXT, undecided))
    about = "https://tidewater.example/newsletter"
    assert not likely_article(about, link("Join our newsletter and never miss a tide", LinkPlace.HEADLINE, about))


def test_words_of_scripts_without_spaces_are_counted_by_characters() -> None:
    assert likely_article(STORY, link("港口新墙在十年之后终于开放了", LinkPlace.FURNITURE))
    assert not likely_article(STORY, link("港口", LinkPlace.FURNITURE))


def test_the_order_of_fetching_follows() -> None:
    def priority(given: Link | None) -> int:
        return Candidate.named_by("https://tidewater.example/", STORY, hops=0, link=given).priority

    assert (priority(None), priority(link("Harbour"))) == (ARTICLES, ADDRESSES)
    assert Candidate.named_by("x", "https://tidewater.example/news", hops=0).priority == OTHERS


@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from(LinkPlace))
def test_any_address_and_text_are_told(path: str, text: str, place: LinkPlace) -> None:
    url = f"https://tidewater.example/{path}"
    assert likely_article(url, link(text, place, url)) in {True, False}


def test_where_a_link_stands() -> None:
    page = page_of(
        "<nav><a href=/a>News</a></nav><div class='main-menu open'><ul><li><a href=/b>Menu</a></li></ul></div>"
        "<main><h2><a href=/c>Wall</a></h2><a href=/d><h3>Tide</h3></a><p><a href=/e>text</a></p>"
        "<div class=navy><a href=/f>navy</a></div></main><footer><p><a href=/g>Imprint</a></p></footer>"
    )
    assert {each.href: str(each.place) for each in page.links} == {
        "/a": "furniture",
        "/b": "furniture",
        "/c": "headline",
        "/d": "headline",
        "/e": "text",
        "/f": "text",
        "/g": "furniture",
    }


def test_what_a_page_names_for_going_on() -> None:
    page = page_of(
        '<a rel="next nofollow" href="/news?page=2">Older</a><button data-load-more-url="/api/news?offset=20">More</button>'
        '<div hx-get="?page=3" data-next="4"></div><a data-next-url="javascript:x()">no</a>',
        url="https://tidewater.example/news",
    )
    assert page.more == (
        "https://tidewater.example/news?page=2",
        "https://tidewater.example/api/news?offset=20",
        "https://tidewater.example/news?page=3",
    )


def test_the_page_in_other_languages() -> None:
    page = page_of(
        '<head><link rel="alternate" hreflang="de" href="/de/a"><link rel="alternate" hreflang="x-default" href="/a">'
        '<link rel="alternate" type="application/rss+xml" href="/feed"><link rel="stylesheet" hreflang="fr" href="/s"></head>',
        url="https://tidewater.example/en/a",
    )
    assert page.alternates == ("https://tidewater.example/de/a", "https://tidewater.example/a")


def test_json_names_addresses_links_and_where_it_goes_on() -> None:
    data = {
        "items": [
            {"title": "Wall", "url": "/2026/11/22/wall", "image": {"src": "/a.jpg"}},
            {"permalink": "https://tidewater.example/2026/11/21/tide", "slug": "tide"},
        ],
        "html": '<ul><li><a class="x" href="/2026/11/20/ferry?a=1&amp;b=2">Ferry</a></li></ul>',
        "meta": {"next_page_url": "/news/more?page=3", "next": 4, "self": {"href": "/2026/11/22/wall"}},
    }
    assert list(named_in_json(json.dumps(data).encode(), AT)) == [
        ("https://tidewater.example/2026/11/22/wall", False),
        ("https://tidewater.example/2026/11/21/tide", False),
        ("https://tidewater.example/2026/11/20/ferry?a=1&b=2", False),
        ("https://tidewater.example/news/more?page=3", True),
    ]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(
            lambda value: json.dumps(value).encode()
        ),
    )
)
def test_any_answer_names_web_addresses_only(data: bytes) -> None:
    is_json(data)
    found = [url for url, _ in named_in_json(data, AT)]
    assert all(url.startswith(("http://", "https://")) for url in found)
    assert len(found) == len(set(found))


def test_json_of_great_depth_and_size_is_read_to_its_bounds() -> None:
    assert list(named_in_json(b"[" * 100_000, AT)) == []
    many = json.dumps([{"url": f"/{number}"} for number in range(30_000)]).encode()
    assert len(list(named_in_json(many, AT))) == 2_000
