"""robots.txt and pace, as a server sees them."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from crawl.command import run
from crawl.test_failover import captures

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Request

HTML = (("Content-Type", "text/html"),)
UNDER_WAY_S = 0.25
AT_ONCE = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=8"]


def test_requests_that_wait_for_robots_txt_obey_it(tmp_path: Path) -> None:
    routes: dict[tuple[str | None, str], Answer] = {
        (None, "/robots.txt"): Answer(body=b"User-agent: *\nDisallow: /private/\n", delay_s=0.5),
        **{(None, f"/private/{n}.html"): Answer(fields=HTML, body=b"<p>secret") for n in range(8)},
    }
    with NewsServer(routes, log=True) as server:
        seeds = ",".join(f"{server.base_url}/private/{n}.html" for n in range(8))
        run("crawl", "news", "-a", f"seeds={seeds}", *AT_ONCE, cwd=tmp_path, code=0)
        assert {exchange.target for exchange in server.log} == {"/robots.txt"}


def test_a_crawl_delay_is_kept(tmp_path: Path) -> None:
    routes = {
        (None, "/robots.txt"): Answer(body=b"User-agent: *\nCrawl-delay: 0.4\n"),
        **{(None, f"/{n}.html"): Answer(fields=HTML, body=b"<p>page") for n in range(5)},
    }
    times: list[float] = []
    with NewsServer(log=True) as server:

        def answer(request: Request) -> Answer:
            times.append(time.monotonic())
            return routes[None, request.path]

        server.routes = answer
        seeds = ",".join(f"{server.base_url}/{n}.html" for n in range(5))
        run("crawl", "news", "-a", f"seeds={seeds}", *AT_ONCE, cwd=tmp_path, code=0)
    # Of the requests under way when the rules came, the first few may have passed already; the rest keep the pace.
    gaps = [later - earlier for earlier, later in pairwise(times[1:])]
    assert len(times) == 6
    assert sum(gap >= 0.35 for gap in gaps) >= 3, gaps


class Server:
    """A server that notes when it is asked, and answers what it is told to."""

    def __init__(self, *busy: Answer) -> None:
        self.busy = list(busy)
        self.asked: list[tuple[float, str]] = []

    def __call__(self, request: Request) -> Answer:
        self.asked.append((time.monotonic(), request.path))
        if request.path == "/robots.txt":
            return Answer(status=404)
        return self.busy.pop(0) if self.busy else Answer(fields=HTML, body=b"<p>page " + request.path.encode())


def gaps_s(folder: Path) -> list[float]:
    """Return how far apart the requests in the archive were sent; the server's own clock is late on a busy machine."""
    sent = sorted(row.captured_at for row in captures(folder))
    return [(later - earlier).total_seconds() for earlier, later in pairwise(sent)]


def pages(server: NewsServer, numbers: range) -> str:
    return "seeds=" + ",".join(f"{server.base_url}/{n}.html" for n in numbers)


def test_the_pace_is_kept_each_time(tmp_path: Path) -> None:
    told = Server()
    with NewsServer(told) as server:
        run("crawl", "news", "-a", pages(server, range(5)), "-s", "DOWNLOAD_DELAY=0.4", cwd=tmp_path, code=0)
    assert len(told.asked) == 6
    assert min(gaps_s(tmp_path)) >= 0.4


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_says_when_to_come_back_is_not_asked_before(tmp_path: Path, status: int) -> None:
    busy = Answer(status=status, fields=(("Retry-After", "2"),))
    told = Server(busy, busy, busy)
    with NewsServer(told) as server:
        done = run("crawl", "news", "-a", pages(server, range(3)), *AT_ONCE, cwd=tmp_path, code=0)
    assert "3 pages" in done.stderr
    # Whoever was under way when a refusal came is not called back; from then on nobody asks for two seconds.
    assert len(told.asked) == 7
    asked = [at for at, _ in told.asked]
    for refused_at in asked[1:4]:
        assert [at - refused_at for at in asked if UNDER_WAY_S < at - refused_at < 2.0] == []


def test_a_page_is_given_up_when_its_tries_are_up(tmp_path: Path) -> None:
    busy = Answer(status=503, fields=(("Retry-After", "0"),))
    told = Server(*[busy] * 3)
    settings = [*AT_ONCE, "-s", "ARCHIVE_BUSY_TRIES=2"]
    with NewsServer(told) as server:
        done = run("crawl", "news", "-a", pages(server, range(1)), *settings, cwd=tmp_path, code=3)
    assert [path for _, path in told.asked].count("/0.html") == 3
    assert "answered 503" in done.stderr


def test_two_crawls_of_one_archive_share_the_pace(tmp_path: Path) -> None:
    told = Server()
    with NewsServer(told) as server, ThreadPoolExecutor() as pool:

        def crawl(numbers: range) -> None:
            run("crawl", "news", "-a", pages(server, numbers), "-s", "DOWNLOAD_DELAY=0.5", cwd=tmp_path, code=0)

        list(pool.map(crawl, [range(4), range(4, 8)]))
        crawl(range(8, 10))
    assert len(told.asked) == 13
    assert min(gaps_s(tmp_path)) >= 0.5


def test_a_crawl_outside_of_its_hours_ends_with_one_line_and_a_job_goes_on(tmp_path: Path) -> None:
    told = Server()
    job = [*AT_ONCE, "-s", "JOB=night"]
    now = datetime.now(UTC)
    shut = f"{now + timedelta(hours=3):%H:%M}-{now + timedelta(hours=4):%H:%M}"
    with NewsServer(told) as server:
        seeds = ["-a", pages(server, range(2))]
        hours = ["-s", f"ARCHIVE_HOURS={shut}", "-s", "ARCHIVE_OUTSIDE_HOURS=end"]
        done = run("crawl", "news", *seeds, *job, *hours, cwd=tmp_path, code=3)
        assert told.asked == []
        assert "Outside of the hours" in done.stderr
        assert "2 left for later" in done.stderr
        done = run("crawl", "news", *seeds, *job, cwd=tmp_path, code=0)
        assert "goes on" in done.stderr
    assert {path for _, path in told.asked} == {"/0.html", "/1.html", "/robots.txt"}


def test_an_outlet_is_asked_at_the_pace_that_its_entry_promises(tmp_path: Path) -> None:
    told = Server()
    with NewsServer(told) as server:
        place = server.base_url.removeprefix("http://")
        (tmp_path / "archive").mkdir()
        (tmp_path / "archive" / "outlets.toml").write_text(
            f"""[outlets.gazette]
hosts = [{{ host = "{place}", scheme = "http" }}]
pace_s = 0.4
hours = "00:00-24:00"
seeds = [{{ kind = "page", url = "{server.base_url}/0.html" }}, {{ kind = "page", url = "{server.base_url}/1.html" }}]
"""
        )
        run("crawl", "gazette", *AT_ONCE, cwd=tmp_path, code=0)
    assert len(told.asked) == 3
    assert min(gaps_s(tmp_path)) >= 0.4


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("ARCHIVE_HOURS=nights", "ARCHIVE_HOURS"),
        ("ARCHIVE_HOURS=22:00-06:00 Nowhere", "no zone"),
        ("ARCHIVE_OUTSIDE_HOURS=sleep", "wait, end"),
        ("ARCHIVE_PACE_BY_ADDRESS=any", "outlet, all, none"),
        ("ARCHIVE_LONGEST_RETRY_AFTER_S=0", "not above zero"),
    ],
)
def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path, setting: str, said: str) -> None:
    done = run("crawl", "news", "-a", "seeds=http://127.0.0.1:9/", "-s", setting, cwd=tmp_path, code=2)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_request_asks_for_gzip_only(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): Answer(fields=HTML, body=b"<p>x")}, log=True) as server:
        run("crawl", "news", "-a", f"seeds={server.base_url}/", *AT_ONCE, cwd=tmp_path, code=0)
        asked = [exchange.request.lower() for exchange in server.log]
    assert asked
    assert all(b"accept-encoding: gzip\r\n" in request for request in asked)
