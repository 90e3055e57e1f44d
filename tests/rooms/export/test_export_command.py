"""`microfiche export` as a person uses it: what it prints, what it refuses, and what it exits with."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, FAST, run
from rooms.export.asked import archive_of_three, members

from crawler.demo.newspaper import newspaper
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    archive_of_three(folder)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made / "archive", tmp_path / "archive")
    return tmp_path


def test_lines_go_to_stdout_or_to_a_file(folder: Path) -> None:
    told = run("export", "jsonl", cwd=folder)
    assert (len(told.stdout.splitlines()), told.stderr) == (8, "")
    assert run("export", "jsonl", "--to", "a.jsonl", cwd=folder).stderr == "8 lines in a.jsonl\n"
    assert (folder / "a.jsonl").read_text() == told.stdout
    assert len(run("export", "cdxj", "--outlet", "herald.example", cwd=folder).stdout.splitlines()) == 2
    query = run("export", "jsonl", "--query", '"ferry 4"', "--from", "2031", "--to-date", "2031-03-05", cwd=folder)
    assert [json.loads(line)["headline"] for line in query.stdout.splitlines()] == ["Ferry 4 is late again"]


def test_tables_and_blocks(folder: Path) -> None:
    told = run("export", "parquet", "--to", "tables", cwd=folder)
    assert told.stderr == "13 captures, 8 articles, 8 photos, 0 mirrors, 7 versions in tables\n"
    assert run("export", "zipnum", "--to", "zipnum", cwd=folder).stderr == "13 lines in zipnum\n"
    assert sorted(path.name for path in (folder / "zipnum").iterdir()) == ["cdx-00000.gz", "cluster.idx", "cluster.loc"]


def test_a_package_is_imported_by_the_command(folder: Path) -> None:
    told = run("export", "wacz", "--to", "a.wacz", "--title", "The Gazette", cwd=folder)
    assert told.stderr == "13 captures, 10 pages, 8 articles in a.wacz\n"
    assert json.loads(members(folder / "a.wacz")["datapackage.json"])["title"] == "The Gazette"
    run("import", "a.wacz", "-s", "ARCHIVE=other", cwd=folder)
    for form in ("jsonl", "cdxj"):
        ours, theirs = (
            run("export", form, "-s", f"ARCHIVE={name}", cwd=folder).stdout for name in ("archive", "other")
        )
        assert len(ours.splitlines()) == len(theirs.splitlines())
    assert sorted(run("export", "jsonl", cwd=folder).stdout.splitlines()) == sorted(
        run("export", "jsonl", "-s", "ARCHIVE=other", cwd=folder).stdout.splitlines()
    )
    run("verify", "-s", "ARCHIVE=other", cwd=folder)


REFUSED = (
    (["export"], 2, "give one format: jsonl, cdxj, zipnum, parquet, wacz"),
    (["export", "pdf"], 2, "give one format"),
    (["export", "parquet"], 2, "parquet needs --to PATH"),
    (["export", "wacz"], 2, "wacz needs --to PATH"),
    (["export", "jsonl", "--title", "A"], 2, "--sign and --title go with wacz"),
    (["export", "jsonl", "--outlet", "no-such"], 2, "no outlet called 'no-such'"),
    (["export", "jsonl", "--from", "soon"], 2, "--from: 'soon' is no time such as"),
    (["export", "jsonl", "--to-date", "soon"], 2, "--to-date: 'soon' is no time such as"),
    (["export", "jsonl", "--query", "-"], 2, "search '-': holds no word"),
    (["export", "jsonl", "--to", "archive"], 2, "--to: archive is there already"),
    (["export", "jsonl", "--to", "."], 2, "--to: . is there already"),
    (["export", "jsonl", "--to", ""], 2, "--to: . is there already"),
    # As a script gives them whose variable is empty: all of the archive was not meant.
    (["export", "jsonl", "--outlet", ""], 2, "no outlet called ''"),
    (["export", "jsonl", "--from", ""], 2, "--from: '' is no time such as"),
    (["export", "jsonl", "--query", ""], 2, "search '': holds no word"),
    (["import", ""], 2, "give the files or folders to import"),
    (["export", "jsonl", "--to", "no/a.jsonl"], 4, "cannot write no/a.jsonl: no such file or directory"),
    (["export", "jsonl", "-s", "ARCHIVE=nowhere"], 1, "no archive at nowhere"),
    (["export", "wacz", "--to", "a.wacz", "--sign", "no.pem"], 2, "--sign: no.pem: no such file or directory"),
    *(
        (["export", form, *to, *asked], 1, f"nothing to export: no {what} is in what was asked for")
        for form, what in {
            **dict.fromkeys(("wacz", "cdxj", "zipnum", "parquet"), "capture"),
            "jsonl": "article",
        }.items()
        for to in ([["--to", "a"], []] if form in ("jsonl", "cdxj") else [["--to", "a"]])
        for asked in (["--from", "2040"], ["--query", "zzyzx"])
    ),
)


@pytest.mark.parametrize(("arguments", "code", "why"), REFUSED, ids=lambda value: str(value)[:40])
def test_what_cannot_be_done_is_one_line(arguments: list[str], code: int, why: str, folder: Path) -> None:
    told = run(*arguments, cwd=folder, code=code)
    assert why in told.stderr
    assert (told.stdout, len(told.stderr.strip().splitlines()) <= 4) == ("", True), told.stderr
    assert sorted(path.name for path in folder.iterdir()) == ["archive"]


def test_a_file_that_is_gone_is_one_line(folder: Path) -> None:
    min((folder / "archive").rglob("*.warc.gz")).unlink()
    told = run("export", "wacz", "--to", "a.wacz", cwd=folder, code=3)
    lines = told.stderr.splitlines()
    assert lines[0].startswith("microfiche: 2")
    assert lines[0].endswith("6 captures are left out")
    assert lines[1] == "7 captures, 6 pages, 5 articles in a.wacz"


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root can mount a small disk")
def test_a_full_disk_is_one_line_and_it_goes_on_when_there_is_room(folder: Path) -> None:
    disk = folder / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "none", disk], check=False, capture_output=True
    ).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        told = run("export", "wacz", "--to", "disk/a.wacz", cwd=folder, code=4)
        assert told.stderr == "microfiche: cannot write disk/a.wacz: no space left on device\n"
        subprocess.run(["mount", "-o", "remount,size=8m", disk], check=True)
        assert "13 captures" in run("export", "wacz", "--to", "disk/a.wacz", cwd=folder).stderr
        assert sorted(path.name for path in disk.iterdir()) == ["a.wacz"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_the_feed_of_a_crawl_says_what_the_export_says(tmp_path: Path) -> None:
    """``-o`` works as in any Scrapy project, in each of its formats."""
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        feeds = [argument for form in ("jsonl", "json", "csv", "xml") for argument in ("-o", f"items.{form}")]
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", *feeds, *FAST, cwd=tmp_path)
    feed = [json.loads(line) for line in (tmp_path / "items.jsonl").read_text("utf-8").splitlines()]
    exported = [json.loads(line) for line in run("export", "jsonl", cwd=tmp_path).stdout.splitlines()]
    by_record = {each["record_id"]: each for each in exported}
    assert len(feed) == len(exported) > 30
    assert {each["record_id"]: each for each in feed} == by_record
    assert json.loads((tmp_path / "items.json").read_text("utf-8")) == feed
    assert (tmp_path / "items.csv").read_text("utf-8").count(feed[0]["record_id"]) == 1
    assert (tmp_path / "items.xml").read_text("utf-8").count("<item>") == len(feed)


def test_ctrl_c_leaves_what_the_same_command_goes_on_with(folder: Path) -> None:
    child = subprocess.Popen([*CLI, "export", "wacz", "--to", "a.wacz"], cwd=folder, stderr=subprocess.PIPE)
    while child.poll() is None and not (folder / ".a.wacz.part" / "state.json").exists():
        time.sleep(0.001)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate()
    if not (folder / "a.wacz").exists():
        assert b"Traceback" not in said, said
        again = run("export", "wacz", "--to", "a.wacz", cwd=folder)
        assert again.stderr.splitlines()[0] == "going on with a.wacz where the last export was broken off"
    assert len(members(folder / "a.wacz")) == 9
