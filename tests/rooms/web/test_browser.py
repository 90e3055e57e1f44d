"""The pages in a real browser, without scripts: nothing refused, nothing fetched elsewhere, readable for everybody."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from rooms.web.room_kit import FIRST_AT, NOW, article, capture, hostile, path_of, record_id

from crawler.config import ArchiveConfig
from crawler.index import Index
from crawler.model import MirrorAddress, Photo, TextBlock
from crawler.web import Access, reading_room

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.slow
SAME = {"url": "https://news.example/story", "key": "/story"}
PATHS = (
    *("/", "/search?q=ferry", "/search?q=%21", "/outlets", "/coverage", "/jobs", "/api", "/nothing"),
    *(path_of(1), path_of(3), path_of(4), f"{path_of(2)}/versions", f"{path_of(1)}/beside"),
    *("/captures", "/captures?url=https://news.example/story", "/captures?url=https://news.example/x"),
    "/outlet?name=The+Example+News",
)
CONTRAST = """() => {
  const light = c => { c /= 255; return c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4; };
  const parts = text => { const n = text.match(/[0-9.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
  const lum = ([r, g, b]) => .2126 * light(r) + .7152 * light(g) + .0722 * light(b);
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest(".unseen, .skip, [aria-hidden], option, .heat td.h0")) continue;
    if (!element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    let behind = element;
    while (behind && parts(getComputedStyle(behind).backgroundColor)[3] < 1) behind = behind.parentElement;
    const a = lum(parts(style.color)), b = lum(parts(getComputedStyle(behind || document.body).backgroundColor));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) found.push(`${element.tagName}.${element.className} ${ratio.toFixed(2)} ${walker.currentNode.data.trim().slice(0, 30)}`);
  }
  return found;
}"""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Yield the address at which *app* is served."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", http="h11", lifespan="off"))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("browsed")
    blocks = [
        TextBlock(kind=kind, text=f"A {kind} on the ferry, of some words that fill more than one line of the page.")
        for kind in (
            "paragraph",
            "heading",
            "quote",
            "list_item",
            "list_item",
            "table_row",
            "preformatted",
            "paragraph",
        )
    ]
    photos = [Photo(src="https://x.example/1.jpg", caption="The pier", credits=["Ana Doe"], role="lead")]
    claim = MirrorAddress(kind="web-mirror", address="https://mirror.example/", host="mirror.example")
    rich = {
        "authors": ["Jane Doe"],
        "section": ["World"],
        "standfirst": "In short.",
        "photos": photos,
        "notes": ["A note"],
    }
    told = (
        article(1, blocks=blocks, mirrors=[claim], topics=["Ferries"], **rich, **SAME),
        article(2, "The ferry is very late.", headline="Another headline", **SAME),
        article(3, "مخبز جديد يجمع سكان شارع الميناء", headline="مخبز جديد", language="ar", standfirst="خبز ساخن"),
        hostile(4),
    )
    with Index.open(folder / "index.sqlite") as index:
        for number, each in enumerate(told):
            index.add_captures([capture(number, record_id=each.record_id, url=each.url)])
            index.add_article(each, record_id=each.record_id or "")
        index.add_captures([capture(9, record_id=record_id(9), url=SAME["url"], status=410)])
        index.commit()
        with served(reading_room(index, ArchiveConfig(folder=folder), access=Access(), now=lambda: NOW)) as address:
            yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_readable_and_keep_to_themselves(browser: Any, room: str, scheme: str) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(f"dialog {dialog.message}"))
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(room + path)
        assert page.evaluate(CONTRAST) == [], path
    assert [url for url in asked if not url.startswith(f"{room}/")] == []
    assert [text for text in said if not text.startswith("Failed to load resource")] == []
    context.close()


def test_a_narrow_screen_needs_no_scrolling_sideways(browser: Any, room: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    for path in PATHS:
        page.goto(room + path)
        wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
    context.close()


def test_texts_run_from_the_right_where_they_should(browser: Any, room: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(room + path_of(3))
    places = "() => ['article h1', 'aside'].map(each => getComputedStyle(document.querySelector(each)).direction)"
    assert page.evaluate(places) == ["rtl", "ltr"]
    context.close()


def test_the_keyboard_reaches_the_content_and_every_link(browser: Any, room: str) -> None:
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.goto(room + "/search?q=ferry")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    context.close()


def test_hostile_articles_run_nothing_even_with_scripts_allowed(browser: Any, room: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []

    def hear(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    for path in (path_of(4), f"{path_of(4)}/versions", "/", "/search?q=alert", "/outlets", "/coverage"):
        page.goto(room + path)
        for link in page.query_selector_all("a[href^='javascript']"):
            link.click()
        page.wait_for_timeout(50)
    assert said == []
    context.close()


def test_the_door_opens_with_the_token(browser: Any, tmp_path: Path) -> None:
    token = "a-token-of-enough-letters"
    with Index.open(tmp_path / "index.sqlite") as index:
        index.add_article(article(1, "Secret text"), record_id=record_id(1))
        index.commit()
        access = Access(token=token)
        with served(
            reading_room(index, ArchiveConfig(folder=tmp_path), access=access, now=lambda: FIRST_AT)
        ) as address:
            context = browser.new_context(java_script_enabled=False)
            page = context.new_page()
            page.goto(address + path_of(1))
            assert "Secret" not in page.content()
            page.fill("#token", token)
            with page.expect_navigation(url=address + path_of(1)):
                page.keyboard.press("Enter")
            page.wait_for_selector("article h1")
            assert "Secret text" in page.content()
            told = {cookie["path"]: (cookie["httpOnly"], cookie["sameSite"]) for cookie in context.cookies()}
            assert told == {"/": (True, "Strict"), "/web/": (True, "Lax")}
            assert not any(token in cookie["value"] for cookie in context.cookies())
            with page.expect_navigation(url=f"{address}/enter"):
                page.click("text=Leave")
            page.goto(address + path_of(1))
            assert "Secret" not in page.content()
            context.close()
