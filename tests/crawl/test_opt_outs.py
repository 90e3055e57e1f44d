"""Opt-outs of real answers: recorded with each capture, obeyed when that is wanted, and the same after a reindex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run
from crawl.test_failover import captures

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Page

pytestmark = pytest.mark.slow

HTML = ("Content-Type", "text/html")
ARTICLE = b"<h1>The pier is open</h1>" + b"<p>Forty people came to see the pier on its first day.</p>" * 20
SHY = Answer(fields=(HTML,), body=b'<meta name="robots" content="noarchive,noai">' + ARTICLE)
TAGGED = Answer(fields=(HTML, ("X-Robots-Tag", "microfiche: noindex")), body=ARTICLE)
FEED = Answer(
    fields=(("Content-Type", "application/rss+xml"), ("X-Robots-Tag", "noarchive")),
    body=b"<rss version='2.0'><channel><title>x</title></channel></rss>",
)
SITE: dict[tuple[str | None, str], Answer | Page] = {
    (None, "/shy"): SHY,
    (None, "/tagged"): TAGGED,
    (None, "/plain"): Answer(fields=(HTML,), body=ARTICLE),
}


def crawl(server: NewsServer, folder: Path, *more: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Crawl the three pages and the feed; return kind and opt-outs of each, as they are after a reindex too."""
    seeds = ",".join(f"{server.base_url}{path}" for path in ("/shy", "/tagged", "/plain", "/feed.rss"))
    run("crawl", "news", "-a", f"seeds={seeds}", "-a", "depth=0", *FAST, *more, cwd=folder)
    found = told(server, folder)
    run("verify", "--second-reader", cwd=folder)
    run("reindex", cwd=folder)
    assert told(server, folder) == found
    return found


def told(server: NewsServer, folder: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    rows = [row for row in captures(folder) if not row.url.endswith("/robots.txt")]
    return {row.url.removeprefix(server.base_url): (str(row.kind), row.opt_outs) for row in rows}


def test_they_are_recorded(tmp_path: Path) -> None:
    with NewsServer({**SITE, (None, "/feed.rss"): FEED}) as server:
        found = crawl(server, tmp_path)
    assert found["/shy"][1] == ("noai", "noarchive")
    assert found["/tagged"][1] == ("noindex",)
    assert found["/plain"][1] == ()
    assert {kind for kind, _ in found.values()} <= {"response", "revisit"}


def test_they_are_obeyed(tmp_path: Path) -> None:
    with NewsServer({**SITE, (None, "/feed.rss"): FEED}) as server:
        found = crawl(server, tmp_path, "-s", "ARCHIVE_OPT_OUTS=noarchive,noindex")
    assert found["/shy"] == ("unanswered", ("noai", "noarchive"))
    assert found["/tagged"] == ("unanswered", ("noindex",))
    assert found["/plain"][0] == "response"
    assert found["/feed.rss"] == ("response", ("noarchive",)), "what is made for programs is kept"


def test_the_list_of_a_site_is_recorded_with_each_page(tmp_path: Path) -> None:
    rights = Answer(body=b'[{"location": "/free", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]')
    page = Answer(fields=(HTML,), body=ARTICLE)
    routes: dict[tuple[str | None, str], Answer | Page] = {
        (None, "/.well-known/tdmrep.json"): rights,
        (None, "/free"): page,
        (None, "/a"): page,
    }
    with NewsServer(routes, log=True) as server:
        place = server.base_url.removeprefix("http://")
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "outlets.toml").write_text(
            f"""[outlets.gazette]
hosts = [{{ host = "{place}", scheme = "http" }}]
seeds = [{{ kind = "page", url = "{server.base_url}/free" }}, {{ kind = "page", url = "{server.base_url}/a" }}]
"""
        )
        run("crawl", "gazette", *FAST, "-s", "ARCHIVE_TDMREP=True", cwd=tmp_path)
        found = told(server, tmp_path)
        assert [exchange.target for exchange in server.log].count("/.well-known/tdmrep.json") == 1
    assert found["/a"][1] == ("tdm",)
    assert found["/free"][1] == ()


def test_a_word_that_is_none(tmp_path: Path) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_OPT_OUTS=all", cwd=tmp_path, code=2)
    assert "ARCHIVE_OPT_OUTS" in done.stderr
    assert len(done.stderr.splitlines()) == 1
