"""The demo newspaper holds together: every link leads somewhere, and each oddity it promises is there."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote

import pytest
from lxml import etree
from protego import Protego
from rooms.demo.edition import BASE, ROUTES, answer, asked, links_on, page_at

from crawler.demo.answer import Answer, Framing, rendered
from crawler.demo.newspaper import DEAD_PATH, EXPECTED, GONE_PATH, newspaper, summary
from crawler.demo.paper.story import SECTIONS, stories
from crawler.demo.server import NewsServer
from crawler.fetch.discovery import BrokenListing, Listed, read_listing, robots_sitemaps
from crawler.url import is_public_host

HTML_PATHS = [path for (_, path), found in ROUTES.items() if isinstance(found, Answer) and page_at(path).is_readable]


def walk() -> dict[str, int]:
    """Follow every link from the front page; return the status of each path met."""
    statuses: dict[str, int] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in statuses:
            continue
        found = answer(path)
        statuses[path] = found.status if found else 404
        if found and found.status in {301, 302}:
            waiting.append(dict(found.fields)["Location"].removeprefix(BASE))
        elif found and page_at(path).is_readable:
            waiting.extend(links_on(page_at(path)))
    return statuses


@pytest.fixture(scope="module")
def statuses() -> dict[str, int]:
    return walk()


def test_one_link_is_dead_and_one_page_is_gone(statuses: dict[str, int]) -> None:
    assert [path for path, status in statuses.items() if status == 404] == [DEAD_PATH]
    assert [path for path, status in statuses.items() if status == 410] == [GONE_PATH]
    assert Counter(statuses.values()).keys() == {200, 301, 302, 404, 410}


def test_every_article_and_page_can_be_reached_by_links(statuses: dict[str, int]) -> None:
    reached = {path for path in statuses if path.partition("?")[0] != "/search"}
    assert set(HTML_PATHS) - reached == {"/search"}


def test_the_summary_counts_what_is_there() -> None:
    found = summary()
    assert found.pages == len(HTML_PATHS) - 1  # all but the search, which robots.txt forbids
    assert (found.pages, found.articles) == (65, 42)
    assert found.photos_with_caption == sum(photo.caption is not None for s in stories() for photo in s.photos) == 44
    assert found.mirror_claims == 11


def test_same_base_same_bytes() -> None:
    def printed() -> list[tuple[str, bytes]]:
        edition = newspaper("http://news.example")
        answers = ((p, a if isinstance(a, Answer) else a(asked(p))) for (_, p), a in edition.items())
        return [(path, rendered(found, asked(path))) for path, found in answers]

    first = printed()
    assert first == printed()
    assert b"127.0.0.1" not in b"".join(data for _, data in first)


def test_six_templates_and_eight_languages() -> None:
    assert {story.template for story in stories()} == {"modern", "classic", "table", "blog", "live", "gallery"}
    languages = {truth.language for truth in EXPECTED.values()}
    assert languages == {"en", "ar", "zh", "fa", "ru", "es", "de", "fr"}
    assert {page_at(p).tree.get("dir") for p, t in EXPECTED.items() if t.language in {"ar", "fa"}} == {"rtl"}


def test_robots_asks_for_a_short_delay_and_keeps_the_search_out() -> None:
    found = answer("/robots.txt")
    assert found is not None
    rules = Protego.parse(found.body.decode())
    assert rules.crawl_delay("microfiche") == 0.05
    assert not rules.can_fetch(BASE + "/search?q=ferry", "microfiche")
    assert all(rules.can_fetch(BASE + path, "microfiche") for path in EXPECTED)
    named = robots_sitemaps(found.body, BASE + "/robots.txt")
    assert named == [BASE + "/sitemap-index.xml", BASE + "/news-sitemap.xml"]


def listed_in(path: str) -> list[Listed]:
    found = answer(path)
    assert found is not None, path
    listed = list(read_listing(found.body, BASE + path))
    assert not [one for one in listed if isinstance(one, BrokenListing)]
    return [one for one in listed if isinstance(one, Listed)]


def test_sitemaps_list_every_article_with_its_day() -> None:
    nested = [one.url.removeprefix(BASE) for one in listed_in("/sitemap-index.xml") if one.is_list]
    assert nested == ["/sitemaps/articles.xml.gz", "/sitemaps/lists.xml"]
    articles = listed_in(nested[0])
    assert {one.url.removeprefix(BASE) for one in articles} == set(EXPECTED)
    assert all(one.changed_at is not None for one in articles)
    assert {one.url.removeprefix(BASE) for one in listed_in(nested[1])} == {"/", *(f"/{s.key}" for s in SECTIONS)}


@pytest.mark.parametrize("path", ["/feeds/rss.xml", "/feeds/atom.xml", "/news-sitemap.xml"])
def test_feeds_list_the_latest_first(path: str) -> None:
    listed = listed_in(path)
    assert [unquote(one.url.removeprefix(BASE)) for one in listed] == list(EXPECTED)[: len(listed)]
    assert len(listed) >= 12
    assert all(one.changed_at is not None for one in listed)


def test_the_front_page_announces_both_feeds() -> None:
    assert page_at("/").feeds == (BASE + "/feeds/rss.xml", BASE + "/feeds/atom.xml")


@pytest.mark.parametrize("path", [path for _, path in ROUTES if path.endswith(".xml")])
def test_xml_is_well_formed(path: str) -> None:
    found = answer(path)
    assert found is not None
    etree.fromstring(found.body)


def test_old_addresses_lead_on() -> None:
    by_path = {path: answer(path) for path in ("/news/30458", "/harbor", "/latest")}
    told = {path: (a.status, dict(a.fields)["Location"]) for path, a in by_path.items() if a}
    assert told == {
        "/news/30458": (301, BASE + "/Detail/2026/11/21/30458/Night-ferry-Aurelia-returns-to-the-Sound"),
        "/harbor": (301, "/harbour"),
        "/latest": (302, BASE + "/2026/11/22/harbour/north-quay-crane-lifts-first-load"),
    }


def test_articles_go_out_plain_encoded_and_in_chunks() -> None:
    answers = [found for path in EXPECTED if (found := answer(path))]
    assert Counter((found.gzip, found.framing) for found in answers).keys() == {
        (False, Framing.LENGTH),
        (True, Framing.LENGTH),
        (False, Framing.CHUNKED),
    }


@pytest.mark.parametrize("path", EXPECTED)
def test_an_article_that_is_known_is_not_sent_again(path: str) -> None:
    found = answer(path)
    assert found is not None
    assert found.etag
    assert rendered(found, asked(path, ("If-None-Match", found.etag))).startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert found.last_modified
    known = rendered(found, asked(path, ("If-Modified-Since", found.last_modified)))
    assert known.startswith(b"HTTP/1.1 304 Not Modified\r\n")


def test_one_page_is_in_windows_1251_and_one_has_a_wrong_label() -> None:
    russian = answer("/archive/story.php?id=30295")
    assert russian is not None
    assert "Рыбный рынок переезжает под крышу".encode("cp1251") in russian.body
    assert ("Content-Type", "text/html; charset=windows-1251") in russian.fields
    spanish = answer("/blog/2026/11/la-barca-que-reparte-libros/")
    assert spanish is not None
    assert "Cada quince días".encode() in spanish.body
    assert ("Content-Type", "text/html; charset=iso-8859-1") in spanish.fields


def test_an_onion_location_over_plain_http_stands_where_no_mirror_is_expected() -> None:
    path = next(p for p in EXPECTED if (found := answer(p)) and "Onion-Location" in dict(found.fields))
    assert not EXPECTED[path].mirrors


@pytest.mark.parametrize("path", HTML_PATHS)
def test_pages_load_nothing_from_elsewhere_and_run_nothing(path: str) -> None:
    tree = page_at(path).tree
    loaded = [e.get("src") or e.get("href") or "" for e in tree.iter("img", "link", "script", "iframe", "form")]
    assert all(not url or url.startswith(("/", BASE)) for url in loaded)
    assert all(script.get("type") == "application/ld+json" for script in tree.iter("script"))
    assert all(image.get("alt") is not None for image in tree.iter("img"))


def test_no_note_on_any_page_but_the_wrong_label() -> None:
    noted = {path for path in HTML_PATHS if page_at(path).notes}
    assert noted == {"/blog/2026/11/la-barca-que-reparte-libros/"}


@pytest.mark.parametrize("path", EXPECTED)
def test_the_truth_is_printed_on_its_page(path: str) -> None:
    page, truth = page_at(path), EXPECTED[path]
    texts = [block.text for block in page.blocks]
    assert [text for text in truth.blocks if text not in texts] == []
    everything = " ".join(texts)
    assert truth.headline in texts
    assert all(author in everything for author in truth.authors)
    assert all(photo.caption in everything for photo in truth.photos)
    assert all(name in everything for photo in truth.photos for name in photo.credits)
    assert all(photo.src in set(links_on(page)) for photo in truth.photos)
    assert " ".join(truth.section) in everything.replace(" / ", " ").replace(" > ", " ")


def test_printed_mirrors_are_hosts_of_ours_without_a_scheme() -> None:
    claims = [claim for truth in EXPECTED.values() for claim in truth.mirrors if claim.host]
    assert all(claim.host and is_public_host(claim.host) and "tidewatergazette-" in claim.host for claim in claims)
    hrefs = [line.href for story in stories() if story.addresses for line in story.addresses.lines]
    assert len(hrefs) == len(claims)
    assert any("://" not in href for href in hrefs)


def test_the_sentence_that_points_at_a_photo_belongs_to_the_photo_below_it() -> None:
    told = [photo.mention for truth in EXPECTED.values() for photo in truth.photos if photo.mention]
    assert [(text.partition(" (seen below)")[0], text.rpartition(" ")[2]) for text in told] == [
        ("The old steam crane beside it", "monument."),
        ("The ferry’s saloon has been panelled with boards from the old net loft", "eleven."),
    ]


def test_it_can_be_served() -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        assert server.answer_to(asked("/archive/story.php?id=30310")).status == 200
        assert server.answer_to(asked("/search?q=ferry")).status == 200
        assert server.answer_to(asked(DEAD_PATH)).status == 404
