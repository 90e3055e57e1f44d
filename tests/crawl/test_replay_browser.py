"""Archived pages in a real browser reach nothing: not the live web, not another port, not the rest of our own host."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, Self

import pytest
from rooms.replay.hostile import CLICKED, EVIL, LEAVING, PASSIVE, page
from rooms.replay.served import STAMP, Made, Served, answer
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from starlette.requests import Request

pytestmark = pytest.mark.slow

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SETTLED_S = 1.5
"""So long a page has for what it does by itself."""
HEADERS = {
    "Refresh": f"0; url={EVIL}/header-refresh",
    "Link": f"<{EVIL}/header-link>; rel=preconnect, <{EVIL}/header-preload>; rel=preload; as=image",
    "Set_Cookie": "archived=1; Path=/",
    "Content_Security_Policy": f"img-src 'none'; report-uri {EVIL}/header-report",
    "NEL": '{"report_to":"r","max_age":9999,"success_fraction":1}',
    "Report_To": f'{{"group":"r","max_age":9999,"endpoints":[{{"url":"{EVIL}/header-nel"}}]}}',
}


class Sink:
    """Everybody else on the web: takes every connection to any other host, and remembers what came."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        self.seen: list[bytearray] = []

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def names(self) -> set[str]:
        return {
            request.split(b" ")[1].decode().strip("/").partition("?")[0] for request in self.seen if b" " in request
        }

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        said = bytearray()
        self.seen.append(said)  # a connection without a word is one, too; the list may be cleared meanwhile
        with connection, suppress(OSError):
            connection.settimeout(3)
            said += connection.recv(4_096)
            connection.sendall(
                b"HTTP/1.1 204 No Content\r\nConnection: close\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
            )


class Room:
    """What stands on our host besides replay, with a cookie of the reader."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.control = b""

    def routes(self) -> list[Route]:
        return [Route("/control", self._control), Route("/{rest:path}", self._note, methods=["GET", "POST"])]

    def _control(self, _request: Request) -> Response:
        return HTMLResponse(self.control)

    def _note(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return HTMLResponse("<h1>The reading room</h1>")


UNSEEN = {"preconnect", "icon", "css-cursor", "body", "modulepreload", "data-frame"}
"""Ways that need not be seen without replay: a browser may leave them out."""


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with Sink() as opened:
        yield opened


@pytest.fixture(scope="module")
def browser(sink: Sink) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt install chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: ./dev setup installs it")
    with playwright.sync_playwright() as driver:
        rules = f"MAP *.example 127.0.0.1:{sink.port}"
        args = ["--no-sandbox", f"--host-resolver-rules={rules}", "--autoplay-policy=no-user-gesture-required"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=args)
        yield opened
        opened.close()


@pytest.fixture
def room() -> Room:
    return Room()


def visit(browser: Browser, base_url: str, path: str, *, until: Literal["commit", "load"] = "load") -> Page:
    context = browser.new_context()
    context.add_cookies([{"name": "reader", "value": "secret", "url": base_url}])
    opened = context.new_page()
    opened.goto(base_url + path, wait_until=until)
    return opened


def wait_for(is_so: Callable[[], bool], what: Callable[[], object]) -> None:
    """Wait until *is_so*: a busy machine makes a browser slow."""
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline, what()
        time.sleep(0.1)


def frame(opened: Page) -> Any:
    return opened.frame_locator("iframe")


def test_the_sink_sees_what_a_page_without_replay_reaches(
    browser: Browser, sink: Sink, room: Room, tmp_path: Path
) -> None:
    """Else all that follows would prove nothing."""
    room.control = page(PASSIVE)
    with Served(Made(tmp_path).keep(("http://a.example/", answer(b"x"))), *room.routes()) as served:
        sink.seen.clear()
        opened = visit(browser, served.base_url, "/control", until="commit")
        wait_for(lambda: set(PASSIVE) - sink.names() <= UNSEEN, lambda: sorted(set(PASSIVE) - sink.names()))
        opened.context.close()
        for name in ("refresh", "location", "form-script"):
            sink.seen.clear()
            room.control = page({name: LEAVING[name]})
            opened = visit(browser, served.base_url, "/control", until="commit")
            wait_for(lambda wanted=name: wanted in sink.names(), lambda wanted=name: wanted)  # type: ignore[misc]  # defaults
            opened.context.close()


def test_nothing_is_asked_by_itself(browser: Browser, sink: Sink, room: Room, tmp_path: Path) -> None:
    own = page(PASSIVE, host="http://127.0.0.1")
    made = Made(tmp_path).keep((f"{EVIL}/all", answer(page(PASSIVE), **HEADERS)), (f"{EVIL}/own", answer(own)))
    for name, attack in LEAVING.items():
        made.keep((f"{EVIL}/{name}-page", answer(page({name: attack}), **HEADERS)))
    with Served(made, *room.routes()) as served:
        sink.seen.clear()
        names = ("all", "own", *(f"{name}-page" for name in LEAVING))
        for modifier in ("", "mp_", "if_"):
            pages = [visit(browser, served.base_url, f"/web/{STAMP}{modifier}/{EVIL}/{name}") for name in names]
            time.sleep(SETTLED_S)  # once for all of them: each has a context of its own
            for opened in pages:
                assert opened.url.startswith(f"{served.base_url}/web/")
                seen = frame(opened) if not modifier else opened
                assert seen.locator("p").first.text_content() == "Words of the page"
                cookies = {cookie.get("name") for cookie in opened.context.cookies()}
                assert cookies == {"reader"}
                opened.context.close()
        assert sink.seen == []
        assert room.asked in ([], ["/favicon.ico"]) or set(room.asked) == {"/favicon.ico"}


@pytest.mark.parametrize("name", CLICKED)
def test_no_click_leads_out(name: str, browser: Browser, sink: Sink, room: Room, tmp_path: Path) -> None:
    made = Made(tmp_path).keep((f"{EVIL}/page", answer(page({name: CLICKED[name]}), **HEADERS)))
    with Served(made, *room.routes()) as served:
        sink.seen.clear()
        opened = visit(browser, served.base_url, f"/web/{STAMP}/{EVIL}/page")
        inner = frame(opened).locator("a, button").first
        for modifiers in ([], ["Control"]):
            if opened.locator("iframe").count():
                inner.click(modifiers=modifiers, force=True, timeout=30_000)
                time.sleep(0.5)
        for each in opened.context.pages:
            assert each.url.startswith((f"{served.base_url}/web/", "about:blank"))
        opened.context.close()
        assert sink.seen == []
        assert set(room.asked) <= {"/favicon.ico"}


def test_a_script_could_read_nothing(browser: Browser, sink: Sink, room: Room, tmp_path: Path) -> None:
    """Even if one ran: the page has no origin, so no cookie, no storage and none of our pages."""
    made = Made(tmp_path).keep((f"{EVIL}/page", answer(page({}))))
    with Served(made, *room.routes()) as served:
        opened = visit(browser, served.base_url, f"/web/{STAMP}mp_/{EVIL}/page")
        assert opened.evaluate("self.origin") == "null"
        for stolen in ("document.cookie", "localStorage.length", "sessionStorage.length", "indexedDB.open('a')"):
            with pytest.raises(Exception, match=r"SecurityError|sandboxed|denied"):
                opened.evaluate(stolen)
        assert opened.evaluate("fetch('/').then(() => 'got it', () => 'no')") == "no"
        opened.context.close()
        assert room.asked in ([], ["/favicon.ico"])


def test_a_link_leads_to_the_archived_page_and_the_banner_tells_of_it(
    browser: Browser, sink: Sink, tmp_path: Path
) -> None:
    made = Made(tmp_path).keep(
        ("http://news.example/", answer(b"<link rel=stylesheet href=/s.css><h1>Home</h1><a href=/story>Story</a>")),
        ("http://news.example/s.css", answer(b"@import '/t.css'; h1 { color: rgb(1, 2, 3) }", mime="text/css")),
        ("http://news.example/t.css", answer(b"a { color: rgb(4, 5, 6) }", mime="text/css")),
        ("http://news.example/story", answer(b"<h1>The story</h1>")),
    )
    with Served(made) as served:
        sink.seen.clear()
        opened = visit(browser, served.base_url, f"/web/{STAMP}/http://news.example/")
        color = "element => getComputedStyle(element).color"
        assert frame(opened).locator("h1").evaluate(color) == "rgb(1, 2, 3)"
        assert frame(opened).locator("a").evaluate(color) == "rgb(4, 5, 6)"
        frame(opened).locator("a").click()
        opened.wait_for_url(f"**/web/{STAMP}/http://news.example/story")
        assert frame(opened).locator("h1").text_content() == "The story"
        assert "http://news.example/story" in (opened.locator(".banner .address").text_content() or "")
        opened.context.close()
        assert sink.seen == []


def test_what_is_asked_for_with_cors_comes(browser: Browser, tmp_path: Path) -> None:
    sheet = (
        b"@font-face { font-family: f; src: url(/moved.woff2) } p { font-family: f; mask-image: url(/anchor.svg) }"
        b"b { mask-image: url(/photo.png) }"
    )
    made = Made(tmp_path).keep(
        ("http://news.example/", answer(b"<style>%s</style><p>Harbour <b>news</b>" % sheet)),
        ("http://news.example/moved.woff2", answer(status="301 Moved", Location="/new.woff2")),
        ("http://news.example/new.woff2", answer(b"wOF2\0", mime=None)),
        ("http://news.example/anchor.svg", answer(b"<svg xmlns='http://www.w3.org/2000/svg'/>", mime="image/svg+xml")),
        ("http://news.example/photo.png", answer(b"\x89PNG\r\n\x1a\n", mime="image/png")),
    )
    with Served(made) as served:
        opened = browser.new_context().new_page()
        came: list[str] = []
        refused: list[str] = []
        opened.on("requestfinished", lambda request: came.append(request.url.rpartition("/")[2]))
        opened.on("requestfailed", lambda request: refused.append(request.url.rpartition("/")[2]))
        opened.goto(f"{served.base_url}/web/{STAMP}mp_/http://news.example/")
        wait_for(lambda: {"new.woff2", "anchor.svg"} <= {*came} and "photo.png" in refused, lambda: (came, refused))
        assert refused == ["photo.png"]
        opened.context.close()


SEEN = """() => {
    const unseen = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEXTAREA', 'IFRAME', 'NOFRAMES', 'TEMPLATE', 'OBJECT'])
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    let text = ''
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement
        if (!unseen.has(parent.nodeName.toUpperCase()) && !parent.closest('noscript')) text += walker.currentNode.data
    }
    const elements = 'body *:not(script, style, noscript, noscript *, iframe, object, param, embed, template, link, meta, base)'
    const names = Array.from(document.querySelectorAll(elements), element => element.nodeName)
    return [names.join(' '), text.replace(/\\s+/g, ' ').trim()]
}"""
"""The elements and the text of a page, as a browser without scripts has them."""
ODD = (
    "<p>a<b>b<p>c</b>d<table><tr><td>e<p>f</table>g",
    "<a href=x>a<a href=y>b</a>c<div><a href=z>d<div>e</a>f",
    "<ul><li>a<li>b<ul><li>c</ul><dl><dt>d<dd>e</dl>",
    "a<!-- b --!>c<!-->d<!--->e<!-- -- -->f<!x>g<?y?>h</ i>j</>k<>l<1>m&lt;n&ampo&notit;p",
    "<table>a<tr>b<td>c</td>d<div>e</table>f<svg><desc><b>g</b></desc><title>h</title><p>i</svg>j",
    "<select><option>a<option>b<style>c</style><b>d</b></select>e<textarea>\n<b>f</textarea>g<title>h<b></title>i",
    '<p title=\'a>b\' class="c\'d" id=e\'f data-x="<script>">g</p><img alt="a\nb"alt=c><br/><hr/>h<p/>i<span/>j',
    "<math><mi>a</mi><mtext><b>b</b></mtext></math><svg><foreignObject><p>c</p></foreignObject><text>d</text></svg>e",
    "<div>b\x00c</div><p\tclass=a\fid=b\nlang=c>d</p\n>e</p>f<button>g<button>h",
    "<xmp><b>a</xmp>b<pre>\n\nc</pre><center>d<font size=2>e</center>f<nobr>g<nobr>h",
)


def as_seen(page: Page) -> list[str]:
    names, text = page.evaluate(SEEN)
    return [names.replace("XMP", "PRE").replace("IMAGE", "IMG"), text]


def without_replay(browser: Browser, pages: list[bytes], folder: Path) -> list[list[str]]:
    """Return what a browser that runs no script sees of *pages*, of which it asks nothing else."""
    room, found = Room(), []
    with Served(Made(folder).keep(("http://a.example/", answer(b"x"))), *room.routes()) as served:
        context = browser.new_context(java_script_enabled=False)
        context.route(lambda url: not url.endswith("/control"), lambda route: route.abort())
        opened = context.new_page()
        for room.control in pages:
            opened.goto(f"{served.base_url}/control", wait_until="domcontentloaded")
            found.append(as_seen(opened))
        context.close()
    return found


def with_replay(browser: Browser, pages: list[bytes], folder: Path) -> list[list[str]]:
    urls = [f"http://news{number}.example/" for number in range(len(pages))]
    made = Made(folder).keep(
        *[(url, answer(body, mime="text/html; charset=utf-8")) for url, body in zip(urls, pages, strict=True)]
    )
    found = []
    with Served(made) as served:
        context = browser.new_context()
        opened = context.new_page()
        for url in urls:
            opened.goto(f"{served.base_url}/web/{STAMP}mp_/{url}", wait_until="domcontentloaded")
            found.append(as_seen(opened))
        context.close()
    return found


def test_a_browser_sees_the_same_page(browser: Browser, tmp_path: Path) -> None:
    pages = [f"<!doctype html><body>{odd}".encode() for odd in ODD]
    plain, shown = without_replay(browser, pages, tmp_path / "plain"), with_replay(browser, pages, tmp_path)
    differing = [(odd, one, other) for odd, one, other in zip(ODD, plain, shown, strict=True) if one != other]
    assert differing == []
