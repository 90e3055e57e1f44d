"""``microfiche read --explain``: what was read and where it came from, for the eye."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawl.command import run
from page_kit import ARTICLE, URL

if TYPE_CHECKING:
    from pathlib import Path


def test_articles_are_explained_one_after_the_other(tmp_path: Path) -> None:
    for name in ("one.html", "two.html"):
        (tmp_path / name).write_text(ARTICLE, "utf-8")
    done = run("read", "one.html", "two.html", "--url", URL, "--explain", cwd=tmp_path, code=0)
    first, second = done.stdout.split(URL)[1:]
    assert first == second
    told = {line.split()[0]: line.split()[1] for line in first.splitlines() if line}
    assert told["headline"] == "h1"
    assert told["authors"] == "json-ld:author"
    assert told["published_at"] == "json-ld:datePublished"


def test_it_goes_with_no_other_form(tmp_path: Path) -> None:
    assert "--explain" in run("read", "one.html", "--explain", "--pretty", cwd=tmp_path, code=2).stderr
