"""The demo newspaper: about sixty pages of an invented outlet, with everything that makes real ones hard to read.

    with NewsServer() as server:
        server.routes = newspaper(server.base_url)

The same base address gives the same bytes. `EXPECTED` says what is to be read from each article.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.demo.answer import Answer, Framing
from crawler.demo.paper import feeds, lists, modern, older
from crawler.demo.paper.frame import NAME
from crawler.demo.paper.furniture import DEAD_PATH, GONE_PATH
from crawler.demo.paper.parts import media_path
from crawler.demo.paper.pictures import LARGE, SMALL, TYPES, picture
from crawler.demo.paper.story import SECTIONS, Story, stories
from crawler.demo.paper.truth import CaptionTruth, ClaimTruth, Truth, truths

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.demo.answer import Request
    from crawler.demo.server import Page

__all__ = [
    "DEAD_PATH",
    "EXPECTED",
    "GONE_PATH",
    "NAME",
    "CaptionTruth",
    "ClaimTruth",
    "Summary",
    "Truth",
    "gone",
    "moved",
    "newspaper",
    "summary",
]

EXPECTED: dict[str, Truth] = truths()
"""What is to be read from each article, by its path (with query)."""

HTML = "text/html; charset=utf-8"
Template = Callable[[Story, str], str]
"""Makes the page of a story; the address of the newspaper is its second argument."""
TEMPLATES: dict[str, Template] = {
    "modern": modern.modern,
    "live": modern.live,
    "gallery": modern.gallery,
    "classic": older.classic,
    "table": older.table,
    "blog": older.blog,
}
ONION_ON = 30443
"""This story's answer has an Onion-Location, which counts for nothing: the newspaper is served over http."""
ONION = "http://tidewatergazettetidewatergazettetidewatergazettetidewate.onion/"
Found = dict[tuple[str | None, str], "Answer | Page"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much there is to be found by a crawler that obeys robots.txt."""

    pages: int
    """HTML pages that answer 200, the articles among them."""
    articles: int
    photos_with_caption: int
    mirror_claims: int
    pictures: int
    """Addresses of pictures."""


def newspaper(
    base_url: str, listed: Sequence[Story] | None = None, *, templates: Mapping[str, Template] | None = None
) -> Found:
    """Return the routes of the newspaper for `NewsServer`; *base_url* has no slash at its end.

    *listed* are its stories, the newest first, without it those that ship with the program; *templates* take the place
    of those of the same name.
    """
    listed = stories() if listed is None else listed
    routes: Found = {(None, path): _html(text, path) for path, text in _lists(base_url, listed).items()}
    routes[None, "/"] = _front(base_url, listed)
    for story in listed:
        routes[None, story.path] = _article(story, base_url, {**TEMPLATES, **(templates or {})}[story.template])
        routes[None, f"/news/{story.id}"] = moved(301, base_url + story.path)
    routes[None, "/latest"] = moved(302, base_url + listed[0].path)
    routes[None, "/harbor"] = moved(301, "/harbour")
    routes[None, GONE_PATH] = gone("This notice was withdrawn and will not come back.")
    found = lists.notice("Search", "Nothing was found, as usual.")
    routes[None, "/search"] = _html(found, "/search")
    return routes | _for_machines(base_url, listed) | _pictures()


def moved(status: int, to: str) -> Answer:
    """Return a redirect."""
    body = lists.notice("Moved", f'It is <a href="{to}">here</a> now.').encode()
    return Answer(status=status, fields=(("Content-Type", HTML), ("Location", to)), body=body)


def gone(text: str) -> Answer:
    """Return what stands where something was taken away for good."""
    return Answer(status=410, fields=(("Content-Type", HTML),), body=lists.notice("Gone", text).encode())


def summary() -> Summary:
    """Return the numbers that a crawl of the whole newspaper should come to."""
    expected = EXPECTED.values()
    return Summary(
        pages=len(_lists("", stories())) + 1 + len(EXPECTED),
        articles=len(EXPECTED),
        photos_with_caption=sum(len(truth.photos) for truth in expected),
        mirror_claims=sum(len(truth.mirrors) for truth in expected),
        pictures=len(_pictures()),
    )


def _lists(base_url: str, listed: Sequence[Story]) -> dict[str, str]:
    """All pages but articles and the front page, by path."""
    found = lists.fixed_pages() | lists.staff_pages(base_url, listed)
    for section in SECTIONS:
        found |= lists.section_pages(section, base_url, listed)
    return found


def _front(base_url: str, listed: Sequence[Story]) -> Answer:
    fields = (
        ("Content-Type", HTML),
        ("Set-Cookie", "seen=1; Path=/; SameSite=Lax"),
        ("set-cookie", "tide=high; Path=/"),
        ("X-Printed-In", "Brinmouth"),
    )
    return Answer(fields=fields, body=lists.front(base_url, listed).encode(), gzip=True)


def _html(text: str, path: str) -> Answer:
    framing = Framing.CHUNKED if "/page/" in path else Framing.LENGTH
    return Answer(fields=(("Content-Type", HTML),), body=text.encode(), framing=framing, chunk_sizes=(512, 7))


def _article(story: Story, base_url: str, template: Template) -> Answer:
    """A third of the articles goes out encoded, a third in chunks."""
    body = template(story, base_url).encode(story.charset, "xmlcharrefreplace")
    fields = [
        ("Content-Type", f"text/html; charset={story.label or story.charset}"),
        ("Content-Language", story.language),
    ]
    if story.id == ONION_ON:
        fields.append(("Onion-Location", ONION + story.path.lstrip("/")))
    return Answer(
        fields=tuple(fields),
        body=body,
        etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"',
        last_modified=format_datetime(story.changed_at, usegmt=True),
        gzip=story.id % 3 == 1,
        framing=Framing.CHUNKED if story.id % 3 == 2 else Framing.LENGTH,
        chunk_sizes=(1_024, 1, 900),
    )


def _for_machines(base_url: str, listed: Sequence[Story]) -> Found:
    bodies = {
        "/robots.txt": ("text/plain; charset=utf-8", feeds.robots(base_url)),
        "/feeds/rss.xml": ("application/rss+xml; charset=utf-8", feeds.rss(base_url, listed)),
        "/feeds/atom.xml": ("application/atom+xml", feeds.atom(base_url, listed)),
        "/sitemap-index.xml": ("application/xml", feeds.sitemap_index(base_url, listed)),
        "/sitemaps/articles.xml.gz": ("application/gzip", feeds.article_sitemap(base_url, listed)),
        "/sitemaps/lists.xml": ("application/xml", feeds.list_sitemap(base_url)),
        "/news-sitemap.xml": ("text/xml; charset=utf-8", feeds.news_sitemap(base_url, listed)),
        "/static/gazette.css": ("text/css; charset=utf-8", _style()),
        "/static/icon.svg": (TYPES["svg"], picture("icon.svg", 48)),
    }
    return {
        (None, path): Answer(fields=(("Content-Type", kind),), body=body, gzip=path.endswith(".css"))
        for path, (kind, body) in bodies.items()
    }


def _style() -> bytes:
    return files("crawler.demo").joinpath("paper", "gazette.css").read_bytes()


def _pictures() -> Found:
    """Pictures are drawn when they are asked for."""
    names = [photo.file for story in stories() for photo in story.photos]
    return {(None, media_path(name, width)): partial(_drawn, name, width) for name in names for width in (SMALL, LARGE)}


def _drawn(name: str, width: int, request: Request) -> Answer:  # noqa: ARG001  # routes are given the request
    fields = (("Content-Type", TYPES[name.rpartition(".")[2]]), ("Cache-Control", "max-age=86400"))
    return Answer(fields=fields, body=picture(name, width))
