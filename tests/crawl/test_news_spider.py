"""The site spider on a small local site: what it finds, what it leaves alone, and where it stops."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from crawler.demo.server import Answer, NewsServer, Page, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

Served = tuple[str, bytes]
"""Content type and body."""
Pages = dict[str, Served] | Callable[[Request], Answer]

ROOT = Path(__file__).parents[2]
RUNNER = Path(__file__).with_name("run_spider.py")
SENTENCE = "The harbour wall opened on Sunday after ten years of work, and the ferries ran on time again. "
STORY = f"<h1>Harbour wall opens</h1><p>{SENTENCE * 8}</p>"

HTML = "text/html; charset=utf-8"
XML = "application/xml"


def page(*links: str, text: str = "", head: str = "") -> Served:
    anchors = "".join(f'<li><a href="{link}">More</a></li>' for link in links)
    return HTML, f"<!doctype html><html><head>{head}</head><body>{text}<ul>{anchors}</ul></body></html>".encode()


def sitemap(*entries: str) -> bytes:
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{''.join(entries)}</urlset>".encode()


def sitemap_index(*entries: str) -> bytes:
    inner = "".join(f"<sitemap>{entry}</sitemap>" for entry in entries)
    return f"<sitemapindex>{inner}</sitemapindex>".encode()


def entry(path: str, lastmod: str | None = None) -> str:
    return f"<url><loc>{path}</loc>{f'<lastmod>{lastmod}</lastmod>' if lastmod else ''}</url>"


def rss(*paths: str) -> bytes:
    items = "".join(f"<item><link>{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>News</title>{items}</channel></rss>".encode()


ROBOTS = ("text/plain", b"User-agent: *\nDisallow: /private/\nSitemap: /maps/index.xml\n")


def json_feed(path: str) -> bytes:
    return rb'{"version":"https:\/\/jsonfeed.org\/version\/1.1","items":[{"id":"1","url":"%b"}]}' % path.encode()


FED = "/2026/11/22/from-the-feed"
FEED_LINK = '<link rel="alternate" type="application/rss+xml" href="/feed">'


def whole_site() -> dict[str, Served]:
    """A home page, two stories it links to, one only its feed knows, one only its sitemap knows."""
    return {
        "/robots.txt": ROBOTS,
        "/": page("/2026/11/22/linked-story", "/about", head=FEED_LINK),
        "/about": page("/", text="<p>Who we are.</p>"),
        "/2026/11/22/linked-story": page("/", "/2026/11/21/second-step", text=STORY),
        "/2026/11/21/second-step": page("/", text=STORY),
        "/feed": ("application/rss+xml", rss("/2026/11/22/from-the-feed")),
        "/2026/11/22/from-the-feed": page("/", text=STORY),
        "/maps/index.xml": (
            XML,
            sitemap_index("<loc>/maps/a.xml.gz</loc>", "<loc>/maps/index.xml</loc>"),
        ),
        "/maps/a.xml.gz": ("application/gzip", gzip.compress(sitemap(entry("/2026/11/22/from-the-map")))),
        "/2026/11/22/from-the-map": page("/", text=STORY),
    }


LISTS = ["/feed", "/maps/a.xml.gz", "/maps/index.xml", "/robots.txt"]
STORIES = [
    "/2026/11/21/second-step",
    "/2026/11/22/from-the-feed",
    "/2026/11/22/from-the-map",
    "/2026/11/22/linked-story",
]


class Site:
    """A site on a port of its own."""

    def __init__(self, server: NewsServer, host: str) -> None:
        self._server = server
        self._host = host

    def url(self, path: str) -> str:
        return f"http://{self._host}:{self._server.port}{path}"

    def asked(self) -> list[str]:
        """Return the paths asked for so far, in order."""
        return [exchange.target for exchange in self._server.log]


class Serve(Protocol):
    def __call__(self, pages: Pages, *, redirects: dict[str, str] | None = None, host: str = "127.0.0.1") -> Site: ...


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:

        def started(pages: Pages, *, redirects: dict[str, str] | None = None, host: str = "127.0.0.1") -> Site:
            routes = routes_of(pages) if isinstance(pages, dict) else pages
            if isinstance(routes, dict):
                for path, target in (redirects or {}).items():
                    routes[None, path] = Answer(status=302, fields=(("Location", target),))
            return Site(running.enter_context(NewsServer(routes, log=True)), host)

        yield started


def routes_of(pages: dict[str, Served]) -> dict[tuple[str | None, str], Answer | Page]:
    return {(None, path): answer(served) for path, served in pages.items()}


def answer(served: Served) -> Answer:
    return Answer(fields=(("Content-Type", served[0]),), body=served[1])


@dataclass
class Crawled:
    """What came of one run."""

    asked: list[str]
    """Paths the server was asked for, in order."""
    drafts: list[dict[str, Any]]
    stats: dict[str, Any]
    log: str
    code: int
    paths: list[str] = field(init=False)
    """Paths of the drafted articles, sorted."""

    def __post_init__(self) -> None:
        self.paths = sorted("/" + draft["url"].split("/", 3)[3] for draft in self.drafts)


def crawl(site: Any, seeds: str = "/", *, spider: str = "news", **arguments: str) -> Crawled:
    addresses = ",".join(site.url(seed) for seed in seeds.split(","))
    order = {"spider": spider, "arguments": {"seeds": addresses, **arguments}}
    return run(order, site)


def run(order: dict[str, Any], site: Any = None) -> Crawled:
    command = [sys.executable, "-W", "error", str(RUNNER)]
    done = subprocess.run(
        command,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    result = json.loads(done.stdout) if done.stdout else {"drafts": [], "stats": {}}
    asked = site.asked() if site is not None else []
    assert "Traceback" not in done.stderr, done.stderr
    return Crawled(asked=asked, log=done.stderr, code=done.returncode, **result)


def test_it_finds_stories_by_links_feed_and_sitemap_and_asks_for_each_address_once(serve: Serve) -> None:
    crawled = crawl(serve(whole_site()))
    assert crawled.paths == STORIES
    assert sorted(crawled.asked) == sorted([*whole_site()])
    via = {draft["url"].rpartition("/")[2]: draft["via"].rpartition("/")[2] for draft in crawled.drafts}
    assert via == {
        "linked-story": "",
        "second-step": "linked-story",
        "from-the-feed": "feed",
        "from-the-map": "a.xml.gz",
    }
    assert crawled.stats["archive/page/seen"] == 6
    assert crawled.stats["archive/page/articles"] == 4
    assert crawled.stats["finish_reason"] == "finished"
    assert "archive/fetch/failed" not in crawled.stats


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_limit_is_exact_and_counts_the_start_page(serve: Serve, limit: int) -> None:
    site = whole_site() | {
        "/": page("/photo", "/gone", "/hop", *(f"/2026/11/{day}/a-story" for day in range(1, 20)), head=FEED_LINK),
        "/photo": ("image/jpeg", b"\xff\xd8\xff\xe0 picture"),
        **{f"/2026/11/{day}/a-story": page("/", text=STORY) for day in range(1, 20)},
    }
    crawled = crawl(serve(site, redirects={"/hop": "/about"}), limit=str(limit))
    assert crawled.stats["archive/page/seen"] == limit
    assert len([path for path in crawled.asked if site.get(path, ("",))[0] == HTML]) == limit
    assert crawled.stats["finish_reason"] == "limit"


def test_what_is_no_page_gives_its_place_to_the_next(serve: Serve) -> None:
    names = [f"/2026/11/22/story-{n}" for n in range(4)]
    site = {
        "/": page(*names, "/last"),
        names[1]: ("image/png", b"\x89PNG\r\n\x1a\n"),
        names[2]: page("/", text=STORY),
        "/last": page("/", text=STORY),
    }
    # One story is gone, one is a picture, one leads to the start page again: only two more pages can be read.
    crawled = crawl(serve(site, redirects={names[3]: "/"}), limit="3")
    assert crawled.paths == sorted([names[2], "/last"])
    assert crawled.stats["archive/page/seen"] == 3


def test_what_is_dropped_without_a_word_gives_its_place_too(serve: Serve) -> None:
    home = serve({"/": page(*(f"/2026/11/22/refused-{n}" for n in range(3)), "/story"), "/story": page(text=STORY)})
    extensions = {"EXTENSIONS": {"__main__.Refuse": 500}}
    crawled = run({"spider": "news", "arguments": {"seeds": home.url("/"), "limit": "2"}, "settings": extensions}, home)
    assert crawled.paths == ["/story"]


@pytest.mark.parametrize(
    ("depth", "paths"),
    [("0", []), ("1", [path for path in STORIES if "second" not in path]), ("2", STORIES)],
)
def test_depth_is_counted_in_steps_from_a_seed(serve: Serve, depth: str, paths: list[str]) -> None:
    crawled = crawl(serve(whole_site()), depth=depth)
    assert crawled.paths == paths
    assert set(LISTS[:3]).isdisjoint(crawled.asked) is (depth == "0")


def test_since_leaves_out_what_the_lists_date_before(serve: Serve) -> None:
    stories = ["/2026/a-new-story", "/2026/an-old-story", "/2026/a-story-without-date", "/2026/in-an-old-map"]
    site = {
        "/robots.txt": ("text/plain", b"Sitemap: /index.xml"),
        "/": page(),
        "/index.xml": (
            XML,
            sitemap_index(
                "<loc>/new.xml</loc><lastmod>2026-11-22</lastmod>", "<loc>/old.xml</loc><lastmod>2026-11-01</lastmod>"
            ),
        ),
        "/new.xml": (
            XML,
            sitemap(entry(stories[0], "2026-11-22T00:00:00Z"), entry(stories[1], "2026-11-21"), entry(stories[2])),
        ),
        "/old.xml": (XML, sitemap(entry(stories[3]))),
        **{story: page(text=STORY) for story in stories},
    }
    crawled = crawl(serve(site), since="2026-11-22")
    assert crawled.paths == sorted([stories[0], stories[2]])
    assert "/old.xml" not in crawled.asked
    assert crawled.stats["archive/discovery/older_than_since"] == 2


def test_the_scope_holds_against_links_and_redirects(serve: Serve) -> None:
    stranger = serve({"/2026/11/22/elsewhere": page("/2026/11/22/deeper", text=STORY)}, host="localhost")
    site = {
        "/": page(
            stranger.url("/2026/11/22/linked"),
            "/2026/11/22/moved",
            "www.tidewater-gazette.org",
            "mailto:desk@tidewater.example",
            "javascript:void(0)",
            "/private/2026/11/22/secret",
            "/a/a/a/2026/11/22/loop",
            "/film.mp4",
            "http://[broken/",
        )
    }
    home = serve(site | {"/robots.txt": ROBOTS}, redirects={"/2026/11/22/moved": stranger.url("/2026/11/22/elsewhere")})
    crawled = crawl(home)
    assert sorted(crawled.asked) == ["/", "/2026/11/22/moved", "/maps/index.xml", "/robots.txt"]
    assert [path for path in stranger.asked() if path != "/robots.txt"] == ["/2026/11/22/elsewhere"]
    assert crawled.paths == []
    assert crawled.stats["archive/discovery/left_scope"] == 1
    assert crawled.stats["archive/discovery/forbidden_by_robots"] == 1


def test_a_seed_that_leaves_the_scope_is_a_warning_that_names_the_other_address(serve: Serve) -> None:
    new_home = serve({"/": page(text=STORY)}, host="localhost")
    old_home = serve({}, redirects={"/": new_home.url("/")})
    crawled = crawl(old_home)
    assert (
        f"{old_home.url('/')} leads to {new_home.url('/')}, which is outside of the site: kept, not read" in crawled.log
    )
    assert "WARNING" in crawled.log


def test_a_redirect_loop_is_one_failure_with_its_reason(serve: Serve) -> None:
    site = {"/": page("/2026/11/22/round", "/2026/11/22/story"), "/2026/11/22/story": page(text=STORY)}
    crawled = crawl(
        serve(site, redirects={"/2026/11/22/round": "/2026/11/22/again", "/2026/11/22/again": "/2026/11/22/round"})
    )
    assert crawled.paths == ["/2026/11/22/story"]
    assert crawled.stats["archive/page/seen"] == 2
    assert crawled.stats["archive/fetch/failed"] == 1
    assert "it redirects in a loop" in crawled.log
    assert crawled.stats["finish_reason"] == "finished"


def test_lists_that_are_none_are_told_in_one_line_each_and_cost_nothing_else(serve: Serve) -> None:
    site = whole_site() | {
        "/robots.txt": ("text/plain", b"Sitemap: /map.txt\nSitemap: /gone.xml\n"),
        "/map.txt": (XML, b"Fatal error: the database is away"),
        "/feed": page(text="<p>Our feed has moved.</p>"),
    }
    home = serve(site)
    crawled = crawl(home, depth="1")
    assert crawled.paths == ["/2026/11/22/linked-story"]
    assert crawled.stats["archive/discovery/broken"] == 2
    lines = [line.partition("WARNING: ")[2] for line in crawled.log.splitlines() if "WARNING" in line]
    assert sorted(line for line in lines if line) == [
        f"Feed or sitemap {home.url('/feed')}: an HTML page, not a feed or sitemap; not archived",
        f"Feed or sitemap {home.url('/map.txt')}: neither XML nor JSON nor a list of addresses; not archived",
        f"Gone: {home.url('/gone.xml')}: answered 404",
    ]


def test_a_robots_txt_that_is_a_large_page_is_harmless(serve: Serve) -> None:
    large = b"<!doctype html><html><body>" + b"Sitemap: /maps/index.xml<br>\n" * 180_000
    assert len(large) > 5_000_000
    crawled = crawl(serve(whole_site() | {"/robots.txt": (HTML, large)}), depth="1")
    assert crawled.paths == ["/2026/11/22/from-the-feed", "/2026/11/22/linked-story"]


def test_an_endless_calendar_ends_at_the_limit(serve: Serve) -> None:
    def calendar(request: Request) -> Answer:
        month = int(request.query.removeprefix("month=") or 0)
        return answer(page(f"/?month={month + 1}", f"/?month={month + 2}", f"/?month={month * 2 + 7}"))

    crawled = crawl(serve(calendar), limit="30")
    assert crawled.stats["archive/page/seen"] == 30
    assert len([path for path in crawled.asked if path != "/robots.txt"]) == 30


def test_a_page_that_reloads_itself_each_minute_is_read(serve: Serve) -> None:
    site = {"/": page("/story", head='<meta http-equiv="refresh" content="60">'), "/story": page(text=STORY)}
    assert crawl(serve(site)).paths == ["/story"]


def test_a_page_that_sends_its_reader_on_is_followed(serve: Serve) -> None:
    site = {"/": page(head='<meta http-equiv="Refresh" content="0; url=en/">'), "/en/": page(text=STORY)}
    assert crawl(serve(site)).paths == ["/en/"]


def test_a_feed_a_sitemap_and_a_page_may_be_seeds(serve: Serve) -> None:
    crawled = crawl(serve(whole_site()), "/feed,/maps/index.xml,/2026/11/22/linked-story", depth="1")
    assert crawled.paths == STORIES
    assert "/" in crawled.asked
    assert "/about" not in crawled.asked


@pytest.mark.parametrize("form", [("application/rss+xml", rss(FED)), ("application/json", json_feed(FED))])
def test_a_seed_is_read_as_what_it_is(serve: Serve, form: tuple[str, bytes]) -> None:
    site = whole_site() | {"/latest/": form}
    crawled = crawl(serve(site), "/latest/", depth="1", limit="1")
    assert crawled.paths == ["/2026/11/22/from-the-feed"]


def test_the_demo_spider_names_its_outlet(serve: Serve) -> None:
    crawled = crawl(serve(whole_site()), spider="demo", depth="1")
    assert {draft["outlet"] for draft in crawled.drafts} == {"The Tidewater Gazette"}
    assert len(crawled.drafts) == 3


def test_robots_txt_is_asked_for_once_and_also_without_its_rules(serve: Serve) -> None:
    home = serve(whole_site())
    order = {
        "spider": "news",
        "arguments": {"seeds": home.url("/"), "depth": "1"},
        "settings": {"ROBOTSTXT_OBEY": False},
    }
    crawled = run(order, home)
    assert "/2026/11/22/from-the-map" in crawled.paths
    assert crawled.asked.count("/robots.txt") == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({}, "error: seeds: news has nowhere to start; give -a seeds=https://example.org/[,…]"),
        ({"limit": "many"}, "error: limit: 'many' is not a whole number of 1 or more"),
        ({"seed": "https://a.example/"}, "error: seed: no such argument; known: limit, depth, since, seeds, again"),
    ],
)
def test_a_mistake_is_one_clear_line(arguments: dict[str, str], line: str) -> None:
    crawled = run({"spider": "news", "arguments": arguments})
    assert crawled.log.splitlines()[-1] == line
    assert crawled.code == 1
