"""Articles as JSON lines and captures as CDXJ: all of what was asked for, and going on where it was broken off."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from rooms.export.asked import archive_of_three
from rooms.index.made import article, capture

from crawler.archive.folder import open_for_reading
from crawler.errors import ArchiveUnwritable
from crawler.export import lines
from crawler.export.lines import article_lines, capture_lines, write_lines
from crawler.export.selection import Selection
from crawler.export.work import begun
from crawler.index import Index
from crawler.index.search.query import parse_query
from crawler.outlets.wanted import Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.export.lines import Line

    Lines = Callable[[Selection, dict[str, object]], Iterator[Line]]


def written(form: Lines, index: Index, target: Path, *, stop_at: int = 0) -> bytes:
    """Return what an export to *target* has written; it is interrupted at the line *stop_at*."""

    def advance(count: int) -> None:
        if count == stop_at:
            raise KeyboardInterrupt

    with begun(target, {}) as work:
        write_lines(lambda state: form(Selection(index), state), work, "line", advance)
    return target.read_bytes()


def test_each_article_once_versions_side_by_side(tmp_path: Path) -> None:
    with open_for_reading(archive_of_three(tmp_path)) as index:
        found = [json.loads(line.data) for line in article_lines(Selection(index), {})]
        assert sorted(each["url"].rpartition("/")[2] for each in found) == ["1", "1", "2", "3", "4", "5", "6", "7"]
        numbers = [each["url"].rpartition("/")[2] for each in found]
        assert abs(numbers.index("1") - (7 - numbers[::-1].index("1"))) == 1
        ferry = Selection(index, query=parse_query('"ferry 3"'))
        assert [json.loads(line.data)["headline"] for line in article_lines(ferry, {})] == ["Ferry 3 is late again"]


def test_only_the_last_reading_of_a_capture(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.add_captures([capture(1)])
        for reader in ("microfiche/0.1.0", "microfiche/0.2.0"):
            index.add_article(article(1, reader=reader), record_id=capture(1).record_id)
        index.commit()
        (line,) = article_lines(Selection(index), {})
    assert json.loads(line.data)["reader"] == "microfiche/0.2.0"


def test_captures_are_those_of_the_index_and_sorted(tmp_path: Path) -> None:
    with open_for_reading(archive_of_three(tmp_path)) as index:
        found = [line.data.decode().rstrip("\n") for line in capture_lines(Selection(index), {})]
        assert found == list(index.cdxj_lines()) == sorted(found)
        of_search = [line.data for line in capture_lines(Selection(index, query=parse_query("ferry -herald")), {})]
        assert of_search == sorted(of_search)
        assert {json.loads(line.split(b" ", 2)[2])["url"].rpartition("/")[2] for line in of_search} == set("1234567")


def test_of_a_time(tmp_path: Path) -> None:
    with open_for_reading(archive_of_three(tmp_path)) as index:
        (row, *_) = index.captures(url="http://gazette.example/story/3")
        only = Selection(index, Wanted(since=row.captured_at, until=row.captured_at.replace(minute=30)))
        assert [json.loads(line.data)["url"] for line in article_lines(only, {})] == [row.url]
        assert len(list(capture_lines(only, {}))) == 1


@pytest.mark.parametrize("form", [article_lines, capture_lines])
@pytest.mark.parametrize("stop_at", [1, 50, 99, 100, 101, 250, 399])
def test_interrupted_it_goes_on(form: Lines, stop_at: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(lines, "LINES_AT_ONCE", 100)
    with Index.open(tmp_path / "index.sqlite") as index:
        # Many captures of one address in one second: they are sorted anew by their lines.
        rows = [
            capture(number, url=f"https://news.example/{number // 7}", captured_at=capture(number // 30).captured_at)
            for number in range(400)
        ]
        index.add_captures(rows)
        for row, number in zip(rows, range(400), strict=True):
            index.add_article(article(number, key=f"/{number // 3}"), record_id=row.record_id)
        index.commit()
        whole = written(form, index, tmp_path / "out" / "whole")
        with pytest.raises(KeyboardInterrupt):
            written(form, index, tmp_path / "out" / "part", stop_at=stop_at)
        assert not (tmp_path / "out" / "part").exists()
        assert written(form, index, tmp_path / "out" / "part") == whole
    assert len(whole.splitlines()) == 400
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["part", "whole"]


def test_halves_of_pairs_do_not_break_the_encoding(tmp_path: Path) -> None:
    with Index.open(tmp_path / "index.sqlite") as index:
        index.add_captures([capture(1)])
        index.add_article(article(1, body="broken \ud83d emoji"), record_id=capture(1).record_id)
        index.commit()
        (line,) = article_lines(Selection(index), {})
    assert json.loads(line.data)["body"] == "broken ? emoji"


def test_a_target_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    target = tmp_path / "out"

    def advance(_count: int) -> None:
        target.write_bytes(b"of somebody else")

    with Index.open(tmp_path / "index.sqlite") as index:
        index.add_captures([capture(1)])
        index.commit()
        with pytest.raises(ArchiveUnwritable, match=r"cannot write .*out: file exists"), begun(target, {}) as work:
            write_lines(lambda state: capture_lines(Selection(index), state), work, "line", advance)
    assert target.read_bytes() == b"of somebody else"
