"""`microfiche search`, as it is typed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from rooms.index.test_search import TEXTS, keep, story
from rooms.web.room_kit import capture, record_id

from crawler.index import Index
from crawler.model import MirrorAddress

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
@pytest.mark.parametrize("command", [["search", "buoy"], ["versions", "https://news.example/story/1", "--diff"]])
def test_a_page_gives_no_orders_to_a_terminal(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        told = [
            story(1, f"A buoy\x1b]0;x\x07 was {word}\x9b2J.", headline="A \x1b[2Jbuoy") for word in ("lost", "found")
        ]
        index.add_captures([capture(1), capture(2, url=told[0].url)])
        keep(index, told[0], replace(told[1], record_id=record_id(2)))
    said = run(*command, cwd=tmp_path).stdout
    assert "buoy" in said
    assert [mark for mark in "\x07\x1b\x9b" if mark in said] == []


@pytest.mark.slow
def test_halves_of_letters_go_into_files_too(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    claim = MirrorAddress(kind="app", name="Buoy \ud83d", phrase="Half \ud83d")
    told = story(1, "A buoy \ud83d was lost.", headline="A buoy \ud83d", outlet="Buoy", mirrors=[claim])
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        index.add_captures([capture(1), capture(2, url=told.url)])
        keep(index, told, replace(told, record_id=record_id(2), headline="A buoy"))
    run("versions", told.url, "--html", "a.html", cwd=tmp_path)
    run("mirrors", "Buoy", "--plot", "a.svg", cwd=tmp_path)
    assert "A <del>buoy ?</del><ins>buoy</ins>" in (tmp_path / "a.html").read_text("utf-8")
    assert "Buoy" in (tmp_path / "a.svg").read_text("utf-8")


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
