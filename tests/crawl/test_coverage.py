"""Coverage told from the archive of the demo newspaper."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from crawl.command import CLI, FAST, run
from stores.databases import DATABASES, database_of_its_own, use

from crawler.demo.answer import Answer
from crawler.demo.newspaper import EXPECTED, newspaper
from crawler.demo.paper.story import stories
from crawler.demo.server import NewsServer

if TYPE_CHECKING:
    from collections.abc import Iterator

FROM = ("--from", "2026-10-01", "--to", "2027-12-31")
ROBOTS = "User-agent: *\nDisallow: /blog/\nSitemap: {base}/sitemap-index.xml\n"
AS_NOBODY = """
import os, sys
from scrapy import cmdline
from crawler.cli import main
ours, theirs, *options = sys.argv[1:]

def told(folder):
    sys.argv = ["microfiche", "coverage", *options, "-s", "ARCHIVE=" + folder]
    scrapys_own = dict(vars(cmdline))
    try:
        main()
    except SystemExit as err:
        sys.stdout.flush()
        vars(cmdline).update(scrapys_own)
        return err.code

told(ours)  # which loads all that a process of nobody's may not read
print("as nobody", flush=True)
if os.geteuid() == 0:
    os.setresuid(65_534, 65_534, 65_534)
os._exit(told(theirs))
"""
pytestmark = pytest.mark.slow


def told(folder: Path, *options: str) -> dict[str, Any]:
    (line,) = run("coverage", *FROM, "--json", *options, cwd=folder).stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.fixture(scope="module", params=DATABASES)
def archived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Give a folder with an archive of the whole newspaper, and where its index is if not there."""
    folder = tmp_path_factory.mktemp("whole")
    with ExitStack() as stack:
        index = ""
        if request.param == "postgresql":
            index = stack.enter_context(database_of_its_own(request.getfixturevalue("postgresql_server")))
        server = stack.enter_context(NewsServer())
        server.routes = newspaper(server.base_url)
        with pytest.MonkeyPatch.context() as during_the_crawl:
            use(index, during_the_crawl)
            run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-s", "ARCHIVE_REQUISITES=none", *FAST, cwd=folder)
        yield folder, index


@pytest.fixture
def whole(archived: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an archive of the whole newspaper; commands find its index."""
    folder, index = archived
    use(index, monkeypatch)
    return folder


def test_each_story_stands_on_the_day_on_which_it_came_out(whole: Path) -> None:
    found = told(whole)
    assert found["outlet"] == "The Tidewater Gazette"
    read = {day["day"]: day["read"] for day in found["days"] if day["read"]}
    assert sum(read.values()) == len(EXPECTED)
    assert read["2026-11-19"] == sum(story.published.day == 19 for story in stories())
    assert {reason for day in found["days"] for reason in day["missing"]} == {"no-article"}
    assert {each["entries"] for each in found["lists"]} == {20, 12, 2, 42, 7}
    assert not [each for each in found["lists"] if each["flaw"]]


def test_it_comes_from_the_warc_files_alone(whole: Path) -> None:
    before = told(whole)
    here = ("-s", "ARCHIVE_INDEX=")
    run("reindex", *here, cwd=whole)
    assert told(whole, *here) == before
    assert told(whole, *here) == before
    run("verify", *here, cwd=whole)


@pytest.mark.usefixtures("either_database")
def test_lists_of_files_that_are_still_elsewhere_are_read_when_they_come(tmp_path: Path) -> None:
    warcs = tmp_path / "archive" / "warc"
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        home = ("-a", f"seeds={server.base_url}/", "-a", "depth=1", "-s", "ARCHIVE_ALARMS=0")
        run("crawl", "demo", *home, *FAST, cwd=tmp_path)
        aside = warcs.rename(tmp_path / "elsewhere")
        assert told(tmp_path)["lists"] == []
        shutil.rmtree(warcs, ignore_errors=True)
        aside.rename(warcs)
    assert len(told(tmp_path)["lists"]) > 1


def test_a_machine_without_the_archive_can_ask_the_database(
    archived: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, index = archived
    if not index:
        pytest.skip("the index is a file of the archive")
    use(index, monkeypatch)
    assert told(tmp_path) == told(folder)


@pytest.fixture
def read_only(archived: tuple[Path, str], whole: Path) -> Iterator[Path]:
    """Give a copy of the archive that only its owner may write, in a folder that others may enter."""
    if archived[1]:
        pytest.skip("its index can be written")
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        copy = shutil.copytree(whole / "archive", Path(name) / "archive")
        copy.chmod(0o555)
        yield copy
        copy.chmod(0o755)


def as_nobody(whole: Path, archive: Path, code: int) -> tuple[dict[str, Any], str]:
    """Return what somebody who may not write *archive* is told of it, and what stands on stderr."""
    command = [sys.executable, "-c", AS_NOBODY, str(whole / "archive"), str(archive), *FROM, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == code, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.partition("as nobody\n")[2])
    return found, done.stderr


def test_of_an_archive_that_can_only_be_read(whole: Path, read_only: Path) -> None:
    before = sorted(read_only.iterdir())
    assert as_nobody(whole, read_only, 0) == (told(whole), "")
    assert sorted(read_only.iterdir()) == before


def test_what_nobody_has_read_of_an_archive_that_can_only_be_read_is_said(whole: Path, read_only: Path) -> None:
    read_only.chmod(0o755)
    run("reindex", "-s", f"ARCHIVE={read_only}", cwd=whole)
    read_only.chmod(0o555)
    found, said = as_nobody(whole, read_only, 3)
    assert found["lists"] == []
    assert said == (
        f"microfiche: the newest feeds and sitemaps are left out: cannot write {read_only}/index.sqlite: "
        "attempt to write a readonly database\n"
    )


def test_lines_in_a_pipe(whole: Path) -> None:
    lines = run("coverage", "The Tidewater Gazette", *FROM, cwd=whole).stdout.splitlines()
    assert lines[0].split("\t") == ["outlet", "day", "announced", "archived", "read", "missing"]
    assert "The Tidewater Gazette\t2026-11-19\t4\t4\t4\t" in lines


@pytest.mark.parametrize("until", ["0001-01-01", "0001-01-14"])
def test_the_calendar_has_ends(whole: Path, until: str) -> None:
    days = json.loads(run("coverage", "--to", until, "--json", cwd=whole).stdout)["days"]
    assert days == []
    assert run("coverage", "--from", until, "--to", until, cwd=whole).stdout.count("\n") == 1


def test_there_is_no_day_after_today(whole: Path) -> None:
    lines = run("coverage", "--from", "0001-01-01", "--to", "9999-12-31", cwd=whole).stdout.splitlines()
    days = [line.split("\t")[1] for line in lines[1:]]
    assert date.fromisoformat(days[-1]) <= datetime.now(UTC).date()
    assert days == [line.split("\t")[1] for line in run("coverage", *FROM, cwd=whole).stdout.splitlines()[1:]]
    done = run("coverage", "--from", "9999-12-31", "--to", "9999-12-31", cwd=whole, code=2)
    assert done.stderr.startswith("microfiche: --from: 9999-12-31 is after ")


def test_mistakes_are_one_line(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = run("coverage", "nobody", cwd=whole, code=2)
    assert unknown.stderr.startswith("microfiche: no outlet called 'nobody'; known: The Tidewater Gazette")
    assert run("coverage", "--from", "soon", cwd=whole, code=2).stderr.count("\n") == 1
    assert "is after" in run("coverage", "--from", "2026-11-02", "--to", "2026-11-01", cwd=whole, code=2).stderr
    monkeypatch.undo()
    assert run("coverage", cwd=tmp_path, code=1).stderr.startswith("microfiche: no archive at")


@pytest.mark.usefixtures("either_database")
def test_what_is_missing_is_named_with_its_reason(tmp_path: Path) -> None:
    """Some is forbidden, some gone, some failing, some no page of the site, some redirects, and the limit cuts."""
    paths = list(EXPECTED)
    blog = {path for path in paths if path.startswith("/blog/")}
    gone, failing, moved, refused = [path for path in paths if path not in blog][:4]
    with NewsServer() as server:
        base = server.base_url
        changed = {
            "/robots.txt": Answer(body=ROBOTS.format(base=base).encode()),
            gone: Answer(status=410),
            failing: Answer(status=500),
            refused: Answer(status=403),
            moved: Answer(status=301, fields=(("Location", f"{paths[9]}?again"),)),
        }
        server.routes = {**newspaper(base), **{(None, path): answer for path, answer in changed.items()}}
        settings = ("-s", "RETRY_ENABLED=0", "-s", "ARCHIVE_REQUISITES=none")
        run("crawl", "demo", "-a", f"seeds={base}/", *settings, *FAST, cwd=tmp_path, code=3)
        missing: dict[str, list[str]] = {}
        for day in told(tmp_path)["days"]:
            for reason, urls in day["missing"].items():
                missing.setdefault(reason, []).extend(url.removeprefix(base) for url in urls)
    assert missing["gone"] == [gone]
    assert missing["server-error"] == [failing]
    assert missing["refused"] == [refused]
    assert set(missing["forbidden"]) == blog
    assert moved not in {url for urls in missing.values() for url in urls}
    assert set(missing) == {"gone", "server-error", "refused", "forbidden", "no-article"}


IN_TURN = ("-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1", "-s", "DOWNLOAD_DELAY=0.1")


@pytest.mark.usefixtures("either_database")
def test_a_limit_leaves_what_was_not_asked(tmp_path: Path) -> None:
    with NewsServer() as server:
        server.routes = newspaper(server.base_url)
        # One page after the other: read before the fifth, the lists tell of all the others.
        run("crawl", "demo", "-a", f"seeds={server.base_url}/", "-a", "limit=5", *FAST, *IN_TURN, cwd=tmp_path)
    days = told(tmp_path)["days"]
    assert sum(len(day["missing"].get("not-asked", ())) for day in days) >= len(EXPECTED) - 5
    assert sum(day["archived"] for day in days) <= 5


HTML = (("Content-Type", "text/html; charset=utf-8"),)
ENTRY = """[outlets.gazette]
name = "Gazette"
hosts = [{{ host = "127.0.0.1:{port}", scheme = "http" }}]
seeds = [{{ kind = "section", url = "{base}/harbour" }}, {{ kind = "feed", url = "{base}/feed" }}]
"""


@pytest.mark.usefixtures("either_database")
def test_a_section_is_watched_its_buttons_are_followed_and_a_lost_feed_is_an_alarm(tmp_path: Path) -> None:
    """The section names two stories and a button, whose JSON names two more and goes on; then the feed is gone."""
    paths = [f"/2026/11/2{number}/the-ferry-of-that-day" for number in range(5)]
    story = EXPECTED[next(iter(EXPECTED))]
    text = f"<h1>{story.headline}</h1>" + "".join(f"<p>{block}</p>" for block in story.blocks)
    links = "".join(f'<h2><a href="{path}">The ferry of that day was late</a></h2>' for path in paths[:2])
    more = {"items": [{"url": path} for path in paths[2:4]], "next_page_url": "/api/list.json?page=2"}
    last = {"html": f'<a href="{paths[4]}">The last ferry of the year was late</a>', "next_page_url": None}
    button = '<button data-load-more-url="/api/list.json">More</button>'
    with NewsServer(log=True) as server:
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "outlets.toml").write_text(
            ENTRY.format(port=server.port, base=server.base_url), "utf-8"
        )
        routes: dict[tuple[str | None, str], Any] = {
            (None, path): Answer(fields=HTML, body=f"<!doctype html>{text}".encode()) for path in paths
        }
        json_type = (("Content-Type", "application/json"),)
        routes |= {
            (None, "/harbour"): Answer(fields=HTML, body=f"<!doctype html><main>{links}{button}</main>".encode()),
            (None, "/api/list.json"): Answer(fields=json_type, body=json.dumps(more).encode()),
            (None, "/api/list.json?page=2"): Answer(fields=json_type, body=json.dumps(last).encode()),
            (None, "/feed"): Answer(
                body=f"<rss><channel><item><link>{paths[0]}</link></item></channel></rss>".encode()
            ),
        }
        server.routes = routes
        run("crawl", "gazette", *FAST, cwd=tmp_path)
        assert {each.target for each in server.log} >= {*paths, "/api/list.json", "/api/list.json?page=2"}
        del routes[None, "/feed"]
        metrics = ("-s", "ARCHIVE_METRICS_FILE=gazette.prom")
        done = run("crawl", "gazette", *FAST, *metrics, "-s", "ARCHIVE_INCREMENTAL=0", cwd=tmp_path, code=6)
        assert done.stderr.count("ALARM Gazette") == 1
        assert f"{server.base_url}/feed named 1" in done.stderr
        assert 'microfiche_alarms{outlet="Gazette"} 1' in (tmp_path / "gazette.prom").read_text("utf-8")
        run("crawl", "gazette", *FAST, "-s", "ARCHIVE_ALARMS=0", "-s", "ARCHIVE_INCREMENTAL=0", cwd=tmp_path)
        assert_a_worker_is_done_with_it(tmp_path)
        (line,) = run("coverage", "gazette", "--json", cwd=tmp_path, code=6).stdout.splitlines()
    found = json.loads(line)
    assert sum(day["announced"] for day in found["days"]) == 2
    assert sum(day["read"] for day in found["days"]) == 2
    assert [(each["entries"], each["flaw"]) for each in found["lists"]] == [(0, "answered 404"), (2, None)]
    assert [alarm["kind"] for alarm in found["alarms"]] == ["list"]


def assert_a_worker_is_done_with_it(folder: Path) -> None:
    """Crawl the gazette, of which an alarm stands, by a worker: nothing of that is a failure."""
    run("schedule", "add", "gazette", "--every", "7d", cwd=folder)
    run("schedule", "run-now", "gazette", cwd=folder)
    metrics = ("-s", "ARCHIVE_METRICS_FILE=work.prom")
    done = run("work", "--drain", *FAST, *metrics, "-s", "ARCHIVE_INCREMENTAL=0", cwd=folder)
    assert "gazette: done, an alarm stands" in done.stderr
    (job,) = [json.loads(line) for line in run("jobs", "--json", cwd=folder).stdout.splitlines()]
    assert (job["state"], job["tries"], job["summary"]["exit_code"]) == ("done", 1, 6)
    assert 'microfiche_job_failed{outlet="gazette"} 0' in (folder / "work.prom").read_text("utf-8")


def test_on_a_narrow_terminal_each_day_is_whole(whole: Path) -> None:
    shown, end = os.openpty()
    narrow = {**os.environ, "COLUMNS": "40", "TERM": "xterm"}
    command = [*CLI, "coverage", "--from", "2026-11-18", "--to", "2026-11-20"]
    pieces = []
    with subprocess.Popen(command, stdout=end, cwd=whole, env=narrow):
        os.close(end)
        # Once the last writer has closed, Linux answers a read with an error instead of an end.
        with suppress(OSError):
            while piece := os.read(shown, 65_536):
                pieces.append(piece)
    os.close(shown)
    days = b"".join(pieces).decode().partition("last asked")[0]
    assert re.findall(r"2026-11-\d\d", days) == ["2026-11-18", "2026-11-19", "2026-11-20"], days
