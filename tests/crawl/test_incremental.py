"""The demo newspaper archived again: only what is new or due is asked for, and nothing is missed by it."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run

from benchmarks.second_crawl import costs
from crawler.demo.newspaper import EXPECTED, newspaper, summary
from crawler.demo.server import Answer, NewsServer
from crawler.index import CaptureKind, Index

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.demo.answer import Request
    from crawler.demo.server import Routes

SOON = [f"ARCHIVE_DUE_{kind}=1s" for kind in ("ARTICLES", "LISTS", "PAGES", "REQUISITES", "GONE")]
SOON = [part for setting in SOON for part in ("-s", setting)]
"""Everything is due again after a second."""
STORY = "<p>" + "The ferry to the islands runs twice a day again, the harbour office said on Monday. " * 6 + "</p>"
OG = '<meta property="og:type" content="article">'
ARTICLE = re.compile(r"/20\d\d/")


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with NewsServer(log=True) as running:
        running.routes = newspaper(running.base_url)
        yield running


def crawl(server: NewsServer, folder: Path, *more: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    server.log.clear()
    return run("crawl", "demo", "-a", f"seeds={server.base_url}/", *FAST, *more, cwd=folder, code=code)


def asked(server: NewsServer) -> list[str]:
    """Return the targets that the last crawl asked for, in their order."""
    return [exchange.request.split(b" ", 2)[1].decode() for exchange in server.log]


def statuses(server: NewsServer) -> dict[str, int]:
    found = {}
    for exchange in server.log:
        found[exchange.request.split(b" ", 2)[1].decode()] = int(exchange.response.split(b" ", 2)[1])
    return found


def sound(folder: Path, database: Path | str) -> None:
    """The archive is without a flaw, and its index is the one that follows from its WARC files."""
    assert json.loads(run("verify", "--json", cwd=folder).stdout)["flaws"] == []
    with Index.open(database) as index:
        live = list(index.dump())
    made_anew = folder / "archive" / "index.sqlite"
    made_anew.unlink(missing_ok=True)
    run("reindex", "-s", "ARCHIVE_INDEX=", cwd=folder)
    with Index.open(made_anew) as index:
        assert list(index.dump()) == live


def test_right_after_a_crawl_only_its_beginning_is_asked_for(
    server: NewsServer, tmp_path: Path, either_database: Path | str
) -> None:
    crawl(server, tmp_path)
    first_bytes = sum(len(exchange.response) for exchange in server.log)
    told = crawl(server, tmp_path).stderr.splitlines()[-1]
    assert sorted(asked(server)) == ["/", "/robots.txt"]
    assert sum(len(exchange.response) for exchange in server.log) < first_bytes / 20
    not_due = int(re.search(r"(\d+) not due", told)[1])  # type: ignore[index]  # it is there, or the test fails
    assert not_due > summary().pages
    assert told.startswith("1 page,")
    with Index.open(either_database) as index:
        assert index.counts().articles == summary().articles
    sound(tmp_path, either_database)


def test_what_is_due_and_the_same_is_a_revisit_and_its_article_stays(
    server: NewsServer, tmp_path: Path, either_database: Path | str
) -> None:
    crawl(server, tmp_path, *SOON)
    with Index.open(either_database) as index:
        before = {article.record_id for article in index.articles()}
    time.sleep(1.1)
    told = crawl(server, tmp_path, *SOON).stderr.splitlines()[-1]
    found = statuses(server)
    assert {found[path] for path in EXPECTED} == {304}
    assert f"{len(EXPECTED)} not modified" in told
    with Index.open(either_database) as index:
        same = [row for row in index.captures() if row.status == 304]
        by_id = {row.record_id: row for row in index.captures()}
        assert {article.record_id for article in index.articles()} == before
    assert len(same) == len(EXPECTED)
    for row in same:
        assert row.kind is CaptureKind.REVISIT
        assert by_id[row.refers_to or ""].url == row.url
    sound(tmp_path, either_database)


def test_what_is_new_is_found_through_pages_that_are_not_due(
    server: NewsServer, tmp_path: Path, either_database: Path | str
) -> None:
    crawl(server, tmp_path, "-a", "limit=5")
    crawl(server, tmp_path)
    with Index.open(either_database) as index:
        assert index.counts().articles == summary().articles
        urls = [row.url for row in index.captures() if ARTICLE.match(row.url.removeprefix(server.base_url))]
    assert len(urls) == len(set(urls)), "no article was fetched twice"
    sound(tmp_path, either_database)


def test_a_limit_counts_what_is_fetched(server: NewsServer, tmp_path: Path, either_database: Path | str) -> None:
    for read in (6, 11, 16):
        assert crawl(server, tmp_path, "-a", "limit=6").stderr.splitlines()[-1].startswith("6 pages")
        with Index.open(either_database) as index:
            pages = {row.url for row in index.captures() if row.mime == "text/html" and row.status == 200}
        assert len(pages) == read, "the front page, and five that are new"


def test_an_article_that_changed_is_read_again(server: NewsServer, tmp_path: Path, either_database: Path | str) -> None:
    routes = newspaper(server.base_url)
    body = "<html><head>{}</head><body><h1>Ferry {}</h1>{}</body></html>"
    fields = (("Content-Type", "text/html"),)
    path = "/2026/11/22/the-ferry-runs-again-twice"
    home = Answer(fields=fields, body=f'<html><body><a href="{path}">Ferry</a></body></html>'.encode())
    robots = routes[None, "/robots.txt"]
    for word in ("one", "two"):
        server.routes = {
            (None, "/"): home,
            (None, "/robots.txt"): robots,
            (None, path): Answer(fields=fields, etag=f'"{word}"', body=body.format(OG, word, STORY).encode()),
        }
        crawl(server, tmp_path, *SOON)
        time.sleep(1.1)
    with Index.open(either_database) as index:
        assert [article.headline for article in index.articles(url=server.base_url + path)] == [
            "Ferry one",
            "Ferry two",
        ]


@pytest.mark.parametrize("kind", ["site", "section", "page"])
def test_the_pages_where_an_entry_begins_are_visited_like_lists(server: NewsServer, tmp_path: Path, kind: str) -> None:
    place = server.base_url.removeprefix("http://")
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "outlets.toml").write_text(
        f"""[outlets.gazette]
hosts = [{{ host = "{place}", scheme = "http" }}]
seeds = [{{ kind = "{kind}", url = "{server.base_url}/harbour" }}]
"""
    )
    for _ in range(2):
        server.log.clear()
        run("crawl", "gazette", "-a", "depth=0", *FAST, "-s", "ARCHIVE_DUE_LISTS=1s", cwd=tmp_path)
        assert "/harbour" in asked(server)
        time.sleep(1.1)


@pytest.mark.usefixtures("either_database")
def test_again_fetches_everything_anew(server: NewsServer, tmp_path: Path) -> None:
    crawl(server, tmp_path)
    first = sorted(asked(server))
    crawl(server, tmp_path, "-a", "again=true")
    assert sorted(asked(server)) == first
    assert 304 not in statuses(server).values()
    told = crawl(server, tmp_path, "-a", "again=perhaps", code=2).stderr
    assert "again: 'perhaps' is neither" in told


@pytest.mark.usefixtures("either_database")
def test_a_setting_turns_it_off(server: NewsServer, tmp_path: Path) -> None:
    crawl(server, tmp_path)
    first = sorted(asked(server))
    crawl(server, tmp_path, "-s", "ARCHIVE_INCREMENTAL=0")
    assert sorted(asked(server)) == first


@pytest.mark.usefixtures("either_database")
def test_what_the_archive_cannot_show_any_more_is_fetched_anew(server: NewsServer, tmp_path: Path) -> None:
    crawl(server, tmp_path)
    first = {target for target, status in statuses(server).items() if status not in {404, 410}}
    for path in (tmp_path / "archive").rglob("*.warc.gz"):
        path.write_bytes(path.read_bytes()[:400])
    crawl(server, tmp_path)
    assert set(asked(server)) == first
    assert 304 not in statuses(server).values()


@pytest.mark.parametrize(
    "setting", ["ARCHIVE_DUE_LISTS=soon", "ARCHIVE_DUE_ARTICLES=6h,1h", "ARCHIVE_DUE_GONE=1h,2h,3h"]
)
def test_times_that_make_no_sense_are_refused_before_anything_is_fetched(
    server: NewsServer, tmp_path: Path, setting: str
) -> None:
    told = crawl(server, tmp_path, "-s", setting, code=2).stderr
    assert told.count("\n") == 1
    assert setting.partition("=")[0] in told
    assert asked(server) == []


@pytest.mark.slow
def test_an_unchanged_site_takes_a_twentieth_of_its_first_crawl(tmp_path: Path) -> None:
    first, at_once, later = costs(60, tmp_path)
    assert first.requests == later.requests == 61
    assert at_once.requests == 2
    assert at_once.wire_bytes < later.wire_bytes < first.wire_bytes / 20
    assert later.warc_bytes < first.warc_bytes / 4


@pytest.mark.parametrize("limit", [(), ("-a", "limit=9")])
def test_a_change_that_a_list_announces_counts_also_for_a_page_that_was_met_before_it(
    tmp_path: Path, limit: tuple[str, ...]
) -> None:
    html = (("Content-Type", "text/html"),)
    path = "/2020/01/01/the-ferry-runs-again-to-the-islands"

    def feed(_: Request) -> Answer:
        changed = format_datetime(datetime.now(UTC))
        body = f"<rss><channel><item><link>{path}</link><pubDate>{changed}</pubDate></item></channel></rss>"
        return Answer(body=body.encode(), delay_s=1.5)

    dated = '<meta property="article:published_time" content="2020-01-01T08:00:00Z">'
    home = f'<link rel="alternate" type="application/rss+xml" href="/feed"><a href="{path}">The ferry</a>'
    routes: Routes = {
        (None, "/"): Answer(fields=html, body=home.encode()),
        (None, path): Answer(fields=html, body=f"{OG}{dated}<h1>The ferry</h1>{STORY}".encode()),
        (None, "/feed"): feed,
    }
    due = ("-s", "ARCHIVE_DUE_ARTICLES=1s,30d", "-s", "ARCHIVE_DUE_LISTS=1s,1s", *limit)
    with NewsServer(routes, log=True) as server:
        crawl(server, tmp_path, *due)
        time.sleep(1.2)
        crawl(server, tmp_path, *due)
    assert asked(server).count(path) == 1
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        assert len(list(index.captures(url=f"{server.base_url}{path}"))) == 2
