"""No link leads to a private address: refused before anything is sent, whatever named it, however it is spelled."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from crawl.asking import ask
from crawl.command import FAST, run
from crawl.listener import Listener
from crawl.test_bad_input import GOOD, HTML

from crawler.demo.server import Answer, NewsServer

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.demo.answer import Request
    from crawler.demo.server import Routes

GOOD_PAGE = Answer(fields=HTML, body=GOOD.encode())
PLAIN: dict[str, Any] = {"ARCHIVE_ALLOWED_NETWORKS": "", "ROBOTSTXT_OBEY": False}
REBINDING = ["-s", "TWISTED_DNS_RESOLVER=crawl.rebinding.RebindingResolver"]


def home(*links: str, head: str = "") -> Answer:
    anchors = "".join(f'<a href="{link}">link</a>' for link in ("/good", *links))
    return Answer(fields=HTML, body=f"<html><head>{head}</head><body>{anchors}</body></html>".encode())


def to(url: str) -> Answer:
    return Answer(status=302, fields=(("Location", url),))


def crawl(routes: Routes, tmp_path: Path, *more: str, code: int = 0) -> str:
    """Crawl with these routes beside a good page, which must be read; return the log."""
    assert isinstance(routes, dict)
    with NewsServer({(None, "/good"): GOOD_PAGE, (None, "/"): home(), **routes}) as server:
        done = run("crawl", "news", "-a", f"seeds={server.base_url}/", *FAST, *more, cwd=tmp_path, code=code)
    run("verify", cwd=tmp_path)
    assert ", 1 article" in done.stderr, done.stderr
    return done.stderr


def refused(log: str) -> list[str]:
    """Return the addresses that were refused, one for each line that says so."""
    lines = [line.partition("Refused: ")[2] for line in log.splitlines() if "Refused: " in line]
    assert all("outside of the public network" in line for line in lines)
    return sorted(line.partition(": ")[0] for line in lines)


def test_links_redirects_sitemaps_and_feeds(tmp_path: Path) -> None:
    with Listener() as inside:
        there = f"127.0.0.1:{inside.port}"
        feed = f'<link rel="alternate" type="application/rss+xml" href="http://{there}/feed.xml">'
        links = (f"http://{there}/link", f"http://127.1:{inside.port}/odd", f"https://{there}/tls", "/moved")
        routes: Routes = {
            (None, "/"): home(*links, head=feed),
            (None, "/moved"): to(f"http://{there}/moved"),
            (None, "/robots.txt"): Answer(body=f"Sitemap: http://{there}/map.xml\nSitemap: /map.xml".encode()),
            (None, "/map.xml"): Answer(
                body=f"<urlset><url><loc>http://{there}/listed</loc></url></urlset>".encode(),
                fields=(("Content-Type", "text/xml"),),
            ),
        }
        log = crawl(routes, tmp_path, "-s", "ROBOTSTXT_OBEY=False")
        assert inside.connections == 0
    paths = ["feed.xml", "link", "listed", "map.xml", "moved", "odd"]
    assert refused(log) == [*(f"http://{there}/{path}" for path in paths), f"https://{there}/tls"]


@pytest.mark.parametrize("host", ["127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::1]"])
def test_a_refused_server_is_one_line_and_its_robots_txt_none(host: str, tmp_path: Path) -> None:
    with Listener() as inside:
        link = f"http://{host}:{inside.port}/link"
        log = crawl({(None, "/"): home("/moved"), (None, "/moved"): to(link)}, tmp_path)
        assert inside.connections == 0
    assert len(refused(log)) == 1
    assert refused(log)[0].endswith(f":{inside.port}/link")
    assert "ValueError" not in log


def test_a_robots_txt_that_redirects(tmp_path: Path) -> None:
    with Listener() as inside:
        url = f"http://127.0.0.1:{inside.port}/robots.txt"
        log = crawl({(None, "/robots.txt"): to(url)}, tmp_path)
        assert inside.connections == 0
    assert url in refused(log)


def test_a_redirect_to_an_address_with_a_password_is_one_line_without_it(tmp_path: Path) -> None:
    def login(request: Request) -> Answer:
        return to(f"http://reader:secret@{request.first('Host')}/inside")

    inside: list[str] = []

    def entered(request: Request) -> Answer:
        inside.append(request.target)
        return GOOD_PAGE

    log = crawl({(None, "/"): home("/login"), (None, "/login"): login, (None, "/inside"): entered}, tmp_path)
    (line,) = [line for line in log.splitlines() if "Refused: " in line]
    told = r"Refused: the address at 127\.0\.0\.1:\d+ has a name or password: pages behind one are not archived"
    assert re.fullmatch(told, line[line.index("Refused: ") :])
    assert inside == []
    assert "secret" not in log


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.01", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
     "[2002:7f00:1::]", "[64:ff9b::7f00:1]", "localhost", "0", "169.254.169.254", "10.0.0.1"],
)  # fmt: skip
def test_odd_spellings_of_private_addresses(host: str, tmp_path: Path) -> None:
    with Listener() as inside:
        url = f"http://{host}:{inside.port}/inside"
        asked = ask({"asks": [{"url": url}], "settings": PLAIN}, tmp_path)
        assert inside.connections == 0
    assert asked.came[url] == [{"error": "Refused"}]
    assert asked.stats["archive/fetch/refused"] == 1
    assert "retry/count" not in asked.stats
    assert refused(asked.log) == [url]


@pytest.mark.parametrize("host", ["127.1", "localhost", "127.0.0.1.5", "[::1]"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_can_be_told_is_refused_at_a_proxy_too(scheme: str, host: str, tmp_path: Path) -> None:
    with Listener() as proxy:
        url = f"{scheme}://{host}:81/"
        meta = {"proxy": f"http://127.0.0.1:{proxy.port}"}
        asked = ask({"asks": [{"url": url, "meta": meta}], "settings": PLAIN}, tmp_path)
        assert proxy.connections == 0
    assert asked.came[url] == [{"error": "Refused"}]


def test_a_name_that_changes_its_address(tmp_path: Path) -> None:
    """Public when it is looked up first, so that a check beforehand would let it pass; then this machine."""
    with Listener() as inside:
        url = f"http://rebound.example:{inside.port}/"
        log = crawl({(None, "/"): home("/moved"), (None, "/moved"): to(url)}, tmp_path, *REBINDING)
        assert inside.connections == 0
    assert url in refused(log)


def test_a_seed_that_moves_to_a_private_address(tmp_path: Path) -> None:
    with Listener() as inside:
        url = f"http://seed.example:{inside.port}/"
        arguments = ["-a", f"seeds={url}", *REBINDING, "-s", "ROBOTSTXT_OBEY=False"]
        log = run("crawl", "news", *arguments, *FAST, cwd=tmp_path, code=1).stderr
        assert inside.connections == 0
    assert refused(log).count(url) == 1


def test_an_allowed_network(tmp_path: Path) -> None:
    with NewsServer({(None, "/inside"): GOOD_PAGE}, log=True) as inside:
        routes: Routes = {(None, "/"): home(inside.base_url + "/inside"), (None, "/good"): Answer(status=404)}
        log = crawl(routes, tmp_path, "-s", "ARCHIVE_ALLOWED_NETWORKS=10.0.0.0/8, 127.0.0.0/8")
        assert [exchange.target for exchange in inside.log] == ["/robots.txt", "/inside"]
    assert refused(log) == []


def test_a_network_that_is_none(tmp_path: Path) -> None:
    arguments = ["-a", "seeds=http://127.0.0.1:9/", "-s", "ARCHIVE_ALLOWED_NETWORKS=10.0.0.1/8"]
    done = run("crawl", "news", *arguments, cwd=tmp_path, code=2)
    assert done.stderr.startswith("microfiche: ARCHIVE_ALLOWED_NETWORKS: 10.0.0.1/8 has host bits set")
    assert len(done.stderr.splitlines()) == 1


def test_a_redirect_to_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<html><body>secret</body></html>")
    log = crawl({(None, "/"): home("/moved"), (None, "/moved"): to(secret.as_uri())}, tmp_path, code=3)
    assert "/moved: answered 302" in log
