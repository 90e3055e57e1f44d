"""A spider made without an engine reads captures, as `read` and `reread` have it do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from scrapy.http import HtmlResponse, Request

from crawler.errors import BadSetting
from crawler.fetch.rebuilt import capture_of
from crawler.http.content import Bytes, whole
from crawler.model import Capture, Scope, Seed, Template
from crawler.page import Page
from spiders.demo import Demo
from spiders.news import News
from spiders.site import SiteSpider

SENTENCE = "The harbour wall opened on Sunday after ten years of work, and the ferries ran on time again. "
STORY = f"<!doctype html><h1 class=new>Harbour wall opens</h1><p>{SENTENCE * 8}</p>"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


class Gazette(SiteSpider):
    name = "gazette"
    outlet = "The Tidewater Gazette"
    seeds = (Seed(url="https://tidewater.example/"),)
    scope = Scope(hosts=("tidewater.example",), exclude=("^/print/",))
    templates = (Template(matches="h1.new", headline="h1.new"), Template(matches="h2.old", headline="h2.old"))


def opened(html: str, url: str = "https://www.tidewater.example/2026/11/22/harbour-wall-opens") -> Page:
    block = Bytes(b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html.encode())
    return Page(Capture(url=url, captured_at=AT, block=block, record_id="urn:uuid:8b7f", spider="gazette"))


def test_an_article_becomes_a_draft_with_its_outlet_and_record() -> None:
    draft = Gazette().draft_of(opened(STORY))
    assert draft is not None
    assert draft.article.outlet == "The Tidewater Gazette"
    assert draft.article.url == "https://www.tidewater.example/2026/11/22/harbour-wall-opens"
    assert draft.article.record_id == "urn:uuid:8b7f"
    assert draft.article.captured_at == "2026-11-22T09:30:00+00:00"
    assert draft.page.template.headline == "h1.new"


def test_a_list_is_no_draft_unless_a_person_says_so() -> None:
    page = opened("<!doctype html><ul><li><a href=/a>More</a></ul>")
    assert Gazette().draft_of(page) is None
    assert Gazette().begin(page).article.outlet == "The Tidewater Gazette"


@pytest.mark.parametrize("spider", [News, Demo])
@pytest.mark.parametrize(
    "seed", ["http://[2001:db8::7]:8000/", "https://Bücher.example/", "https://news.example./", "http://127.1/"]
)
def test_the_host_of_a_seed_is_ours_however_it_is_written(spider: type[SiteSpider], seed: str) -> None:
    assert spider(seeds=seed).is_ours(f"{seed}2026/11/22/harbour-wall-opens")


@pytest.mark.parametrize(
    ("html", "headline"), [(STORY, "h1.new"), (STORY.replace("h1 class=new", "h2 class=old"), "h2.old"), ("<p>", None)]
)
def test_the_first_layout_that_matches_is_taken(html: str, headline: str | None) -> None:
    assert Gazette().template_for(opened(html)).headline == headline


class Changed(SiteSpider):
    """A site whose new layout has all that the old one had."""

    name = "changed"
    templates = (
        Template(matches="h1", headline="h1.new", from_day=date(2026, 11, 16)),
        Template(matches="h1", headline="h1.old", until_day=date(2026, 11, 15)),
        Template(matches="table", headline="td.oldest", until_day=date(2019, 12, 31)),
    )


@pytest.mark.parametrize(
    ("html", "path", "headline"),
    [
        (STORY, "/2026/11/22/wall", "h1.new"),
        (STORY, "/2026/11/15/wall", "h1.old"),
        (STORY, "/2026-11-15/wall", "h1.old"),
        (STORY, "/wall", "h1.new"),  # captured on the 22nd
        (STORY, "/2026/99/99/wall", "h1.new"),
        ("<table><td class=oldest>Wall</table>", "/2026/11/22/wall", "td.oldest"),  # the page tells, not the day
        (STORY, "/2012/01/01/wall", "h1.old"),
    ],
)
def test_the_day_decides_only_between_layouts_that_match(html: str, path: str, headline: str) -> None:
    assert Changed().template_for(opened(html, f"https://tidewater.example{path}")).headline == headline


def test_where_no_day_fits_the_first_that_matches_is_taken() -> None:
    class Gap(SiteSpider):
        name = "gap"
        templates = (
            Template(matches="h1", headline="first", until_day=date(2001, 1, 1)),
            Template(matches="h1", headline="second", from_day=date(2031, 1, 1)),
        )

    assert Gap().template_for(opened(STORY)).headline == "first"


def test_news_reads_any_site_without_seeds_but_crawls_none() -> None:
    draft = News().draft_of(opened(STORY, "https://www.tidewater-gazette.co.uk/2026/11/22/harbour-wall-opens"))
    assert draft is not None
    assert draft.article.outlet == "tidewater-gazette.co.uk"
    with pytest.raises(BadSetting, match=r"^seeds: news has nowhere to start"):
        News().check_seeds()


def test_seeds_widen_the_scope_to_what_a_person_named() -> None:
    assert News(seeds="https://www.news.co.uk/,http://127.0.0.1:8000/").scope.hosts == ("news.co.uk", "127.0.0.1")
    assert Demo(seeds="http://localhost:8000/").scope.hosts == ("localhost",)
    mirrored = Gazette(seeds="https://mirror.example/")
    assert mirrored.scope == Scope(hosts=("tidewater.example", "mirror.example"), exclude=("^/print/",))
    assert Gazette().seeds[0].url == "https://tidewater.example/"


def test_the_key_of_an_article_is_the_same_on_every_host() -> None:
    keys = {Gazette().key_of(f"https://{host}/2026/11/22/harbour-wall-opens") for host in ("a.example", "b.example")}
    assert keys == {"/2026/11/22/harbour-wall-opens"}
    assert Gazette().key_of("https://a.example/") is None


def test_the_archived_capture_is_taken_when_there_is_one() -> None:
    capture = opened(STORY).capture
    request = Request(capture.url, meta={"capture": capture})
    assert capture_of(HtmlResponse(capture.url, body=STORY.encode(), request=request)) is capture


def test_without_an_archive_the_response_is_made_into_a_capture_that_reads_the_same() -> None:
    response = HtmlResponse(
        "https://tidewater.example/a",
        status=203,
        headers={"Content-Type": "text/html", "Content-Encoding": "gzip", "Set-Cookie": ["a=1", "b=2"]},
        body=STORY.encode(),
        request=Request("https://tidewater.example/a"),
    )
    capture = capture_of(response, spider="gazette")
    assert (
        whole(capture.block)
        == (
            b"HTTP/1.1 203 Non-Authoritative Information\r\n"
            b"Content-Type: text/html\r\n"
            b"Set-Cookie: a=1\r\n"
            b"Set-Cookie: b=2\r\n"
            b"Content-Length: %d\r\n"
            b"\r\n" % len(STORY)
        )
        + STORY.encode()
    )
    assert capture.record_id is None
    assert Page(capture).is_readable
