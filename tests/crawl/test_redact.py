"""`microfiche redact` on the archive of the demo newspaper: every door is closed, and the record stays sealed."""

from __future__ import annotations

import gzip
import io
import json
import os
import shutil
import time
import zlib
from argparse import Namespace
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from crawl.command import FAST, run
from pyarrow.parquet import read_table
from rooms.replay.served import AT, Made, answer
from starlette.testclient import TestClient

from crawler.archive.folder import open_for_reading
from crawler.archive.places import WarcFiles
from crawler.archive.redactions import FILE
from crawler.commands.export import question
from crawler.commands.redact import user_name
from crawler.config import ArchiveConfig
from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer
from crawler.export.lines import article_lines
from crawler.export.selection import Selection
from crawler.export.work import WHOLE, begun
from crawler.index import Index
from crawler.replay.routes import replay_routes
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.model import Article

pytestmark = pytest.mark.slow
WHY = ("--reason", "the person named asked for it")


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", *FAST, cwd=folder)
    return folder


@pytest.fixture
def folder(crawled: Path, tmp_path: Path) -> Path:
    shutil.copytree(crawled / "archive", tmp_path / "archive")
    return tmp_path


@contextmanager
def room(folder: Path) -> Iterator[TestClient]:
    """The reading room with its replay, as `microfiche serve` makes it."""
    config = ArchiveConfig(folder=folder / "archive")
    with open_for_reading(config) as index:
        app = reading_room(index, config, access=Access(), replay=replay_routes(index, WarcFiles(config, index)))
        with TestClient(app, base_url="http://localhost", follow_redirects=False) as client:
            yield client


def chosen(folder: Path) -> Article:
    """An article with a photo that is archived, and words of its own."""
    with open_for_reading(ArchiveConfig(folder=folder / "archive")) as index:
        for article in index.articles():
            if any(photo.record_id for photo in article.photos) and len(article.headline or "") > 20:
                return article
    raise AssertionError


def name_of(record_id: str | None) -> str:
    assert record_id is not None
    return record_id.removeprefix("urn:uuid:")


def answers(client: TestClient, article: Article) -> dict[str, Any]:
    """What each door says of *article*."""
    url, record = article.url, name_of(article.record_id)
    photo = next(photo for photo in article.photos if photo.record_id)
    headline = f'"{article.headline}"'
    assert photo.src is not None
    return {
        "article": client.get(f"/article/{record}").status_code,
        "article in the API": client.get(f"/api/articles/{record}").status_code,
        "versions": client.get(f"/article/{record}/versions").status_code,
        "beside": client.get(f"/article/{record}/beside").status_code,
        "image": client.get(f"/image/{name_of(photo.record_id)}").status_code,
        "captures": client.get("/captures", params={"url": url}).status_code,
        "captures in the API": client.get("/api/captures", params={"url": url}).json()["total"],
        "search": client.get("/api/search", params={"q": headline}).json()["total"],
        "first page": (article.headline or "") in client.get("/").text,
        "replay": client.get(f"/web/{url}", follow_redirects=True).status_code,
        "replay of the bytes": client.get(f"/web/2026id_/{url}", follow_redirects=True).status_code,
        "calendar": client.get(f"/web/*/{url}").status_code,
        "record": client.get(f"/web/record/{quote(article.record_id or '')}").status_code,
        "bytes of the record": client.get(f"/web/record/{quote(article.record_id or '')}/bytes").status_code,
        "time map": client.get(f"/web/timemap/link/{url}").status_code,
        "available": bool(client.get("/wayback/available", params={"url": url}).json()["archived_snapshots"]),
        "CDX": len(client.get("/cdx/search/cdx", params={"url": url, "output": "json"}).json()[1:]),
        "CDX of pywb": client.get("/coll/cdx", params={"url": url}).text.count('"filename"'),
        "photo in replay": client.get(f"/web/2026im_/{photo.src}", follow_redirects=True).status_code,
    }


OPEN = {
    "article": 200, "article in the API": 200, "versions": 200, "beside": 200, "image": 200, "captures": 200,
    "captures in the API": 1, "search": 1, "replay": 200, "replay of the bytes": 200, "calendar": 200, "record": 200,
    "bytes of the record": 200, "time map": 200, "available": True, "CDX": 1, "CDX of pywb": 1, "photo in replay": 200,
}  # fmt: skip
CLOSED = {
    "article": 451, "article in the API": 451, "versions": 451, "beside": 451, "image": 200, "captures": 451,
    "captures in the API": 0, "search": 0, "first page": False, "replay": 451, "replay of the bytes": 451,
    "calendar": 451, "record": 451, "bytes of the record": 451, "time map": 404, "available": False, "CDX": 0,
    "CDX of pywb": 0, "photo in replay": 200,
}  # fmt: skip


def test_every_door_is_closed_and_opened_again(folder: Path) -> None:
    article = chosen(folder)
    photo = next(photo for photo in article.photos if photo.record_id)
    archive = folder / "archive"
    sealed = {path: path.read_bytes() for path in archive.rglob("*.warc.gz")}
    with room(folder) as client:
        before = answers(client, article)
        assert {door: before[door] for door in OPEN} == OPEN
        done = run("redact", article.url, *WHY, cwd=folder)
        assert "1 capture hidden, and all that are still to come" in done.stderr
        # The room that is open closes its doors at once.
        assert answers(client, article) == CLOSED
        page = client.get(f"/web/{article.url}").text
        assert "Withheld" in page
        assert WHY[1] not in page
        run("redact", name_of(photo.record_id), *WHY, cwd=folder)
        after = answers(client, article)
        assert (after["image"], after["photo in replay"]) == (451, 451)
        assert not_told(client, article)
        run("verify", cwd=folder)
        assert {path: path.read_bytes() for path in archive.rglob("*.warc.gz")} == sealed
        for target in (article.url, photo.record_id):
            run("redact", target or "", "--undo", "--reason", "withdrawn", cwd=folder)
        assert answers(client, article) == before
        run("verify", cwd=folder)


def not_told(client: TestClient, article: Article) -> bool:
    """Whether no list that the room gives has the address in it."""
    lists = ("/", "/outlets", "/api/recent?limit=100", "/cdx/search/cdx?url=*&output=json", "/coverage", "/jobs")
    return not any(article.url in client.get(path).text for path in lists)


def test_the_commands_do_not_tell_of_it(folder: Path) -> None:
    article = chosen(folder)
    whole = {
        "read": run("read", article.url, cwd=folder).stdout,
        "versions": run("versions", article.url, "--json", cwd=folder).stdout,
        "search": run("search", f'"{article.headline}"', "--json", cwd=folder).stdout,
        "files": run("read", *map(str, (folder / "archive").rglob("*.warc.gz")), cwd=folder, code=None).stdout,
    }
    assert all(article.url in told for told in whole.values())
    run("redact", article.url, *WHY, cwd=folder)
    assert run("read", article.url, cwd=folder, code=1).stdout == ""
    assert run("versions", article.url, cwd=folder, code=1).stdout == ""
    assert article.url not in run("search", f'"{article.headline}"', "--json", cwd=folder).stdout
    paths = map(str, (folder / "archive").rglob("*.warc.gz"))
    told = run("read", *paths, cwd=folder, code=None).stdout
    urls = [json.loads(line)["url"] for line in told.splitlines()]
    assert sorted([*urls, article.url]) == sorted(json.loads(line)["url"] for line in whole["files"].splitlines())
    reread = json.loads(run("reread", "--json", "--processes", "1", cwd=folder).stdout.splitlines()[-1])
    assert article.url not in run("reread", "--json", "--processes", "1", cwd=folder).stdout
    assert reread
    replayed = run(
        "crawl", "news", "-a", f"seeds={article.url}", "-s", "REPLAY=archive", "-o", "-:jsonl", cwd=folder, code=None
    )
    assert article.headline is not None
    assert article.headline not in replayed.stdout


def exported(folder: Path, name: str) -> bytes:
    """All that the exports hold, unpacked."""
    told = run("export", "jsonl", cwd=folder).stdout.encode() + run("export", "cdxj", cwd=folder).stdout.encode()
    run("export", "wacz", "--to", name, cwd=folder)
    with ZipFile(folder / name) as package:
        for member in package.namelist():
            data = package.read(member)
            told += zlib.decompress(data, 31) if member.endswith(".idx.gz") else data
            if member.endswith((".warc.gz", ".cdx.gz")):
                told += b"".join(gzip.GzipFile(fileobj=io.BytesIO(data)))
    run("export", "zipnum", "--to", f"{name}.zipnum", cwd=folder)
    told += b"".join(gzip.decompress(path.read_bytes()) for path in (folder / f"{name}.zipnum").rglob("*.gz"))
    run("export", "parquet", "--to", f"{name}.parquet", cwd=folder)
    tables = (read_table(path) for path in sorted((folder / f"{name}.parquet").rglob("*.parquet")))
    told += "".join(str(table.to_pylist()) for table in tables).encode()
    return told.replace(b'": "', b'":"')


def test_no_export_holds_it(folder: Path) -> None:
    article = chosen(folder)
    assert article.record_id is not None
    before = exported(folder, "before.wacz")
    run("redact", article.url, *WHY, cwd=folder)
    after = exported(folder, "after.wacz")
    # Other pages link to it: those are other people's captures, and stay.
    for needle in (article.record_id.encode(), f'"url":"{article.url}"'.encode(), f"'url': '{article.url}'".encode()):
        assert needle in before
        assert needle not in after
    assert len(after) > len(before) / 2


@pytest.mark.parametrize("redacted", [False, True])
def test_an_export_that_was_broken_off_does_not_keep_it(folder: Path, redacted: bool) -> None:  # noqa: FBT001  # a case
    config, target = ArchiveConfig(folder=folder / "archive"), folder / "articles.jsonl"
    with open_for_reading(config) as index:
        selection = Selection(index)
        asked = question("jsonl", selection, Namespace(title=None, sign=None), config.folder)
        with begun(target, asked) as work:
            first = next(article_lines(selection, {}))
            work.file(WHOLE).write(first.data)
            work.checkpoint({**(first.state or {}), "lines": 1})
    article = json.loads(first.data)
    if redacted:
        run("redact", article["url"], *WHY, cwd=folder)
    told = run("export", "jsonl", "--to", target.name, cwd=folder).stderr
    assert told.startswith("going on with articles.jsonl") is not redacted
    assert (article["record_id"].encode() in target.read_bytes()) is not redacted


def test_what_is_hidden_since_it_repeats_what_was_named_is_told(tmp_path: Path) -> None:
    """Pages that scripts build are the same bytes at every address."""
    shell = answer(b"<p>Scripts make the rest</p>" * 20)
    made = Made(tmp_path)
    for number in range(14):
        made.keep((f"http://news.example/{number}", shell), at=AT + timedelta(days=number))
    told = run("redact", "http://news.example/0", *WHY, cwd=tmp_path).stderr.splitlines()
    assert told[0] == "http://news.example/0: 1 capture hidden, and all that are still to come"
    assert told[1] == "hidden with it: 13 captures that repeat it"
    assert told[-1] == "hidden: 3 more addresses"
    assert len(told) == 13
    undone = run("redact", "http://news.example/0", "--undo", *WHY, cwd=tmp_path).stderr
    assert undone == "http://news.example/0: shown again\n"
    told = run("redact", "http://news.example/9", *WHY, cwd=tmp_path).stderr.splitlines()
    assert told == ["http://news.example/9: 1 capture hidden, and all that are still to come", *told[1:]]
    assert not any(line.startswith("hidden") for line in told)


def test_the_same_bytes_in_a_record_of_their_own_are_still_shown_and_named(tmp_path: Path) -> None:
    """As in imported files, whose writers keep each body anew."""
    made = Made(tmp_path)
    made.config = replace(made.config, dedup=False)
    for day, url in enumerate(("http://news.example/first", "http://news.example/second")):
        made.keep((url, answer(b"<p>The same bytes</p>" * 20)), at=AT + timedelta(days=day))
    for url, other in (("first", "second"), ("second", None)):
        told = run("redact", f"http://news.example/{url}", *WHY, cwd=tmp_path).stderr.splitlines()[1:]
        assert told == ([] if other is None else [f"still shown: http://news.example/{other}"])


def test_who_has_no_name_here_is_known_by_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under any number."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 42_424_242)
    assert user_name() == "42424242"


def test_the_log_outlives_the_index(folder: Path) -> None:
    article = chosen(folder)
    run("redact", article.url, *WHY, "--by", "ana", cwd=folder)
    (line,) = (folder / "archive" / FILE).read_text("utf-8").splitlines()
    told = json.loads(line)
    assert (told["act"], told["what"], told["target"], told["by"], told["reason"]) == (
        "hide", "address", article.url, "ana", WHY[1],
    )  # fmt: skip
    with Index.open(folder / "archive" / "index.sqlite") as index:
        before = list(index.dump())
    (folder / "archive" / "index.sqlite").unlink()
    run("reindex", cwd=folder)
    with Index.open(folder / "archive" / "index.sqlite") as index:
        assert list(index.dump()) == before
    run("verify", cwd=folder)
    (folder / "archive" / FILE).unlink()
    assert "is in the index and not in the log" in run("verify", cwd=folder, code=5).stdout
    run("reindex", cwd=folder)
    assert json.loads((folder / "archive" / FILE).read_text("utf-8")) == told, (
        "a lost log does not show what was hidden"
    )
    with room(folder) as client:
        assert client.get(f"/web/{article.url}").status_code == 451


def test_a_kill_between_log_and_index_is_made_up_for(folder: Path) -> None:
    article = chosen(folder)
    run("redact", article.url, *WHY, cwd=folder)
    log = folder / "archive" / FILE
    first = log.read_bytes()
    shutil.copy(folder / "archive" / "index.sqlite", folder / "with.sqlite")
    run("redact", article.url, "--undo", *WHY, cwd=folder)
    # The index of before, and half a line of an act that was not acknowledged.
    for suffix in ("-wal", "-shm"):
        (folder / "archive" / f"index.sqlite{suffix}").unlink(missing_ok=True)
    shutil.copy(folder / "with.sqlite", folder / "archive" / "index.sqlite")
    with log.open("ab") as file:
        file.write(b'{"id": "urn:uuid:')
    assert "is not in the index" in run("verify", cwd=folder, code=5).stdout
    run("repair", cwd=folder)
    run("verify", cwd=folder)
    with room(folder) as client:
        assert client.get(f"/web/{article.url}", follow_redirects=True).status_code == 200
    run("redact", article.url, *WHY, cwd=folder)
    assert log.read_bytes().startswith(first)
    assert [json.loads(line)["act"] for line in log.read_text("utf-8").splitlines()] == ["hide", "show", "hide"]


def test_a_log_that_is_broken_hides_nothing_less(folder: Path) -> None:
    article = chosen(folder)
    run("redact", article.url, *WHY, cwd=folder)
    log = folder / "archive" / FILE
    log.write_bytes(b"no act\n" + log.read_bytes())
    for command in (("redact", article.url, "--undo", *WHY), ("reindex",), ("redact", "--list")):
        done = run(*command, cwd=folder, code=1)
        assert f"{FILE} line 1 is no redaction" in done.stderr
        assert done.stderr.count("\n") == 1
    assert "line 1 is no redaction" in run("verify", cwd=folder, code=5).stdout
    with room(folder) as client:
        assert client.get(f"/web/{article.url}").status_code == 451


def test_of_a_file_nothing_is_read_when_it_cannot_be_known_what_is_hidden(folder: Path) -> None:
    article = chosen(folder)
    run("redact", article.url, *WHY, cwd=folder)
    (path,) = (folder / "archive").rglob("*.warc.gz")
    index = folder / "archive" / "index.sqlite"
    for harm, why in (
        (lambda: index.write_bytes(b"no index"), "is no metadata index, or a broken one"),
        (index.unlink, f"{FILE} hides some"),
    ):
        harm()
        for command in (("read", str(path)), ("fixture", "news", "name", str(path))):
            done = run(*command, cwd=folder, code=1)
            assert (done.stdout, done.stderr.count("\n")) == ("", 1), done.stderr
            assert why in done.stderr
    (folder / "archive" / FILE).unlink()
    assert article.url in run("read", str(path), cwd=folder, code=None).stdout, "where nothing is hidden all is read"


def test_mistakes_are_one_line(folder: Path) -> None:
    article = chosen(folder)
    for words, code, told in (
        ((article.url,), 2, "--reason: say why"),
        ((article.url, "--reason", "  "), 2, "--reason: say why"),
        (("00000000-0000-0000-0000-000000000000", *WHY), 1, "is no capture of the archive"),
        (("news.example", *WHY), 1, "is no capture of the archive"),
        ((article.url, "--undo", *WHY), 1, "is not redacted"),
    ):
        done = run("redact", *words, cwd=folder, code=code)
        assert told in done.stderr
        assert done.stderr.count("\n") == 1, done.stderr
    assert not (folder / "archive" / FILE).exists()
    run("redact", article.url, *WHY, cwd=folder)
    assert "is redacted already" in run("redact", article.url, *WHY, cwd=folder, code=1).stderr
    listed = run("redact", "--list", cwd=folder).stdout.splitlines()
    assert listed[0].split("\t") == ["when", "act", "what", "target", "by", "reason"]
    assert listed[1].split("\t")[1:4] == ["hide", "address", article.url]
    assert json.loads(run("redact", "--list", "--json", cwd=folder).stdout)["target"] == article.url
    assert run("redact", "x", "--list", cwd=folder, code=2).stderr


def test_of_two_captures_the_one_that_is_named_is_withheld(crawled: Path, tmp_path: Path) -> None:
    """Who asks for its very moment is told so; who asks for another moment gets the other."""
    shutil.copytree(crawled / "archive", tmp_path / "archive")
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        for _ in range(2):
            run("crawl", "news", "-a", f"seeds={server.base_url}/", "-a", "limit=1", "-a", "again=yes",
                "-s", "ARCHIVE_DEDUP=no", "-s", "ARCHIVE_INCREMENTAL=no", *FAST, cwd=tmp_path)  # fmt: skip
            time.sleep(1.1)  # an address of replay names the second: two captures of one second would share it
        url = f"{server.base_url}/"
    with room(tmp_path) as client:
        rows = client.get("/api/captures", params={"url": url}).json()["captures"]
        first, last = rows[0], rows[-1]
        assert first["captured_at"][:19] < last["captured_at"][:19]
        run("redact", last["record_id"], *WHY, cwd=tmp_path)
        stamps = ["".join(filter(str.isdigit, row["captured_at"][:19])) for row in (first, last)]
        assert client.get(f"/web/{stamps[1]}/{url}").status_code == 451
        assert client.get(f"/web/{stamps[0]}/{url}").status_code == 200
        assert client.get(f"/web/{url}", follow_redirects=True).status_code == 200
        assert client.get("/captures", params={"url": url}).text.count("1 withheld") == 1
