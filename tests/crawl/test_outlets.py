"""An entry of outlets.toml is a spider, and what the commands say of outlets is so, on a small server of our own."""

from __future__ import annotations

import json
import os
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import FAST, run

from crawler.demo.newspaper import newspaper
from crawler.demo.server import Answer, NewsServer
from crawler.model import HostKind
from crawler.outlets import OutletBook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.demo.server import Page, Request

QUICK = ("-s", "DOWNLOAD_DELAY=0", "-s", "ARCHIVE=archive")


@pytest.fixture
def paper() -> Iterator[NewsServer]:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        yield server


def write_entry(folder: Path, text: str) -> None:
    (folder / "archive").mkdir(exist_ok=True)
    (folder / "archive" / "outlets.toml").write_text(text, encoding="utf-8")


def entry(server: NewsServer) -> str:
    return (
        '[outlets.gazette]\nname = "Gazette"\n'
        f'hosts = [{{ host = "127.0.0.1:{server.port}", scheme = "http" }}]\n'
        f'seeds = [{{ kind = "news-sitemap", url = "{server.base_url}/news-sitemap.xml" }}]\n'
    )


def test_an_entry_is_crawled_end_to_end(paper: NewsServer, tmp_path: Path) -> None:
    write_entry(tmp_path, entry(paper))
    done = run("crawl", "gazette", "-a", "depth=1", "-O", "articles.jsonl", *FAST, *QUICK, cwd=tmp_path)
    assert "12 pages" in done.stderr
    articles = [json.loads(line) for line in (tmp_path / "articles.jsonl").read_text().splitlines()]
    assert len(articles) == 12
    assert {article["outlet"] for article in articles} == {"Gazette"}
    # What comes from nobody's crawl is read by the outlet whose host it is.
    page = articles[0]["url"]
    assert json.loads(run("read", page, *QUICK, cwd=tmp_path).stdout)["outlet"] == "Gazette"


def test_a_mistake_in_the_users_file_is_one_line(tmp_path: Path) -> None:
    write_entry(tmp_path, '[outlets.gazette]\nhosts = ["http://a"]\n')
    done = run("crawl", "gazette", *FAST, *QUICK, cwd=tmp_path, code=2)
    told = (
        "archive/outlets.toml: [gazette] hosts[0].host: 'http://a' is an address, not a host name; give the host alone"
    )
    assert done.stderr == f"microfiche: {told}\n"
    write_entry(tmp_path, "[outlets.gazette\n")
    done = run("list", *QUICK, cwd=tmp_path, code=2)
    assert (
        done.stderr
        == "microfiche: archive/outlets.toml: not TOML: Expected ']' at the end of a table declaration (at line 1, column 17)\n"
    )


def test_outlets_are_listed_and_shown(tmp_path: Path) -> None:
    write_entry(tmp_path, '[outlets.presstv]\nhosts = [{ host = "press.example", kind = "web-mirror" }]\n')
    lines = run("outlets", "list", *QUICK, cwd=tmp_path).stdout.splitlines()
    found = [json.loads(line) for line in run("outlets", "list", "--json", *QUICK, cwd=tmp_path).stdout.splitlines()]
    assert len(lines) == len(found) >= 171
    assert "presstv" in [outlet["key"] for outlet in found]
    shown: Any = tomllib.loads(run("outlets", "show", "presstv", *QUICK, cwd=tmp_path).stdout)
    assert shown["outlets"]["presstv"]["hosts"][-1] == {"host": "press.example", "kind": "web-mirror"}
    done = run("outlets", "show", "prestv", *QUICK, cwd=tmp_path, code=2)
    assert done.stderr.startswith("microfiche: no outlet called 'prestv'; nearest: presstv")
    assert run("outlets", "shwo", *QUICK, cwd=tmp_path, code=2).stderr


def test_a_list_is_imported_with_the_day_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "sites.json"
    path.write_text(json.dumps({"https://taz.example/": ["aaa.example"], "https://www.presstv.com/": ["bbb.example"]}))
    os.utime(path, (1_767_268_800, 1_767_268_800))
    done = run("outlets", "import", "sites.json", *QUICK, cwd=tmp_path)
    assert done.stdout.splitlines()[-1].endswith("of 2026-01-01: 3 changes in archive/outlets.toml, 0 skipped")
    assert "presstv: bbb.example: new address (web-mirror)" in done.stdout
    host = OutletBook.of_archive(tmp_path / "archive").outlet("presstv").hosts[-1]
    assert (host.host, host.kind, str(host.from_day)) == ("bbb.example", HostKind.WEB_MIRROR, "2026-01-01")
    assert "0 changes, 0 skipped" in run("outlets", "import", "sites.json", *QUICK, cwd=tmp_path).stdout
    assert (
        "--date: 'soon' is not a day"
        in run("outlets", "import", "sites.json", "--date", "soon", *QUICK, cwd=tmp_path, code=2).stderr
    )


def test_check_says_what_answers(tmp_path: Path) -> None:
    html = (("Content-Type", "text/html"),)
    bodies = {
        "/": b"<html><body>home",
        "/feed": b"<rss><channel><item><link>/a</link></item></channel></rss>",
        "/no-feed": b"<html><body>no feed",
        "/empty": b"<rss><channel></channel></rss>",
        "/quiet-days": b"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'/>",
        "/of-another": b"<rss><channel><item><link>https://other.example/a</link></item></channel></rss>",
        "/menu": b"<html><body><p>Read us elsewhere: <a href=https://other.example/>here</a> <a href=/menu>Top</a>",
        "/politics": b"<html><body><h2><a href=/2026/11/28/the-harbour-opens-again-at-last>The harbour opens again</a></h2>",
        "/team": b"<html><body><a href=/a>A</a>",
        "/none": b"<html><body><a href=/contact>Contact</a>",
    }

    def answer(request: Request) -> Answer:
        body = bodies.get(request.path)
        return Answer(fields=html, body=body) if body is not None else Answer(status=404, fields=html)

    kinds = {"menu": "page", "team": "page", "politics": "section", "none": "section", "quiet-days": "news-sitemap"}
    with NewsServer(answer, log=True) as server:
        paths = (*(path[1:] for path in bodies if path != "/"), "gone")
        seeds = "".join(
            f'{{ kind = "{kinds.get(path, "feed")}", url = "{server.base_url}/{path}" }},' for path in paths
        )
        onion = f'{{ host = "{"a" * 56}.onion", kind = "onion" }}'
        write_entry(
            tmp_path,
            f'[outlets.gazette]\nhosts = [{{ host = "127.0.0.1:{server.port}", scheme = "http" }}, {onion}]\nseeds = [{seeds}]\n',
        )
        done = run("outlets", "check", "gazette", "--json", *QUICK, cwd=tmp_path, code=3)
    found = {row["url"].removeprefix(server.base_url): row for row in map(json.loads, done.stdout.splitlines())}
    assert {url: (row["is_well"], row["text"]) for url, row in found.items()} == {
        "/": (True, "200"),
        "/feed": (True, "200: 1 entry"),
        "/no-feed": (False, "200: 0 entries; an HTML page, not a feed or sitemap"),
        "/empty": (False, "200: 0 entries; it leads to nothing"),
        "/quiet-days": (True, "200: 0 entries"),
        "/of-another": (False, "200: 1 entry; none is at an address of the outlet"),
        "/menu": (False, "200: it leads to nothing of the outlet"),
        "/team": (True, "200"),
        "/politics": (True, "200"),
        "/none": (False, "200: it leads to nothing of the outlet"),
        "/gone": (False, "404"),
        f"https://{'a' * 56}.onion/": (True, "not asked: needs a proxy"),
    }
    assert sorted((one.method, one.target) for one in server.log) == [
        ("GET", path) for path in sorted([*bodies, "/gone"])
    ]
    assert not (tmp_path / "archive" / "warc").exists()


def test_check_is_not_content_with_the_notice_of_an_authority(tmp_path: Path) -> None:
    words = "<h1>This domain name has been seized</h1><p>by the Bureau of Invented Affairs under a warrant."
    notice = Answer(fields=(("Content-Type", "text/html"),), body=words.encode())
    with NewsServer({(None, "/"): notice}) as server:
        write_entry(tmp_path, f'[outlets.gazette]\nhosts = [{{ host = "127.0.0.1:{server.port}", scheme = "http" }}]\n')
        done = run("outlets", "check", "gazette", "--json", *QUICK, cwd=tmp_path, code=3)
    told = json.loads(done.stdout)
    assert (told["is_well"], told["text"]) == (False, "200: the answer is not the site's own (seized)")


def test_a_home_page_and_its_lists_are_found_behind_redirects(tmp_path: Path) -> None:
    def moved(target: str) -> Answer:
        return Answer(status=301, fields=(("Location", target),))

    head = '<title>Pier News</title><link rel="alternate" type="application/rss+xml" href="/feed">'
    routes: dict[tuple[str | None, str], Answer | Page] = {
        (None, "/"): moved("/home"),
        (None, "/home"): Answer(fields=(("Content-Type", "text/html"),), body=f"<html><head>{head}".encode()),
        (None, "/feed"): moved("/rss.xml"),
        (None, "/rss.xml"): Answer(body=b"<rss><channel><item><link>/a</link></item></channel></rss>"),
    }
    with NewsServer(routes) as server:
        done = run("discover", server.base_url + "/", *QUICK, cwd=tmp_path)
        write_entry(tmp_path, done.stdout.replace("/rss.xml", "/feed"))
        checked = run("outlets", "check", "--json", "127-0-0-1", *QUICK, cwd=tmp_path)
    found: Any = tomllib.loads(done.stdout)["outlets"]["127-0-0-1"]
    assert (found["name"], found["seeds"]) == ("Pier News", [{"kind": "feed", "url": f"{server.base_url}/rss.xml"}])
    assert {json.loads(line)["text"] for line in checked.stdout.splitlines()} == {
        f"200 (at {server.base_url}/home)",
        f"200: 1 entry (at {server.base_url}/rss.xml)",
    }


@pytest.mark.slow
def test_what_is_discovered_is_an_entry_that_can_be_crawled(paper: NewsServer, tmp_path: Path) -> None:
    done = run("discover", paper.base_url, *QUICK, cwd=tmp_path)
    found: Any = tomllib.loads(done.stdout)["outlets"]["127-0-0-1"]
    assert (found["name"], found["language"]) == ("The Tidewater Gazette", "en")
    assert found["hosts"] == [{"host": f"127.0.0.1:{paper.port}", "scheme": "http"}]
    assert [(seed["kind"], seed["url"].removeprefix(paper.base_url)) for seed in found["seeds"]] == [
        ("news-sitemap", "/news-sitemap.xml"),
        ("feed", "/feeds/atom.xml"),
        ("feed", "/feeds/rss.xml"),
        ("sitemap", "/sitemap-index.xml"),
    ]
    assert [one.target for one in paper.log].count("/robots.txt") == 1
    assert not (tmp_path / "archive").exists()
    write_entry(tmp_path, done.stdout)
    assert "known already as 127-0-0-1" in run("discover", paper.base_url, *QUICK, cwd=tmp_path).stderr
    assert "3 pages" in run("crawl", "127-0-0-1", "-a", "limit=3", *FAST, *QUICK, cwd=tmp_path).stderr


@pytest.mark.slow
def test_discovery_tells_what_is_no_use_and_guesses_only_when_asked(tmp_path: Path) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="%s">'
    # Where a page may not send us: another port of this machine, which nobody has named.
    head = feed % "/broken" + feed % "http://127.0.0.1:9/feed" + "<title>Pier News | Home</title>"
    html = (("Content-Type", "text/html"),)
    routes: dict[tuple[str | None, str], Answer | Page] = {
        (None, "/"): Answer(fields=html, body=f"<html><head>{head}</head><body>".encode()),
        (None, "/broken"): Answer(fields=html, body=b"<html><body>sorry"),
        (None, "/feed"): Answer(body=b"<rss><channel><item><link>/a</link></item></channel></rss>"),
    }
    with NewsServer(routes) as server:
        plain = run("discover", server.base_url + "/", *QUICK, cwd=tmp_path)
        guessed = run("discover", server.base_url + "/", "--guess", *QUICK, cwd=tmp_path)
        closed = run("discover", server.base_url + "/nothing", *QUICK, cwd=tmp_path, code=1)
    assert f"left out: {server.base_url}/broken: an HTML page, not a feed or sitemap" in plain.stderr
    assert "left out: http://127.0.0.1:9/feed: Refused" in plain.stderr
    assert [seed["kind"] for seed in tomllib.loads(plain.stdout)["outlets"]["127-0-0-1"]["seeds"]] == ["site"]
    found: Any = tomllib.loads(guessed.stdout)["outlets"]["127-0-0-1"]
    assert (found["name"], found["seeds"]) == ("Pier News", [{"kind": "feed", "url": f"{server.base_url}/feed"}])
    assert closed.stderr == f"microfiche: {server.base_url}/nothing: answered 404, but no HTML page\n"
