"""The benchmarks beside others run, in short, and name each program that is not there with the reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from benchmarks import crawl, index, peers, reading_speed, replay, rounds, warc
from benchmarks.pages import kinds

if TYPE_CHECKING:
    from pathlib import Path

NOT_MADE = "not measured: its environment is not made: python benchmarks/peers.py"


@pytest.fixture(autouse=True)
def _no_peers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MICROFICHE_PEERS", str(tmp_path / "none"))


def rows(text: str) -> dict[str, list[str]]:
    """Return the cells of each row of all tables in *text* by its name; of several with one name the last."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: row[1:] for row in cells}


@pytest.mark.slow
def test_crawl(capsys: pytest.CaptureFixture[str]) -> None:
    crawl.main(["--count", "8", "--rounds", "1"])
    text = capsys.readouterr().out
    found = rows(text)
    assert {"bare Scrapy", "Scrapy, archive", "the main job", "wget --warc-file", "wget"} <= set(found)
    assert found["bare Scrapy"][3] == "1.00"
    for peer in ("scrapy-webarchive", "its Scrapy, bare", "crawlee"):
        assert NOT_MADE in found[peer][-1]
    assert text.startswith("calibration: ")
    assert "8 of 8 pages read as articles" in text


@pytest.mark.slow
def test_crawl_with_more_and_more_pages(capsys: pytest.CaptureFixture[str]) -> None:
    crawl.main(["--count", "100", "--growth"])
    sizes = [line.split(" | ")[1] for line in capsys.readouterr().out.splitlines() if line.startswith("| Scrapy, arch")]
    assert sizes == ["1", "10", "100"]


@pytest.mark.slow
def test_warc(capsys: pytest.CaptureFixture[str]) -> None:
    warc.main(["--count", "4", "--rounds", "1"])
    found = rows(capsys.readouterr().out)
    assert {"microfiche", "microfiche, every digest", "our records, zlib 6"} <= set(found)
    for peer in ("warcio", "fastwarc"):
        assert NOT_MADE in found[peer][-1]


@pytest.mark.slow
def test_warc_with_more_and_more_exchanges(capsys: pytest.CaptureFixture[str]) -> None:
    warc.main(["--count", "2", "--growth"])
    text = capsys.readouterr().out
    assert [line.split(" | ")[1] for line in text.splitlines() if line.startswith("| write")] == ["6", "60", "600"]


@pytest.mark.slow
def test_index(capsys: pytest.CaptureFixture[str]) -> None:
    index.main(["3000", "--rounds", "1"])
    text = capsys.readouterr().out
    assert NOT_MADE in rows(text)["a sorted CDXJ file, pywb"][-1]
    assert "microfiche, SQLite: 3,000 captures" in text
    assert "point: " in text
    assert "prefix: " in text


@pytest.mark.slow
def test_reading(capsys: pytest.CaptureFixture[str]) -> None:
    reading_speed.main(["--pages", "4", "--rounds", "1"])
    found = rows(capsys.readouterr().out)
    assert "pages failed" not in found["microfiche"][-1]
    for peer in reading_speed.PEERS:
        assert NOT_MADE in found[peer][-1]


@pytest.mark.slow
def test_replay(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "FILM_BYTES", 8 << 20)
    replay.main(["3", "--rounds", "1"])
    text = capsys.readouterr().out
    assert text.count("| microfiche |") == 3
    assert text.count(NOT_MADE) == 3


def test_who_comes_first_takes_turns() -> None:
    came: list[str] = []

    def run(name: str, cpu_s: float) -> rounds.Cost:
        came.append(name)
        return rounds.Cost(units=2, cpu_s=cpu_s * len(came), wall_s=1.0)

    costs = rounds.in_turn({"a": lambda: run("a", 1.0), "b": lambda: run("b", 2.0)}, 3)
    assert came == ["a", "b", "b", "a", "a", "b"]
    assert [cost.cpu_ms for cost in costs["a"]] == [500, 2000, 2500]
    # Within each round: 4 / 1, 6 / 4, 12 / 5.
    assert rounds.ratio(costs, "b", "a") == pytest.approx(2.4)


def test_what_took_no_time_has_no_ratio() -> None:
    some, none = (rounds.Cost(units=1, cpu_s=cpu_s, wall_s=1.0) for cpu_s in (2.0, 0.0))
    costs = {"a": [some, some], "b": [none, none], "c": [none, some]}
    assert math.isnan(rounds.ratio(costs, "a", "b"))
    assert rounds.ratio(costs, "a", "c") == 1


def test_a_peer_of_other_versions_is_not_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MICROFICHE_PEERS", str(tmp_path))
    (tmp_path / "warcio").mkdir()
    (tmp_path / "warcio" / peers.STAMP).write_text("warcio==1.0")
    with pytest.raises(peers.Missing, match="of other versions"):
        peers.python_of("warcio")


def test_a_process_that_breaks_down_says_why() -> None:
    with pytest.raises(peers.Missing, match="KeyError: 'nobody'"):
        peers.Child("readers.py", "nobody")


def test_versions_are_pinned() -> None:
    pinned = [each for entry in peers.requirements().values() for each in entry]
    assert all("==" in each for each in pinned)


def test_pages_are_the_same_each_time_and_no_two_alike() -> None:
    one, other = kinds("generated"), kinds("generated")
    assert one(3) == other(3)
    assert len({one(number) for number in range(100)}) == 100
