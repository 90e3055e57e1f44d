"""Spiders run over an archive as if it were the web: the same articles, at a chosen time, and not one live request."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import FAST, run
from crawl.test_versions import HTML, page

from crawler.archive.verify import verify
from crawler.config import ArchiveConfig
from crawler.demo.answer import Answer
from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path

STORY = "/2031/03/06/the-ferry-is-late"


def lines(path: Path) -> list[dict[str, Any]]:
    return sorted(map(json.loads, path.read_text("utf-8").splitlines()), key=lambda article: article["record_id"])


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_the_demo_newspaper_once_more(tmp_path: Path) -> None:
    """The server goes on and would answer: nobody asks it. What comes out is what the crawl of the web gave."""
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-o", "live.jsonl", *FAST, cwd=tmp_path)
        asked, before = len(server.log), files(tmp_path / "archive")
        shutil.move(tmp_path / "archive", tmp_path / "kept")
        over = ("crawl", "demo", "-a", f"seeds={server.base_url}/", "-s", "REPLAY=kept")
        done = run(*over, "-o", "again.jsonl", cwd=tmp_path)
        job = run(*over, "-o", "job.jsonl", "-s", "JOB=again", "-a", "limit=20", cwd=tmp_path)
        run(
            "crawl",
            "demo",
            "-a",
            f"seeds={server.base_url}/",
            "-s",
            "JOB=again",
            "-s",
            "ARCHIVE=kept",
            cwd=tmp_path,
            code=2,
        )
        assert len(server.log) == asked
    assert lines(tmp_path / "again.jsonl") == lines(tmp_path / "live.jsonl")
    assert len(lines(tmp_path / "again.jsonl")) == 42
    assert done.stderr.splitlines()[-1] == "65 pages, 138 answers from the archive, 42 articles"
    assert job.stderr.startswith("job again: begins\n")
    assert lines(tmp_path / "job.jsonl")
    after = {name.replace("/kept/", "/archive/"): data for name, data in files(tmp_path / "kept").items()}
    assert {name: data for name, data in after.items() if "/jobs/" not in name and "sqlite-" not in name} == before
    assert not (tmp_path / "archive").exists()


def test_a_site_that_was_down_at_last_is_read_all_the_same(tmp_path: Path) -> None:
    home = Answer(fields=HTML, body=f"<html><body><a href={STORY}>The ferry is late</a>".encode())
    with NewsServer({(None, "/"): home, (None, STORY): page("The ferry left at nine.")}) as server:
        asked = ("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST)
        run(*asked, cwd=tmp_path)
        server.routes = lambda _: Answer(status=500)
        run(*asked, cwd=tmp_path, code=3)
    (article,), said = replayed(tmp_path, server.base_url)
    assert article["body"].startswith("The ferry left at nine.")
    assert said == "2 pages, 2 answers from the archive, 1 article\n"


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with an archive of a story before and after it was edited, led to by a redirect, and its server's
    address, where nobody listens any more."""
    folder = tmp_path_factory.mktemp("edited")
    with NewsServer() as server:
        for number, hour in enumerate(("nine", "ten")):
            links = Answer(
                fields=HTML, body=f"<a href='{STORY}'>The ferry is late again</a> <a href=/gone>x</a>".encode()
            )
            gone = Answer(status=404, fields=HTML, body=b"<h1>Gone</h1>")
            story = page(f"It left the pier at {hour}, hours behind its time, with forty people and one goat on board.")
            routes = {"/": Answer(status=302, fields=(*HTML, ("Location", "/front"))), "/front": links, "/gone": gone}
            server.routes = {(None, path): answer for path, answer in {**routes, STORY: story}.items()}
            run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, "-s", f"ARCHIVE=day{number}", cwd=folder)
        return folder, server.base_url


@pytest.fixture
def both(edited: tuple[Path, str], tmp_path: Path) -> tuple[Path, str, list[str]]:
    """Return a folder whose ``archive`` holds both days, the second one a day later; the address; the two times."""
    folder, url = edited
    for day in ("day0", "day1"):
        shutil.copytree(folder / day / "warc", tmp_path / "archive" / "warc", dirs_exist_ok=True)
    run("repair", cwd=tmp_path)
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        times = [f"{row.captured_at:%Y-%m-%dT%H:%M:%S.%fZ}" for row in index.captures(url=url + STORY)]
    return tmp_path, url, times


def replayed(folder: Path, url: str, *more: str, code: int = 0) -> tuple[list[dict[str, Any]], str]:
    (folder / "out.jsonl").unlink(missing_ok=True)
    done = run(
        "crawl", "news", "-a", f"seeds={url}/", "-s", "REPLAY=archive", "-o", "out.jsonl", *more, cwd=folder, code=code
    )
    return lines(folder / "out.jsonl"), done.stderr


@pytest.mark.slow
def test_as_it_was_then(both: tuple[Path, str, list[str]]) -> None:
    folder, url, (first, second) = both
    for more, hour in ((["-s", f"REPLAY_AT={first}"], "nine"), (["-s", f"REPLAY_AT={second}"], "ten"), ([], "ten")):
        (article,), said = replayed(folder, url, *more)
        assert f"at {hour}," in article["body"]
        assert "archived" not in said
    with Index.open(folder / "archive" / "index.sqlite") as index:
        stored = {article.record_id: asdict(article) for article in index.articles()}
    assert article == stored[article["record_id"]]


@pytest.mark.slow
def test_articles_are_stored_when_that_is_asked_for(both: tuple[Path, str, list[str]]) -> None:
    folder, url, _ = both
    pipelines = {
        "pipelines.metadata.MetadataPipeline": 100,
        "rooms.reread.again.Louder": 500,
        "pipelines.store.StorePipeline": 900,
    }
    louder = ("-s", f"ITEM_PIPELINES={json.dumps(pipelines)}", "-s", "REPLAY_WRITE=1")
    _, said = replayed(folder, url, *louder)
    assert said.splitlines()[-1].endswith("1 article, 1 stored")
    _, said = replayed(folder, url, *louder)
    assert said.splitlines()[-1].endswith("1 article, 0 stored")
    config = ArchiveConfig(folder=folder / "archive")
    assert verify(config).flaws == []
    with Index.open(config.index_address) as index:
        assert max(article.headline or "" for article in index.articles(url=url + STORY)).endswith("!")
        assert len(list(index.articles(url=url + STORY))) == 3


@pytest.mark.slow
def test_what_is_missing_is_named_and_never_asked_for(both: tuple[Path, str, list[str]]) -> None:
    folder, url, _ = both
    run("crawl", "news", "-a", f"seeds={url}/front,{url}/never", "-s", "REPLAY=archive", cwd=folder, code=3)
    articles, said = replayed(folder, url, "-a", f"seeds={url}/,{url}/never-asked", code=3)
    assert len(articles) == 1
    assert f"{url}/never-asked: not in the archive" in said
    assert said.splitlines()[-1].endswith("1 article; 1 not in the archive")
    done = run("crawl", "news", "-a", "seeds=https://nowhere.example/", "-s", "REPLAY=archive", cwd=folder, code=1)
    assert "https://nowhere.example/: not in the archive" in done.stderr


@pytest.mark.slow
def test_bad_settings_are_one_line(tmp_path: Path) -> None:
    over = ("crawl", "news", "-a", "seeds=https://news.example/")
    assert run(*over, "-s", "REPLAY=none", cwd=tmp_path, code=1).stderr == "microfiche: no archive at none\n"
    assert "REPLAY_AT" in run(*over, "-s", "REPLAY_AT=2031", cwd=tmp_path, code=2).stderr
    bad = run(*over, "-s", "REPLAY=none", "-s", "REPLAY_AT=May", cwd=tmp_path, code=2).stderr
    assert bad.startswith("microfiche: REPLAY_AT: 'May' is no time")
    assert not any(tmp_path.iterdir())
