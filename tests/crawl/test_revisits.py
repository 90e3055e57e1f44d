"""The same newspaper archived twice: the second time what has not changed is a revisit, and nothing is lost by it."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import FAST, run
from crawl.test_archive import answers, flaws
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.demo.newspaper import newspaper, summary
from crawler.demo.server import NewsServer
from crawler.index import CaptureKind, Index

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import WireExchange

IDENTICAL = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[WireExchange]]:
    """Return a folder whose archive holds two crawls of the demo newspaper, and what the server sent and received."""
    folder = tmp_path_factory.mktemp("twice")
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        for number in (1, 2):
            seeds = ("-a", f"seeds={server.base_url}/", "-a", "again=true")
            run("crawl", "demo", *seeds, "-o", f"{number}.jsonl", *FAST, cwd=folder)
        return folder, list(server.log)


@pytest.fixture
def archive(twice: tuple[Path, list[WireExchange]], tmp_path: Path) -> Path:
    """Return a folder with a copy of the archive that a test may damage."""
    shutil.copytree(twice[0] / "archive", tmp_path / "archive")
    return tmp_path


def warcs(folder: Path) -> list[Path]:
    first, second = sorted((folder / "archive").rglob("*.warc.gz"))
    return [first, second]


def items(folder: Path, number: int) -> dict[str, Any]:
    """Return the articles of crawl *number* by address, without what differs from crawl to crawl."""
    found = {}
    for line in (folder / f"{number}.jsonl").read_text().splitlines():
        item = json.loads(line)
        for photo in item["photos"]:
            del photo["record_id"]
        found[item["url"]] = {name: value for name, value in item.items() if name not in {"record_id", "captured_at"}}
    return found


def answer_bytes(path: Path) -> int:
    """Return how many bytes of a WARC file answers take, whole ones and revisits."""
    with path.open("rb") as file:
        total = 0
        reader = ArchiveIterator(file, no_record_parse=True)
        for record in reader:
            kind = record.rec_type
            record.raw_stream.read()
            total += reader.get_record_length() if kind in {"response", "revisit"} else 0
        return total


def test_nothing_is_lost_by_revisits(twice: tuple[Path, list[WireExchange]]) -> None:
    folder, log = twice
    assert sorted(answers(folder)) == sorted(exchange.response for exchange in log)


def test_the_second_crawl_takes_less_than_half(twice: tuple[Path, list[WireExchange]]) -> None:
    first, second = warcs(twice[0])
    assert answer_bytes(second) < answer_bytes(first) / 2


def test_verify_is_clean_and_articles_are_the_same(twice: tuple[Path, list[WireExchange]]) -> None:
    folder, log = twice
    result = json.loads(run("verify", "--json", cwd=folder).stdout)
    assert result["flaws"] == []
    assert result["captures"] == len(log)
    assert result["revisits"] > summary().articles
    assert items(folder, 1) == items(folder, 2)
    assert len(items(folder, 2)) == summary().articles


def test_a_rebuilt_index_has_the_same_revisits(archive: Path) -> None:
    database = archive / "archive" / "index.sqlite"
    with Index.open(database) as index:
        live = list(index.dump())
        revisits = [row for row in index.captures() if row.kind is CaptureKind.REVISIT]
    assert all(row.refers_to and row.truncated is None and row.status == 200 for row in revisits)
    database.unlink()
    run("reindex", cwd=archive)
    with Index.open(database) as index:
        assert list(index.dump()) == live
        lines = [json.loads(line.split(" ", 2)[2]) for line in index.cdxj_lines()]
    assert len([line for line in lines if line["mime"] == "warc/revisit" and line["status"] == "200"]) == len(revisits)


def test_revisits_are_read_as_their_pages(twice: tuple[Path, list[WireExchange]]) -> None:
    folder = twice[0]
    live = {item["record_id"]: item for item in map(json.loads, (folder / "2.jsonl").read_text().splitlines())}
    printed = run("read", str(warcs(folder)[1]), cwd=folder).stdout.splitlines()
    assert {item["record_id"]: item for item in map(json.loads, printed)} == live
    item = next(iter(live.values()))
    assert json.loads(run("read", item["url"], cwd=folder).stdout) == item


def test_other_readers_see_revisits_as_the_standard_has_them(twice: tuple[Path, list[WireExchange]]) -> None:
    first, second = warcs(twice[0])
    seen = {}
    for path in (first, second):
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                seen[record.rec_headers.get_header("WARC-Record-ID")] = record
    revisits = [record for record in seen.values() if record.rec_type == "revisit"]
    for record in revisits:
        head = record.rec_headers
        there = seen[head.get_header("WARC-Refers-To")].rec_headers
        assert head.get_header("WARC-Profile") == IDENTICAL
        assert head.get_header("WARC-Refers-To-Target-URI") == there.get_header("WARC-Target-URI")
        assert head.get_header("WARC-Refers-To-Date") == there.get_header("WARC-Date")
        assert head.get_header("WARC-Payload-Digest") == there.get_header("WARC-Payload-Digest")
        assert head.get_header("WARC-Truncated") == "length"
    with second.open("rb") as file:
        fast = [record for record in FastIterator(file) if record.headers["WARC-Type"] == "revisit"]
        assert {record.headers["WARC-Profile"] for record in fast} == {IDENTICAL}
        assert {record.http_headers.status_code for record in fast} == {200}
    assert len(fast) > summary().articles
    assert subprocess.run(["gzip", "-t", second], check=False).returncode == 0


def test_verify_names_revisits_that_refer_to_nothing(archive: Path) -> None:
    warcs(archive)[0].unlink()
    assert "it is a revisit of urn:uuid:" in (told := flaws(archive))
    assert "which is not in the archive" in told


def test_verify_sees_that_a_revisit_refers_to_another_page(archive: Path) -> None:
    database = sqlite3.connect(archive / "archive" / "index.sqlite")
    rows = database.execute("SELECT record_id FROM capture WHERE kind = 0 AND status = 200 ORDER BY id LIMIT 2")
    (first,), (second,) = rows.fetchall()
    swap = "UPDATE capture SET record_id = ? WHERE record_id = ?"
    for new, old in ((b"x", first), (first, second), (second, b"x")):
        database.execute(swap, (new, old))
    database.commit()
    database.close()
    assert "not in the archive" in flaws(archive)


def test_a_page_is_kept_whole_when_what_it_repeats_is_gone(archive: Path) -> None:
    first, second = warcs(archive)
    first.write_bytes(first.read_bytes()[:400])
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-a", "limit=3", *FAST, cwd=archive)
    third = next(path for path in (archive / "archive").rglob("*.warc.gz") if path not in (first, second))
    with third.open("rb") as file:
        kinds = [record.rec_type for record in ArchiveIterator(file, no_record_parse=True)]
    assert kinds.count("response") > 3


def test_a_setting_turns_revisits_off(tmp_path: Path) -> None:
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        for _ in range(2):
            where = ("-a", f"seeds={server.base_url}/", "-a", "limit=3", "-s", "ARCHIVE_DEDUP=0")
            run("crawl", "demo", *where, *FAST, cwd=tmp_path)
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        assert index.counts().revisits == 0
    wrong = ("-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_DEDUP=perhaps")
    assert "ARCHIVE_DEDUP: 'perhaps' is neither" in run("crawl", "demo", *wrong, cwd=tmp_path, code=2).stderr
