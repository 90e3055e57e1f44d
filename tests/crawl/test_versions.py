"""An article that is edited, deleted and brought back between crawls, as `microfiche versions` tells it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run

from crawler.demo.answer import Answer, Field
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from pathlib import Path

HTML: tuple[Field, ...] = (("Content-Type", "text/html; charset=utf-8"),)
PATH = "/2031/03/06/the-ferry-is-late"


def page(first: str) -> Answer:
    rest = "<p>Nobody on the island was surprised, for the winter timetable has never been kept since it was made.</p>"
    text = f"<article><h1>The ferry is late again</h1><p>{first}</p>{rest}<p>The company will answer on Monday, its clerk said, and hung up the telephone before another question could be put to her.</p><p>Until then the baker's boat carries the post, as it did in the years of the storm, when the pier was gone.</p></article>"
    return Answer(
        fields=HTML,
        body=f"<html lang=en><meta property='og:type' content='article'><title>The ferry is late again</title>{text}</html>".encode(),
    )


ANSWERS = {
    "first": page(
        "It left the pier at nine, two hours behind its time, with forty people and one <b>goat</b> on board."
    ),
    "same": page("It left the pier at nine, two hours behind its time, with forty people and one goat on board."),
    "edited": page("It left the pier at ten, three hours behind its time, with forty people and one goat on board."),
    "gone": Answer(status=410, fields=HTML, body=b"<h1>Gone</h1>"),
    "home": Answer(status=302, fields=(*HTML, ("Location", "/"))),
    "back": page("It left the pier at ten, three hours behind its time, with forty people and one goat on board."),
}


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a folder with an archive of six crawls of one article, and its address."""
    folder = tmp_path_factory.mktemp("edited")
    with NewsServer() as server:
        for answer in ANSWERS.values():
            server.routes = {(None, PATH): answer, (None, "/"): Answer(fields=HTML, body=b"<h1>Home</h1>")}
            run("crawl", "news", "-a", f"seeds={server.base_url}{PATH}", "-a", "limit=1", *FAST, cwd=folder, code=None)
        return folder, server.base_url + PATH


@pytest.mark.slow
def test_versions_and_events(edited: tuple[Path, str]) -> None:
    folder, url = edited
    told = json.loads(run("versions", url, "--json", cwd=folder).stdout)
    assert [(each["number"], each["captures"]) for each in told["versions"]] == [(1, 2), (2, 2)]
    assert [change["field"] for change in told["versions"][1]["changes"]] == ["body"]
    assert [each["kind"] for each in told["events"]] == ["gone", "redirected-home", "returned"]
    assert all(each["record_id"].startswith("urn:uuid:") for each in told["versions"] + told["events"])


@pytest.mark.slow
def test_lines_and_word_diff_in_a_pipe(edited: tuple[Path, str]) -> None:
    folder, url = edited
    lines = run("versions", url, cwd=folder).stdout.splitlines()
    assert [line.split("  ", 1)[1] for line in lines] == [
        "version 1  The ferry is late again  (2 captures)",
        "version 2  body  (2 captures)",
        "gone (410)",
        f"redirected-home ({url.removesuffix(PATH)}/)",
        "returned (200)",
    ]
    shown = run("versions", url, "--diff", cwd=folder).stdout
    assert "at [-nine-]{+ten+}, [-two -]{+three +}hours" in shown


@pytest.mark.slow
def test_the_page_shows_the_changes(edited: tuple[Path, str], tmp_path: Path) -> None:
    folder, url = edited
    done = run("versions", url, "--html", str(tmp_path / "ferry.html"), cwd=folder)
    assert done.stdout == ""
    text = (tmp_path / "ferry.html").read_text("utf-8")
    assert "<del>nine</del><ins>ten</ins>" in text
    assert "http-equiv" not in text
    assert "<script" not in text
    unwritable = run("versions", url, "--html", str(tmp_path), cwd=folder, code=4)
    assert unwritable.stderr.count("\n") == 1


@pytest.mark.slow
def test_an_address_that_is_not_there_is_one_line(edited: tuple[Path, str]) -> None:
    folder, _ = edited
    done = run("versions", "https://news.example/none", cwd=folder, code=1)
    assert done.stderr.startswith("microfiche: https://news.example/none: no article of that address is in the archive")
