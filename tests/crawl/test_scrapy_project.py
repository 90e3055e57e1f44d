"""The archive as one line in another Scrapy project, made as `scrapy startproject` makes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from crawl.command import run
from crawl.test_archive import blocks, only_warc

from crawler.demo.server import Answer, NewsServer

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SPIDER = """
import scrapy


class QuotesSpider(scrapy.Spider):
    name = "quotes"

    def __init__(self, url, **more):
        super().__init__(**more)
        self.start_urls = [url]

    def parse(self, response):
        yield {"url": response.url, "title": response.css("title::text").get()}
        yield from response.follow_all(css="a")
"""
HOME = Answer(
    fields=(("content-TYPE", "text/html"),), body=b"<html><title>One</title><a href=/two>2</a><a href=/no>3</a>"
)
TWO = Answer(fields=(("Content-Type", "text/html"),), body=b"<html><title>Two</title><p>A second page.")


def scrapy(*arguments: str, cwd: Path) -> str:
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    # Scrapy leaves the name of our settings here when another test asks for them, and it goes before a project's own.
    inherited = {name: value for name, value in os.environ.items() if name != "SCRAPY_SETTINGS_MODULE"}
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=120, check=False, env={**inherited, "PYTHONPATH": paths},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture
def project(tmp_path: Path) -> Path:
    scrapy("startproject", "quotes", ".", cwd=tmp_path)
    (tmp_path / "quotes/spiders/quotes.py").write_text(SPIDER, "utf-8")
    return tmp_path


def crawl(project: Path, *more: str) -> tuple[list[dict[str, str]], NewsServer, str]:
    with NewsServer({(None, "/"): HOME, (None, "/two"): TWO}, log=True) as server:
        said = scrapy("crawl", "quotes", "-a", f"url={server.base_url}/", "-O", "items.json", *more, cwd=project)
    return json.loads((project / "items.json").read_text("utf-8")), server, said


def test_one_line_archives_another_project(project: Path) -> None:
    with (project / "quotes/settings.py").open("a", encoding="utf-8") as settings:
        settings.write('\nADDONS = {"crawler.fetch.addon.ArchiveAddon": 300}\nARCHIVE_INDX = "x.sqlite"\n')
    items, server, said = crawl(project)
    assert said.count("unknown setting ARCHIVE_INDX: the archive has none of that name; nearest: ARCHIVE_INDEX\n") == 1
    assert [item["title"] for item in items] == ["One", "Two"]
    assert "Traceback" not in said
    assert "ERROR" not in said
    warc = only_warc(project)
    assert sorted(blocks(warc, "response")) == sorted(exchange.response for exchange in server.log)
    assert sorted(blocks(warc, "request")) == sorted(exchange.request for exchange in server.log)
    assert "4 captures and 0 articles" in run("verify", "--second-reader", cwd=project).stdout


def test_nothing_else_of_the_project_changes(project: Path) -> None:
    plain, _, _ = crawl(project)
    archived, _, said = crawl(project, "-s", 'ADDONS={"crawler.fetch.addon.ArchiveAddon": 300}', "-s", "ARCHIVE=kept")
    assert [item["title"] for item in archived] == [item["title"] for item in plain]
    assert not (project / "archive").exists()
    assert (project / "kept/index.sqlite").exists()
    assert "'robotstxt/request_count': 1" in said, "the project's own ROBOTSTXT_OBEY holds"
