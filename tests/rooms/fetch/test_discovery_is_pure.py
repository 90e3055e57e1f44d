"""Discovery takes any bytes without raising, and knows neither Scrapy nor the network."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.discovery import BrokenListing, Listed, read_listing, refresh_target, robots_sitemaps, when

AT = "https://tidewater.example/list"
ROOT = Path(__file__).parents[3]
SEEDS = (
    b"<urlset><url><loc>https://tidewater.example/a</loc><lastmod>2026-11-22</lastmod></url></urlset>",
    b"<rss><channel><item><link>/a</link><pubDate>Sun, 22 Nov 2026 10:30:00 GMT</pubDate></item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom' xml:base='/x/'><entry><link href='a'/></entry></feed>",
    b'{"items": [{"url": "/a", "date_published": "2026-11-22"}]}',
    b"https://tidewater.example/a\nhttps://tidewater.example/b\n",
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(st.sampled_from([*SEEDS, *map(gzip.compress, SEEDS)])))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=6))
    return bytes(data)


@given(st.one_of(st.binary(max_size=200), damaged()))
def test_any_bytes_give_entries_and_reasons_only(data: bytes) -> None:
    for found in read_listing(data, AT):
        assert isinstance(found, Listed | BrokenListing)
        if isinstance(found, Listed):
            assert found.url.startswith(("http://", "https://"))
            assert found.changed_at is None or found.changed_at.utcoffset() is not None
        else:
            assert found.reason


@given(st.binary(max_size=200))
def test_any_robots_txt_gives_web_addresses_only(data: bytes) -> None:
    for url in robots_sitemaps(b"Sitemap:" + data, "https://tidewater.example/robots.txt"):
        assert url.startswith(("http://", "https://"))


@given(st.text(max_size=70))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = when(text)
    assert found is None or found.utcoffset() is not None
    refresh_target(text)


def test_it_is_used_without_scrapy() -> None:
    program = "import crawler.fetch.discovery, sys; print({'scrapy', 'twisted'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "scrapy" not in done.stdout
    assert "twisted" not in done.stdout
