"""Replay in a room with a token: browsers bring no cookie for what a page without an origin asks for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from crawl.test_replay_browser import CHROMIUM
from rooms.replay.hostile import CLICKED, LEAVING, PASSIVE, page
from rooms.replay.served import STAMP, Made, answer
from rooms.web.room_kit import article
from rooms.web.test_browser import served
from starlette.testclient import TestClient

from crawler.archive.places import WarcFiles
from crawler.index import Index
from crawler.replay.routes import replay_routes
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.applications import Starlette

TOKEN = "a-token-of-enough-letters"
HOME = "http://news.example/"
HOSTILE = "http://news.example/hostile"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db0"
    "0000000049454e44ae426082"
)
FRAMED = b"<link rel=stylesheet href=/s.css><h2>Framed</h2>"
PAGE = (
    b"<link rel=stylesheet href=/s.css><h1>Home</h1><img src=/old.png srcset='/a.png 2x'><iframe src=/f></iframe>"
    b"<a href=/story>Story</a>"
)


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 3, 9, 23, 59, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(tmp_path: Path, clock: Clock) -> Iterator[Starlette]:
    made = Made(tmp_path).keep(
        (HOME, answer(PAGE)),
        (f"{HOME}s.css", answer(b"@import '/t.css'; h1 { color: rgb(1, 2, 3) }", mime="text/css")),
        (f"{HOME}t.css", answer(b"h1, h2 { background-color: rgb(4, 5, 6) }", mime="text/css")),
        (f"{HOME}old.png", answer(status="301 Moved", mime=None, Location="/a.png")),
        (f"{HOME}a.png", answer(PIXEL, mime="image/png")),
        (f"{HOME}f", answer(FRAMED)),
        (f"{HOME}story", answer(b"<h1>The story</h1>")),
        (HOSTILE, answer(page(PASSIVE | LEAVING | CLICKED))),
    )
    with Index.open(made.config.index_address) as index:
        routes = replay_routes(index, WarcFiles(made.config, index))
        access = Access(names=frozenset({"room.test", "testserver"}), token=TOKEN)
        yield reading_room(index, made.config, access=access, replay=routes, now=clock)


@pytest.fixture
def client(room: Starlette) -> Iterator[TestClient]:
    with TestClient(room, follow_redirects=False) as opened:
        yield opened


def entered(client: TestClient) -> TestClient:
    assert client.post("/enter", data={"token": TOKEN}).status_code == 303
    return client


def parts_of(text: str) -> list[str]:
    return re.findall(r"/web/~[0-9a-f]{32}/[^\"' )]+", text)


def test_parts_have_their_pass_in_their_address_and_links_have_none(client: TestClient) -> None:
    page = entered(client).get(f"/web/{STAMP}mp_/{HOME}").text
    parts = parts_of(page)
    assert [part.partition("/")[2].split("/", 2)[2] for part in parts] == [
        f"{STAMP}cs_/{HOME}s.css",
        f"{STAMP}im_/{HOME}old.png",
        f"{STAMP}im_/{HOME}a.png",
        f"{STAMP}if_/{HOME}f",
    ]
    assert f'href="/web/{STAMP}/{HOME}story"' in page
    client.cookies.clear()
    style = client.get(parts[0])
    assert (style.status_code, style.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert client.get(*parts_of(style.text)).status_code == 200
    moved = client.get(parts[1])
    assert (moved.status_code, moved.headers["location"]) == (301, parts[2])
    assert client.get(parts[2]).content == PIXEL
    assert parts_of(client.get(parts[3]).text) == parts[:1]


def test_a_pass_opens_parts_only_and_for_two_days(client: TestClient, clock: Clock) -> None:
    page = entered(client).get(f"/web/{STAMP}mp_/{HOME}")
    picture = parts_of(page.text)[2]
    client.cookies.clear()
    for person in ("", "id_", "mp_"):
        assert client.get(picture.replace("im_", person)).status_code == 401
    for other in (
        "record/x",
        "timemap/link/http://news.example/",
        "*/http://news.example/",
        f"{STAMP}%69m_/{HOME}a.png",
    ):
        assert client.get(f"{picture.partition(STAMP)[0]}{other}").status_code == 401
    for wrong in ("0" * 32, TOKEN, ""):
        assert client.get(f"/web/~{wrong}/{STAMP}im_/{HOME}a.png").status_code == 401
    assert client.get(picture.replace("/web/~", "/web/%7E")).status_code == 401
    clock.at = datetime(2026, 3, 10, 23, 59, tzinfo=UTC)
    assert client.get(picture).status_code == 200
    again = entered(client).get(f"/web/{STAMP}mp_/{HOME}", headers={"If-None-Match": page.headers["etag"]})
    assert again.status_code == 200, "what a browser kept has the pass of another day"
    client.cookies.clear()
    clock.at = datetime(2026, 3, 11, 0, 1, tzinfo=UTC)
    assert client.get(picture).status_code == 401


def test_without_a_token_nothing_is_passed(room: Starlette) -> None:
    room.state.room.access = Access(names=frozenset({"testserver"}))
    with TestClient(room) as client:
        assert "/web/~" not in client.get(f"/web/{STAMP}mp_/{HOME}").text


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One to which the room is on another machine: only of its own does it take http for safe."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        if CHROMIUM is None:
            pytest.skip("no Chromium on this machine")
        args = ["--no-sandbox", "--host-resolver-rules=MAP room.test 127.0.0.1"]
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=args)
        yield opened
        opened.close()


@pytest.mark.slow
def test_a_reader_on_another_machine_without_tls(browser: Any, room: Starlette) -> None:
    with served(room) as address:
        far = address.replace("127.0.0.1", "room.test")
        context = browser.new_context()
        page = context.new_page()
        answers: list[tuple[str, int]] = []
        context.on("response", lambda one: answers.append((one.url, one.status)))
        page.goto(f"{far}/web/{STAMP}/{HOME}")
        page.fill("#token", TOKEN)
        with page.expect_navigation(url=f"{far}/web/{STAMP}/{HOME}"):
            page.keyboard.press("Enter")
        answers.clear()
        page.reload()
        frame = page.frame_locator("iframe").first
        color = "element => getComputedStyle(element).color"
        assert frame.locator("h1").evaluate(color) == "rgb(1, 2, 3)"
        assert frame.locator("img").evaluate("image => image.naturalWidth") == 1
        inner = frame.frame_locator("iframe").locator("h2")
        assert inner.evaluate("element => getComputedStyle(element).backgroundColor") == "rgb(4, 5, 6)"
        frame.locator("a").click()
        page.wait_for_url(f"**/web/{STAMP}/{HOME}story")
        assert page.frame_locator("iframe").locator("h1").text_content() == "The story"
        assert [one for one in answers if one[1] >= 400 and "favicon" not in one[0]] == []
        context.close()


@pytest.mark.slow
def test_the_page_beside_its_text_is_seen_and_reaches_nothing(browser: Any, room: Starlette) -> None:
    index = room.state.room.index
    (row,) = index.captures(url=HOSTILE)
    read = article(1, "Text.", url=HOSTILE, record_id=row.record_id, captured_at=row.captured_at.isoformat())
    index.add_article(read, record_id=row.record_id)
    index.commit()
    beside = f"/article/{row.record_id.removeprefix('urn:uuid:')}/beside"
    with served(room) as own_address:
        address = own_address.replace("127.0.0.1", "room.test")
        context = browser.new_context()
        opened = context.new_page()
        opened.goto(f"{address}{beside}")
        opened.fill("#token", TOKEN)
        with opened.expect_navigation(url=f"{address}{beside}"):
            opened.keyboard.press("Enter")
        asked: list[str] = []
        context.on("request", lambda one: asked.append(one.url))
        opened.reload()
        opened.locator("iframe").scroll_into_view_if_needed()
        shown = opened.frame_locator("iframe").frame_locator("iframe")
        assert shown.locator("p").first.text_content() == "Words of the page"
        archived = next(one for one in opened.frames if f"mp_/{HOSTILE}" in one.url)
        for stolen in ("document.cookie", "localStorage.length", "parent.document.title", "top.document.title"):
            with pytest.raises(Exception, match=r"SecurityError|sandboxed|denied|cross-origin"):
                archived.evaluate(stolen)
        assert archived.evaluate("self.origin") == "null"
        for link in shown.locator("a, button").all()[:3]:
            link.click(force=True, timeout=30_000)
        opened.wait_for_timeout(1_500)
        own = (f"{address}/web/", f"{address}{beside}", f"{address}/static/", f"{address}/favicon.ico", "data:")
        assert [one for one in asked if not one.startswith(own)] == []
        assert opened.url == f"{address}{beside}"
        assert len(context.pages) == 1
        context.close()
