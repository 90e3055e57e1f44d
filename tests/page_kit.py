"""Pages for tests, written by us: invented outlets, persons and texts."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler.http.content import Bytes
from crawler.model import Capture, Template
from crawler.page import Page

URL = "https://news.example/world/2031/03/05/harbour-bridge"


def page_of(body: str | bytes, *, url: str = URL, head: bytes = b"", template: Template | None = None) -> Page:
    """Return a page of *body*; *head* is the HTTP head without the empty line, none for a bare file."""
    data = body.encode() if isinstance(body, str) else body
    block = head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + data if head else data
    capture = Capture(url=url, captured_at=datetime(2031, 3, 6, 8, 0, tzinfo=UTC), block=Bytes(block))
    return Page(capture, template=template or Template())


ARTICLE = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour bridge reopens after storm | The Lantern</title>
<link rel="canonical" href="/world/harbour-bridge">
<link rel="alternate" type="application/rss+xml" href="/feed.xml">
<meta property="og:site_name" content="The Lantern">
<meta property="og:title" content="Harbour bridge reopens after storm - The Lantern">
<meta property="article:tag" content="Transport">
<meta property="article:tag" content="Weather">
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [
 {"@type": "NewsArticle", "headline": "Harbour bridge reopens after storm", "datePublished": "2031-03-05T09:30:00+01:00",
  "dateModified": "2031-03-05T11:00:00+01:00", "author": [{"@id": "#mira"}, {"@type": "Person", "name": "Tomas Veld"}],
  "isAccessibleForFree": "False"},
 {"@id": "#mira", "@type": "Person", "name": "Mira Sandholm"},
 {"@type": "BreadcrumbList", "itemListElement": [
  {"@type": "ListItem", "position": 1, "name": "Home"},
  {"@type": "ListItem", "position": 2, "item": {"@id": "/world", "name": "World"}},
  {"@type": "ListItem", "position": 3, "name": "Coast"}]}
]}</script></head>
<body>
<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport and games of the week</a></nav>
<main><article>
<h1>Harbour bridge reopens after storm</h1>
<p class="standfirst">Engineers worked through the night to clear the northern lane of the old crossing.</p>
<div class="byline">By Mira Sandholm and Tomas Veld</div>
<time datetime="2031-03-05T09:30:00+01:00">5 March 2031</time>
<div class="story-body">
<p>The harbour bridge was opened to traffic again on Wednesday, two days after a storm had torn away a railing.</p>
<p>“We checked every bolt twice,” said the head of the works, who had not slept since Monday evening.</p>
<div class="share-tools"><p>Share this story with your friends and with everybody else you know.</p></div>
<h2>Ferries return</h2>
<p>The small ferries, which had carried <a href="/ferries">some four thousand people</a> a day, go back to the island.</p>
<ul><li>The northern lane is open to cars.</li><li>Lorries must wait until Friday.</li></ul>
<blockquote><p>No one was hurt, and that is what counts for all of us here.</p></blockquote>
<p>The town council will meet next week to talk about the costs of the repair, which nobody can name yet.</p>
</div></article></main>
<aside class="related"><h3>Related</h3><p>A town that learned to live with storms, and what it cost the people there.</p></aside>
<footer><p>Copyright The Lantern. All rights reserved, and no part may be copied without our leave.</p></footer>
</body></html>
"""

HURTFUL = [
    b"",
    b"   ",
    b"\0\1\2\xff\xfe" * 500,
    b"<!-- never closed",
    b"<div>" * 200_000 + b"deep",
    b"<a href=x>" * 30_000 + b"deep",
    b"<b>" * 100_000 + b"deep",
    b"<table>" * 30_000 + b"deep",
    b"<div hidden>" * 20_000 + b"deep" * 2_000,
    b"<p class=author>" * 20_000,
    b"<a" * 500_000,
    b'<script type="application/ld+json">' + b"-->" + b" " * 300_000 + b"x</script>",
    b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script>",
    b"<script>self.__next_f.push([" * 20_000,
    b"<script>window.__A_STATE__ = {" + b'"a": [' * 100_000,
    b"<script>" + b"window.a = {};window.b.__STATE__ =" * 20_000,
    b"<p>deep</p><script id=__NUXT_DATA__ type=application/json>[[1, 1]" + b",[1, 2, 3, 4]" * 30_000 + b"]</script>",
    b"<noscript>" * 200 + b"<p>word" * 30_000 + b"</noscript><p>word",
    b"<source>" * 20_000 + b"deep",
    b"<ul>" + b"<li><h3><a href=/a/b>word word word</a></h3><p>word</p>" * 5_000,
    b"<p>word</html>" * 5_000,
    b"<title>" + b" | x" * 50_000,
    b"<div class=breadcrumb>" * 2_000 + b"deep",
    b"<h1>Bridge</h1>" + b"<p>By <span class=byline>" * 20_000,
    b"<h1>Bridge</h1>" + b"<time>1/2/3" * 20_000,
    b"<article>" * 1_500 + b"<p>word word word word word word word word, word.</p>" * 5_000,
]
"""Pages meant to take long or to break the reader."""
