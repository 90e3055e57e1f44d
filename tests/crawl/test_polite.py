"""robots.txt and pace, as a server sees them."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import TYPE_CHECKING

from crawl.test_archive import run

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.server import Request

HTML = (("Content-Type", "text/html"),)
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


def test_the_request_asks_for_gzip_only(tmp_path: Path) -> None:
    with NewsServer({(None, "/"): Answer(fields=HTML, body=b"<p>x")}, log=True) as server:
        run("crawl", "news", "-a", f"seeds={server.base_url}/", *AT_ONCE, cwd=tmp_path, code=0)
        asked = [exchange.request.lower() for exchange in server.log]
    assert asked
    assert all(b"accept-encoding: gzip\r\n" in request for request in asked)
