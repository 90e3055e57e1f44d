"""The demo newspaper at several hosts, one of which is seized in mid crawl, one stale, one below a path."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from crawl.command import FAST, run
from crawl.socks import SocksProxy
from crawl.test_archive import only_warc

from crawler.demo.newspaper import EXPECTED, newspaper
from crawler.demo.server import After, Answer, NewsServer, Request
from crawler.index import CaptureRow, Index
from crawler.model import CaptureState
from crawler.warc import metadata_fields, read_exchanges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.model import Article

pytestmark = pytest.mark.slow

HTML = (("Content-Type", "text/html; charset=utf-8"),)
MAIN, STALE, PATHED = "gazette.example", "stale-gazette.example", "shared.example"
PREFIX = "/papers/gazette"
ONION = "tidewatergazettetidewatergazettetidewatergazettetidewate.onion"
NOTICE = Answer(
    fields=HTML,
    body=b"<html><head><title>Seized</title></head><body><h1>This domain name has been seized</h1>"
    b"<p>by the Bureau of Invented Affairs in accordance with a warrant.</p></body></html>",
)
ALL_HERE = ["-s", "TWISTED_DNS_RESOLVER=crawler.fetch.resolver.LoopbackResolver"]
ALLOWED = ["-s", "ARCHIVE_ALLOWED_NETWORKS=127.0.0.0/8"]
ONE_TRY = ["-s", "RETRY_TIMES=0", "-s", "DOWNLOAD_TIMEOUT=10"]


@dataclass
class Town:
    """Three hosts of the newspaper on one port. The first is seized when it has answered so many pages."""

    seized_after: int | None = None
    missing: int = 0
    """The stale host lacks so many of the newest articles."""
    main: Callable[[Request], Answer | None] = lambda _: None
    """What the main host answers in the place of its page."""
    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)

    def __call__(self, request: Request) -> Answer:
        self.asked.append((request.host, request.path))
        if request.host == MAIN:
            return self._of_main(request)
        if request.host == PATHED:
            if request.path == "/robots.txt":
                return Answer(body=b"User-agent: *\nDisallow: /papers/other\n")
            if not request.target.startswith(PREFIX):
                return Answer(status=404)
            base_url = f"http://{PATHED}:{self.port}{PREFIX}"
            return self.page(request.target.removeprefix(PREFIX) or "/", base_url, request)
        newest = sorted(EXPECTED)[: self.missing]
        if request.target in newest:
            return Answer(status=404)
        return self.page(request.target, f"http://{request.host}:{self.port}", request)

    def _of_main(self, request: Request) -> Answer:
        count = sum(host == MAIN for host, _ in self.asked)
        if self.seized_after is not None and count > self.seized_after:
            return NOTICE
        return self.main(request) or self.page(request.target, f"http://{MAIN}:{self.port}", request)

    def page(self, target: str, base_url: str, request: Request) -> Answer:
        routes = self.pages.setdefault(base_url, newspaper(base_url))
        found = routes.get((None, target)) or routes.get((None, target.partition("?")[0])) or Answer(status=404)
        answer = found if isinstance(found, Answer) else found(request)
        if base_url.endswith(PREFIX):
            body = answer.body.replace(b'href="/', f'href="{PREFIX}/'.encode())
            return replace(answer, body=body)
        return answer


def entry(port: int, *more: str, hosts: tuple[str, ...] = (), seeds: str = "") -> str:
    """Return the outlets.toml of the newspaper with these hosts besides its main one."""
    listed = [f'{{ host = "{MAIN}:{port}", scheme = "http" }}', *hosts, *more]
    return f'[outlets.gazette]\nname = "The Tidewater Gazette"\nhosts = [{", ".join(listed)}]\n{seeds}\n'


def mirror(host: str, port: int, more: str = "", *, kind: str = "web-mirror") -> str:
    return f'{{ host = "{host}:{port}", scheme = "http", kind = "{kind}", confirmed = true{more} }}'


def crawl(folder: Path, outlets: str, *more: str, code: int | None = 0) -> str:
    """Crawl the outlet and return the log."""
    path = folder / "archive" / "outlets.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(outlets, "utf-8")
    done = run("crawl", "gazette", *FAST, *ALL_HERE, *ALLOWED, *ONE_TRY, *more, cwd=folder, code=None)
    assert code is None or done.returncode == code, done.stderr
    return done.stderr


def captures(folder: Path) -> list[CaptureRow]:
    with Index.open(folder / "archive/index.sqlite") as index:
        return list(index.captures())


def articles(folder: Path) -> list[Article]:
    with Index.open(folder / "archive/index.sqlite") as index:
        return list(index.articles())


@pytest.fixture
def served() -> Iterator[tuple[Town, NewsServer]]:
    town = Town()
    with NewsServer(town, log=True) as server:
        town.port = server.port
        yield town, server


def three(port: int) -> str:
    return entry(port, hosts=(mirror(STALE, port), mirror(PATHED, port, f', rewrite = "prefix", prefix = "{PREFIX}"')))


def test_every_article_once_though_the_main_host_is_seized(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after, town.missing = 25, 4
    log = crawl(tmp_path, three(server.port), code=3)
    assert "1 at no address" in log, "the newspaper has a dead link"
    found = articles(tmp_path)
    keys = Counter(article.key for article in found)
    assert {key for key, count in keys.items() if count > 1} == set()
    assert set(keys) == set(EXPECTED)
    rows = {row.record_id: row for row in captures(tmp_path)}
    for article in found:
        row = rows[article.record_id or ""]
        assert row.url == article.url, "archived under the address it came from"
        assert row.state is CaptureState.OK
    by_host = Counter(urlsplit(article.url).hostname for article in found)
    assert set(by_host) == {MAIN, STALE, PATHED}
    stood_in = [row for row in rows.values() if row.requested_url is not None]
    assert {urlsplit(row.requested_url or "").hostname for row in stood_in} <= {MAIN, STALE, PATHED}
    assert all(row.requested_url != row.url for row in stood_in)
    seized = [row for row in rows.values() if row.state is CaptureState.SEIZED]
    assert seized, "the notice is evidence"
    assert all(urlsplit(row.url).hostname == MAIN for row in seized)
    assert " from other addresses" in log
    replaced = {row.requested_url for row in stood_in if row.status == 200}
    look_up(tmp_path, next(row for row in seized if row.url in replaced))
    with Index.open(tmp_path / "archive/index.sqlite") as index:
        before = list(index.dump())
    run("verify", cwd=tmp_path)
    run("reindex", cwd=tmp_path)
    with Index.open(tmp_path / "archive/index.sqlite") as index:
        assert list(index.dump()) == before


def look_up(folder: Path, notice: CaptureRow) -> None:
    """The address that shows a notice leads to what was fetched in its place, and the notice can be found still."""
    with Index.open(folder / "archive/index.sqlite") as index:
        found = index.find(notice.url)
        assert found is not None
        assert found.requested_url == notice.url
        assert found == index.stand_in(notice.url, at=notice.captured_at)
        assert notice in list(index.captures(url=notice.url))
        assert found in list(index.captures(requested=notice.url))


def test_each_try_is_kept_and_says_what_was_wanted(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    crawl(tmp_path, three(server.port), "-a", "limit=1", "-a", "depth=0")
    wanted = f"http://{MAIN}:{server.port}/"
    exchanges = [each for each in read_exchanges(only_warc(tmp_path)) if each.response is not None]
    told = {}
    for each in exchanges:
        assert each.response is not None
        assert each.metadata is not None
        facts = dict(metadata_fields(each.metadata))
        told[each.response.target_uri] = (facts.get("requestedUrl"), facts.get("state"))
    assert told[wanted] == (None, "seized")
    assert told[f"http://{STALE}:{server.port}/"] == (wanted, None)
    assert told[f"http://{STALE}:{server.port}/robots.txt"] == (None, None)
    # What the command reads at that address is the newspaper, not the notice.
    read = run("read", wanted, cwd=tmp_path)
    assert "seized" not in json.loads(read.stdout)["headline"].lower()


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        (Answer(status=451, body=b"no"), "blocked"),
        (Answer(status=403, body=b"no"), "wall"),
        (Answer(fields=HTML, body=b"<title>x</title><p>This domain is for sale.</p>"), "parked"),
        (Answer(raw=b""), "connection"),
        (Answer(status=302, fields=(("Location", "http://10.10.34.36/"),)), "private"),
        (Answer(status=302, fields=(("Location", "http://warning.or.kr:{port}/"),)), "blocked"),
    ],
    ids=["451", "403", "parked", "hang-up", "private", "block-page-host"],
)
def test_what_makes_it_go_on(served: tuple[Town, NewsServer], tmp_path: Path, answer: Answer, cause: str) -> None:
    town, server = served
    answer = replace(answer, fields=tuple((name, value.format(port=server.port)) for name, value in answer.fields))
    if answer.raw == b"":
        answer = replace(answer, after=After.RESET)
    town.main = lambda request: answer if request.path != "/robots.txt" else None
    crawl(tmp_path, three(server.port), "-a", "limit=1", "-L", "INFO", "-s", "LOG_FILE=log", "-a", "depth=0")
    assert f"'archive/failover/cause/{cause}': 1" in (tmp_path / "log").read_text("utf-8")
    assert [row.url for row in captures(tmp_path) if row.requested_url] == [f"http://{STALE}:{server.port}/"]


@pytest.mark.parametrize(
    ("answer", "setting"),
    [
        (Answer(status=404), "ARCHIVE_FAILOVER=True"),
        (
            Answer(fields=HTML, body=b"<p>Checking your browser before accessing gazette.example.</p>"),
            "ARCHIVE_FAILOVER=True",
        ),
        (NOTICE, "ARCHIVE_FAILOVER=False"),
    ],
    ids=["missing", "bot-wall", "off"],
)
def test_what_does_not(served: tuple[Town, NewsServer], tmp_path: Path, answer: Answer, setting: str) -> None:
    town, server = served
    town.main = lambda _: answer
    crawl(tmp_path, three(server.port), "-s", setting, "-a", "depth=0", code=None)
    assert {host for host, _ in town.asked} == {MAIN}


def test_no_address_without_confirmation(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    outlets = three(server.port).replace("confirmed = true", "confirmed = false")
    log = crawl(tmp_path, outlets, "-a", "depth=0", code=3)
    assert {host for host, _ in town.asked} == {MAIN}
    assert "the answer is not the site's own (seized)" in log


def test_a_mirror_s_robots_are_obeyed_and_the_next_is_asked(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    outlets = entry(
        server.port,
        hosts=(
            mirror(PATHED, server.port, ', rewrite = "prefix", prefix = "/papers/other"'),
            mirror(STALE, server.port),
        ),
    )
    crawl(tmp_path, outlets, "-a", "limit=1", "-a", "depth=0")
    assert (PATHED, "/papers/other/") not in town.asked
    assert (STALE, "/") in town.asked


def test_each_host_once_and_the_failure_is_told(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    outlets = entry(
        server.port, hosts=(mirror("seized-too.example", server.port), mirror("third.example", server.port))
    )
    town.page = lambda *_: NOTICE  # type: ignore[method-assign]  # each host shows it
    log = crawl(tmp_path, outlets, "-a", "depth=0", code=3)
    pages = Counter(asked for asked in town.asked if asked[1] == "/")
    assert pages == {(host, "/"): 1 for host in (MAIN, "seized-too.example", "third.example")}
    assert "No other address has" in log
    assert "1 at no address" in log


def test_a_host_that_fails_again_and_again_rests(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    crawl(tmp_path, three(server.port), "-a", "limit=12", "-s", "ARCHIVE_FAILOVER_AFTER=2",
          "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=1")  # fmt: skip
    asked = [path for host, path in town.asked if host == MAIN and path != "/robots.txt"]
    assert len(asked) <= 3, asked


def test_hosts_of_one_server_share_one_pace(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    _town, server = served
    seeds = ", ".join(
        f'{{ kind = "page", url = "http://{host}:{server.port}/" }}' for host in (MAIN, STALE, "c.example")
    )
    outlets = entry(
        server.port, hosts=(mirror(STALE, server.port), mirror("c.example", server.port)), seeds=f"seeds = [{seeds}]"
    )
    crawl(tmp_path, outlets, "-a", "depth=0", "-s", "DOWNLOAD_DELAY=0.4", "-s", "DOWNLOAD_DELAY_JITTER=0")
    started = sorted(row.captured_at for row in captures(tmp_path))
    assert len(started) >= 6
    gaps = [(after - before).total_seconds() for before, after in pairwise(started)]
    assert min(gaps) > 0.3, gaps


def test_an_onion_host_is_reached_through_the_proxy_only(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    outlets = entry(server.port, hosts=(mirror(ONION, 80, kind="onion").replace(":80", ""),))
    crawl(tmp_path, outlets, "-a", "depth=0", code=3)
    assert {host for host, _ in town.asked} == {MAIN}
    with SocksProxy(port=server.port) as proxy:
        crawl(tmp_path, outlets, "-a", "depth=0", "-a", "limit=1", "-s", f"ARCHIVE_SOCKS_PROXY={proxy.place}")
        assert set(proxy.asked) == {f"{ONION}:80"}
    (row,) = [row for row in captures(tmp_path) if row.requested_url]
    assert row.url == f"http://{ONION}/"
    assert row.ip_address is None


def test_a_proxy_that_cannot_connect_is_a_failure_of_the_host(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    town.seized_after = 0
    outlets = entry(server.port, hosts=(mirror(ONION, 80, kind="onion").replace(":80", ""), mirror(STALE, server.port)))
    with SocksProxy(reply=4) as proxy:
        crawl(tmp_path, outlets.replace("web-mirror", "bucket"), "-a", "depth=0", "-a", "limit=1",
              "-s", f"ARCHIVE_SOCKS_PROXY={proxy.place}")  # fmt: skip
    assert (STALE, "/") in town.asked


def test_a_copy_that_says_something_else_is_kept_and_flagged(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    _town, server = served
    story = "/2026/11/22/the-ferry-is-back-again"
    words = "The ferry runs again and carried forty one people on its first crossing to the islands on Sunday. "
    other = "Nobody has seen the ferry since the summer, and the harbour office does not know where it went. "

    def page(text: str) -> Answer:
        return Answer(
            fields=HTML, body=f"<html><body><h1>The ferry is back</h1><p>{text * 9}</p></body></html>".encode()
        )

    def answer(request: Request) -> Answer:
        if request.path != story:
            return Answer(status=404)
        return page(words if request.host == MAIN else other)

    server.routes = answer
    seed = f"http://{MAIN}:{server.port}{story}"
    outlets = three(server.port)
    crawl(tmp_path, outlets, "-a", f"seeds={seed}", "-a", "depth=0")
    server.routes = lambda request: NOTICE if request.host == MAIN else answer(request)
    log = crawl(tmp_path, outlets, "-a", f"seeds={seed}", "-a", "depth=0")
    first, second = sorted(articles(tmp_path), key=lambda article: article.captured_at or "")
    assert (first.key, second.key) == (story, story)
    assert first.notes == []
    (note,) = [note for note in second.notes if note.startswith("differs")]
    assert note.startswith(f"differs from the copy at {MAIN} of {first.captured_at}: headline 1.00, text 0.0")
    assert "1 copy that differs" in log
    with Index.open(tmp_path / "archive/index.sqlite") as index:
        assert [each.url for each in index.articles(outlet=first.outlet, key=story)] == [first.url, second.url]


def test_a_job_that_goes_on_asks_for_nothing_twice(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    stories = [f"/2026/11/22/story-{number}" for number in range(12)]

    def answer(request: Request) -> Answer:
        town.asked.append((request.host, request.path))
        if request.host == MAIN and len(town.asked) > 4:
            return NOTICE
        if request.path == "/robots.txt":
            return Answer(status=404)
        links = "".join(f'<a href="{story}">More</a>' for story in stories)
        text = "The ferry runs again, and the harbour office is glad of it. " * 15
        return Answer(fields=HTML, body=f"<html><body><h1>Ferry</h1><p>{text}</p>{links}</body></html>".encode())

    server.routes = answer
    outlets = entry(server.port, hosts=(mirror(STALE, server.port),))
    crawl(
        tmp_path, outlets, "-s", "JOB=town", "-s", "CLOSESPIDER_PAGECOUNT=9", "-s", "CONCURRENT_REQUESTS=1", code=None
    )
    first = {article.key for article in articles(tmp_path)}
    assert 0 < len(first) < len(stories)
    crawl(tmp_path, outlets, "-s", "JOB=town")
    assert sorted(article.key or "" for article in articles(tmp_path)) == sorted(stories), "each once"
    wanted = [row.requested_url for row in captures(tmp_path) if row.requested_url and row.state is CaptureState.OK]
    assert len(wanted) == len(set(wanted))


def test_links_without_a_scheme_are_no_pages_of_the_site(served: tuple[Town, NewsServer], tmp_path: Path) -> None:
    town, server = served
    links = (
        "www.presstv.example.ir",
        "www.presstv.ir",
        "presstv.co.uk",
        "stale-gazette.example.com/",
        "www.gazette.ir/world",
    )
    body = "".join(f'<a href="{link}">{link}</a>' for link in links) + '<a href="next">next</a>'
    town.main = lambda request: Answer(fields=HTML, body=f"<html><body><h1>x</h1>{body}</body></html>".encode())
    crawl(tmp_path, entry(server.port), code=None)
    assert {path for _, path in town.asked} == {"/robots.txt", "/", "/next"}
