"""Feeds as values: RSS 0.9 to 2.0, RDF, Atom, JSON Feed, and what only looks like one."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.fetch.discovery import BrokenListing, Listed, read_listing, when
from crawler.fetch.discovery.markup.signs import Signs

AT = "https://tidewater.example/feed.xml"
STORY = "https://tidewater.example/2026/ferry-strike"

RSS2 = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Gazette&nbsp;News</title><link>https://tidewater.example/</link>
<atom:link rel="self" href="https://tidewater.example/feed.xml"/>
<item><title>Fish & chips</title><link>https://tidewater.example/2026/ferry-strike</link>
<atom:link rel="replies" href="https://tidewater.example/comments"/>
<pubDate>Sun, 22 Nov 2026 10:30:00 +0100</pubDate></item>
</channel></rss>
"""
RSS091 = b"""<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://127.0.0.1:9/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><item><link>/2026/ferry-strike</link></item></channel></rss>
"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://tidewater.example/"/>
<item rdf:about="https://tidewater.example/2026/ferry-strike"><dc:date>2026-11-22T09:30:00Z</dc:date></item></rdf:RDF>
"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://tidewater.example/2026/"><id>urn:x</id>
<link rel="self" href="feed"/>
<entry><link rel="enclosure" href="/sound.mp3"/><link rel="alternate" type="text/html" href="ferry-strike"/>
<published>2026-11-20T00:00:00Z</published><updated>2026-11-22T09:30:00Z</updated></entry></feed>
"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {"id": "1", "url": "/2026/ferry-strike", "date_published": "2026-11-22T10:30:00+01:00"},
            {"id": 7},
            {"id": "8"},
            {"url": {}, "id": "ferry"},
            "not an item",
        ],
    }
).encode()


@pytest.mark.parametrize(
    ("data", "dated"),
    [(RSS2, True), (RSS091, False), (RDF, True), (ATOM, True), (JSON_FEED, True)],
    ids=["rss 2.0", "rss 0.91", "rdf", "atom", "json"],
)
def test_every_kind_of_feed_lists_its_story(data: bytes, dated: bool) -> None:  # noqa: FBT001  # a table's column
    changed_at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC) if dated else None
    entries = list(read_listing(data, AT))
    assert entries[0] == Listed(url=STORY, changed_at=changed_at)
    assert [entry for entry in entries[1:] if isinstance(entry, Listed)] == []


def test_a_bare_ampersand_is_named_and_costs_no_story() -> None:
    [_, broken] = list(read_listing(RSS2, AT))
    assert isinstance(broken, BrokenListing)
    assert broken.reason.startswith("not well-formed XML: line 5")
    assert len(list(read_listing(RSS2.replace(b"Fish &", b"Fish &amp;"), AT))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_an_address_with_bare_ampersands_is_the_one_that_was_written(encoding: str) -> None:
    items = (
        "<item><link>/story?section=3&id=77&copy=2&amp;lt=1&#38;x&y;</link></item>"
        "<item><link><![CDATA[/story?a=1&b=2&amp;c=3]]></link></item>"
        '<item rdf:about="/story?d=1&e=2"/><!-- & --><?php a && b ?><item><link>/last?&</link></item>'
    )
    feed = f"<rss xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel>\n{items}</channel></rss>"
    *entries, broken = list(read_listing(feed.encode(encoding), AT))
    assert [getattr(entry, "url", None) for entry in entries] == [
        "https://tidewater.example/story?section=3&id=77&copy=2&lt=1&x",
        "https://tidewater.example/story?a=1&b=2&amp;c=3",
        "https://tidewater.example/story?d=1&e=2",
        "https://tidewater.example/last?&",
    ]
    assert broken == BrokenListing("not well-formed XML: line 2: an ampersand that is not escaped")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8])
def test_signs_are_escaped_wherever_a_piece_ends(size: int) -> None:
    data = (
        b"<a b='&'>& &x &x; &#x41; &#38 <![CDATA[ & ]] ]]>&<!-- & -->&-<? & ? ?>&<!&]&-" + b"&" + b"n" * 90 + b";&lt;&"
        b" < <5 </p></ <!ENTITY <<b><"
    )
    mended = (
        b"<a b='&#38;'>&#38; &#38;x &x; &#x41; &#38;#38 <![CDATA[ & ]] ]]>&#38;<!-- & -->&#38;-<? & ? ?>&#38;&#60;!&#38;]"
        b"&#38;-&#38;" + b"n" * 90 + b";&#60;&#38;"
        b" &#60; &#60;5 </p>&#60;/ <!ENTITY &#60;<b>&#60;"
    )
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert b"".join(Signs().escaped(pieces)) == mended
    assert b"".join(Signs().escaped([data])) == mended


@pytest.mark.parametrize(
    "title",
    ["Profits < 5 %", "tides <3", "a << b", "<-- back", "more </ less", "<\u201egreen\u201c>", "a < b & c > d", "<"],
)
def test_a_less_than_sign_costs_no_story(title: str) -> None:
    items = "".join(
        f"<item>\n<title>{text}</title><link>/{n}</link></item>" for n, text in enumerate(["a", title, "b"])
    )
    *entries, broken = list(read_listing(f"<rss><channel>{items}</channel></rss>".encode(), AT))
    assert entries == [Listed(url=f"https://tidewater.example/{n}") for n in range(3)]
    assert isinstance(broken, BrokenListing)
    assert broken.reason.startswith("not well-formed XML: line 3: a")


@pytest.mark.parametrize(
    ("declared", "path", "address", "flaw"),
    [
        ("", b"/caf\xe9?q=\xff", "/caf%E9?q=%FF", "line 2: a byte that is no utf-8"),
        ("utf-8", b"/caf\xc3\xa9/caf\xe9", "/caf%C3%A9/caf%E9", "line 2: a byte that is no utf-8"),
        ("windows-1251", b"/\xef\xe0\xf0\xee\xec", "/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC", None),
        ("iso-8859-1", b"/l\x92\xe9t\xe9", "/l%E2%80%99%C3%A9t%C3%A9", None),
        ("shift_jis", b"/\x93\x8c<", "/%E6%9D%B1%3C", "line 2: a less-than sign that is not escaped"),
        ("iso-2022-jp", b"/\x1b$B<<$+\x1b(B", "/%E5%AE%A4%E3%81%8B", None),
        ("utf-16", b"/plain", "/plain", None),
        ("klingon", b"/plain", "/plain", "line 1: an unknown encoding: klingon"),
    ],
)
def test_an_address_is_read_in_the_encoding_of_its_feed(
    declared: str, path: bytes, address: str, flaw: str | None
) -> None:
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else "<!-- no declaration -->\n"
    feed = head.encode() + b"<rss><item><link>" + path + b"</link></item></rss>"
    entry, *broken = list(read_listing(feed, AT))
    assert entry == Listed(url=f"https://tidewater.example{address}")
    assert broken == ([] if flaw is None else [BrokenListing(f"not well-formed XML: {flaw}")])


def test_after_a_mistake_the_ampersands_of_addresses_stay() -> None:
    feed = b"<rss><title>Tide&nbsp;tables <b>today</title><item><link>/story?a=1&amp;b=2</link></item></rss>"
    entry, _ = list(read_listing(feed, AT))
    assert entry == Listed(url="https://tidewater.example/story?a=1&b=2")


def test_the_guid_is_an_address_only_when_it_is_one() -> None:
    items = (
        b"<item><guid>https://tidewater.example/a</guid></item>"
        b'<item><guid isPermaLink="false">https://tidewater.example/b</guid></item>'
        b"<item><guid>12345</guid></item>"
        b"<item><guid>https://tidewater.example/old</guid><link>https://tidewater.example/c</link></item>"
    )
    entries = list(read_listing(b"<rss><channel>" + items + b"</channel></rss>", AT))
    assert entries == [Listed(url="https://tidewater.example/a"), Listed(url="https://tidewater.example/c")]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!doctype html><title>Gazette</title>", "an HTML page, not a feed or sitemap"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [', "not JSON: "),
        (b'{"error": "no such feed"}', "JSON, but not a JSON Feed: it has no list of items"),
        (b'{"items":' + b"[" * 100_000, "not JSON: "),
    ],
)
def test_what_is_no_feed_is_one_value_with_its_reason(data: bytes, reason: str) -> None:
    [broken] = list(read_listing(data, AT))
    assert isinstance(broken, BrokenListing)
    assert broken.reason.startswith(reason)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-11-22T23:00:00.25-02:00", datetime(2026, 11, 23, 1, 0, 0, 250_000, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30 EST", datetime(2026, 11, 22, 14, 30, tzinfo=UTC)),
        ("22 Nov 26 09:30:00 -0000", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30:00 +01:00", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("Sun, 22 Nov 2026 09:30:00 GMT-0330", datetime(2026, 11, 22, 13, tzinfo=UTC)),
        ("2026-11-22 09:30:00 +01:00", datetime(2026, 11, 22, 8, 30, tzinfo=UTC)),
        ("2026-11-22 09:30:00 UTC", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00+23:00", None),
        ("2026-13-45", None),
        ("Sun, 99 Nov 2026", None),
        ("", None),
        ("9" * 500, None),
        (None, None),
    ],
)
def test_dates_as_lists_write_them(text: str | None, expected: datetime | None) -> None:
    assert when(text) == expected


def test_older_than_needs_a_date() -> None:
    since = datetime(2026, 11, 22, tzinfo=UTC)
    assert Listed(url=STORY, changed_at=datetime(2026, 11, 21, 23, 59, tzinfo=UTC)).is_older_than(since)
    assert not Listed(url=STORY, changed_at=since).is_older_than(since)
    assert not Listed(url=STORY).is_older_than(since)
    assert not Listed(url=STORY, changed_at=since).is_older_than(None)


def test_of_an_atom_entrys_alternates_the_page_counts() -> None:
    feed = b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry>
      <link rel="alternate" type="audio/mpeg" href="/ferry.mp3"/>
      <link rel="alternate" type="text/html; charset=utf-8" hreflang="en" href="/ferry"/>
      <link rel="alternate" type="text/html" hreflang="de" href="/faehre"/></entry></feed>"""
    assert [getattr(each, "url", None) for each in read_listing(feed, "https://tidewater.example/feed")] == [
        "https://tidewater.example/ferry"
    ]


@pytest.mark.parametrize(
    ("feed_base", "entry_base", "expected"),
    [
        ("/news/", "", "/news/ferry"),
        (".", "", "/feeds/ferry"),
        ("/news/", "today/", "/news/today/ferry"),
        ("https://tidewater.example/a/", "b/", "/a/b/ferry"),
        ("", "../", "/ferry"),
        ("javascript:x", "", "/feeds/ferry"),
        ("", "", "/feeds/ferry"),
    ],
)
def test_a_base_may_be_relative_to_the_address_of_the_feed(feed_base: str, entry_base: str, expected: str) -> None:
    bases = [f' xml:base="{base}"' if base else "" for base in (feed_base, entry_base)]
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"{bases[0]}><entry{bases[1]}><link href="ferry"/></entry></feed>'
    entries = list(read_listing(feed.encode(), "https://tidewater.example/feeds/all.xml"))
    assert entries == [Listed(url=f"https://tidewater.example{expected}")]


def test_a_relation_is_one_in_any_case() -> None:
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="Alternate" href="/ferry"/></entry></feed>'
    assert list(read_listing(feed, AT)) == [Listed(url="https://tidewater.example/ferry")]
