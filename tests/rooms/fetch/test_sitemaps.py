"""Sitemaps as values: what is listed, what is broken, and that nothing of it can do harm."""

from __future__ import annotations

import gzip
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.discovery import BrokenListing, Limits, Listed, read_listing, robots_sitemaps
from crawler.fetch.discovery.unpacking import pieces

ROOT = Path(__file__).parents[3]
AT = "https://tidewater.example/maps/news.xml"
NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
        xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url>
    <loc> https://tidewater.example/2026/11/22/ferry-strike?a=1&amp;b=2 </loc>
    <lastmod>2026-11-22T08:00:00+01:00</lastmod>
    <news:news>
      <news:publication><news:name>The Tidewater Gazette</news:name></news:publication>
      <news:publication_date>2026-11-22T09:30Z</news:publication_date>
      <news:title>Ferry strike enters third day</news:title>
    </news:news>
    <image:image><image:loc>https://tidewater.example/img/ferry.jpg</image:loc></image:image>
  </url>
  <url><image:image><image:loc>https://tidewater.example/img/lone.jpg</image:loc></image:image></url>
  <url><loc>/2026/11/21/lighthouse</loc><lastmod>last Tuesday</lastmod></url>
</urlset>
"""


def listed(data: bytes, url: str = AT) -> list[Listed | BrokenListing]:
    return list(read_listing(data, url))


def urls(data: bytes) -> list[str]:
    return [entry.url for entry in listed(data) if isinstance(entry, Listed)]


def reasons(data: bytes) -> list[str]:
    return [entry.reason for entry in listed(data) if isinstance(entry, BrokenListing)]


def test_a_news_sitemap_gives_pages_with_their_newest_date_and_no_images() -> None:
    assert listed(NEWS_SITEMAP) == [
        Listed(
            url="https://tidewater.example/2026/11/22/ferry-strike?a=1&b=2",
            changed_at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        ),
        Listed(url="https://tidewater.example/2026/11/21/lighthouse", changed_at=None),
    ]


def test_a_page_in_several_languages_is_listed_once_with_its_translations_beside_it() -> None:
    data = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
  <url><loc>https://tidewater.example/en/tide</loc><lastmod>2026-11-22</lastmod>
    <xhtml:link rel="alternate" hreflang="en" href="https://tidewater.example/en/tide"/>
    <xhtml:link rel="alternate" hreflang="de" href="https://tidewater.example/de/flut"/>
    <xhtml:link rel="alternate" href="https://tidewater.example/nowhere"/>
    <xhtml:link rel="amphtml" hreflang="en" href="https://tidewater.example/amp"/></url></urlset>"""
    changed_at = datetime(2026, 11, 22, tzinfo=UTC)
    assert listed(data) == [
        Listed(url="https://tidewater.example/en/tide", changed_at=changed_at),
        Listed(url="https://tidewater.example/de/flut", changed_at=changed_at, language="de"),
    ]
    found = list(
        read_listing(data.replace(b"</urlset>", b"<url><loc>/a</loc></url></urlset>"), AT, Limits(max_entries=1))
    )
    assert [getattr(each, "language", "more than 1 entries") for each in found] == [None, "de", "more than 1 entries"]


def test_films_and_pictures_beside_a_page_are_no_pages() -> None:
    data = b"""<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:video="http://www.google.com/schemas/sitemap-video/1.1" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
  <url><loc>/watch/ferry</loc><video:video><video:content_loc>/f.mp4</video:content_loc><video:player_loc>/p</video:player_loc>
    <video:thumbnail_loc>/t.jpg</video:thumbnail_loc></video:video><image:image><image:loc>/i.jpg</image:loc></image:image></url></urlset>"""
    assert urls(data) == ["https://tidewater.example/watch/ferry"]


def test_an_index_lists_sitemaps() -> None:
    index = (
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        b"<sitemap><loc>https://tidewater.example/a.xml.gz</loc><lastmod>2026-10</lastmod></sitemap></sitemapindex>"
    )
    assert listed(index) == [
        Listed(url="https://tidewater.example/a.xml.gz", changed_at=datetime(2026, 10, 1, tzinfo=UTC), is_list=True)
    ]


@pytest.mark.parametrize(
    "form",
    [
        NEWS_SITEMAP,
        gzip.compress(NEWS_SITEMAP),
        gzip.compress(NEWS_SITEMAP[:300]) + gzip.compress(NEWS_SITEMAP[300:]) + b"\0\0\0",
        b"\xef\xbb\xbf" + NEWS_SITEMAP,
        b"\r\n  " + NEWS_SITEMAP,
        b"\xef\xbb\xbf\r\n" + NEWS_SITEMAP,
        b"\xef\xbb\xbf\n\xef\xbb\xbf" + NEWS_SITEMAP,
        NEWS_SITEMAP.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16"),
        NEWS_SITEMAP.replace(b' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', b""),
        NEWS_SITEMAP.replace(b"<urlset", b"<!-- made by hand <html> -->\n<urlset"),
    ],
    ids=[
        "plain",
        "gzip",
        "gzip members",
        "bom",
        "margin",
        "bom and margin",
        "boms",
        "utf-16",
        "no namespace",
        "comment",
    ],
)
def test_the_same_list_in_every_form_it_is_served_in(form: bytes) -> None:
    assert urls(form) == urls(NEWS_SITEMAP)
    assert reasons(form) == []
    assert len(urls(form)) == 2


def test_a_text_sitemap_has_one_address_a_line() -> None:
    text = b"https://tidewater.example/a\r\n\r\nnot an address\nhttps://tidewater.example/b"
    assert urls(text) == ["https://tidewater.example/a", "https://tidewater.example/b"]
    *entries, broken = list(read_listing(b"\xef\xbb\xbf" + text + b"\xe9\nhttps://tidewater.example/c", AT))
    assert [getattr(entry, "url", None) for entry in entries[1:]] == [
        "https://tidewater.example/b%E9",
        "https://tidewater.example/c",
    ]
    assert broken == BrokenListing("line 4: a byte that is no utf-8")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "an HTML page, not a feed or sitemap"),
        (b"\n<!-- x --><HTML>", "an HTML page, not a feed or sitemap"),
        (b"<opml><body/></opml>", "XML, but neither feed nor sitemap: its root is <opml>"),
        (b"Error 500: database is away", "neither XML nor JSON nor a list of addresses"),
        (b"\x00\x01\x02\xff", "neither XML nor JSON nor a list of addresses"),
        (gzip.compress(NEWS_SITEMAP)[:200], "the gzip stream is cut short"),
        (b"\x1f\x8b\x08\x00garbage that is no deflate stream", "the gzip stream is damaged"),
    ],
)
def test_what_is_no_list_is_one_value_with_its_reason(data: bytes, reason: str) -> None:
    assert reasons(data) == [reason]


def test_what_stands_before_the_break_is_kept() -> None:
    cut = NEWS_SITEMAP[: NEWS_SITEMAP.index(b"<url><loc>/2026")]
    assert urls(cut) == urls(NEWS_SITEMAP)[:1]
    [reason] = reasons(cut)
    assert reason.startswith("not well-formed XML: line 16")


@pytest.mark.parametrize("mistake", ["", "<note>tide & times</note>", "<note>tide&nbsp;<b>times</note>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_of_a_list_that_is_cut_only_closed_entries_are_taken(mistake: str, encoding: str) -> None:
    head, whole = (
        f'<?xml version="1.0" encoding="{encoding}"?><urlset>{mistake}',
        "<url><loc>https://a.example:8001/{}</loc></url>",
    )
    data = f"{head}{whole.format(2026)}\n{whole.format(2027)}</urlset>"
    for at in range(len(head), len(data)):
        assert len(urls(data[:at].encode(encoding))) == data[:at].count("</url>"), data[:at]


def test_entities_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "file"
    secret.write_text("https://tidewater.example/leaked")
    data = (
        f'<!DOCTYPE urlset [<!ENTITY own "https://tidewater.example/own"><!ENTITY file SYSTEM "{secret.as_uri()}">]>'
        "<urlset><url><loc>&file;</loc></url><url><loc>&own;</loc></url>"
        "<url><loc>https://tidewater.example/ok</loc></url></urlset>"
    )
    assert urls(data.encode()) == ["https://tidewater.example/ok"]


def test_a_bomb_of_entities_is_one_value_with_its_reason() -> None:
    bomb = "".join(f"<!ENTITY e{n} '" + f"&e{n - 1};" * 10 + "'>" for n in range(1, 10))
    data = f"<!DOCTYPE urlset [<!ENTITY e0 'bomb'>{bomb}]><urlset><url><loc>&e9;</loc></url></urlset>"
    [broken] = listed(data.encode())
    assert isinstance(broken, BrokenListing)


def test_a_list_is_read_to_its_limits_and_says_so() -> None:
    entries = b"".join(b"<url><loc>https://tidewater.example/%d</loc></url>" % n for n in range(5))
    data = b"<urlset>" + entries + b"</urlset>"
    short = list(read_listing(data, AT, Limits(max_entries=3)))
    assert [type(entry) for entry in short] == [Listed, Listed, Listed, BrokenListing]
    assert short[-1] == BrokenListing("more than 3 entries; the rest was not read")
    assert list(read_listing(data, AT, Limits(max_entries=5)))[-1] == Listed(url="https://tidewater.example/4")
    bomb = gzip.compress(b"<urlset>" + b" " * 3_000_000)
    assert list(read_listing(bomb, AT, Limits(max_bytes=1_000_000))) == [BrokenListing("larger than 1000000 bytes")]


@given(st.lists(st.binary(max_size=9_000) | st.integers(0, 200_000).map(bytes), min_size=1, max_size=5))
def test_the_members_of_gzip_are_one_stream(members: list[bytes]) -> None:
    found = list(pieces(b"".join(map(gzip.compress, members)) + b"\0\0", 1 << 20))
    assert b"".join(found) == b"".join(members)
    assert all(0 < len(piece) <= 65_536 for piece in found)


def test_a_list_of_very_many_empty_members_takes_linear_time() -> None:
    packed = gzip.compress(b"<urlset/>") + gzip.compress(b"") * 200_000
    started = time.process_time()
    assert urls(packed) == []
    assert time.process_time() - started < 5


MEASURED = """
import gzip, resource
from crawler.fetch.discovery import Listed, read_listing

entry = b"<url><loc>https://tidewater.example/2026/%08d</loc><note>" + b"x" * 500 + b"</note></url>"
packed = gzip.compress(b"<urlset>") + b"".join(
    gzip.compress(b"".join(entry % n for n in range(at, at + 500)), 1) for at in range(0, 50_000, 500)
) + gzip.compress(b"</urlset>")
sum(1 for _ in read_listing(gzip.compress(b"<urlset>" + entry % 0 + b"</urlset>"), "https://tidewater.example/"))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(isinstance(found, Listed) for found in read_listing(packed, "https://tidewater.example/"))
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_stays_flat_over_fifty_thousand_entries() -> None:
    # The peak of a process of its own: libxml2's memory is unknown to tracemalloc. The list is made in pieces, so
    # that making it leaves no peak under which the reading could hide.
    done = subprocess.run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True, cwd=ROOT)
    count, growth_kib = map(int, done.stdout.split())
    assert count == 50_000
    assert growth_kib < 4_000


BETWEEN = """
import gzip, resource
from crawler.fetch.discovery import read_listing

def entries(between):
    packed = gzip.compress(b"<urlset>" + between + b"<url><loc>/a</loc></url></urlset>", 1)
    return list(read_listing(packed, "https://tidewater.example/"))

entries(b"")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
counts = [len(entries(start + b"<a/>" * 1_000_000)) for start in (b"", b"<x>")]
print(*counts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_memory_stays_flat_over_what_is_no_entry() -> None:
    done = subprocess.run([sys.executable, "-c", BETWEEN], capture_output=True, text=True, check=True, cwd=ROOT)
    *counts, growth_kib = map(int, done.stdout.split())
    assert counts == [1, 2], "a page, and behind what was never closed a page and what is wrong"
    assert growth_kib < 30_000  # the list itself, twice; a tree of it would be 110 MB


def test_an_entry_without_end_is_no_entry() -> None:
    data = b"<urlset><url><loc>/a</loc></url><url>" + b"<a/>" * 3_000_000
    assert listed(data) == [
        Listed(url="https://tidewater.example/a"),
        BrokenListing("an entry of more than 8388608 bytes"),
    ]


def test_robots_names_its_sitemaps() -> None:
    robots = (
        b"\xef\xbb\xbfUser-agent: *\r\nDisallow: /private/\r\nSITEMAP : https://tidewater.example/news.xml # daily\r\n"
        b"Sitemap: /maps/all.xml\nsitemap:\nSitemap: https://tidewater.example/news.xml\n"
        b"Sitemap: mailto:desk@x.example\nSitemap: https://cdn.example/maps#part\n"
    )
    found = robots_sitemaps(robots, "https://tidewater.example/robots.txt")
    assert found[:2] == ["https://tidewater.example/news.xml", "https://tidewater.example/maps/all.xml"]
    assert len(found) == 3
    assert found[2].startswith("https://cdn.example/maps")


def test_a_robots_txt_that_is_a_large_page_names_nothing() -> None:
    page = b"<!doctype html><html><body>" + b"Sitemap: https://tidewater.example/x.xml\n" * 120_000
    assert len(page) > 4_900_000
    assert robots_sitemaps(page, "https://tidewater.example/robots.txt") == []


def test_a_robots_txt_without_end_is_read_to_its_limit() -> None:
    robots = b"".join(b"Sitemap: https://tidewater.example/%d.xml\n" % n for n in range(50_000))
    assert len(robots_sitemaps(robots, "https://tidewater.example/robots.txt")) == 500
