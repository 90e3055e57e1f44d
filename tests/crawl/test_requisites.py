"""Photos of an article and what its page needs are archived, once, within limits; each photo names its record."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run

from crawler.demo.answer import Answer
from crawler.demo.server import NewsServer, Page
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
PATHS = ("/2031/03/06/the-ferry-is-late", "/2031/03/07/the-ferry-is-gone")
PROSE = "<p>Nobody on the island was surprised, for the winter timetable has never been kept since it was made.</p>"


def page(path: str) -> Answer:
    figures = "".join(
        f'<figure><img src="{src}" width=900 height=600><figcaption>{caption} on a Sunday</figcaption></figure>'
        for src, caption in [
            (f"/photos{path}.png", "The ferry at the pier"),
            ("/photos/shared.png", "The harbour"),
            ("/photos/missing.png", "The clerk of the company"),
            ("/photos/moved.png", "The goat that went along"),
            ("/photos/huge.png", "The whole of the island"),
            ("/photos/page.png", "The baker's boat"),
            ("/secret/pier.png", "The pier from within"),
            ("http://127.0.0.9:1/other.png", "The pier from outside"),
        ]
    )
    text = "".join(f"<p>{n}. {PROSE[3:]}" for n in range(8))
    body = f"<html lang=en><head><title>Ferry {path}</title><link rel=stylesheet href=/main.css><link rel=icon href=/i.ico></head><body><article><h1>The ferry {path[6:]}</h1>{figures}{text}</article><a href={PATHS[1]}>next</a></body></html>"
    return html(body)


def html(body: str, **more: object) -> Answer:
    return Answer(fields=(("Content-Type", "text/html; charset=utf-8"),), body=body.encode(), **more)  # type: ignore[arg-type]  # only fields of Answer


def typed(kind: str, body: bytes, *others: tuple[str, str], status: int = 200) -> Answer:
    return Answer(status=status, fields=(("Content-Type", kind), *others), body=body)


ROUTES: dict[tuple[str | None, str], Answer | Page] = {
    **{(None, path): page(path) for path in PATHS},
    **{(None, f"/photos{path}.png"): typed("image/png", PNG + path.encode()) for path in PATHS},
    (None, "/photos/shared.png"): typed("image/png", PNG),
    (None, "/photos/moved.png"): typed("text/html", b"", ("Location", "/photos/new.png"), status=302),
    (None, "/photos/new.png"): typed("image/png", PNG + b"new"),
    (None, "/photos/huge.png"): typed("image/png", PNG * 400),
    (None, "/photos/page.png"): html("<h1>No picture</h1>"),
    (None, "/secret/pier.png"): typed("image/png", PNG + b"secret"),
    (None, "/main.css"): typed("text/css", b"@import 'more.css'; @font-face { src: url(f.woff2) }"),
    (None, "/more.css"): typed("text/css", b"@import 'main.css'; @import 'third.css';"),
    (None, "/third.css"): typed("text/css", b"@import 'fourth.css';"),
    (None, "/f.woff2"): typed("font/woff2", b"wOF2"),
    (None, "/i.ico"): typed("image/x-icon", b"\0\0\1\0"),
    (None, "/robots.txt"): typed("text/plain", b"User-agent: *\nDisallow: /secret/\n"),
}
ASK = ["-s", "ARCHIVE_REQUISITE_MAX_BYTES=100000", *FAST]


def crawled(
    folder: Path, server: NewsServer, *arguments: str, code: int = 0
) -> tuple[list[dict[str, object]], Counter[str]]:
    """Return the articles of a crawl, and how often each address was asked for."""
    server.log.clear()
    run(
        "crawl",
        "news",
        "-a",
        f"seeds={server.base_url}{PATHS[0]}",
        "-o",
        "a.jsonl",
        *arguments,
        *ASK,
        cwd=folder,
        code=code,
    )
    articles = [json.loads(line) for line in (folder / "a.jsonl").read_text("utf-8").splitlines()]
    return sorted(articles, key=lambda article: article["url"]), Counter(each.target for each in server.log)


@pytest.mark.slow
def test_photos_and_page_requisites_are_archived_once(tmp_path: Path) -> None:
    with NewsServer(ROUTES, log=True) as server:
        articles, asked = crawled(tmp_path, server)
        assert [len(article["photos"]) for article in articles] == [8, 8]  # type: ignore[arg-type]  # JSON
        expected = {path for (_, path) in ROUTES} - {"/secret/pier.png"} | {"/photos/missing.png"}
        assert asked == Counter(dict.fromkeys(expected, 1))
        with Index.open(tmp_path / "archive" / "index.sqlite", create=False) as index:
            for article in articles:
                for photo in article["photos"]:  # type: ignore[attr-defined]  # JSON
                    name = photo["src"].rpartition("/")[2]
                    there = name not in {"missing.png", "huge.png", "page.png", "pier.png", "other.png"}
                    assert (photo["record_id"] is not None) == there, photo
                    row = index.record(photo["record_id"]) if there else None
                    assert row is None or (row.status, row.mime) == (200, "image/png")
        url = server.base_url + PATHS[0]
        read = json.loads(run("read", url, cwd=tmp_path).stdout)
        known = {photo["src"]: photo["record_id"] for photo in articles[0]["photos"]}  # type: ignore[attr-defined]  # JSON
        for photo in read["photos"]:
            if not photo["src"].endswith("moved.png"):
                assert photo["record_id"] == known[photo["src"]]
        assert run("verify", cwd=tmp_path).returncode == 0


@pytest.mark.slow
def test_only_photos_or_nothing(tmp_path: Path) -> None:
    with NewsServer(ROUTES, log=True) as server:
        _, asked = crawled(tmp_path, server, "-s", "ARCHIVE_REQUISITES=photos")
        assert not {path for path in asked if path.endswith((".css", ".woff2", ".ico"))}
        assert asked["/photos/shared.png"] == 1
    (tmp_path / "a.jsonl").unlink()
    with NewsServer(ROUTES, log=True) as server:
        articles, asked = crawled(tmp_path, server, "-s", "ARCHIVE_REQUISITES=none")
        assert set(asked) == {*PATHS, "/robots.txt"}
        assert articles[0]["photos"][0]["record_id"] is None  # type: ignore[index]  # JSON


def test_another_word_is_told_in_one_line(tmp_path: Path) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:1/", "-s", "ARCHIVE_REQUISITES=all", cwd=tmp_path, code=2)
    assert done.stderr.splitlines() == ["microfiche: ARCHIVE_REQUISITES: 'all' is not one of page, photos, none"]


@pytest.mark.slow
def test_a_server_that_is_not_there_makes_the_crawl_partial(tmp_path: Path) -> None:
    with NewsServer(ROUTES) as server, NewsServer() as gone:
        lost = gone.base_url + "/photo.png"
    with NewsServer(log=True) as server:
        figure = f"<figure><img src={lost} width=900><figcaption>The pier on a Sunday</figcaption></figure>"
        text = "".join(f"<p>{n}. {PROSE[3:]}" for n in range(8))
        server.routes = {(None, PATHS[0]): html(f"<title>Ferry</title><h1>The ferry</h1>{figure}{text}")}
        crawled(tmp_path, server, "-s", "ARCHIVE_ALLOWED_NETWORKS=127.0.0.0/8", code=3)
