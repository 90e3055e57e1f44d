"""`microfiche search`, as it is typed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.index.test_search import TEXTS, keep, story

from crawler.index import Index

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searched")
    (folder / "archive").mkdir()
    with Index.open(folder / "archive" / "index.sqlite") as index:
        keep(index, *(story(number, text) for number, text in TEXTS.items()))
    return folder


@pytest.mark.slow
def test_lines_in_a_pipe(folder: Path) -> None:
    lines = run("search", "harbour wall", cwd=folder).stdout.splitlines()
    address = "https://news.example/story/1"
    snippet = "The harbour wall of Port Ellery opens again on Monday."
    assert lines == [f"2026-11-22\tThe Example News\tStory 1\t{address}\t{snippet}"]


@pytest.mark.slow
def test_json_lines(folder: Path) -> None:
    (found,) = map(json.loads, run("search", "新華社", "--json", cwd=folder).stdout.splitlines())
    assert found["headline"] == "Story 3"
    assert [piece["text"] for piece in found["snippet"] if piece["hit"]] == ["新華社"]
    assert found["published_at"] == "2026-11-22T08:00:00+00:00"


@pytest.mark.slow
def test_mistakes_are_one_line(folder: Path) -> None:
    for words, code, line in (
        (["from:soon"], 2, "search 'from:soon': from:soon is not a day such as 2026-11-24, 2026-11 or 2026"),
        (["?"], 2, "search '?': holds no word that could be searched"),
        (["outlet:BBC"], 2, "no outlet called 'BBC'; known: The Example News"),
    ):
        ran = run("search", *words, cwd=folder, code=code)
        assert (ran.stdout, ran.stderr) == ("", f"microfiche: {line}\n")


@pytest.mark.slow
@pytest.mark.parametrize("words", [["harbour", "-story"], ["-harbour"], ["harbour", "-harbour wall"], ["--", "-story"]])
def test_words_that_are_left_out_are_no_options(folder: Path, words: list[str]) -> None:
    assert "harbour wall" not in run("search", *words, cwd=folder).stdout


@pytest.mark.slow
def test_options_stay_options_among_words(folder: Path) -> None:
    assert run("search", "harbour", "-s", "ARCHIVE=nowhere", cwd=folder, code=1).stderr.endswith(
        "no archive at nowhere\n"
    )
    assert run("search", "harbour", "-h", cwd=folder).stdout.startswith("Usage")
