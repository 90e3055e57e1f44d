"""What one archived capture says as a list."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from page_kit import page_of
from rooms.coverage.made import FEED, PAGE, row

from crawler.coverage.reading import look_of, section_look

RSS = b"<rss><channel><item><link>/1</link><pubDate>Sun, 22 Nov 2026 09:30:00 GMT</pubDate></item></channel></rss>"
SECTION = "https://gazette.example/harbour"


def test_a_feed_announces_what_it_lists() -> None:
    look = look_of(row(url=FEED), RSS, is_known=False)
    assert look is not None
    assert look.announced == (("https://gazette.example/1", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),)
    assert (look.entries, look.flaw) == (1, None)


def test_an_index_has_entries_and_announces_no_page() -> None:
    index = b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>"
    look = look_of(row(url=FEED), index, is_known=False)
    assert look is not None
    assert (look.entries, look.announced) == (1, ())


def test_a_translation_beside_a_page_is_not_announced_by_it() -> None:
    data = b'<urlset><url><loc>/en</loc><link rel="alternate" hreflang="de" href="/de"/></url></urlset>'
    look = look_of(row(url=FEED), data, is_known=False)
    assert look is not None
    assert [url for url, _ in look.announced] == ["https://gazette.example/en"]


def test_a_web_page_is_a_list_only_where_one_stood_before() -> None:
    html = b"<!doctype html><p>Our feeds"
    assert look_of(row(url=FEED), html, is_known=False) is None
    look = look_of(row(url=FEED), html, is_known=True)
    assert look is not None
    assert (look.entries, look.flaw) == (0, "an HTML page, not a feed or sitemap")


def test_an_empty_and_a_broken_feed_are_lists_with_what_is_wrong() -> None:
    empty = look_of(row(url=FEED), b"<rss><channel></channel></rss>", is_known=False)
    assert empty is not None
    assert (empty.entries, empty.flaw) == (0, None)
    broken = look_of(row(url=FEED), b"<rss><channel><item><link>/1</link></item><item>", is_known=False)
    assert broken is not None
    assert broken.entries == 1
    assert broken.flaw


def test_of_what_is_json_only_a_feed_is_a_list() -> None:
    items = b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1", "items": [{"url": "/1"}]}'
    look = look_of(row(url=FEED), items, is_known=False)
    assert look is not None
    assert look.entries == 1
    assert look_of(row(url=FEED), items.replace(b"feed", b""), is_known=False) is None


@given(
    st.one_of(st.binary(max_size=200), st.binary(max_size=40).map(lambda data: RSS[: len(data) * 4] + data)),
    st.booleans(),
)
def test_any_bytes_are_a_look_or_none(data: bytes, is_known: bool) -> None:  # noqa: FBT001  # hypothesis gives it
    look = look_of(row(url=FEED), data, is_known=is_known)
    assert look is not None or not is_known
    if look is not None:
        assert look.entries >= len(look.announced)
        assert look.entries or look.flaw or not is_known or data.strip()


def test_a_section_page_announces_its_likely_articles() -> None:
    page = page_of(
        f"<nav><a href='/news'>News</a></nav><h2><a href='{PAGE}'>The ferry is late for the third time</a></h2>"
        "<h2><a href='/2026/11/21/the-wall-is-open'>The wall is open after ten years</a></h2>"
        "<h2><a href='https://other.org/2026/11/21/the-wall'>Somebody else on the wall of ours</a></h2>"
        "<footer><a href='/privacy'>Privacy</a></footer>",
        url=SECTION,
    )
    look = section_look(row(url=SECTION), page)
    assert look.announced == ((PAGE, None), ("https://gazette.example/2026/11/21/the-wall-is-open", None))
    assert (look.entries, look.flaw, look.is_section) == (2, None, True)
    bare = section_look(row(url=SECTION), page_of("<p>Nothing</p>", url=SECTION))
    assert (bare.entries, bare.flaw) == (0, "no link on it looks like an article")
