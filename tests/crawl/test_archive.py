"""The main job from end to end: crawl, then prove the archive with our own reader and with others."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from crawl.command import FAST, run
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from crawler.demo.newspaper import newspaper, summary
from crawler.demo.server import NewsServer
from crawler.index import Index

if TYPE_CHECKING:
    from crawler.demo.server import WireExchange


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[WireExchange]]:
    """Return a folder whose ``archive`` holds the demo newspaper, and what the server sent and received."""
    folder = tmp_path_factory.mktemp("crawled")
    with NewsServer(log=True) as server:
        server.routes = newspaper(server.base_url)
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-o", "items.jsonl", *FAST, cwd=folder)
        return folder, list(server.log)


@pytest.fixture
def archive(crawled: tuple[Path, list[WireExchange]], tmp_path: Path) -> Path:
    """Return a folder with a copy of the archive that a test may damage."""
    shutil.copytree(crawled[0] / "archive", tmp_path / "archive")
    return tmp_path


def only_warc(folder: Path) -> Path:
    (path,) = (folder / "archive").rglob("*.warc.gz")
    return path


def blocks(path: Path, kind: str) -> list[bytes]:
    """Return the raw blocks of all records of *kind*, as warcio sees them."""
    with path.open("rb") as file:
        records = ArchiveIterator(file, no_record_parse=True)
        return [record.raw_stream.read() for record in records if record.rec_type == kind]


def answers(folder: Path) -> list[bytes]:
    """Return every answer in the archive as it crossed the wire, as warcio sees it; revisits with their bodies."""
    stored: dict[str, bytes] = {}
    revisits: list[tuple[str, bytes]] = []
    for path in sorted((folder / "archive").rglob("*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                if record.rec_type == "response":
                    stored[record.rec_headers.get_header("WARC-Record-ID") or ""] = record.raw_stream.read()
                if record.rec_type == "revisit":
                    revisits.append((record.rec_headers.get_header("WARC-Refers-To") or "", record.raw_stream.read()))
    whole = list(stored.values())
    for refers_to, head in revisits:
        there, end, body = stored[refers_to].partition(b"\r\n\r\n")
        assert head.endswith(b"\r\n\r\n")
        assert (b"chunked" in head) is (b"chunked" in there + end)
        whole.append(head + body)
    return whole


def test_every_exchange_is_archived_to_the_byte(crawled: tuple[Path, list[WireExchange]]) -> None:
    folder, log = crawled
    path = only_warc(folder)
    assert sorted(blocks(path, "request")) == sorted(exchange.request for exchange in log)
    assert sorted(answers(folder)) == sorted(exchange.response for exchange in log)
    assert len(log) > 80


def test_other_readers_see_the_same_records(crawled: tuple[Path, list[WireExchange]]) -> None:
    path = only_warc(crawled[0])
    with path.open("rb") as file:
        seen = [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(file)]
    with path.open("rb") as file:
        fast = [record.record_id for record in FastIterator(file, parse_http=False)]
    assert seen == fast
    assert len(seen) == len(set(seen))
    assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0


def test_verify_finds_no_flaw(crawled: tuple[Path, list[WireExchange]]) -> None:
    result = json.loads(run("verify", "--json", cwd=crawled[0]).stdout)
    assert result["flaws"] == []
    assert result["captures"] == len(crawled[1])
    assert result["articles"] == summary().articles


def test_another_reader_is_asked_too(crawled: tuple[Path, list[WireExchange]]) -> None:
    assert "no flaws" in run("verify", "--second-reader", cwd=crawled[0]).stdout


def test_rebuilt_index_equals_the_live_one(archive: Path) -> None:
    database = archive / "archive" / "index.sqlite"
    with Index.open(database) as index:
        live = list(index.dump())
    database.unlink()
    run("reindex", cwd=archive)
    with Index.open(database) as index:
        assert list(index.dump()) == live
    run("verify", cwd=archive)


def test_reading_the_warc_gives_what_was_read_live(crawled: tuple[Path, list[WireExchange]]) -> None:
    folder = crawled[0]
    live = {item["record_id"]: item for item in map(json.loads, (folder / "items.jsonl").read_text().splitlines())}
    printed = run("read", str(only_warc(folder)), cwd=folder).stdout.splitlines()
    again = {item["record_id"]: item for item in map(json.loads, printed)}
    assert again == live
    assert len(live) == summary().articles


def test_an_archived_address_is_read_by_its_address(crawled: tuple[Path, list[WireExchange]]) -> None:
    folder = crawled[0]
    item = json.loads((folder / "items.jsonl").read_text().splitlines()[0])
    assert json.loads(run("read", item["url"], cwd=folder).stdout)["headline"] == item["headline"]


def flaws(folder: Path) -> str:
    return run("verify", cwd=folder, code=5).stdout


def test_verify_sees_a_flipped_bit(archive: Path) -> None:
    path = only_warc(archive)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert "SHA-256" in flaws(archive)


def test_verify_sees_a_cut_file(archive: Path) -> None:
    path = only_warc(archive)
    path.write_bytes(path.read_bytes()[:-1])
    assert path.name in flaws(archive)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DELETE FROM capture WHERE id = 7", "this record is not in the index"),
        ("UPDATE capture SET status = 299 WHERE id = 7", "the index says something else: status"),
        ("UPDATE capture SET record_id = randomblob(16) WHERE id = 7", "no such record"),
        (
            "UPDATE article SET document = CAST(replace(CAST(document AS TEXT), 'headline\":\"', 'headline\":\"X') AS BLOB)",
            "the index says something else",
        ),
        ("UPDATE article SET document = x'7b' WHERE id = 3", "cannot be read"),
        ("DELETE FROM mirror_claim; DELETE FROM photo; DELETE FROM article", "this article is not in the index"),
        ("UPDATE article SET record_id = randomblob(16) WHERE id = 3", "article"),
        ("UPDATE warc_file SET sha256 = zeroblob(32)", "SHA-256"),
    ],
)
def test_verify_sees_an_index_that_disagrees(archive: Path, statement: str, expected: str) -> None:
    database = sqlite3.connect(archive / "archive" / "index.sqlite")
    database.executescript(statement)
    database.close()
    assert expected in flaws(archive)


def test_verify_sees_a_missing_file(archive: Path) -> None:
    only_warc(archive).unlink()
    assert "the file is not there" in flaws(archive)


def test_scrapy_in_the_checkout_is_the_same_program() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=root, capture_output=True, text=True, timeout=60, check=True
    )
    assert {"demo", "news", "presstv"} <= set(done.stdout.split())


def test_second_crawl_adds_to_the_archive(archive: Path) -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-a", "limit=3", *FAST, cwd=archive)
    assert len(list((archive / "archive").rglob("*.warc.gz"))) == 2
    run("verify", cwd=archive)


def test_the_demo_shows_what_was_archived_and_what_to_type_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # of a network that lets nobody out without
    for _ in range(2):  # the second adds to the same archive, and counts its own
        told = run("demo", cwd=tmp_path).stdout
        counts = summary()
        for number, what in (
            (counts.pages, "pages"),
            (counts.articles, "articles"),
            (counts.photos_with_caption, "photos with captions"),
            (counts.mirror_claims, "mirror addresses"),
        ):
            assert any(str(number) in line and line.rstrip(" │").endswith(what) for line in told.splitlines()), told
    commands = [line.strip() for line in told.partition("Next:")[2].splitlines() if line.strip()]
    assert [command.split()[1] for command in commands] == ["read", "verify", "serve", "crawl"]
    for command in commands[:2]:
        run(*command.split()[1:], cwd=tmp_path)
