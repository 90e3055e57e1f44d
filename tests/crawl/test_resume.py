"""A crawl with a job: killed at any moment and started again, it ends where an uninterrupted one would have ended."""

from __future__ import annotations

import fcntl
import json
import random
import signal
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest
from crawl.command import CLI, Started, run

from crawler.demo.server import Answer, NewsServer, Request
from crawler.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = 200
CONCURRENCY = 8
GROUP_S = 0.1
FAST = [
    *("-s", "DOWNLOAD_DELAY=0", "-s", f"CONCURRENT_REQUESTS_PER_DOMAIN={CONCURRENCY}"),
    *("-s", f"ARCHIVE_GROUP_SECONDS={GROUP_S}", "-s", "JOB=town"),
]
UNHURRIED = ["-s", "DOWNLOAD_DELAY=0.02"]
"""Slow enough for a few groups to be committed before a quick machine is through with the town."""
AGAIN_PER_KILL = 60
"""In flight and answered but not read yet (16), and what a group of a tenth of a second holds on a fast machine."""
STORY = "<p>" + "The ferry to the islands runs twice a day again, the harbour office said on Monday. " * 6 + "</p>"
FEED = "".join(f"<item><link>/2026/11/22/story-{number}</link></item>" for number in range(150, PAGES))


def town(request: Request) -> Answer:
    """Answer for a site of PAGES pages: a home page, stories in a tree with cross links, a feed, redirects, a dead link.

    Each story has two addresses, one through a redirect: it is fetched at both and read at one.
    """
    if request.path == "/robots.txt":
        return Answer(body=b"User-agent: *\nDisallow: /private\n")
    if request.path == "/feed":
        return Answer(fields=(("Content-Type", "application/rss+xml"),), body=f"<rss>{FEED}</rss>".encode())
    if request.path.startswith("/go/"):
        return Answer(status=302, fields=(("Location", f"/2026/11/22/story-{request.path[4:]}"),))
    if request.path == "/":
        links = [1, 2, 3]
    elif request.path.startswith("/2026/11/22/story-") and (number := int(request.path[18:])) < PAGES:
        links = [n for n in (3 * number + 1, 3 * number + 2, 3 * number + 3, number * 7 % PAGES) if n < 150]
    else:
        return Answer(status=404)
    anchors = "".join(f"<a href='/2026/11/22/story-{n}?utm_source=x'>More</a><a href='/go/{n}'>Go</a>" for n in links)
    head = "<link rel=alternate type='application/rss+xml' href='/feed'>"
    body = f"<html><head>{head}</head><body><h1>Ferry</h1>{STORY}{anchors}<a href='/gone'>Gone</a></body></html>"
    return Answer(fields=(("Content-Type", "text/html"),), body=body.encode(), delay_s=0.005)


@pytest.fixture
def server() -> Iterator[NewsServer]:
    with NewsServer(town, log=True) as running:
        yield running


def command(server: NewsServer, *more: str) -> list[str]:
    return ["crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *more]


def kept(folder: Path) -> set[str]:
    """Return the addresses whose capture is in the index; the rest of a killed crawl was never acknowledged."""
    with Index.open(folder / "archive" / "index.sqlite") as index:
        lines = [line.split(" ", 2)[2] for line in index.cdxj_lines()]
    return {json.loads(line)["url"].rpartition(":")[2].partition("/")[2] for line in lines}


def kill_after(process: Started, server: NewsServer, requests: int) -> None:
    """Kill *process* without warning once the server has answered so many requests more; at once when it has ended."""
    until = len(server.log) + requests
    while len(server.log) < until and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()


def kill_in_the_middle(process: Started, folder: Path) -> int:
    """Kill *process* once a group with pages is in the journal, and return how many pages it holds then."""
    path = folder / "archive/jobs/town/frontier.sqlite"
    while pages_in(path) == 0 and process.poll() is None:
        time.sleep(0.001)
    process.kill()
    process.wait()
    return pages_in(path)


def pages_in(path: Path) -> int:
    """Return the pages read that the journal at *path* holds, 0 while it is being made."""
    with suppress(sqlite3.OperationalError), closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as journal:
        found = journal.execute("SELECT value FROM state WHERE name = 'pages_read'").fetchone()
        return int(found[0]) if found else 0
    return 0


def start(server: NewsServer, folder: Path, *more: str) -> Started:
    """Start a crawl whose messages go to ``log`` in *folder*."""
    return Started(*command(server, *more), cwd=folder, said=folder / "log")


def pages_of(stderr: str) -> int:
    return int(stderr.splitlines()[-1].split()[0])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return what a crawl without a job keeps."""
    folder = tmp_path_factory.mktemp("whole")
    with NewsServer(town) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST[:-2], cwd=folder)
    assert not (folder / "archive" / "jobs").exists()
    assert pages_of(done.stderr) == PAGES
    return kept(folder)


def test_a_job_keeps_what_a_crawl_without_one_keeps(server: NewsServer, whole: set[str], tmp_path: Path) -> None:
    done = run(*command(server), cwd=tmp_path)
    assert done.stderr.startswith("job town: begins\n")
    assert pages_of(done.stderr) == PAGES
    assert kept(tmp_path) == whole
    assert {"", "robots.txt", "feed", "gone", "go/1", "2026/11/22/story-199"} <= whole
    assert max(Counter(exchange.target for exchange in server.log).values()) == 1


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_killed_again_and_again_it_keeps_the_same(
    server: NewsServer, whole: set[str], tmp_path: Path, kills: int
) -> None:
    chance = random.Random(kills)
    for _ in range(kills):
        process = start(server, tmp_path)
        kill_after(process, server, chance.randint(1, len(whole) // kills))
        assert "Traceback" not in (tmp_path / "log").read_text()
    done = run(*command(server), cwd=tmp_path)
    assert kept(tmp_path) == whole
    asked = Counter(exchange.target for exchange in server.log if exchange.target != "/robots.txt")
    assert set(asked) <= {"/" + path for path in whole} | {f"/{path}?utm_source=x" for path in whole}
    assert sum(asked.values()) - len(asked) <= kills * AGAIN_PER_KILL
    assert done.stderr.startswith("job town: goes on, ")
    # Files that a killed writer left behind may be named; nothing else may be wrong.
    run("reindex", cwd=tmp_path, code=None)
    flaws = json.loads(run("verify", "--json", cwd=tmp_path, code=None).stdout)["flaws"]
    assert [flaw for flaw in flaws if "left open by a process" not in flaw["what"]] == []


def test_ctrl_c_ends_in_order_and_the_job_goes_on(server: NewsServer, whole: set[str], tmp_path: Path) -> None:
    process = start(server, tmp_path)
    while len(server.log) < 60:
        time.sleep(0.001)
    process.send_signal(signal.SIGINT)
    code = process.wait(timeout=30)
    stderr = (tmp_path / "log").read_text()
    assert code == 3, stderr
    done = run(*command(server), cwd=tmp_path)
    assert f"pending, {pages_of(stderr)} pages read so far\n" in done.stderr
    assert pages_of(stderr) + pages_of(done.stderr) == PAGES
    assert kept(tmp_path) == whole
    asked = Counter(exchange.target for exchange in server.log if exchange.target != "/robots.txt")
    assert max(asked.values()) == 1, "an ordered end leaves nothing to fetch again"


def gallery(request: Request) -> Answer:
    """Answer for a site of twelve stories with four photos each, whose pages come at once and whose photos wait."""
    if request.path == "/robots.txt":
        return Answer(status=404)
    if request.path.endswith(".jpg"):
        return Answer(fields=(("Content-Type", "image/jpeg"),), body=b"\xff\xd8" + request.path.encode() + b"\xff\xd9")
    if request.path == "/":
        anchors = "".join(f"<a href='/2026/11/22/story-{number}'>More of it</a>" for number in range(12))
        return Answer(fields=(("Content-Type", "text/html"),), body=f"<html><body>{anchors}</body></html>".encode())
    figures = "".join(
        f"<figure><img src='{request.path}-{letter}.jpg'><figcaption>Harbour {letter}</figcaption></figure>"
        for letter in "abcd"
    )
    head = "<head><title>Ferry</title><meta property='og:type' content='article'></head>"
    body = f"<html>{head}<body><article><h1>Ferry {request.path[-2:]}</h1>{figures}{STORY}</article></body></html>"
    return Answer(fields=(("Content-Type", "text/html"),), body=body.encode())


def test_ctrl_c_while_photos_wait_and_the_job_comes_back_to_them(tmp_path: Path) -> None:
    with NewsServer(gallery, log=True) as server:
        process = start(server, tmp_path, "-s", "DOWNLOAD_DELAY=0.1", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")
        while len(server.log) < 20 and process.poll() is None:
            time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 3
        said = (tmp_path / "log").read_text()
        assert "waited for photos; it comes back there" in said
        assert "Traceback" not in said
        asked = {exchange.target for exchange in server.log}
        assert any(target.endswith("-9") for target in asked), "pages were asked for before the photos of others"
        run(*command(server), cwd=tmp_path)
        times = Counter(exchange.target for exchange in server.log if exchange.target != "/robots.txt")
    assert len(times) == 1 + 12 + 12 * 4
    assert max(times.values()) == 2, "what was in flight is fetched again, and that alone"
    with Index.open(tmp_path / "archive" / "index.sqlite") as index:
        articles = list(index.articles())
    assert len(articles) == 12
    for article in articles:
        assert len(article.photos) == 4
        assert all(photo.record_id for photo in article.photos), article.url


def test_a_finished_job_begins_a_new_round(server: NewsServer, tmp_path: Path) -> None:
    run(*command(server, "-a", "depth=0"), cwd=tmp_path)
    server.log.clear()
    done = run(*command(server, "-a", "depth=0"), cwd=tmp_path)
    assert done.stderr.startswith("job town: its last round is finished, a new one begins from the seeds\n")
    assert sorted(exchange.target for exchange in server.log) == ["/", "/robots.txt"]


def test_a_killed_crawl_with_a_limit_reads_exactly_so_many(server: NewsServer, tmp_path: Path) -> None:
    limit = ["-a", "limit=60"]
    before = kill_in_the_middle(start(server, tmp_path, *limit, *UNHURRIED), tmp_path)
    done = run(*command(server, *limit), cwd=tmp_path)
    assert 0 < before < 60
    assert before + pages_of(done.stderr) == 60
    assert "a new one begins" in run(*command(server, *limit), cwd=tmp_path).stderr


def test_two_processes_on_one_job(server: NewsServer, tmp_path: Path) -> None:
    process = start(server, tmp_path, "-s", "DOWNLOAD_DELAY=0.2")
    while len(server.log) < 3:
        time.sleep(0.001)
    second = run(*command(server), cwd=tmp_path, code=1)
    assert second.stderr == "microfiche: job town is being crawled by another process\n"
    process.kill()
    assert process.wait() == -signal.SIGKILL
    assert "job town: goes on" in run(*command(server, "-a", "limit=2"), cwd=tmp_path).stderr


REFUSED = """
from scrapy.crawler import CrawlerProcess
from scrapy.settings import Settings

settings = Settings()
settings.setmodule("crawler.settings")
settings.set("JOB", "town", priority="cmdline")
process = CrawlerProcess(settings)
crawler = process.create_crawler("news")
process.crawl(crawler, seeds="http://127.0.0.1:9/")
process.start()
print(process.bootstrap_failed, crawler.stats.get_value("finish_reason"))
"""


def test_a_scrapy_project_without_our_command_is_refused_too(tmp_path: Path) -> None:
    folder = tmp_path / "archive" / "jobs" / "town"
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [CLI[0], "-c", REFUSED], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
        )
    assert done.stdout == "False job_unusable\n"
    assert done.stderr.endswith("ERROR: job town is being crawled by another process\n")
    assert len(done.stderr.splitlines()) == 1


def damage(path: Path, how: str) -> None:
    if how == "text":
        path.write_bytes(b"no database at all, but long enough for the head of one\n" * 10)
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:9000])
    elif how == "another program":
        path.unlink()
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("CREATE TABLE pending (host)")
    else:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA user_version = 9")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("text", "file is not a database"),
        ("cut", ""),
        ("another program", "a database of another program"),
        ("version", "another version of this program"),
    ],
)
def test_a_journal_that_cannot_be_used_is_left_alone(server: NewsServer, tmp_path: Path, how: str, words: str) -> None:
    run(*command(server, "-a", "limit=3"), cwd=tmp_path)
    path = tmp_path / "archive/jobs/town/frontier.sqlite"
    damage(path, how)
    before = path.read_bytes()
    server.log.clear()
    done = run(*command(server), cwd=tmp_path, code=1)
    assert done.stderr.startswith("microfiche: archive/jobs/town/frontier.sqlite: ")
    assert done.stderr.endswith("nothing was changed, move the file away to begin the job anew\n")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert path.read_bytes() == before
    assert server.log == []


@pytest.mark.slow
def test_a_journal_that_cannot_be_written_ends_the_crawl(server: NewsServer, whole: set[str], tmp_path: Path) -> None:
    process = start(server, tmp_path, *UNHURRIED)
    while len(server.log) < 60:
        time.sleep(0.001)
    path = tmp_path / "archive/jobs/town/frontier.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        code = process.wait(timeout=60)
    stderr = (tmp_path / "log").read_text()
    assert code == 4, stderr
    assert "cannot write archive/jobs/town/frontier.sqlite: database is locked" in stderr
    assert "Traceback" not in stderr
    run(*command(server), cwd=tmp_path)
    assert kept(tmp_path) == whole


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-s", "JOB=../up"], "JOB: '../up' is not made of letters, digits"),
        (["-s", "JOB=.."], "JOB: '..' is not made of letters, digits"),
        (["-s", "JOB=a", "-s", "JOBDIR=b"], "JOB: cannot be used together with JOBDIR"),
        (
            ["-s", "JOB=a", "-s", "SCHEDULER=scrapy.core.scheduler.Scheduler"],
            "JOB: cannot be used together with a SCHEDULER",
        ),
        (["-s", "JOB=a", "-s", "ARCHIVE_ENABLED=False"], "JOB: needs the archive"),
    ],
)
def test_mistakes_with_jobs_are_told_in_one_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", *arguments, cwd=tmp_path, code=2)
    assert done.stderr.startswith(f"microfiche: {words}")
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_a_job_belongs_to_its_spider(server: NewsServer, tmp_path: Path) -> None:
    run(*command(server, "-a", "limit=1"), cwd=tmp_path)
    done = run("crawl", "demo", "-a", f"seeds={server.base_url}/", *FAST, cwd=tmp_path, code=2)
    assert done.stderr == "microfiche: JOB: job town belongs to news, not to demo; give another name\n"


def test_hosts_take_turns_also_after_a_kill(tmp_path: Path) -> None:
    """Two hosts with many pages each: the second is not left waiting until the first is done."""
    names = {"127.0.0.1", "localhost"}
    order: list[str] = []
    lock = threading.Lock()

    def both(request: Request) -> Answer:
        with lock:
            order.append(request.host)
        if request.path == "/robots.txt":
            return Answer(status=404)
        anchors = "".join(f"<a href='/2026/11/22/story-{number}'>More</a>" for number in range(80))
        return Answer(fields=(("Content-Type", "text/html"),), body=f"<html><body>{STORY}{anchors}".encode())

    with NewsServer(both, log=True) as server:
        seeds = f"seeds=http://127.0.0.1:{server.port}/,http://localhost:{server.port}/"
        # Without `again` the archive would answer for what was fetched before the kill.
        arguments = ["crawl", "news", "-a", seeds, "-a", "again=true", *FAST]
        process = Started(*arguments, cwd=tmp_path)
        assert 0 < kill_in_the_middle(process, tmp_path) < 100
        del order[:]
        run(*arguments, cwd=tmp_path)
    assert set(order[:24]) == names
    # On a busy machine one of them answers sooner; not in turns, the other would not come up at all.
    assert min(order[:60].count(name) for name in names) > 6
