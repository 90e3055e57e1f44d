"""What the newspaper tells machines: feeds, sitemaps and robots.txt. *listed* are its stories, the newest first."""

from __future__ import annotations

import gzip
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from crawler.demo.paper.frame import MOTTO, NAME
from crawler.demo.paper.story import SECTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawler.demo.paper.story import Story

IN_A_FEED = 20
IN_THE_NEWS = 12
"""A news sitemap holds only the latest."""
CRAWL_DELAY_S = 0.05
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def robots(base_url: str) -> bytes:
    """Return robots.txt."""
    return f"""# Welcome. The search makes work and finds little.
User-agent: *
Crawl-delay: {CRAWL_DELAY_S}
Disallow: /search
Disallow: /private/

Sitemap: {base_url}/sitemap-index.xml
Sitemap: {base_url}/news-sitemap.xml
""".encode()


def rss(base_url: str, listed: Sequence[Story]) -> bytes:
    """Return the RSS 2.0 feed."""
    items = "".join(
        f"""<item>
<title>{_text(story.headline)}</title>
<link>{_link(base_url, story)}</link>
<guid isPermaLink="false">tidewater-{story.id}</guid>
<pubDate>{format_datetime(story.published, usegmt=True)}</pubDate>
<category>{_text(story.home.title)}</category>
<description>{_text(story.teaser)}</description>
</item>
"""
        for story in listed[:IN_A_FEED]
    )
    return f"""{DECLARATION}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{NAME}</title>
<link>{base_url}/</link>
<description>{MOTTO}</description>
<language>en</language>
<atom:link href="{base_url}/feeds/rss.xml" rel="self" type="application/rss+xml"/>
{items}</channel>
</rss>
""".encode()


def atom(base_url: str, listed: Sequence[Story]) -> bytes:
    """Return the Atom feed."""
    entries = "".join(
        f"""<entry>
<id>tag:tidewater-gazette.example,2026:{story.id}</id>
<title>{_text(story.headline)}</title>
<link rel="alternate" type="text/html" hreflang="{story.language}" href="{_link(base_url, story)}"/>
<published>{story.published.isoformat()}</published>
<updated>{story.changed_at.isoformat()}</updated>
{"".join(f"<author><name>{_text(name)}</name></author>" for name in story.authors)}
<summary>{_text(story.teaser)}</summary>
</entry>
"""
        for story in listed[:IN_A_FEED]
    )
    return f"""{DECLARATION}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>tag:tidewater-gazette.example,2026:front</id>
<title>{NAME}</title>
<subtitle>{MOTTO}</subtitle>
<updated>{max(story.changed_at for story in listed).isoformat()}</updated>
<author><name>{NAME}</name></author>
<link rel="self" href="{base_url}/feeds/atom.xml"/>
<link rel="alternate" type="text/html" href="{base_url}/"/>
{entries}</feed>
""".encode()


def sitemap_index(base_url: str, listed: Sequence[Story]) -> bytes:
    """Return the list of the two sitemaps."""
    latest = max(story.changed_at for story in listed).isoformat()
    entries = "".join(
        f"<sitemap><loc>{base_url}{path}</loc><lastmod>{latest}</lastmod></sitemap>\n"
        for path in ("/sitemaps/articles.xml.gz", "/sitemaps/lists.xml")
    )
    return f'{DECLARATION}<sitemapindex xmlns="{SITEMAP}">\n{entries}</sitemapindex>\n'.encode()


def article_sitemap(base_url: str, listed: Sequence[Story]) -> bytes:
    """Return the sitemap of all articles, as a gzip file."""
    entries = ((_link(base_url, story), story.changed_at.date().isoformat()) for story in listed)
    return gzip.compress(
        _urlset(f"<url><loc>{loc}</loc><lastmod>{day}</lastmod></url>" for loc, day in entries), mtime=0
    )


def list_sitemap(base_url: str) -> bytes:
    """Return the sitemap of the front page and the sections."""
    return _urlset(f"<url><loc>{base_url}/{key}</loc></url>" for key in ("", *(section.key for section in SECTIONS)))


def news_sitemap(base_url: str, listed: Sequence[Story]) -> bytes:
    """Return the news sitemap: the latest articles with their names."""
    return _urlset(
        f"""<url><loc>{_link(base_url, story)}</loc><news:news>\
<news:publication><news:name>{NAME}</news:name><news:language>{story.language}</news:language></news:publication>\
<news:publication_date>{story.published.isoformat()}</news:publication_date>\
<news:title>{_text(story.headline)}</news:title></news:news></url>"""
        for story in listed[:IN_THE_NEWS]
    )


def _urlset(entries: Iterable[str]) -> bytes:
    lines = "\n".join(entries)
    return f'{DECLARATION}<urlset xmlns="{SITEMAP}" xmlns:news="{NEWS}">\n{lines}\n</urlset>\n'.encode()


def _link(base_url: str, story: Story) -> str:
    return escape(base_url + story.path)


def _text(text: str) -> str:
    return escape(text, quote=False)
